#pragma once

#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/MonthTable.h"

#include <bit>
#include <cstdint>

namespace reveille::calendar {

/// The first match on the wall clock alone: no zone, no allocation, no loop over days.
///
/// Time is counted in the coarsest unit all matches lie on (Grain), so that most searches are one division, a
/// look at a few bits and one multiplication. A branch decides what most often holds (today matches, this
/// hour matches), because the processor goes on along a foreseen branch without waiting for the bits behind
/// it.
template <Grain kGrain> class ForwardSearch
{
public:
    static constexpr std::int64_t kNone = INT64_MAX;

    explicit ForwardSearch(const MatchSet& set) noexcept : m_set(set) {}

    /// The first match at or after a wall time (microseconds, 1969 to 2200) up to 2199; else kNone.
    [[nodiscard]] std::int64_t forward(std::int64_t wall) const noexcept
    {
        // Rounded up to the unit, counted from the phase that all matches share.
        const auto n = static_cast<std::uint64_t>(wall + (kShift + kUnit - 1 - m_set.phase())) / kUnit;
        if constexpr (kGrain == Grain::Day)
            return onDay(dayFrom(static_cast<std::int32_t>(n)));
        else if constexpr (kGrain == Grain::Hour)
            return fromHour(n);
        else if constexpr (kGrain == Grain::Minute)
            return fromMinute(n);
        else if constexpr (kGrain == Grain::Second)
            return fromSecond(n);
        else
            return fromMicro(n);
    }

private:
    static constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
    static constexpr std::int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
    static constexpr std::int64_t kUnit = kGrain == Grain::Day      ? kMicrosPerDay
                                          : kGrain == Grain::Hour   ? kMicrosPerHour
                                          : kGrain == Grain::Minute ? kMicrosPerMinute
                                          : kGrain == Grain::Second ? kMicrosPerSecond
                                                                    : 1;
    static constexpr std::int64_t kShift = kWeekdayEpoch * kMicrosPerDay;
    static constexpr std::int32_t kLastDay = daysFromCivil(kLastYear, 12, 31) + kWeekdayEpoch;
    static constexpr std::int32_t kNoDay = INT32_MAX;

    // Counts below (of hours, minutes, …) are since the Monday of MonthTable.h, and so are days.

    [[nodiscard]] std::int64_t onDay(std::int32_t day) const noexcept
    {
        return day > kLastDay ? kNone : day * kMicrosPerDay + (m_set.firstOfDay() - kShift);
    }
    [[nodiscard]] std::int64_t inHour(std::uint64_t hour) const noexcept
    {
        return static_cast<std::int64_t>(hour) * kMicrosPerHour + (m_set.firstOfHour() - kShift);
    }
    [[nodiscard]] std::int64_t inMinute(std::uint64_t minute) const noexcept
    {
        return static_cast<std::int64_t>(minute) * kMicrosPerMinute + (m_set.firstOfMinute() - kShift);
    }

    [[nodiscard]] std::int64_t fromHour(std::uint64_t n) const noexcept
    {
        const std::uint64_t day = n / 24;
        if (isMatch(static_cast<std::int32_t>(day))) {
            const std::uint32_t rest = m_set.hours >> (n - day * 24);
            if ((rest & 1U) != 0)
                return inHour(n);
            if (rest != 0)
                return inHour(n + static_cast<unsigned>(std::countr_zero(rest)));
        }
        return onDay(dayFrom(static_cast<std::int32_t>(day) + 1));
    }

    [[nodiscard]] std::int64_t fromMinute(std::uint64_t n) const noexcept
    {
        const std::uint64_t hour = n / 60;
        if (isHourOfMatch(hour)) {
            const std::uint64_t rest = m_set.minutes >> (n - hour * 60);
            if ((rest & 1U) != 0)
                return inMinute(n);
            if (rest != 0)
                return inMinute(n + static_cast<unsigned>(std::countr_zero(rest)));
        }
        return afterHour(hour);
    }

    [[nodiscard]] std::int64_t fromSecond(std::uint64_t n) const noexcept
    {
        const std::uint64_t minute = n / 60;
        const std::uint64_t hour = minute / 60;
        const auto second = static_cast<unsigned>(n - minute * 60);
        const auto minuteOfHour = static_cast<unsigned>(minute - hour * 60);
        if (!isHourOfMatch(hour))
            return afterHour(hour);
        if ((m_set.minutes >> minuteOfHour & 1U) != 0) {
            const std::uint64_t rest = m_set.seconds >> second;
            if (rest != 0)
                return static_cast<std::int64_t>(n + static_cast<unsigned>(std::countr_zero(rest))) *
                           kMicrosPerSecond -
                       kShift;
        }
        return afterMinute(minute, minuteOfHour);
    }

    [[nodiscard]] std::int64_t fromMicro(std::uint64_t n) const noexcept
    {
        const std::uint64_t minute = n / kMicrosPerMinute;
        const std::uint64_t hour = minute / 60;
        const auto micro = static_cast<std::int32_t>(n - minute * kMicrosPerMinute);
        const auto minuteOfHour = static_cast<unsigned>(minute - hour * 60);
        if (!isHourOfMatch(hour))
            return afterHour(hour);
        if ((m_set.minutes >> minuteOfHour & 1U) != 0) {
            const std::int32_t found = m_set.isEvenFraction() ? m_set.evenFraction().next(micro)
                                                              : nextFraction(m_set.fractions, micro);
            if (found >= 0)
                return static_cast<std::int64_t>(minute) * kMicrosPerMinute + (found - kShift);
        }
        return afterMinute(minute, minuteOfHour);
    }

    /// The first match in a later minute of an hour that matches, or in a later hour.
    [[nodiscard]] std::int64_t afterMinute(std::uint64_t minute, unsigned minuteOfHour) const noexcept
    {
        const std::uint64_t later = m_set.minutes >> (minuteOfHour + 1);
        if (later != 0)
            return inMinute(minute + 1 + static_cast<unsigned>(std::countr_zero(later)));
        return afterHour((minute - minuteOfHour) / 60);
    }

    [[nodiscard]] std::int64_t afterHour(std::uint64_t hour) const noexcept
    {
        const std::uint64_t next = hour + 1;
        const std::uint64_t day = next / 24;
        if (isMatch(static_cast<std::int32_t>(day))) {
            const std::uint32_t rest = m_set.hours >> (next - day * 24);
            if (rest != 0)
                return inHour(next + static_cast<unsigned>(std::countr_zero(rest)));
        }
        return onDay(dayFrom(static_cast<std::int32_t>(day) + 1));
    }

    /// Does an hour of the time line match by its day and by itself?
    [[nodiscard]] bool isHourOfMatch(std::uint64_t hour) const noexcept
    {
        const std::uint64_t day = hour / 24;
        return (m_set.hours >> (hour - day * 24) & 1U) != 0 && isMatch(static_cast<std::int32_t>(day));
    }

    [[nodiscard]] std::uint32_t maskOf(const MonthRow& row) const noexcept
    {
        return m_set.dayMask(row.missing, row.weekday);
    }

    [[nodiscard]] bool isMatch(std::int32_t day) const noexcept
    {
        if (day > kLastDay)
            return false;
        if (m_set.weekdaysDecide())
            return (m_set.weekdays >> static_cast<std::uint32_t>(day) % 7 & 1U) != 0;
        const MonthRow& row = *monthOfDay(day);
        return hasMonth(row) && (maskOf(row) >> (day - row.first) & 1U) != 0;
    }

    /// The first day that matches at or after the given one, which may lie after 2199; so may the answer.
    [[nodiscard]] std::int32_t dayFrom(std::int32_t day) const noexcept
    {
        if (m_set.weekdaysDecide()) {
            const std::uint64_t rest = m_set.weekdayPattern() >> static_cast<std::uint32_t>(day) % 7;
            if ((rest & 1U) != 0)
                return day;
            return day + std::countr_zero(rest);
        }
        if (day > kLastDay)
            return kNoDay;
        const MonthRow& row = *monthOfDay(day);
        if (hasMonth(row)) {
            const std::uint32_t rest = maskOf(row) >> (day - row.first);
            if ((rest & 1U) != 0)
                return day;
            if (rest != 0)
                return day + std::countr_zero(rest);
        }
        return afterMonth(row);
    }

    [[nodiscard]] bool hasMonth(const MonthRow& row) const noexcept
    {
        return (m_set.months >> row.month & 1U) != 0 && hasYear(row.year);
    }
    [[nodiscard]] bool hasYear(unsigned year) const noexcept
    {
        return (m_set.matchingYears()[year / 64] >> (year % 64) & 1U) != 0;
    }

    [[nodiscard]] std::int32_t afterMonth(const MonthRow& row) const noexcept
    {
        if (hasYear(row.year)) {
            const std::int32_t found = inYear(&row - row.month, m_set.months & ~1U << row.month);
            if (found != kNoDay)
                return found;
        }
        return fromYear(row.year + 1U);
    }

    [[nodiscard]] std::int32_t inYear(const MonthRow* january, std::uint32_t months) const noexcept
    {
        for (; months != 0; months &= months - 1) {
            const MonthRow& row = january[std::countr_zero(months)];
            if (const std::uint32_t mask = maskOf(row); mask != 0)
                return row.first + std::countr_zero(mask);
        }
        return kNoDay;
    }

    /// A year in matchingYears() has a match in it, so this looks at no more than one year.
    [[nodiscard]] std::int32_t fromYear(unsigned year) const noexcept
    {
        const MatchSet::YearBits& bits = m_set.matchingYears();
        std::uint64_t word = bits[year / 64] & ~0ULL << (year % 64);
        for (unsigned i = year / 64;; word = bits[i]) {
            if (word != 0)
                return inYear(januaryOf(static_cast<int>(i * 64) + std::countr_zero(word)), m_set.months);
            if (++i == bits.size())
                return kNoDay;
        }
    }

    const MatchSet& m_set;
};

} // namespace reveille::calendar
