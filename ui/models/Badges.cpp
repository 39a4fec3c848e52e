#include "ui/models/Badges.h"

#include "core/calendar/lint/Lint.h"
#include "core/engine/UpcomingRuns.h"
#include "ui/models/ScheduleClip.h"
#include "ui/models/ScheduleRow.h"

#include <algorithm>
#include <vector>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

using Kind = Badge::Kind;

constexpr std::size_t kLookedAt = 60;
constexpr auto kAhead = days(7);
constexpr qsizetype kMostCompared = 40;

QString say(const char* text)
{
    return QCoreApplication::translate("Badges", text);
}

void addDrift(QVector<Badge>& badges, const Schedule& schedule)
{
    if (!schedule.provider)
        return;
    if (schedule.provider->drift == Drift::ChangedThere)
        badges.append({Kind::Drift, say(QT_TRANSLATE_NOOP("Badges", "Somebody changed it at the provider.")),
                       say(QT_TRANSLATE_NOOP("Badges", "Compare…")), std::nullopt});
    else if (schedule.provider->drift == Drift::RemovedThere)
        badges.append({Kind::Drift, say(QT_TRANSLATE_NOOP("Badges", "Somebody removed it at the provider.")),
                       say(QT_TRANSLATE_NOOP("Badges", "Compare…")), std::nullopt});
    else if (schedule.provider->nextDiffers)
        badges.append(
            {Kind::NextDiffers,
             say(QT_TRANSLATE_NOOP("Badges", "The provider reckons another next time than Reveille.")),
             {},
             std::nullopt});
}

void addLints(QVector<Badge>& badges, const Schedule& schedule, const TimeView& view)
{
    const auto timetable = timetableOf(schedule.when, schedule.zone);
    if (!timetable)
        return;
    std::vector<std::string> lines;
    for (const QString& line : schedule.when)
        lines.push_back(line.toStdString());
    for (const calendar::Lint& lint : calendar::lint(lines, timetable->zone(), view.now)) {
        if (lint.severity == calendar::Severity::Note)
            continue;
        Badge badge{Kind::Lint, QString::fromStdString(lint.message), {}, std::nullopt};
        if (!lint.fix.empty() && lint.line < lines.size()) {
            Schedule fixed = schedule;
            const auto at = static_cast<qsizetype>(lint.line);
            fixed.when.removeAt(at);
            for (std::size_t i = 0; i < lint.fix.size(); ++i)
                fixed.when.insert(at + static_cast<qsizetype>(i), QString::fromStdString(lint.fix[i]));
            badge.fix = say(QT_TRANSLATE_NOOP("Badges", "Use %1"))
                            .arg(fixed.when.mid(at, static_cast<qsizetype>(lint.fix.size())).join(u" | "_s));
            badge.fixed = fixed;
        }
        badges.append(badge);
    }
}

struct Fires
{
    const Schedule* schedule;
    std::vector<calendar::Instant> at;
    milliseconds length{0};
};

bool isExec(const Schedule& schedule)
{
    return schedule.action == ScheduleAction::Exec;
}

/// The first instant at which b would fire while a runs, or with it at once.
std::optional<calendar::Instant> meeting(const Fires& a, const Fires& b)
{
    std::size_t i = 0;
    for (const calendar::Instant start : a.at) {
        while (i < b.at.size() && b.at[i] < start)
            ++i;
        if (i < b.at.size() && b.at[i] <= start + a.length)
            return b.at[i];
    }
    return std::nullopt;
}

void addOverlap(QHash<ScheduleId, QVector<Badge>>& badges, const Fires& a, const Fires& b,
                const TimeView& view)
{
    const auto at = meeting(a, b);
    if (!at)
        return;
    const QString when = dateTimeText(*at, view.local, view.now);
    const bool both = isExec(*a.schedule) && isExec(*b.schedule);
    // Two commands that merely begin together wait for each other; that is worth a word only if one is still
    // running by then, and one that may run beside others is meant so.
    if (both && (a.length.count() == 0 || b.schedule->policy.parallelOnMachine))
        return;
    if (!both && a.schedule->action == b.schedule->action)
        return;
    Badge badge;
    badge.kind = Kind::Overlap;
    if (both) {
        badge.text =
            say(QT_TRANSLATE_NOOP("Badges", "%1: “%2” is still running then as a rule, so this one waits."))
                .arg(when, a.schedule->name);
        badge.fix = say(QT_TRANSLATE_NOOP("Badges", "Let both run"));
        badge.fixed = *b.schedule;
        badge.fixed->policy.parallelOnMachine = true;
    } else {
        badge.text = say(QT_TRANSLATE_NOOP("Badges", "%1: “%2” does something else to the machine then."))
                         .arg(when, a.schedule->name);
    }
    badges[b.schedule->id].append(badge);
}

void addOverlaps(QHash<ScheduleId, QVector<Badge>>& badges, const QVector<Schedule>& schedules,
                 const UsualDuration& usual, const TimeView& view)
{
    std::vector<Fires> all;
    for (const Schedule& schedule : schedules) {
        if (!schedule.enabled || schedule.pause)
            continue;
        const auto upcoming = UpcomingRuns::of(schedule);
        if (!upcoming)
            continue;
        Fires fires{&schedule, {}, isExec(schedule) ? usual(schedule.id).value_or(0ms) : 0ms};
        for (const UpcomingRun& run : upcoming->after(view.now, kLookedAt)) {
            if (run.fate == UpcomingRun::Fate::Runs && run.at <= view.now + kAhead)
                fires.at.push_back(run.startsAt);
        }
        std::sort(fires.at.begin(), fires.at.end());
        all.push_back(std::move(fires));
    }
    for (const Fires& a : all) {
        for (const Fires& b : all) {
            if (&a != &b)
                addOverlap(badges, a, b, view);
        }
    }
}

void addSameName(QHash<ScheduleId, QVector<Badge>>& badges, const QVector<Schedule>& schedules)
{
    QHash<QString, int> names;
    QSet<QString> taken;
    for (const Schedule& schedule : schedules) {
        ++names[schedule.name.toLower()];
        taken.insert(schedule.name.toLower());
    }
    for (const Schedule& schedule : schedules) {
        if (names.value(schedule.name.toLower()) < 2)
            continue;
        Badge badge{Kind::SameName,
                    say(QT_TRANSLATE_NOOP("Badges", "Another schedule of this machine has the same name.")),
                    {},
                    schedule};
        badge.fixed->name = freeName(schedule.name, taken);
        badge.fix = say(QT_TRANSLATE_NOOP("Badges", "Call it %1")).arg(badge.fixed->name);
        badges[schedule.id].append(badge);
    }
}

} // namespace

QHash<ScheduleId, QVector<Badge>> badgesOf(const QVector<Schedule>& onMachine, const UsualDuration& usual,
                                           const TimeView& view)
{
    QHash<ScheduleId, QVector<Badge>> badges;
    for (const Schedule& schedule : onMachine) {
        QVector<Badge>& mine = badges[schedule.id];
        addDrift(mine, schedule);
        if (schedule.enabled)
            addLints(mine, schedule, view);
    }
    addSameName(badges, onMachine);
    if (onMachine.size() <= kMostCompared)
        addOverlaps(badges, onMachine, usual, view);
    badges.removeIf([](const auto& entry) { return entry.value().isEmpty(); });
    return badges;
}

} // namespace reveille::ui
