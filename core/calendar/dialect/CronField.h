#pragma once

#include "core/calendar/dialect/Dialect.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace reveille::calendar {

enum class CronPart : std::uint8_t
{
    Second,
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year
};

/// How the days of the week are numbered.
enum class WeekdayNumbers : std::uint8_t
{
    FromSunday0, ///< Unix: 0 and 7 are Sunday
    FromSunday1  ///< Quartz, EventBridge: 1 is Sunday
};

/// One field of a cron text as values and as the special days that some crons know.
struct CronField
{
    struct Nth
    {
        int weekday; ///< 0 is Monday
        int nth;     ///< -1: the last of the month
    };

    /// Ascending; weekdays as 0 (Monday) to 6. Empty if only special days are named or everything matches.
    std::vector<int> values;
    bool any = false;            ///< `*` or `?`
    bool question = false;       ///< `?`
    bool beginsWithStar = false; ///< `*` or `*/n`
    bool numbered = false;       ///< weekdays given as numbers
    std::vector<int> lastDays;   ///< L, L-3: days from the end, 1 is the last
    std::vector<int> workdays;   ///< 15W, LW (-1)
    std::vector<Nth> nths;       ///< MON#2, FRIL
};

/// Reads `text`, which stands at `column` of the whole.
[[nodiscard]] tl::expected<CronField, DialectError> readCronField(std::string_view text, CronPart part,
                                                                  WeekdayNumbers numbers, Dialect dialect,
                                                                  std::size_t column);

} // namespace reveille::calendar
