#include "ui/text/PolicyText.h"

#include "core/model/TimeText.h"
#include "core/text/DurationText.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <QUrl>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("PolicyText", text);
}

/// The default is half the period, at least a minute and at most an hour.
std::chrono::seconds startDeadline(const SchedulePolicy& policy,
                                   const std::vector<calendar::Instant>& upcoming)
{
    using namespace std::chrono;
    if (policy.startDeadline)
        return *policy.startDeadline;
    if (upcoming.size() < 2)
        return hours(1);
    return std::clamp(duration_cast<seconds>(upcoming[1] - upcoming[0]) / 2, seconds(minutes(1)),
                      seconds(hours(1)));
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

/// What is only told where it differs from the default.
void appendUnusual(QVector<PolicyLine>& lines, const Schedule& schedule)
{
    const SchedulePolicy& policy = schedule.policy;
    const auto add = [&lines](const char* what, const QString& then) { lines.append({say(what), then}); };
    if (policy.pauseAfterFailures > 0)
        add(QT_TRANSLATE_NOOP("PolicyText", "Fails again and again"),
            say(QT_TRANSLATE_NOOP("PolicyText", "pause after %1")).arg(policy.pauseAfterFailures));
    if (policy.jitter.count() > 0)
        add(QT_TRANSLATE_NOOP("PolicyText", "Starts are spread"),
            say(QT_TRANSLATE_NOOP("PolicyText", "over %1")).arg(durationText(policy.jitter)));
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
    if (policy.gap == GapPolicy::EndOfGap)
        add(QT_TRANSLATE_NOOP("PolicyText", "Clock skips its time"),
            say(QT_TRANSLATE_NOOP("PolicyText", "run when the gap ends")));
    if (policy.fold != FoldPolicy::First)
        add(QT_TRANSLATE_NOOP("PolicyText", "Clock repeats its time"),
            policy.fold == FoldPolicy::Second ? say(QT_TRANSLATE_NOOP("PolicyText", "run the second time"))
                                              : say(QT_TRANSLATE_NOOP("PolicyText", "run both times")));
    if (policy.sleepAfter != SleepAfter::Restore)
        add(QT_TRANSLATE_NOOP("PolicyText", "Machine afterwards"),
            policy.sleepAfter == SleepAfter::Always ? say(QT_TRANSLATE_NOOP("PolicyText", "always sleeps"))
                                                    : say(QT_TRANSLATE_NOOP("PolicyText", "stays awake")));
    if (policy.parallelOnMachine)
        add(QT_TRANSLATE_NOOP("PolicyText", "Others on the machine"),
            say(QT_TRANSLATE_NOOP("PolicyText", "run beside them")));
    if (!schedule.pingUrl.isEmpty())
        add(QT_TRANSLATE_NOOP("PolicyText", "Starts and ends"),
            say(QT_TRANSLATE_NOOP("PolicyText", "told to %1")).arg(QUrl(schedule.pingUrl).host()));
}

} // namespace

QVector<PolicyLine> policyLines(const Schedule& schedule, const std::vector<calendar::Instant>& upcoming)
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
    appendUnusual(lines, schedule);
    return lines;
}

QString sizeText(double vcpu, qint64 memoryMib, qint64 storageGib)
{
    QStringList parts;
    const QLocale locale;
    if (vcpu > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 vCPU")).arg(locale.toString(vcpu, 'g', 3));
    if (memoryMib >= 1024)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 GiB memory"))
                     .arg(locale.toString(static_cast<double>(memoryMib) / 1024.0, 'g', 3));
    else if (memoryMib > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 MiB memory")).arg(memoryMib);
    if (storageGib > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 GiB disk")).arg(storageGib);
    return parts.join(u", "_s);
}

} // namespace reveille::ui
