#pragma once

#include "core/calendar/CalendarEvent.h"

#include <optional>
#include <vector>

namespace reveille::calendar {

/// Walks the elapses of several events in order; an instant that several name comes once.
class UnionWalk
{
public:
    UnionWalk(const std::vector<CalendarEvent>& lines, const TimeZone& zone, Instant after);
    [[nodiscard]] std::optional<Instant> next();

private:
    const std::vector<CalendarEvent>& m_lines;
    TimeZone m_zone;
    std::vector<std::optional<Instant>> m_heads;
};

/// Elapses of the union in (after, until], at most `limit`. By inclusion and exclusion where the lines share
/// a zone and whole seconds (what two lines have in common is a match set again), else by walking.
[[nodiscard]] std::size_t countUnion(const std::vector<CalendarEvent>& lines, const TimeZone& zone,
                                     Instant after, Instant until, std::size_t limit);

} // namespace reveille::calendar
