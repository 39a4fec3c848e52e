#pragma once

#include "core/calendar/Instant.h"

#include <cstdint>

namespace reveille::calendar {

/// Proleptic Gregorian arithmetic on day numbers (days since 1970-01-01). Pure, valid far beyond 1900 to
/// 2300.
struct CivilDay
{
    int year;
    int month; ///< 1 to 12
    int day;   ///< 1 to 31
};

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;

[[nodiscard]] constexpr bool isLeapYear(int year) noexcept
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

[[nodiscard]] constexpr int daysInMonth(int year, int month) noexcept
{
    constexpr std::uint8_t kLengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return kLengths[month] + (month == 2 && isLeapYear(year) ? 1 : 0);
}

[[nodiscard]] constexpr std::int64_t floorDiv(std::int64_t value, std::int64_t by) noexcept
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/// Day number of a civil date; years start in March inside, so that the leap day is the last one.
[[nodiscard]] constexpr std::int32_t daysFromCivil(int year, int month, int day) noexcept
{
    const std::uint32_t early = month <= 2 ? 1 : 0;
    const auto y = static_cast<std::uint32_t>(year + 4800) - early;
    const std::uint32_t m = static_cast<std::uint32_t>(month) + 12 * early - 3;
    const std::uint32_t inYear = (153 * m + 2) / 5 + static_cast<std::uint32_t>(day) - 1;
    return static_cast<std::int32_t>(y * 365 + y / 4 - y / 100 + y / 400 + inYear) - 2'472'632;
}

/// The civil date of a day number, by Euclidean affine functions (Neri and Schneider, 2022): no branch, no
/// loop.
[[nodiscard]] constexpr CivilDay civilFromDays(std::int32_t days) noexcept
{
    constexpr std::uint32_t kShift = 719'468 + 146'097 * 12; // 4,800 years: day numbers stay positive
    const std::uint32_t n = static_cast<std::uint32_t>(days) + kShift;
    const std::uint32_t n1 = 4 * n + 3;
    const std::uint32_t century = n1 / 146'097;
    const std::uint32_t n2 = n1 % 146'097 | 3;
    const std::uint64_t p = std::uint64_t{2'939'745} * n2;
    const auto yearOfCentury = static_cast<std::uint32_t>(p >> 32);
    const std::uint32_t dayOfYear = static_cast<std::uint32_t>(p) / 2'939'745 / 4;
    const std::uint32_t n3 = 2141 * dayOfYear + 197'913;
    const std::uint32_t late = dayOfYear >= 306 ? 1 : 0;
    return {static_cast<int>(100 * century + yearOfCentury + late) - 4800,
            static_cast<int>((n3 >> 16) - 12 * late), static_cast<int>((n3 & 0xFFFF) / 2141) + 1};
}

/// Monday is 0. Day 0 was a Thursday.
[[nodiscard]] constexpr int weekdayOf(std::int32_t days) noexcept
{
    return static_cast<int>((static_cast<std::uint32_t>(days) + 7 * 1'000'000 + 3) % 7);
}

/// Microseconds on a time line whose clock never changes; "wall time" below is always this.
[[nodiscard]] constexpr std::int64_t wallMicros(const CivilTime& c) noexcept
{
    const std::int64_t seconds =
        daysFromCivil(c.year, c.month, c.day) * kSecondsPerDay + c.hour * 3600 + c.minute * 60 + c.second;
    return seconds * kMicrosPerSecond + c.microsecond;
}

[[nodiscard]] constexpr CivilTime civilOfWall(std::int64_t wall) noexcept
{
    const std::int64_t days = floorDiv(wall, kMicrosPerDay);
    const std::int64_t inDay = wall - days * kMicrosPerDay;
    const auto second = static_cast<int>(inDay / kMicrosPerSecond);
    const CivilDay d = civilFromDays(static_cast<std::int32_t>(days));
    return {d.year,
            d.month,
            d.day,
            second / 3600,
            second / 60 % 60,
            second % 60,
            static_cast<int>(inDay % kMicrosPerSecond)};
}

} // namespace reveille::calendar
