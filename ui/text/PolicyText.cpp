#include "ui/text/PolicyText.h"

#include "core/text/DurationText.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

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

} // namespace

QVector<PolicyLine> policyLines(const Schedule& schedule, const std::vector<calendar::Instant>& upcoming)
{
    const SchedulePolicy& policy = schedule.policy;
    QVector<PolicyLine> lines;
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Already running")),
                  policy.overlap == OverlapPolicy::Skip
                      ? say(QT_TRANSLATE_NOOP("PolicyText", "skip this run"))
                      : say(QT_TRANSLATE_NOOP("PolicyText", "wait, then run once"))});
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Computer asleep")),
                  policy.onMiss == OnMissPolicy::Skip
                      ? say(QT_TRANSLATE_NOOP("PolicyText", "do not catch up"))
                      : say(QT_TRANSLATE_NOOP("PolicyText", "run latest, if < %1 old"))
                            .arg(durationText(policy.missWindow))});
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Start is late")),
                  say(QT_TRANSLATE_NOOP("PolicyText", "give up after %1"))
                      .arg(durationText(startDeadline(policy, upcoming)))});
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Cloud refuses")),
                  policy.infrastructureRetries == 0
                      ? say(QT_TRANSLATE_NOOP("PolicyText", "no retry"))
                      : QCoreApplication::translate("PolicyText", "%n more tries", nullptr,
                                                    policy.infrastructureRetries)});
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Command fails")),
                  say(QT_TRANSLATE_NOOP("PolicyText", "no retry, notify"))});
    lines.append({say(QT_TRANSLATE_NOOP("PolicyText", "Longest run")), durationText(schedule.timeout)});
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
