#include "core/text/PolicyText.h"

#include "core/model/TimeText.h"
#include "core/text/DurationText.h"

#include <algorithm>
#include <optional>

#include <QCoreApplication>
#include <QLocale>
#include <QUrl>

namespace reveille {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("PolicyText", text);
}

std::optional<std::chrono::seconds> periodOf(const std::vector<calendar::Instant>& upcoming)
{
    if (upcoming.size() < 2)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(upcoming[1] - upcoming[0]);
}

/// The default is half the period, at least a minute and at most an hour.
std::chrono::seconds startDeadline(const SchedulePolicy& policy,
                                   const std::vector<calendar::Instant>& upcoming)
{
    using namespace std::chrono;
    if (policy.startDeadline)
        return *policy.startDeadline;
    const auto period = periodOf(upcoming);
    return period ? std::clamp(*period / 2, seconds(minutes(1)), seconds(hours(1))) : hours(1);
}

QString overlapText(const SchedulePolicy& policy)
{
    switch (policy.overlap) {
    case OverlapPolicy::Skip:
        return say(QT_TRANSLATE_NOOP("PolicyText", "skip this run"));
    case OverlapPolicy::QueueOne:
        return say(QT_TRANSLATE_NOOP("PolicyText", "wait, one at most"));
    case OverlapPolicy::QueueAll:
        return say(QT_TRANSLATE_NOOP("PolicyText", "wait, %1 at most")).arg(policy.overlapLimit);
    case OverlapPolicy::Replace:
        return say(QT_TRANSLATE_NOOP("PolicyText", "stop it, start anew"));
    case OverlapPolicy::Allow:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run beside it, %1 at once")).arg(policy.overlapLimit);
    }
    return {};
}

QString onMissText(const SchedulePolicy& policy)
{
    switch (policy.onMiss) {
    case OnMissPolicy::Skip:
        return say(QT_TRANSLATE_NOOP("PolicyText", "do not catch up"));
    case OnMissPolicy::Latest:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run the latest, up to %1 late"))
            .arg(durationText(policy.missWindow));
    case OnMissPolicy::All:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run each, %1 at most, up to %2 late"))
            .arg(QString::number(policy.missLimit), durationText(policy.missWindow));
    }
    return {};
}

QString retriesText(int retries, const char* none)
{
    return retries == 0 ? say(none)
                        : QCoreApplication::translate("PolicyText", "%n more tries", nullptr, retries);
}

QString foldText(FoldPolicy fold)
{
    switch (fold) {
    case FoldPolicy::First:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run the first time"));
    case FoldPolicy::Second:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run the second time"));
    case FoldPolicy::Both:
        return say(QT_TRANSLATE_NOOP("PolicyText", "run both times"));
    }
    return {};
}

QString sleepText(SleepAfter sleepAfter)
{
    switch (sleepAfter) {
    case SleepAfter::Restore:
        return say(QT_TRANSLATE_NOOP("PolicyText", "sleeps if it slept before"));
    case SleepAfter::Always:
        return say(QT_TRANSLATE_NOOP("PolicyText", "always sleeps"));
    case SleepAfter::Never:
        return say(QT_TRANSLATE_NOOP("PolicyText", "stays awake"));
    }
    return {};
}

/// What is told where it is set, or differs from the default, or where all is wanted.
void appendUnusual(QVector<PolicyLine>& lines, const Schedule& schedule, bool all)
{
    const SchedulePolicy& policy = schedule.policy;
    const auto add = [&lines](const char* what, const QString& then) { lines.append({say(what), then}); };
    if (policy.pauseAfterFailures > 0)
        add(QT_TRANSLATE_NOOP("PolicyText", "Fails again and again"),
            say(QT_TRANSLATE_NOOP("PolicyText", "pause after %1")).arg(policy.pauseAfterFailures));
    if (policy.jitter.count() > 0)
        add(QT_TRANSLATE_NOOP("PolicyText", "Starts are spread"),
            (policy.fixedJitter ? say(QT_TRANSLATE_NOOP("PolicyText", "over %1, always by the same share"))
                                : say(QT_TRANSLATE_NOOP("PolicyText", "over %1")))
                .arg(durationText(policy.jitter)));
    if (policy.until)
        add(QT_TRANSLATE_NOOP("PolicyText", "Stops for good"),
            say(QT_TRANSLATE_NOOP("PolicyText", "on %1")).arg(toRfc3339(*policy.until).left(10)));
    if (policy.runLimit)
        add(QT_TRANSLATE_NOOP("PolicyText", "Runs in all"), QLocale().toString(*policy.runLimit));
    if (policy.skipNext > 0)
        add(QT_TRANSLATE_NOOP("PolicyText", "Next firings"),
            say(QT_TRANSLATE_NOOP("PolicyText", "skip %1")).arg(policy.skipNext));
    if (!policy.excludedDates.isEmpty())
        add(QT_TRANSLATE_NOOP("PolicyText", "Not on"),
            policy.excludedDates.size() == 1
                ? policy.excludedDates.first()
                : say(QT_TRANSLATE_NOOP("PolicyText", "%1 days")).arg(policy.excludedDates.size()));
    if (all || policy.gap != GapPolicy::Skip)
        add(QT_TRANSLATE_NOOP("PolicyText", "Clock skips its time"),
            policy.gap == GapPolicy::Skip ? say(QT_TRANSLATE_NOOP("PolicyText", "no run"))
                                          : say(QT_TRANSLATE_NOOP("PolicyText", "run when the gap ends")));
    if (all || policy.fold != FoldPolicy::First)
        add(QT_TRANSLATE_NOOP("PolicyText", "Clock repeats its time"), foldText(policy.fold));
    if (all || policy.sleepAfter != SleepAfter::Restore)
        add(QT_TRANSLATE_NOOP("PolicyText", "Machine afterwards"), sleepText(policy.sleepAfter));
    if (policy.parallelOnMachine)
        add(QT_TRANSLATE_NOOP("PolicyText", "Others on the machine"),
            say(QT_TRANSLATE_NOOP("PolicyText", "run beside them")));
    if (!schedule.pingUrl.isEmpty())
        add(QT_TRANSLATE_NOOP("PolicyText", "Starts and ends"),
            say(QT_TRANSLATE_NOOP("PolicyText", "told to %1")).arg(QUrl(schedule.pingUrl).host()));
}

} // namespace

