#include "core/calendar/Timetable.h"

#include "core/calendar/Union.h"

#include <algorithm>

namespace reveille::calendar {

tl::expected<Timetable, Timetable::LineError> Timetable::parse(const std::vector<std::string>& lines,
                                                               const TimeZone& zone)
{
    Timetable table;
    table.m_zone = zone;
    table.m_lines.reserve(lines.size());
    if (lines.empty()) {
        // The empty text's own refusal says it in the same words.
        return tl::make_unexpected(LineError{0, CalendarEvent::parse("").error()});
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto event = CalendarEvent::parse(lines[i]);
        if (!event)
            return tl::make_unexpected(LineError{i, std::move(event.error())});
        table.m_lines.push_back(std::move(*event));
    }
    return table;
}

std::optional<Instant> Timetable::next(Instant after) const
{
    std::optional<Instant> first;
    for (const CalendarEvent& line : m_lines) {
        const auto at = line.next(after, m_zone);
        if (at && (!first || *at < *first))
            first = at;
    }
    return first;
}

std::optional<Instant> Timetable::previous(Instant before) const
{
    std::optional<Instant> last;
    for (const CalendarEvent& line : m_lines)
        last = std::max(last, line.previous(before, m_zone));
    return last;
}

std::vector<Instant> Timetable::upcoming(Instant after, std::size_t count) const
{
    std::vector<Instant> found;
    UnionWalk walk(m_lines, m_zone, after);
    while (found.size() < count) {
        const auto at = walk.next();
        if (!at)
            break;
        found.push_back(*at);
    }
    return found;
}

std::size_t Timetable::countIn(Instant after, Instant until, std::size_t limit) const
{
    if (m_lines.size() == 1)
        return std::min(limit, m_lines.front().countIn(after, until, m_zone));
    return countUnion(m_lines, m_zone, after, until, limit);
}

} // namespace reveille::calendar
