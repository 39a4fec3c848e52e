#include "ui/timeline/TimelineFacts.h"

#include "core/text/RunText.h"
#include "ui/models/ScheduleRow.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHash>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using calendar::Instant;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("TimelineFacts", text);
}

/// As many runs of a schedule as its usual length is taken from.
constexpr qsizetype kSamples = 9;
/// What has not run yet, or took no time, is expected to take this long.
constexpr microseconds kShortest = seconds(1);

std::optional<TimelineMark> markOf(const Run& run, const TimeView& view)
{
    if (!run.startedAt && run.state == RunState::Closed)
        return std::nullopt;
    TimelineMark mark;
    mark.from = run.startedAt.value_or(run.scheduledAt);
    mark.until = run.endedAt ? *run.endedAt : run.closedAt ? *run.closedAt : std::max(view.now, mark.from);
    mark.look = lookOf(run);
    mark.text =
        say(QT_TRANSLATE_NOOP("TimelineFacts", "%1: %2, %3"))
            .arg(run.scheduleName,
                 run.isOpen() ? say(QT_TRANSLATE_NOOP("TimelineFacts", "running")) : shortOutcomeText(run),
                 exactTimeText(mark.from, view.local));
    mark.schedule = run.schedule;
    mark.run = run.id;
    return mark;
}

/// The median length of its latest runs.
microseconds usualLength(const EngineState& state, const ScheduleId& schedule)
{
    std::vector<milliseconds> lengths;
    for (const Run& run : state.runsOf(schedule, kSamples)) {
        if (const auto length = runDuration(run))
            lengths.push_back(*length);
    }
    if (lengths.empty())
        return kShortest;
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return std::max<microseconds>(*middle, kShortest);
}

bool isExcluded(const Schedule& schedule, const calendar::TimeZone& zone, Instant at)
{
    if (schedule.policy.excludedDates.isEmpty())
        return false;
    const calendar::CivilTime day = zone.toCivil(at);
    return schedule.policy.excludedDates.contains(QDate(day.year, day.month, day.day).toString(Qt::ISODate));
}

void addDue(TimelineLane& lane, const Schedule& schedule, Instant until, const TimeView& view)
{
    const auto timetable = timetableOf(schedule.when, schedule.zone);
    if (!timetable)
        return;
    // A pause ends what it keeps from running.
    const Instant from =
        schedule.pause && schedule.pause->until ? std::max(view.now, *schedule.pause->until) : view.now;
    const Instant end = schedule.policy.until ? std::min(until, *schedule.policy.until) : until;
    int skip = schedule.policy.skipNext;
    const auto next = timetable->upcoming(from, kMostDue + 1);
    std::size_t shown = 0;
    for (const Instant at : next) {
        if (at > end || shown == kMostDue)
            break;
        if (isExcluded(schedule, timetable->zone(), at) || skip-- > 0)
            continue;
        TimelineMark mark;
        mark.from = mark.until = at;
        mark.due = true;
        mark.schedule = schedule.id;
        mark.text = say(QT_TRANSLATE_NOOP("TimelineFacts", "%1: due %2"))
                        .arg(schedule.name, exactTimeText(at, view.local));
        lane.marks.append(mark);
        ++shown;
    }
    if (next.size() > kMostDue && next.back() <= end)
        lane.moreFrom = std::min(next.back(), lane.moreFrom.value_or(next.back()));
}

void findClashes(TimelineLane& lane, const QHash<ScheduleId, Schedule>& schedules,
                 const QHash<ScheduleId, microseconds>& lengths, const TimeView& view)
{
    const TimelineMark* before = nullptr;
    Instant busyUntil{};
    for (const TimelineMark& mark : lane.marks) {
        if (!mark.due)
            continue;
        const Instant end = mark.from + lengths.value(mark.schedule, kShortest);
        const bool meets = before != nullptr && !(before->schedule == mark.schedule) && mark.from < busyUntil;
        if (meets && !schedules.value(mark.schedule).policy.parallelOnMachine) {
            if (lane.clashes.isEmpty())
                lane.clashText =
                    say(QT_TRANSLATE_NOOP("TimelineFacts", "%1 and %2 meet on %3, %4"))
                        .arg(schedules.value(before->schedule).name, schedules.value(mark.schedule).name,
                             lane.name, dateTimeText(mark.from, view.local, view.now));
            if (!lane.clashes.isEmpty() && lane.clashes.last().second >= before->from)
                lane.clashes.last().second = std::max(busyUntil, end);
            else
                lane.clashes.append({before->from, std::max(busyUntil, end)});
        }
        if (before == nullptr || end > busyUntil) {
            busyUntil = end;
            before = &mark;
        }
    }
}

