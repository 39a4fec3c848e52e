#pragma once

#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/YearTable.h"

#include <bit>
#include <cstdint>

namespace reveille::calendar {

/// The last match on the wall clock alone: no zone, no allocation, no loop over days. kSub: the set has
/// fractions.
template <bool kSub> class BackwardSearch
{
public:
    static constexpr std::int64_t kPerSecond = kSub ? kMicrosPerSecond : 1;
    static constexpr std::int64_t kPerDay = kSecondsPerDay * kPerSecond;
    static constexpr std::int64_t kNone = INT64_MIN;

    explicit BackwardSearch(const MatchSet& set) noexcept : m_set(set) {}

    /// The last match at or before the given time; kNone if there is none from 1969 on.
    [[nodiscard]] std::int64_t backward(std::int64_t wall) const noexcept
    {
        const std::int32_t day = dayOf(wall);
        if (day < kFirstDay)
            return kNone;
        if (day > kLastDay)
            return downFromYear(kLastYear);
        const int year = yearOfDay(day);
        if (MatchSet::bitOf(m_set.matchingYears(), year)) {
            const YearRow& row = yearRow(year);
            const int month = monthOfYearDay(row, day - row.january);
            if ((m_set.months >> month & 1U) != 0) {
                const std::int32_t first = row.january + monthBegin(row, month);
                const std::uint32_t mask = maskOf(row, month);
                if ((mask >> (day - first) & 1U) != 0) {
                    if (const std::int64_t today = timeBackward(wall, day); today != kNone)
                        return today;
                }
                if (const std::uint32_t earlier = mask & ((1U << (day - first)) - 1); earlier != 0)
                    return lastTime(first + static_cast<std::int32_t>(std::bit_width(earlier)) - 1);
            }
            const std::int64_t found = monthsBackward(row, (1U << month) - 1);
            if (found != kNone)
                return found;
        }
        return downFromYear(year - 1);
    }

private:
    static constexpr std::int32_t kFirstDay = daysFromCivil(MatchSet::kYearBase, 1, 1);
    static constexpr std::int32_t kLastDay = daysFromCivil(kLastYear, 12, 31);

    [[nodiscard]] static std::int32_t dayOf(std::int64_t wall) noexcept
    {
        // Four centuries up and down again: an unsigned division needs no correction.
        constexpr std::int32_t kShift = 146'097;
        const auto shifted = static_cast<std::uint64_t>(wall + kShift * kPerDay);
        return static_cast<std::int32_t>(shifted / kPerDay) - kShift;
    }

    [[nodiscard]] static std::int64_t ticks(std::int32_t day, int hour, int minute,
                                            std::int32_t second) noexcept
    {
        return day * kPerDay + (hour * 3600 + minute * 60) * kPerSecond + second;
    }

    // "Second" below is the whole value within the minute: microseconds if kSub, else seconds.
    [[nodiscard]] std::int32_t secondDownFrom(std::int32_t from) const noexcept
    {
        if constexpr (kSub)
            return previousFraction(m_set.fractions, from);
        return static_cast<std::int32_t>(std::bit_width(m_set.seconds & ((2ULL << from) - 1))) - 1;
    }
    [[nodiscard]] std::int32_t lastSecond() const noexcept
    {
        return secondDownFrom(kSub ? kMinuteMicros - 1 : 59);
    }

    [[nodiscard]] std::int64_t lastTime(std::int32_t day) const noexcept
    {
        return day * kPerDay + m_set.lastOfDay();
    }

    [[nodiscard]] std::int64_t timeBackward(std::int64_t wall, std::int32_t day) const noexcept
    {
        const auto inDay = static_cast<std::uint32_t>((wall - day * kPerDay) / kPerSecond);
        const int hour = static_cast<int>(inDay / 3600);
        const int minute = static_cast<int>(inDay / 60 % 60);
        auto second = static_cast<std::int32_t>(inDay % 60);
        if constexpr (kSub)
            second =
                static_cast<std::int32_t>(static_cast<std::uint64_t>(wall - day * kPerDay) % kMinuteMicros);
        if ((m_set.hours >> hour & 1U) != 0) {
            if ((m_set.minutes >> minute & 1U) != 0) {
                const std::int32_t found = secondDownFrom(second);
                if (found >= 0)
                    return ticks(day, hour, minute, found);
            }
            const std::uint64_t earlier = m_set.minutes & ((1ULL << minute) - 1);
            if (earlier != 0)
                return ticks(day, hour, 63 - std::countl_zero(earlier), lastSecond());
        }
        const std::uint32_t earlier = m_set.hours & ((1U << hour) - 1);
        if (earlier == 0)
            return kNone;
        return ticks(day, 31 - std::countl_zero(earlier), 63 - std::countl_zero(m_set.minutes), lastSecond());
    }

    /// The matching days of a month, 0 to 11.
    [[nodiscard]] std::uint32_t maskOf(const YearRow& row, int month) const noexcept
    {
        return m_set.dayMask(31 - monthLength(row, month), monthWeekday(row, month));
    }

    [[nodiscard]] std::int64_t monthsBackward(const YearRow& row, std::uint32_t allowed) const noexcept
    {
        std::uint32_t months = m_set.months & allowed;
        while (months != 0) {
            const int month = static_cast<int>(std::bit_width(months)) - 1;
            months ^= 1U << month;
            const std::uint32_t mask = maskOf(row, month);
            if (mask != 0)
                return lastTime(row.january + monthBegin(row, month) +
                                static_cast<int>(std::bit_width(mask)) - 1);
        }
        return kNone;
    }

    /// A year in matchingYears() has a match in it, so this looks at no more than one year.
    [[nodiscard]] std::int64_t downFromYear(int year) const noexcept
    {
        if (year < MatchSet::kYearBase)
            return kNone;
        const MatchSet::YearBits& bits = m_set.matchingYears();
        const auto from = static_cast<unsigned>(year - MatchSet::kYearBase);
        std::uint64_t word = bits[from / 64] & ((2ULL << (from % 64)) - 1);
        for (unsigned i = from / 64;; word = bits[i]) {
            if (word != 0) {
                const int bit = 63 - std::countl_zero(word);
                return monthsBackward(yearRow(MatchSet::kYearBase + static_cast<int>(i * 64) + bit), ~0U);
            }
            if (i-- == 0)
                return kNone;
        }
    }

    const MatchSet& m_set;
};

} // namespace reveille::calendar