QVector<PolicyLine> policyLines(const Schedule& schedule, const std::vector<calendar::Instant>& upcoming,
                                PolicyDetail detail)
{
    const SchedulePolicy& policy = schedule.policy;
    QVector<PolicyLine> lines;
    const auto add = [&lines](const char* what, const QString& then) { lines.append({say(what), then}); };
    add(QT_TRANSLATE_NOOP("PolicyText", "Already running"), overlapText(policy));
    add(QT_TRANSLATE_NOOP("PolicyText", "Computer asleep"), onMissText(policy));
    add(QT_TRANSLATE_NOOP("PolicyText", "Start is late"),
        say(QT_TRANSLATE_NOOP("PolicyText", "give up after %1"))
            .arg(durationText(startDeadline(policy, upcoming))));
    add(QT_TRANSLATE_NOOP("PolicyText", "Cloud refuses"),
        retriesText(policy.infrastructureRetries, QT_TRANSLATE_NOOP("PolicyText", "no retry")));
    add(QT_TRANSLATE_NOOP("PolicyText", "Command fails"),
        retriesText(policy.commandRetries, QT_TRANSLATE_NOOP("PolicyText", "no retry, notify")));
    add(QT_TRANSLATE_NOOP("PolicyText", "Longest run"), durationText(schedule.timeout));
    appendUnusual(lines, schedule, detail == PolicyDetail::All);
    return lines;
}

QStringList policyNotes(const Schedule& schedule, const std::vector<calendar::Instant>& upcoming,
                        calendar::Instant now)
{
    const SchedulePolicy& policy = schedule.policy;
    QStringList notes;
    if (policy.jitter.count() > 0 && policy.jitter >= startDeadline(policy, upcoming))
        notes.append(say(QT_TRANSLATE_NOOP(
            "PolicyText", "The start deadline counts from the moment a firing was put off to, "
                          "not from its scheduled time.")));
    if (policy.commandRetries > 0)
        notes.append(say(QT_TRANSLATE_NOOP(
            "PolicyText",
            "The command is run again after it failed or timed out: it must be safe to repeat.")));
    if (policy.overlap == OverlapPolicy::Allow)
        notes.append(say(QT_TRANSLATE_NOOP(
            "PolicyText", "The command may run while its earlier run is still going: it must bear that.")));
    if (policy.overlap == OverlapPolicy::Replace)
        notes.append(say(QT_TRANSLATE_NOOP(
            "PolicyText", "A run that is still going is cancelled when the next one is due: it "
                          "may have done part of its work.")));
    if (policy.until && *policy.until <= now)
        notes.append(
            say(QT_TRANSLATE_NOOP("PolicyText", "The end lies in the past: it does not fire any more.")));
    if (policy.runLimit && *policy.runLimit == 0)
        notes.append(say(QT_TRANSLATE_NOOP("PolicyText", "It may not run at all: the limit of runs is 0.")));
    if (policy.onMiss != OnMissPolicy::Skip && policy.missWindow.count() == 0)
        notes.append(
            say(QT_TRANSLATE_NOOP("PolicyText", "Nothing is caught up: the window for missed runs is 0.")));
    if (policy.sleepAfter == SleepAfter::Never)
        notes.append(say(QT_TRANSLATE_NOOP(
            "PolicyText", "The machine stays awake after a run until its autosleep; that may cost money.")));
    return notes;
}

} // namespace reveille
