#include "core/runner/DstTimetable.h"

#include "core/calendar/Elapse.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr microseconds kTick{1};

/// On the wall clock, as if it never changed.
std::optional<Instant> wallNext(const calendar::CalendarEvent& line, Instant after)
{
    const std::int64_t at = calendar::nextElapse(line.matches(), calendar::TimeZone::utc(), after);
    return at == INT64_MIN ? std::nullopt : std::optional(Instant(microseconds(at)));
}

std::optional<Instant> wallPrevious(const calendar::CalendarEvent& line, Instant before)
{
    const std::int64_t at = calendar::previousElapse(line.matches(), calendar::TimeZone::utc(), before);
    return at == INT64_MIN ? std::nullopt : std::optional(Instant(microseconds(at)));
}

} // namespace

DstTimetable::DstTimetable(calendar::Timetable timetable, GapPolicy gap, FoldPolicy fold)
    : m_timetable(std::move(timetable)), m_gap(gap), m_fold(fold)
{
    if (m_gap == GapPolicy::Skip && m_fold == FoldPolicy::First)
        return;
    for (const calendar::CalendarEvent& line : m_timetable.lines())
        m_changes.push_back(changesOf(line));
}

DstTimetable::Changes DstTimetable::changesOf(const calendar::CalendarEvent& line) const
{
    Changes changes;
    const calendar::TimeZone& zone = line.zone() ? *line.zone() : m_timetable.zone();
    for (auto turn = zone.nextTransition(Instant{}); turn; turn = zone.nextTransition(turn->at)) {
        const seconds shift = turn->offsetAfter - turn->offsetBefore;
        const bool gap = shift > seconds(0);
        if (shift == seconds(0) || (gap ? m_gap == GapPolicy::Skip : m_fold == FoldPolicy::First))
            continue;
        const Instant begin = turn->at + std::min(turn->offsetBefore, turn->offsetAfter);
        const auto concerned = wallNext(line, begin - kTick);
        if (concerned && *concerned < begin + abs(shift))
            changes.push_back(Change{turn->at, abs(shift), turn->offsetAfter, gap});
    }
    return changes;
}

std::optional<Instant> DstTimetable::nextOf(std::size_t index, Instant after) const
{
    const calendar::CalendarEvent& line = m_timetable.lines()[index];
    const calendar::TimeZone& zone = m_timetable.zone();
    const Changes& changes = m_changes[index];
    auto change =
        std::ranges::partition_point(changes, [&](const Change& c) { return c.at + c.length <= after; });

    auto found = line.next(after, zone);
    for (auto c = change; c != changes.end() && found && *found >= c->at - c->length; ++c) {
        if (!c->gap && m_fold == FoldPolicy::Second && *found < c->at)
            found = line.next(c->at - kTick, zone);
    }
    for (; change != changes.end() && (!found || change->at < *found); ++change) {
        if (change->gap) {
            if (change->at > after)
                return change->at;
            continue;
        }
        const auto wall = wallNext(line, std::max(after, change->at - kTick) + change->offsetAfter);
        if (!wall || *wall >= change->at + change->length + change->offsetAfter)
            continue;
        const Instant second = *wall - change->offsetAfter;
        return found ? std::min(*found, second) : second;
    }
    return found;
}

std::optional<Instant> DstTimetable::previousOf(std::size_t index, Instant before) const
{
    const calendar::CalendarEvent& line = m_timetable.lines()[index];
    const calendar::TimeZone& zone = m_timetable.zone();
    const Changes& changes = m_changes[index];
    auto change = std::ranges::partition_point(changes, [&](const Change& c) { return c.at < before; });

    auto found = line.previous(before, zone);
    // The first pass of a change that is still ahead may lie behind us.
    for (auto c = change == changes.end() ? change : change + 1; c != changes.begin() && found;) {
        --c;
        if (*found >= c->at)
            break;
        if (!c->gap && m_fold == FoldPolicy::Second && *found >= c->at - c->length)
            found = line.previous(c->at - c->length, zone);
    }
    while (change != changes.begin()) {
        --change;
        if (found && change->at + change->length <= *found)
            break;
        if (change->gap)
            return found ? std::max(*found, change->at) : change->at;
        const Instant end = std::min(before, change->at + change->length);
        const auto wall = wallPrevious(line, end + change->offsetAfter);
        if (!wall || *wall < change->at + change->offsetAfter)
            continue;
        return std::max(found.value_or(Instant::min()), *wall - change->offsetAfter);
    }
    return found;
}

std::optional<Instant> DstTimetable::next(Instant after) const
{
    if (m_changes.empty())
        return m_timetable.next(after);
    std::optional<Instant> first;
    for (std::size_t line = 0; line < m_changes.size(); ++line) {
        const auto at = nextOf(line, after);
        if (at && (!first || *at < *first))
            first = at;
    }
    return first;
}

std::optional<Instant> DstTimetable::previous(Instant before) const
{
    if (m_changes.empty())
        return m_timetable.previous(before);
    std::optional<Instant> last;
    for (std::size_t line = 0; line < m_changes.size(); ++line)
        last = std::max(last, previousOf(line, before));
    return last;
}

std::size_t DstTimetable::countIn(Instant after, Instant until) const
{
    std::vector<std::pair<Instant, Instant>> spans;
    for (const Changes& changes : m_changes) {
        for (const Change& change : changes) {
            const Instant begin = std::max(after, change.at - change.length - kTick);
            const Instant end = std::min(until, change.at + change.length);
            if (begin < end)
                spans.emplace_back(begin, end);
        }
    }
    std::ranges::sort(spans);
    // Around each change one by one, everything else by arithmetic.
    std::size_t count = 0;
    for (const auto& [begin, end] : spans) {
        if (begin > after)
            count += m_timetable.countIn(after, begin);
        after = std::max(after, begin);
        for (auto at = next(after); at && *at <= end; at = next(*at))
            ++count;
        after = std::max(after, end);
    }
    return after < until ? count + m_timetable.countIn(after, until) : count;
}

} // namespace reveille
