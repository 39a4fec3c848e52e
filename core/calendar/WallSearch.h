#pragma once

#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/MatchSet.h"

#include <bit>
#include <cstdint>

namespace reveille::calendar {

/// A wall-clock time: seconds on an unchanging clock, and microseconds within the second.
struct Wall
{
    std::int64_t second = 0;
    std::int32_t micro = 0;
};

/// The search on the wall clock alone: no zone, no allocation, no loop over days. kSub: the set has
/// fractions.
template <bool kSub> class WallSearch
{
public:
    explicit WallSearch(const MatchSet& set) noexcept : m_set(set) {}

    /// Moves to the first match at or after the given time; false if there is none up to 2199.
    [[nodiscard]] bool forward(Wall& wall) const noexcept
    {
        const std::int32_t day = dayOf(wall);
        if (m_set.weekdaysDecide()) {
            const std::uint64_t rest = m_set.weekdayPattern() >> weekdayOf(day);
            if ((rest & 1U) == 0 || !timeForward(wall, day))
                firstTime(wall, day + 1 + std::countr_zero(rest >> 1));
            return wall.second < kEndOfYears;
        }
        const CivilDay date = civilFromDays(day);
        if (date.year < MatchSet::kYearBase)
            return fromYear(MatchSet::kYearBase, wall);
        if (MatchSet::bitOf(m_set.matchingYears(), date.year)) {
            const std::int32_t first = day - (date.day - 1);
            if ((m_set.months >> (date.month - 1) & 1U) != 0) {
                const std::uint32_t mask =
                    m_set.dayMask(daysInMonth(date.year, date.month), weekdayOf(first));
                if ((mask >> (date.day - 1) & 1U) != 0 && timeForward(wall, day))
                    return true;
                const auto later = static_cast<std::uint32_t>(mask & (~std::uint64_t{0} << date.day));
                if (later != 0)
                    return firstTime(wall, first + std::countr_zero(later));
            }
            if (monthsForward(date.year, ~0U << date.month, wall))
                return true;
        }
        return fromYear(date.year + 1, wall);
    }

    /// Moves to the last match at or before the given time; false if there is none from 1969 on.
    [[nodiscard]] bool backward(Wall& wall) const noexcept
    {
        const std::int32_t day = dayOf(wall);
        const CivilDay date = civilFromDays(day);
        if (date.year > kLastYear)
            return downFromYear(kLastYear, wall);
        if (MatchSet::bitOf(m_set.matchingYears(), date.year)) {
            const std::int32_t first = day - (date.day - 1);
            if ((m_set.months >> (date.month - 1) & 1U) != 0) {
                const std::uint32_t mask =
                    m_set.dayMask(daysInMonth(date.year, date.month), weekdayOf(first));
                if ((mask >> (date.day - 1) & 1U) != 0 && timeBackward(wall, day))
                    return true;
                const std::uint32_t earlier = mask & ((1U << (date.day - 1)) - 1);
                if (earlier != 0)
                    return lastTime(wall, first + std::bit_width(earlier) - 1);
            }
            if (monthsBackward(date.year, (1U << (date.month - 1)) - 1, wall))
                return true;
        }
        return downFromYear(date.year - 1, wall);
    }

private:
    static constexpr std::int64_t kEndOfYears = 7'258'118'400; // 2200-01-01 as a wall time

    [[nodiscard]] static std::int32_t dayOf(const Wall& wall) noexcept
    {
        // Four centuries up and down again: an unsigned division needs no correction.
        constexpr std::int32_t kShift = 146'097;
        const auto shifted = static_cast<std::uint64_t>(wall.second + kShift * kSecondsPerDay);
        return static_cast<std::int32_t>(shifted / kSecondsPerDay) - kShift;
    }

    bool set(Wall& wall, std::int32_t day, int hour, int minute, std::int32_t second) const noexcept
    {
        wall.second = std::int64_t{day} * kSecondsPerDay + hour * 3600 + minute * 60;
        if constexpr (kSub) {
            wall.second += second / kSecond;
            wall.micro = second % kSecond;
        } else {
            wall.second += second;
            wall.micro = 0;
        }
        return true;
    }

    // "Second" below is the whole value within the minute: microseconds if kSub, else seconds.
    [[nodiscard]] std::int32_t secondFrom(std::int32_t from) const noexcept
    {
        if constexpr (kSub)
            return nextFraction(m_set.fractions, from);
        const std::uint64_t rest = m_set.seconds >> from;
        return rest != 0 ? from + std::countr_zero(rest) : -1;
    }
    [[nodiscard]] std::int32_t secondDownFrom(std::int32_t from) const noexcept
    {
        if constexpr (kSub)
            return previousFraction(m_set.fractions, from);
        return static_cast<std::int32_t>(std::bit_width(m_set.seconds & ((2ULL << from) - 1))) - 1;
    }
    [[nodiscard]] std::int32_t firstSecond() const noexcept { return secondFrom(0); }
    [[nodiscard]] std::int32_t lastSecond() const noexcept
    {
        return secondDownFrom(kSub ? kMinuteMicros - 1 : 59);
    }

    bool firstTime(Wall& wall, std::int32_t day) const noexcept
    {
        return set(wall, day, std::countr_zero(m_set.hours), std::countr_zero(m_set.minutes), firstSecond());
    }
    bool lastTime(Wall& wall, std::int32_t day) const noexcept
    {
        return set(wall, day, 31 - std::countl_zero(m_set.hours), 63 - std::countl_zero(m_set.minutes),
                   lastSecond());
    }

    [[nodiscard]] bool timeForward(Wall& wall, std::int32_t day) const noexcept
    {
        const auto inDay = static_cast<std::uint32_t>(wall.second - std::int64_t{day} * kSecondsPerDay);
        const int hour = static_cast<int>(inDay / 3600);
        const int minute = static_cast<int>(inDay / 60 % 60);
        std::int32_t second = static_cast<std::int32_t>(inDay % 60);
        if constexpr (kSub)
            second = second * kSecond + wall.micro;
        if ((m_set.hours >> hour & 1U) != 0) {
            if ((m_set.minutes >> minute & 1U) != 0) {
                const std::int32_t found = secondFrom(second);
                if (found >= 0)
                    return set(wall, day, hour, minute, found);
            }
            const std::uint64_t later = m_set.minutes >> (minute + 1);
            if (later != 0)
                return set(wall, day, hour, minute + 1 + std::countr_zero(later), firstSecond());
        }
        const std::uint32_t later = m_set.hours >> (hour + 1);
        if (later == 0)
            return false;
        return set(wall, day, hour + 1 + std::countr_zero(later), std::countr_zero(m_set.minutes),
                   firstSecond());
    }

    [[nodiscard]] bool timeBackward(Wall& wall, std::int32_t day) const noexcept
    {
        const auto inDay = static_cast<std::uint32_t>(wall.second - std::int64_t{day} * kSecondsPerDay);
        const int hour = static_cast<int>(inDay / 3600);
        const int minute = static_cast<int>(inDay / 60 % 60);
        std::int32_t second = static_cast<std::int32_t>(inDay % 60);
        if constexpr (kSub)
            second = second * kSecond + wall.micro;
        if ((m_set.hours >> hour & 1U) != 0) {
            if ((m_set.minutes >> minute & 1U) != 0) {
                const std::int32_t found = secondDownFrom(second);
                if (found >= 0)
                    return set(wall, day, hour, minute, found);
            }
            const std::uint64_t earlier = m_set.minutes & ((1ULL << minute) - 1);
            if (earlier != 0)
                return set(wall, day, hour, 63 - std::countl_zero(earlier), lastSecond());
        }
        const std::uint32_t earlier = m_set.hours & ((1U << hour) - 1);
        if (earlier == 0)
            return false;
        return set(wall, day, 31 - std::countl_zero(earlier), 63 - std::countl_zero(m_set.minutes),
                   lastSecond());
    }

    /// The days of a month (0 to 11) of a year whose 1 January is day number `january`.
    [[nodiscard]] std::uint32_t monthMask(int year, int month, std::int32_t january,
                                          std::int32_t& first) const noexcept
    {
        first = january + kDaysBeforeMonth[isLeapYear(year) ? 1 : 0][static_cast<std::size_t>(month)];
        return m_set.dayMask(daysInMonth(year, month + 1), weekdayOf(first));
    }

    [[nodiscard]] bool monthsForward(int year, std::uint32_t allowed, Wall& wall) const noexcept
    {
        std::uint32_t months = m_set.months & allowed;
        if (months == 0)
            return false;
        const std::int32_t january = daysFromCivil(year, 1, 1);
        for (; months != 0; months &= months - 1) {
            std::int32_t first = 0;
            const std::uint32_t mask = monthMask(year, std::countr_zero(months), january, first);
            if (mask != 0)
                return firstTime(wall, first + std::countr_zero(mask));
        }
        return false;
    }

    [[nodiscard]] bool monthsBackward(int year, std::uint32_t allowed, Wall& wall) const noexcept
    {
        std::uint32_t months = m_set.months & allowed;
        if (months == 0)
            return false;
        const std::int32_t january = daysFromCivil(year, 1, 1);
        while (months != 0) {
            const int month = static_cast<int>(std::bit_width(months)) - 1;
            months ^= 1U << month;
            std::int32_t first = 0;
            const std::uint32_t mask = monthMask(year, month, january, first);
            if (mask != 0)
                return lastTime(wall, first + static_cast<std::int32_t>(std::bit_width(mask)) - 1);
        }
        return false;
    }

    /// A year in matchingYears() has a match in it, so neither of these looks at more than one year.
    [[nodiscard]] bool fromYear(int year, Wall& wall) const noexcept
    {
        if (year > kLastYear)
            return false;
        const MatchSet::YearBits& bits = m_set.matchingYears();
        const auto from = static_cast<unsigned>(year - MatchSet::kYearBase);
        std::uint64_t word = bits[from / 64] & ~0ULL << (from % 64);
        for (unsigned i = from / 64;; word = bits[i]) {
            if (word != 0)
                return monthsForward(MatchSet::kYearBase + static_cast<int>(i * 64) + std::countr_zero(word),
                                     ~0U, wall);
            if (++i == bits.size())
                return false;
        }
    }

    [[nodiscard]] bool downFromYear(int year, Wall& wall) const noexcept
    {
        if (year < MatchSet::kYearBase)
            return false;
        const MatchSet::YearBits& bits = m_set.matchingYears();
        const auto from = static_cast<unsigned>(year - MatchSet::kYearBase);
        std::uint64_t word = bits[from / 64] & ((2ULL << (from % 64)) - 1);
        for (unsigned i = from / 64;; word = bits[i]) {
            if (word != 0) {
                const int bit = 63 - std::countl_zero(word);
                return monthsBackward(MatchSet::kYearBase + static_cast<int>(i * 64) + bit, ~0U, wall);
            }
            if (i-- == 0)
                return false;
        }
    }

    const MatchSet& m_set;
};

} // namespace reveille::calendar
