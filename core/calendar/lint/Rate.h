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

/// Bounded: counts by arithmetic where there is one line, and looks at some thousands of elapses at most.
[[nodiscard]] Rate rateOf(const Timetable& timetable, Instant from);

/// "35040 runs a year, 96 a day", "gaps from 15 minutes to 1 hour 15 minutes".
[[nodiscard]] std::vector<std::string> english(const Rate& rate);

} // namespace reveille::calendar