/// From the waking on, for as long as the machine was seen awake; for what is open, until now.
std::optional<TimelineLane::Span> awakeFor(const Run& run, const TimeView& view)
{
    const auto woken = std::find_if(run.steps.begin(), run.steps.end(), [](const RunStep& step) {
        return step.state == RunState::Waking || step.state == RunState::Submitting;
    });
    if (woken == run.steps.end())
        return std::nullopt;
    if (run.isOpen())
        return TimelineLane::Span{woken->at, view.now};
    return run.awake ? std::optional(TimelineLane::Span{woken->at, woken->at + *run.awake}) : std::nullopt;
}

void merge(QVector<TimelineLane::Span>& spans)
{
    std::sort(spans.begin(), spans.end());
    QVector<TimelineLane::Span> merged;
    for (const TimelineLane::Span& span : std::as_const(spans)) {
        if (!merged.isEmpty() && span.first <= merged.last().second)
            merged.last().second = std::max(merged.last().second, span.second);
        else
            merged.append(span);
    }
    spans = merged;
}

} // namespace

QVector<ClockChange> clockChanges(const calendar::TimeZone& zone, Instant from, Instant until)
{
    QVector<ClockChange> changes;
    for (auto next = zone.nextTransition(from); next && next->at <= until;
         next = zone.nextTransition(next->at)) {
        // A zone may change its name without its clock.
        if (next->offsetAfter != next->offsetBefore)
            changes.append({next->at, next->offsetAfter - next->offsetBefore});
    }
    return changes;
}

QVector<TimelineLane> timelineLanes(const EngineState& state, const Scope& scope, Instant from, Instant until,
                                    const TimeView& view)
{
    QVector<TimelineLane> lanes;
    QHash<MachineKey, qsizetype> rows;
    for (const Machine& machine : state.machines()) {
        if (!scope.contains(machine.key))
            continue;
        TimelineLane lane;
        lane.machine = machine.key;
        lane.name = machine.displayName();
        lane.look = lookOf(machine.phase);
        rows.insert(machine.key, lanes.size());
        lanes.append(lane);
    }
    for (const Run& run : state.runs()) {
        const auto row = rows.constFind(run.machine);
        if (row == rows.cend())
            continue;
        const auto mark = markOf(run, view);
        if (mark && mark->from <= until && mark->until >= from)
            lanes[*row].marks.append(*mark);
        const auto awake = awakeFor(run, view);
        if (awake && awake->first <= until && awake->second >= from)
            lanes[*row].awake.append(*awake);
    }
    for (TimelineLane& lane : lanes) {
        if (const auto lease = state.lease(lane.machine); lease && lease->since <= view.now)
            lane.awake.append({lease->since, view.now});
        merge(lane.awake);
    }
    QHash<ScheduleId, Schedule> schedules;
    QHash<ScheduleId, microseconds> lengths;
    for (const Schedule& schedule : state.schedules()) {
        const auto row = rows.constFind(schedule.machine);
        const bool held = !schedule.enabled || (schedule.pause && !schedule.pause->until);
        if (row == rows.cend() || held)
            continue;
        schedules.insert(schedule.id, schedule);
        lengths.insert(schedule.id, usualLength(state, schedule.id));
        addDue(lanes[*row], schedule, until, view);
    }
    for (TimelineLane& lane : lanes) {
        std::stable_sort(lane.marks.begin(), lane.marks.end(),
                         [](const TimelineMark& a, const TimelineMark& b) { return a.from < b.from; });
        findClashes(lane, schedules, lengths, view);
    }
    return lanes;
}

} // namespace reveille::ui
