#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/TimeZone.h"

#include <cstdint>

namespace reveille::calendar {

/// The elapses of a match set in a zone: wall times that match and exist, each on its first pass. See
/// CalendarEvent.
/// Microseconds since 1970, or INT64_MIN for "never".
[[nodiscard]] std::int64_t nextElapse(const MatchSet& set, const TimeZone& zone, Instant after) noexcept;
[[nodiscard]] std::int64_t previousElapse(const MatchSet& set, const TimeZone& zone, Instant before) noexcept;

/// How many elapses nextElapse() would list one by one in (after, until], by arithmetic on days and months.
[[nodiscard]] std::int64_t countElapses(const MatchSet& set, const TimeZone& zone, Instant after,
                                        Instant until) noexcept;

} // namespace reveille::calendar
