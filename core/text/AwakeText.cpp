#include "core/text/AwakeText.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "core/text/UsageText.h"

#include <algorithm>

#include <QCoreApplication>

namespace reveille {

using namespace Qt::StringLiterals;
using Kind = AwakeReason::Kind;

namespace {

constexpr qsizetype kShortId = 8;
constexpr qsizetype kCommand = 60;

QString say(const char* text)
{
    return QCoreApplication::translate("AwakeText", text);
}

void add(AwakeReport& report, Kind kind, const QString& text)
{
    report.reasons.append({kind, text});
}

void addRuns(AwakeReport& report, const AwakeFacts& facts)
{
    for (const Run& run : facts.runs) {
        if (run.isOpen() && run.state != RunState::Due)
            add(report, Kind::Run,
                say(QT_TRANSLATE_NOOP("AwakeText", "The run %1 of %2 uses it: %3."))
                    .arg(run.id.value.left(kShortId), run.scheduleName, runStateText(run.state)));
    }
}

void addForeign(AwakeReport& report, const AwakeFacts& facts)
{
    if (!facts.executions)
        return;
    for (const Execution& execution : *facts.executions) {
        const bool isOurs =
            std::ranges::any_of(facts.runs, [&](const Run& run) { return run.execution == execution.id; });
        if (isTerminal(execution.status) || isOurs)
            continue;
        add(report, Kind::Foreign,
            execution.command.isEmpty()
                ? say(QT_TRANSLATE_NOOP("AwakeText", "A command that no run has started runs on it."))
                : say(QT_TRANSLATE_NOOP("AwakeText", "A command that no run has started runs on it: %1"))
                      .arg(plainLine(quotedArgv(execution.command), kCommand)));
    }
}

void addLease(AwakeReport& report, const MachineLease& lease, calendar::Instant now)
{
    if (lease.sleepOwedSince && (lease.sleepAttempts > 0 || !lease.note.isEmpty())) {
        const auto owed = std::chrono::duration_cast<std::chrono::milliseconds>(now - *lease.sleepOwedSince);
        QString text = say(QT_TRANSLATE_NOOP("AwakeText",
                                             "It should sleep and does not, for %1 now; it is tried again."))
                           .arg(durationText(owed));
        if (!lease.note.isEmpty())
            text +=
                u' ' + say(QT_TRANSLATE_NOOP("AwakeText", "The last answer: %1")).arg(plainLine(lease.note));
        add(report, Kind::SleepFailed, text);
        report.isAlarming = true;
    } else if (lease.sleepOwedSince) {
        add(report, Kind::SleepOwed, say(QT_TRANSLATE_NOOP("AwakeText", "It is being put to sleep.")));
    } else if (report.reasons.isEmpty() && lease.wokenByUs) {
        add(report, Kind::Held,
            say(QT_TRANSLATE_NOOP("AwakeText",
                                  "Reveille holds it: it is made ready, and sleeps afterwards.")));
    } else if (!lease.wokenByUs) {
        add(report, Kind::BeforeUs,
            say(QT_TRANSLATE_NOOP("AwakeText",
                                  "It was awake before Reveille used it, so it is left awake afterwards.")));
    }
}

void addOwn(AwakeReport& report, const Machine& machine, bool isHeld)
{
    if (machine.autosleep && machine.autosleep->count() == 0) {
        add(report, Kind::NeverSleeps,
            say(QT_TRANSLATE_NOOP("AwakeText", "It never sleeps by itself: its autosleep is off.")));
        report.isAlarming = report.isAlarming || report.reasons.size() == 1;
    } else if (!isHeld && report.reasons.isEmpty()) {
        const QString who = say(QT_TRANSLATE_NOOP("AwakeText", "Reveille did not wake it."));
        add(report, Kind::Idle,
            machine.autosleep
                ? who + u' ' +
                      say(QT_TRANSLATE_NOOP("AwakeText", "It sleeps by itself %1 after its last use."))
                          .arg(durationText(*machine.autosleep))
                : who);
    }
}

} // namespace

AwakeReport awakeReport(const AwakeFacts& facts, calendar::Instant now)
{
    AwakeReport report;
    report.awake = facts.machine.isAwake();
    if (!report.awake)
        return report;
    const bool isHeld = facts.lease && facts.lease->wokenByUs;
    report.since = isHeld ? std::optional(facts.lease->since) : facts.machine.lastTransitionAt;
    if (report.since)
        report.awakeFor =
            std::max(std::chrono::milliseconds(0),
                     std::chrono::duration_cast<std::chrono::milliseconds>(now - *report.since));
    addRuns(report, facts);
    if (facts.lease)
        addLease(report, *facts.lease, now);
    addForeign(report, facts);
    addOwn(report, facts.machine, isHeld);
    // What is tried in vain matters more than what goes as it should.
    std::ranges::stable_partition(report.reasons,
                                  [](const AwakeReason& reason) { return reason.kind == Kind::SleepFailed; });
    if (facts.rates.isSet() && report.since)
        report.cost = awakeCost(facts.machine, report.awakeFor, facts.rates);
    return report;
}

QString awakeWord(AwakeReason::Kind kind)
{
    switch (kind) {
    case Kind::Run:
        return u"run"_s;
    case Kind::SleepFailed:
        return u"sleep-failed"_s;
    case Kind::SleepOwed:
        return u"sleep-owed"_s;
    case Kind::Held:
        return u"held"_s;
    case Kind::Foreign:
        return u"foreign"_s;
    case Kind::BeforeUs:
        return u"awake-before"_s;
    case Kind::NeverSleeps:
        return u"never-sleeps"_s;
    case Kind::Idle:
        break;
    }
    return u"idle"_s;
}

} // namespace reveille
