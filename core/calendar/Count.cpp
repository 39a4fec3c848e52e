#include "core/calendar/Civil.h"
#include "core/calendar/Elapse.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>
#include <bit>

namespace reveille::calendar {
namespace {

/// A wall time in microseconds within its day.
struct DayPoint
{
    std::int32_t day;
    std::int64_t micros;
};

[[nodiscard]] DayPoint dayPoint(std::int64_t wallMicros) noexcept
{
    const std::int64_t day = floorDiv(wallMicros, kMicrosPerDay);
    return {static_cast<std::int32_t>(day), wallMicros - day * kMicrosPerDay};
}

/// Matching times of day in [0, micros).
[[nodiscard]] std::int64_t timesBefore(const MatchSet& set, std::int64_t micros) noexcept
{
    const auto minuteOfDay = static_cast<int>(micros / kMinuteMicros);
    const int hour = minuteOfDay / 60;
    const int minute = minuteOfDay % 60;
    if (hour >= 24)
        return set.timesPerDay();
    const auto inMinute = static_cast<std::int32_t>(micros % kMinuteMicros);
    const std::int64_t perHour = std::popcount(set.minutes) * set.secondsPerMinute();
    std::int64_t count = std::popcount(set.hours & ((1U << hour) - 1)) * perHour;
    if ((set.hours >> hour & 1U) == 0)
        return count;
    count += std::popcount(set.minutes & ((1ULL << minute) - 1)) * set.secondsPerMinute();
    if ((set.minutes >> minute & 1U) == 0)
        return count;
    if (set.hasFractions())
        return count + countFractions(set.fractions, 0, inMinute);
    const int wholeSeconds = (inMinute + kSecond - 1) / kSecond;
    return count + std::popcount(set.seconds & ((1ULL << wholeSeconds) - 1));
}

/// The days from `from` to `to` (exclusive) of one month that match.
[[nodiscard]] int daysOfMonth(const MatchSet& set, int year, int month, std::int32_t first, std::int32_t from,
                              std::int32_t to) noexcept
{
    if ((set.months >> (month - 1) & 1U) == 0)
        return 0;
    const int length = daysInMonth(year, month);
    std::uint64_t mask = set.dayMask(31 - length, weekdayOf(first));
    if (from > first)
        mask &= ~0ULL << (from - first);
    if (to < first + length)
        mask &= (1ULL << (to - first)) - 1;
    return std::popcount(mask);
}

[[nodiscard]] std::int64_t matchingDays(const MatchSet& set, std::int32_t from, std::int32_t to) noexcept
{
    std::int64_t count = 0;
    if (from >= to)
        return 0;
    const CivilDay date = civilFromDays(from);
    int year = date.year;
    int month = date.month;
    std::int32_t first = from - (date.day - 1);
    while (first < to) {
        if (!MatchSet::bitOf(set.matchingYears(), year)) {
            first = daysFromCivil(++year, 1, 1);
            month = 1;
            continue;
        }
        count += daysOfMonth(set, year, month, first, from, to);
        first += daysInMonth(year, month);
        year += month == 12 ? 1 : 0;
        month = month == 12 ? 1 : month + 1;
    }
    return count;
}

/// Matching wall times in [from, to), in microseconds.
[[nodiscard]] std::int64_t countWalls(const MatchSet& set, std::int64_t from, std::int64_t to) noexcept
{
    if (from >= to)
        return 0;
    const DayPoint a = dayPoint(from);
    const DayPoint b = dayPoint(to);
    const auto inDay = [&](const DayPoint& p) {
        return p.micros == 0 || matchingDays(set, p.day, p.day + 1) == 0 ? 0 : timesBefore(set, p.micros);
    };
    return matchingDays(set, a.day, b.day) * set.timesPerDay() - inDay(a) + inDay(b);
}

} // namespace

std::int64_t countElapses(const MatchSet& set, const TimeZone& zone, Instant after, Instant until) noexcept
{
    constexpr std::int64_t kEnd = 7'258'118'400 * kMicrosPerSecond;
    constexpr std::int64_t kMargin = TimeZone::Table::kLargestOffset * kMicrosPerSecond;
    const std::int64_t from = std::max<std::int64_t>(after.time_since_epoch().count(), -1) + 1;
    const std::int64_t to = std::min(until.time_since_epoch().count(), kEnd + kMargin) + 1;
    if (from >= to || !set.everMatches())
        return 0;
    const auto& windows = zone.table().windows;
    std::int64_t count = 0;
    const std::size_t first = zone.table().windowAt(from / kMicrosPerSecond);
    for (std::size_t i = first; windows[i].begin < to / kMicrosPerSecond + 1; ++i) {
        const TimeZone::Table::Window& w = windows[i];
        const std::int64_t offset = w.offset * kMicrosPerSecond;
        // The first window counts from where we stand, even within a second pass; later ones only what is
        // new.
        const std::int64_t low =
            i == first ? from + offset : std::max(w.localBegin, w.seenUntil) * kMicrosPerSecond;
        std::int64_t high = std::min(to + offset, kEnd);
        if (windows[i + 1].begin != TimeZone::Table::kFar)
            high = std::min(high, w.localEnd * kMicrosPerSecond);
        count += countWalls(set, low, high);
        if (windows[i + 1].begin == TimeZone::Table::kFar)
            break;
    }
    return count;
}

} // namespace reveille::calendar
