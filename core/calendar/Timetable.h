#pragma once

#include "core/calendar/CalendarEvent.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace reveille::calendar {

/// The union of one or more calendar events read in one zone: when a schedule elapses. An instant that
/// several lines name is one elapse. Immutable, cheap to copy, thread-safe.
class Timetable
{
public:
    struct LineError
    {
        std::size_t line = 0; ///< index into the lines given, from 0
        ParseError error;
    };

    /// `zone` is for lines that name none. An empty list of lines is refused as ErrorClass::Empty on line 0.
    [[nodiscard]] static tl::expected<Timetable, LineError> parse(const std::vector<std::string>& lines,
                                                                  const TimeZone& zone);

    [[nodiscard]] const std::vector<CalendarEvent>& lines() const noexcept { return m_lines; }
    [[nodiscard]] const TimeZone& zone() const noexcept { return m_zone; }

    /// The first elapse strictly after `after`.
    [[nodiscard]] std::optional<Instant> next(Instant after) const;
    /// The last elapse strictly before `before`.
    [[nodiscard]] std::optional<Instant> previous(Instant before) const;
    /// Up to `count` elapses strictly after `after`, ascending.
    [[nodiscard]] std::vector<Instant> upcoming(Instant after, std::size_t count) const;
    /// Elapses in the half-open interval (after, until], counted without listing them; stops at `limit`.
    [[nodiscard]] std::size_t countIn(Instant after, Instant until, std::size_t limit = SIZE_MAX) const;

private:
    std::vector<CalendarEvent> m_lines;
    TimeZone m_zone;
};

} // namespace reveille::calendar
