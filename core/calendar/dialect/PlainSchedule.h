#pragma once

#include "core/calendar/dialect/EventParts.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reveille::calendar {

/// What has been understood of a wish in plain English, before lines are made of it.
struct PlainSchedule
{
    struct Nths
    {
        std::uint8_t weekdays;
        std::vector<int> nths; ///< -1 is the last
    };
    struct Window
    {
        std::int64_t first; ///< seconds of the day
        std::int64_t last;
    };

    EventParts parts; ///< years and months
    std::uint8_t weekdays = 0;
    std::vector<Nths> nths;
    std::vector<int> workdayNths; ///< "the last weekday of the month"
    std::set<int> days;
    std::set<int> lastDays;
    std::set<int> minutes;
    std::set<std::int64_t> times; ///< seconds of the day
    std::int64_t interval = 0;    ///< seconds; 0: none
    std::optional<Window> window;
    std::optional<TimeZone> zone;
    bool assumedTimes = false; ///< "twice a day"
    bool weekly = false;
    bool monthly = false;
    bool yearly = false;

    /// The lines; what had to be assumed is among the losses.
    [[nodiscard]] Translated build() const;
};

} // namespace reveille::calendar
