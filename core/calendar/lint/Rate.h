#pragma once

#include "core/calendar/Timetable.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace reveille::calendar {

/// How often a timetable elapses from some instant on.
struct Rate
{
    /// Elapses in the next hour, 24 hours, 7 days and 365 days; exact unless `countsExact` is false, then at
    /// least so many.
    std::size_t inHour = 0;
    std::size_t inDay = 0;
    std::size_t inWeek = 0;
    std::size_t inYear = 0;
    bool countsExact = true;
    /// Between real elapses of the next ten years, or of as many as were looked at: `gapsExact` says whether
    /// that was all. Nothing if fewer than two follow.
    std::optional<std::chrono::microseconds> shortestGap;
    std::optional<std::chrono::microseconds> longestGap;
    Instant longestFrom{}; ///< where the longest gap begins
    bool gapsExact = true;
};

/// Bounded: counts by arithmetic where there is one line, and looks at some thousands of elapses at most, and
/// at those around the clock changes of ten years.
[[nodiscard]] Rate rateOf(const Timetable& timetable, Instant from);

/// "365 runs in the next 365 days, 7 in the next 7 days", "between 15 minutes and 1 hour 15 minutes apart".
[[nodiscard]] std::vector<std::string> english(const Rate& rate);

} // namespace reveille::calendar
