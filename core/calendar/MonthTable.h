#pragma once

#include "core/calendar/Civil.h"
#include "core/calendar/YearTable.h"

#include <array>
#include <cstdint>

namespace reveille::calendar {

/// Days counted from Monday, 30 December 1968: never negative where something can elapse, and the weekday is
/// the remainder by seven.
inline constexpr std::int32_t kWeekdayEpoch = 367;

/// One month of the years 1969 to 2200. A day's month is looked up in one step instead of by way of its year.
struct MonthRow
{
    std::int32_t first = 0;   ///< the 1st, in days since the Monday above
    std::uint8_t missing = 0; ///< how many days it is short of 31
    std::uint8_t weekday = 0; ///< of the 1st; Monday is 0
    std::uint8_t month = 0;   ///< 0 to 11
    std::uint8_t year = 0;    ///< since 1969
};

namespace detail {

inline constexpr int kFirstTableYear = 1969;
inline constexpr int kMonthRows = (2200 - kFirstTableYear + 1) * 12 + 1;

constexpr std::array<MonthRow, kMonthRows> makeMonthRows()
{
    std::array<MonthRow, kMonthRows> rows{};
    for (int i = 0; i < kMonthRows; ++i) {
        const int year = kFirstTableYear + i / 12;
        const int month = i % 12;
        const std::int32_t first = daysFromCivil(year, month + 1, 1);
        rows[static_cast<std::size_t>(i)] = {
            first + kWeekdayEpoch, static_cast<std::uint8_t>(31 - daysInMonth(year, month + 1)),
            static_cast<std::uint8_t>(weekdayOf(first)), static_cast<std::uint8_t>(month),
            static_cast<std::uint8_t>(year - kFirstTableYear)};
    }
    return rows;
}

inline constexpr auto kMonths = makeMonthRows();

/// Never too early and at most one month too late.
[[nodiscard]] constexpr std::int64_t guessMonth(std::int32_t day) noexcept
{
    constexpr std::int64_t kScale = 141'110'894; // 2^32 / 30.436875, rounded up
    constexpr std::int64_t kAhead = 14;          // in the middle of what keeps the promise
    return (day + kAhead) * kScale >> 32;
}

constexpr bool guessesHold()
{
    for (std::int64_t i = 0; i + 1 < kMonthRows; ++i) {
        const std::int64_t early = guessMonth(kMonths[static_cast<std::size_t>(i)].first);
        const std::int64_t late = guessMonth(kMonths[static_cast<std::size_t>(i + 1)].first - 1);
        if (early < i || late > i + 1)
            return false;
    }
    return true;
}
static_assert(guessesHold());

} // namespace detail

/// The month of a day (counted from the Monday above) from 1969 to 2199. The rows of other months stand
/// around it in order.
[[nodiscard]] inline const MonthRow* monthOfDay(std::int32_t day) noexcept
{
    const MonthRow* const guess = detail::kMonths.data() + detail::guessMonth(day);
    return guess - (day < guess->first ? 1 : 0);
}
/// January of a year counted from 1969.
[[nodiscard]] inline const MonthRow* januaryOf(int yearSince1969) noexcept
{
    return detail::kMonths.data() + 12 * yearSince1969;
}

} // namespace reveille::calendar
