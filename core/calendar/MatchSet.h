#pragma once

#include "core/calendar/Expression.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/Instant.h"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace reveille::calendar {

/// The coarsest unit that a search may count in: all matches are one phase away from its multiples.
enum class Grain : std::uint8_t
{
    Day,    ///< one time of day
    Hour,   ///< one minute and second
    Minute, ///< one second
    Second,
    Micro
};

/// What an expression means: per component the set of values it lets pass, as bits. All components must
/// match. A plain value; two texts that mean the same wall times have equal bits (but for sub-second steps,
/// kept as items).
class MatchSet
{
public:
    static constexpr int kYearBase = 1969; ///< west of Greenwich the epoch is still 1969; only `*` matches it

    using YearBits = std::array<std::uint64_t, 4>;

    MatchSet() = default; ///< every second of every year
    explicit MatchSet(const Expression& expression) { assign(expression); }
    /// For a set that is still as constructed: takes the expression's bits in place.
    void assign(const Expression& expression);

    /// @name The bits. Bit 0 stands for: January, the 1st, the last day, Monday, hour 0, minute 0, second 0.
    /// @{
    YearBits years{~0ULL, ~0ULL, ~0ULL, (1ULL << 39) - 1}; ///< bit 0 is kYearBase
    std::uint16_t months = 0x0FFF;
    std::uint8_t weekdays = kEveryWeekday;
    std::uint32_t days = 0x7FFF'FFFF;        ///< from the start of the month
    std::uint32_t daysFromEnd = 0x7FFF'FFFF; ///< from its end; both must match
    std::uint32_t hours = 0x00FF'FFFF;
    std::uint64_t minutes = (1ULL << 60) - 1;
    std::uint64_t seconds = (1ULL << 60) - 1; ///< whole seconds only; unused if `fractions` is not empty
    /// Second items in microseconds when one of them has a fraction; sorted, possibly overlapping.
    std::vector<Item> fractions;
    /// @}

    [[nodiscard]] bool hasFractions() const noexcept { return !fractions.empty(); }
    [[nodiscard]] bool hasYear(int year) const noexcept { return bitOf(years, year); }
    /// Is the value let through by this component alone? Seconds are whole seconds here.
    [[nodiscard]] bool has(Field field, int value) const noexcept;
    /// All values of a component, ascending; years from 1970 on, days from the start of the month.
    [[nodiscard]] std::vector<int> values(Field field) const;
    [[nodiscard]] bool isFull(Field field) const noexcept;

    /// Does this wall-clock time match all components? (Whether it exists in a zone is the zone's business.)
    [[nodiscard]] bool matches(const CivilTime& civil) const noexcept;
    /// Can any date ever match? False for 30 February, for a weekday that never meets its date, and the like.
    [[nodiscard]] bool everMatches() const noexcept;

    /// The days of one month that match: bit 0 is the 1st. `missing` is how many days the month is short of
    /// 31, `firstWeekday` how many days the 1st is after some Monday, up to 12.
    [[nodiscard]] std::uint32_t dayMask(int missing, int firstWeekday) const noexcept
    {
        return static_cast<std::uint32_t>(m_weekdayPattern >> firstWeekday) & days &
               (m_endReversed >> missing);
    }
    /// Only weekdays and times restrict this set: no search over months and years is needed.
    [[nodiscard]] bool weekdaysDecide() const noexcept { return m_weekdaysDecide; }
    /// Seven weeks of weekday bits, beginning with a Monday.
    [[nodiscard]] std::uint64_t weekdayPattern() const noexcept { return m_weekdayPattern; }
    /// Years in which at least one date matches: a table of the 14 year layouts makes impossible dates
    /// visible here.
    [[nodiscard]] const YearBits& matchingYears() const noexcept { return m_matchingYears; }
    [[nodiscard]] static bool bitOf(const YearBits& bits, int year) noexcept
    {
        const auto i = static_cast<unsigned>(year - kYearBase);
        return i < 256 && (bits[i / 64] >> (i % 64) & 1U) != 0;
    }

    /// Elapses on one matching day (without regard to clock changes).
    [[nodiscard]] std::int64_t timesPerDay() const noexcept
    {
        return std::popcount(hours) * std::popcount(minutes) * secondsPerMinute();
    }
    /// @name For the search: the first match within a day, hour or minute that matches, in microseconds.
    /// @{
    [[nodiscard]] std::int64_t firstOfDay() const noexcept { return m_firstOfDay; }
    [[nodiscard]] std::int64_t firstOfHour() const noexcept { return m_firstOfHour; }
    [[nodiscard]] std::int64_t firstOfMinute() const noexcept { return m_firstOfMinute; }
    /// @}
    /// The last time of day, in ticks from midnight: microseconds if hasFractions(), else seconds.
    [[nodiscard]] std::int64_t lastOfDay() const noexcept { return m_lastOfDay; }
    [[nodiscard]] Grain grain() const noexcept { return m_grain; }
    /// Where in its unit of grain() everything matches, in microseconds.
    [[nodiscard]] std::int64_t phase() const noexcept { return m_phase; }
    /// The microsecond since 1970 after which nothing matches in any zone; INT64_MIN if nothing ever does.
    [[nodiscard]] std::int64_t end() const noexcept { return m_end; }
    /// Are the fractions one item? Then evenFraction() is that item.
    [[nodiscard]] bool isEvenFraction() const noexcept { return m_isEvenFraction; }
    [[nodiscard]] const EvenFraction& evenFraction() const noexcept { return m_evenFraction; }
    [[nodiscard]] std::int64_t secondsPerMinute() const noexcept
    {
        return hasFractions() ? m_fractionsPerMinute : std::popcount(seconds);
    }

    /// The wall times that both sets let through. Neither may have fractions.
    [[nodiscard]] MatchSet intersectedWith(const MatchSet& other) const;
    /// Call after changing bits by hand: brings the derived figures up to date.
    void refresh();

private:
    void setSeconds(std::span<const Item> items);
    void findTimesOfDay();
    [[nodiscard]] bool hasTime() const noexcept
    {
        return hours != 0 && minutes != 0 && (seconds != 0 || hasFractions());
    }
    void findMatchingYears() noexcept;
    void findEnd() noexcept;
    [[nodiscard]] std::uint32_t januariesOf(bool leap) const noexcept;

    std::uint64_t m_weekdayPattern = (1ULL << 49) - 1;
    std::uint32_t m_endReversed = 0x7FFF'FFFF;
    bool m_weekdaysDecide = true;
    bool m_isEvenFraction = false;
    Grain m_grain = Grain::Second;
    YearBits m_matchingYears{};
    std::int64_t m_end = INT64_MIN;
    std::int64_t m_phase = 0;
    std::int64_t m_firstOfDay = 0;
    std::int64_t m_firstOfHour = 0;
    std::int64_t m_firstOfMinute = 0;
    std::int64_t m_lastOfDay = 0;
    std::int64_t m_fractionsPerMinute = 0;
    EvenFraction m_evenFraction;
};

} // namespace reveille::calendar
