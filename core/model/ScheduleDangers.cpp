#include "core/model/ScheduleDangers.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/dialect/EventParts.h"
#include "core/calendar/subset/UtcLines.h"

#include <algorithm>
#include <vector>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;
using calendar::CalendarEvent;
using calendar::Instant;

namespace {

constexpr int kElapses = 64;
constexpr qsizetype kMostSchedules = 8;
constexpr qsizetype kLongestName = 31;
/// A machine that was started this long ago can be expected to run.
constexpr minutes kTimeToStart{1};

/// One schedule with its calendar event read.
struct Timed
{
    ProviderSchedule schedule;
    CalendarEvent event;

    [[nodiscard]] std::optional<Instant> next(Instant after) const
    {
        return event.next(after, calendar::TimeZone::utc());
    }
    /// The last elapse in (after, until].
    [[nodiscard]] std::optional<Instant> lastIn(Instant after, Instant until) const
    {
        const auto at = event.previous(until + microseconds(1), calendar::TimeZone::utc());
        return at && *at > after ? at : std::nullopt;
    }
};

std::optional<Timed> timed(const ProviderSchedule& schedule)
{
    auto event = CalendarEvent::parse(schedule.when.toStdString());
    if (!event)
        return std::nullopt;
    return Timed{schedule, *std::move(event)};
}

class Inspection
{
public:
    Inspection(const Machine& machine, const QVector<ProviderSchedule>& others,
               const ProviderSchedule& candidate, Instant now)
        : m_machine(machine), m_others(others), m_candidate(candidate), m_now(now)
    {
        add(candidate);
        for (const ProviderSchedule& other : others) {
            if (other.name != candidate.name)
                add(other);
        }
    }

    QVector<ScheduleDanger> all()
    {
        const QString& action = m_candidate.action;
        if (action == u"delete"_s)
            ofDelete();
        else if (action == u"stop"_s)
            ofStop();
        else if (action == u"start"_s)
            ofStart();
        else if (action == u"exec"_s)
            ofExec();
        else if (action == u"checkpoint"_s)
            tell(DangerCode::CheckpointsStay, DangerLevel::Note);
        std::ranges::stable_sort(m_found, std::ranges::greater(), &ScheduleDanger::level);
        return m_found;
    }

private:
    void add(const ProviderSchedule& schedule)
    {
        const bool isStart = schedule.action == u"start"_s;
        if (!isStart && schedule.action != u"stop"_s)
            return;
        if (auto read = timed(schedule))
            (isStart ? m_starts : m_stops).push_back(*std::move(read));
    }

    ScheduleDanger& tell(DangerCode code, DangerLevel level, const QString& other = {})
    {
        ScheduleDanger danger;
        danger.code = code;
        danger.level = level;
        danger.other = other;
        m_found.append(danger);
        return m_found.last();
    }

    void ofDelete()
    {
        const auto read = timed(m_candidate);
        const bool locked = lossBy(ScheduleAction::Delete, m_machine.rules) == DangerCode::DeleteIsLocked;
        tell(locked ? DangerCode::DeleteIsLocked : DangerCode::Deletes,
             locked ? DangerLevel::Warning : DangerLevel::Destructive)
            .at = read ? read->next(m_now) : std::nullopt;
    }

    void ofStop()
    {
        if (lossBy(ScheduleAction::Stop, m_machine.rules) == DangerCode::StopDeletes)
            tell(DangerCode::StopDeletes, DangerLevel::Destructive).at =
                m_stops.empty() ? std::nullopt : m_stops.front().next(m_now);
        if (m_machine.rules.scaleToZero)
            tell(DangerCode::StopEndsWaking, DangerLevel::Warning);
        if (!m_stops.empty())
            checkPauses(m_stops.front());
    }

    void ofStart()
    {
        if (m_machine.rules.scaleToZero)
            tell(DangerCode::StartIsBrief, DangerLevel::Warning);
        for (const Timed& stop : m_stops)
            checkPauses(stop);
    }

    /// Every stop must be followed by a start before autokill strikes.
    void checkPauses(const Timed& stop)
    {
        if (!m_machine.rules.autokill)
            return;
        std::optional<Instant> at = stop.next(m_now);
        for (int i = 0; at && i < kElapses; ++i, at = stop.next(*at)) {
            std::optional<Instant> back;
            for (const Timed& start : m_starts) {
                const auto next = start.next(*at);
                if (next && (!back || *next < *back))
                    back = next;
            }
            if (back && *back - *at < *m_machine.rules.autokill)
                continue;
            ScheduleDanger& danger =
                tell(DangerCode::StoppedTooLong, DangerLevel::Destructive,
                     stop.schedule.name == m_candidate.name ? QString() : stop.schedule.name);
            danger.at = at;
            if (back)
                danger.gap = duration_cast<milliseconds>(*back - *at);
            return;
        }
    }

