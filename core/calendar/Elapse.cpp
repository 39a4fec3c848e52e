#include "core/calendar/Elapse.h"

#include "core/calendar/Civil.h"
#include "core/calendar/WallSearch.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kEndOfYears = 7'258'118'400; // 2200-01-01 as a wall time
constexpr std::int64_t kNever = INT64_MIN;

// Everything below is in plain 64-bit numbers: an optional built on several paths costs a stalled store each
// time.

template <bool kSub>
[[nodiscard]] std::int64_t next(const MatchSet& set, const TimeZone::Table& zone, std::int64_t base) noexcept
{
    using Search = WallSearch<kSub>;
    constexpr std::int64_t kToMicros = kMicrosPerSecond / Search::kPerSecond;
    // Nothing elapses before the epoch or after 2199 anywhere on earth.
    if (base >= (kEndOfYears + TimeZone::Table::kLargestOffset) * kMicrosPerSecond)
        return kNever;
    // The search starts from what the wall clock shows one microsecond later, which need not be a whole
    // second: rounding up before the clock is read would step over the last second before a change.
    const std::uint64_t start = base < 0 ? 0 : static_cast<std::uint64_t>(base) + 1;
    const std::size_t window = zone.windowOf(static_cast<std::int64_t>(start));
    const TimeZone::Table::Window& here = zone.windows[window];
    std::int64_t wall = 0;
    if constexpr (kSub)
        wall = static_cast<std::int64_t>(start) + here.offset * kMicrosPerSecond;
    else
        wall = static_cast<std::int64_t>((start + kMicrosPerSecond - 1) / kMicrosPerSecond) + here.offset;
    const Search search(set);
    wall = search.forward(wall);
    // One comparison for nearly all calls; kNone is below it as well.
    if (wall < here.localEnd * Search::kPerSecond || wall == Search::kNone)
        return wall == Search::kNone ? kNever : (wall - here.offset * Search::kPerSecond) * kToMicros;
    for (;;) {
        const std::int64_t wallSecond = floorDiv(wall, Search::kPerSecond);
        const TimeZone::Table::Place place = zone.place(wallSecond, window);
        if (place.exists)
            return (wall + (place.at - wallSecond) * Search::kPerSecond) * kToMicros;
        wall = search.forward(place.at * Search::kPerSecond);
        if (wall == Search::kNone)
            return kNever;
    }
}

template <bool kSub>
[[nodiscard]] std::int64_t previous(const MatchSet& set, const TimeZone::Table& zone,
                                    std::int64_t before) noexcept
{
    using Search = WallSearch<kSub>;
    constexpr std::int64_t kToMicros = kMicrosPerSecond / Search::kPerSecond;
    if (before <= 0)
        return kNever;
    const std::int64_t last =
        std::min(before - 1, (kEndOfYears + TimeZone::Table::kLargestOffset) * kMicrosPerSecond);
    const TimeZone::Table::Window& here = zone.windows[zone.windowOf(last)];
    std::int64_t wall = last / kToMicros + here.offset * Search::kPerSecond;
    // In a second pass, every wall time of the first pass is already behind us.
    wall = std::max(wall, here.seenUntil * Search::kPerSecond - 1);
    const Search search(set);
    for (wall = search.backward(wall); wall != Search::kNone; wall = search.backward(wall)) {
        const std::int64_t wallSecond = floorDiv(wall, Search::kPerSecond);
        const TimeZone::Table::Place place = zone.place(wallSecond, 0);
        if (place.exists) {
            const std::int64_t found = (wall + (place.at - wallSecond) * Search::kPerSecond) * kToMicros;
            return found >= 0 ? found : kNever;
        }
        wall = place.gapBegin * Search::kPerSecond - 1;
    }
    return kNever;
}

} // namespace

std::int64_t nextElapse(const MatchSet& set, const TimeZone& zone, Instant after) noexcept
{
    const std::int64_t base = after.time_since_epoch().count();
    return set.hasFractions() ? next<true>(set, zone.table(), base) : next<false>(set, zone.table(), base);
}

std::int64_t previousElapse(const MatchSet& set, const TimeZone& zone, Instant before) noexcept
{
    const std::int64_t end = before.time_since_epoch().count();
    return set.hasFractions() ? previous<true>(set, zone.table(), end)
                              : previous<false>(set, zone.table(), end);
}

} // namespace reveille::calendar
