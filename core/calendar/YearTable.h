#pragma once

#include "core/calendar/Civil.h"

#include <array>
#include <cstdint>

namespace reveille::calendar {

/// What the search needs to know about each year and month, looked up instead of computed: two kilobytes that
/// stay in the first-level cache are quicker than the divisions.
struct YearRow
{
    std::int32_t january = 0; ///< day number of 1 January
    std::uint8_t leap = 0;    ///< 0 or 1
    std::uint8_t weekday = 0; ///< of 1 January; Monday is 0
};

inline constexpr int kFirstRow = 1968;
inline constexpr int kLastRow = 2202;

namespace detail {

constexpr std::array<YearRow, kLastRow - kFirstRow + 1> makeYearRows()
{
    std::array<YearRow, kLastRow - kFirstRow + 1> rows{};
    for (int year = kFirstRow; year <= kLastRow; ++year) {
        const std::int32_t january = daysFromCivil(year, 1, 1);
        rows[static_cast<std::size_t>(year - kFirstRow)] = {
            january, static_cast<std::uint8_t>(isLeapYear(year) ? 1 : 0),
            static_cast<std::uint8_t>(weekdayOf(january))};
    }
    return rows;
}

/// Months are 0 to 11 here. The last entry closes December.
constexpr std::array<std::array<std::uint16_t, 13>, 2> kMonthBegins = {
    {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
     {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}}};

constexpr std::array<std::array<std::uint8_t, 366>, 2> makeMonthOfDay()
{
    std::array<std::array<std::uint8_t, 366>, 2> table{};
    for (std::size_t leap = 0; leap < 2; ++leap) {
        std::uint8_t month = 0;
        for (std::uint16_t day = 0; day < 366; ++day) {
            while (month < 11 && day >= kMonthBegins[leap][month + 1U])
                ++month;
            table[leap][day] = month;
        }
    }
    return table;
}

inline constexpr auto kYearRows = makeYearRows();
inline constexpr auto kMonthOfDay = makeMonthOfDay();

} // namespace detail

[[nodiscard]] constexpr const YearRow& yearRow(int year) noexcept
{
    return detail::kYearRows[static_cast<std::size_t>(year - kFirstRow)];
}

/// The year of a day number from 1969 to 2201: a guess that is never too early, and one step back where it is
/// too late.
[[nodiscard]] constexpr int yearOfDay(std::int32_t day) noexcept
{
    constexpr std::int64_t kScale = 11'759'230; // 2^32 / 365.2425, rounded up
    const int guess = 1970 + static_cast<int>((day + std::int64_t{1}) * kScale >> 32);
    return guess - (day < yearRow(guess).january ? 1 : 0);
}

[[nodiscard]] constexpr int monthOfYearDay(const YearRow& row, std::int32_t yearDay) noexcept
{
    return detail::kMonthOfDay[row.leap][static_cast<std::size_t>(yearDay)];
}
[[nodiscard]] constexpr int monthBegin(const YearRow& row, int month) noexcept
{
    return detail::kMonthBegins[row.leap][static_cast<std::size_t>(month)];
}
[[nodiscard]] constexpr int monthLength(const YearRow& row, int month) noexcept
{
    return monthBegin(row, month + 1) - monthBegin(row, month);
}
/// Days from a Monday to the 1st of the month, up to 12: the week is not taken off, a longer pattern saves
/// the division.
[[nodiscard]] constexpr int monthWeekday(const YearRow& row, int month) noexcept
{
    constexpr std::array<std::array<std::uint8_t, 12>, 2> kShift = {
        {{0, 3, 3, 6, 1, 4, 6, 2, 5, 0, 3, 5}, {0, 3, 4, 0, 2, 5, 0, 3, 6, 1, 4, 6}}};
    return row.weekday + kShift[row.leap][static_cast<std::size_t>(month)];
}

} // namespace reveille::calendar