    void ofExec()
    {
        if (m_machine.rules.scaleToZero)
            tell(DangerCode::ExecFallsAsleep, DangerLevel::Warning);
        const auto read = timed(m_candidate);
        if (!read)
            return;
        std::optional<Instant> at = read->next(m_now);
        for (int i = 0; at && i < kElapses; ++i, at = read->next(*at)) {
            QString stoppedBy;
            if (runsAt(*at, stoppedBy))
                continue;
            ScheduleDanger& danger = tell(DangerCode::ExecWhileStopped, DangerLevel::Warning, stoppedBy);
            danger.at = at;
            danger.remedy = startBefore(read->event);
            return;
        }
    }

    /// By what the schedules do until then; before the first of them, by what the machine does now. In the
    /// same second a start comes before a command and a stop after it.
    [[nodiscard]] bool runsAt(Instant at, QString& stoppedBy) const
    {
        std::optional<Instant> started;
        for (const Timed& start : m_starts)
            started = std::max(started, start.lastIn(m_now, at));
        std::optional<Instant> stopped;
        for (const Timed& stop : m_stops) {
            const auto last = stop.lastIn(m_now, at - microseconds(1));
            if (last && (!stopped || *last > *stopped)) {
                stopped = last;
                stoppedBy = stop.schedule.name;
            }
        }
        if (started && (!stopped || *started >= *stopped)) {
            stoppedBy.clear();
            return at - *started >= kTimeToStart;
        }
        if (stopped)
            return false;
        return m_machine.phase != MachinePhase::Stopped && m_machine.phase != MachinePhase::Sleeping;
    }

    /// The same calendar event a minute earlier, if one line can say it and there is room for it.
    [[nodiscard]] std::optional<ProviderSchedule> startBefore(const CalendarEvent& event) const
    {
        const auto lines = calendar::linesAtOffset(event.matches(), kTimeToStart);
        if (!lines || lines->size() != 1 || m_others.size() + 2 > kMostSchedules)
            return std::nullopt;
        const auto earlier = CalendarEvent::parse(calendar::eventText(lines->front()));
        if (!earlier)
            return std::nullopt;
        ProviderSchedule start;
        const QString ending = u"-start"_s;
        start.name = m_candidate.name.left(kLongestName - ending.size()) + ending;
        start.action = u"start"_s;
        start.when = QString::fromStdString(earlier->toText());
        const bool isTaken = std::ranges::any_of(
            m_others, [&](const ProviderSchedule& other) { return other.name == start.name; });
        return isTaken ? std::nullopt : std::optional(start);
    }

    const Machine& m_machine;
    const QVector<ProviderSchedule>& m_others;
    const ProviderSchedule& m_candidate;
    const Instant m_now;
    std::vector<Timed> m_starts;
    std::vector<Timed> m_stops;
    QVector<ScheduleDanger> m_found;
};

} // namespace

std::optional<DangerCode> lossBy(ScheduleAction action, const MachineRules& rules)
{
    if (action == ScheduleAction::Delete)
        return rules.deleteLocked ? DangerCode::DeleteIsLocked : DangerCode::Deletes;
    if (action != ScheduleAction::Stop)
        return std::nullopt;
    if (rules.deleteOnStop)
        return DangerCode::StopDeletes;
    return rules.autokill ? std::optional(DangerCode::StoppedTooLong) : std::nullopt;
}

const char* dangerWord(DangerCode code)
{
    switch (code) {
    case DangerCode::Deletes:
        return "deletes";
    case DangerCode::DeleteIsLocked:
        return "delete-is-locked";
    case DangerCode::StopDeletes:
        return "stop-deletes";
    case DangerCode::StoppedTooLong:
        return "stopped-too-long";
    case DangerCode::ExecFallsAsleep:
        return "exec-falls-asleep";
    case DangerCode::ExecWhileStopped:
        return "exec-while-stopped";
    case DangerCode::StartIsBrief:
        return "start-is-brief";
    case DangerCode::StopEndsWaking:
        return "stop-ends-waking";
    case DangerCode::CheckpointsStay:
        return "checkpoints-stay";
    }
    return "";
}

QVector<ScheduleDanger> scheduleDangers(const Machine& machine, const QVector<ProviderSchedule>& others,
                                        const ProviderSchedule& candidate, Instant now)
{
    return Inspection(machine, others, candidate, now).all();
}

} // namespace reveille
