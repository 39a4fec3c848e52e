#include "core/calendar/Elapse.h"

#include "core/calendar/BackwardSearch.h"
#include "core/calendar/Civil.h"
#include "core/calendar/ForwardSearch.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kEndOfYears = 7'258'118'400; // 2200-01-01 as a wall time
constexpr std::int64_t kNever = INT64_MIN;

// Everything below is in plain 64-bit numbers: an optional built on several paths costs a stalled store each
// time.

template <Grain kGrain>
[[nodiscard]] std::int64_t next(const MatchSet& set, const TimeZone::Table& zone, std::int64_t start) noexcept
{
    using Search = ForwardSearch<kGrain>;
    const TimeZone::Table::Span* const spans = zone.spans.data();
    // Where the clock never changes, nothing has to be looked up before the search can begin.
    const std::size_t window = zone.isFixed ? 0 : zone.windowOf(start);
    const std::int64_t offset = spans[window].offset;
    const Search search(set);
    std::int64_t wall = search.forward(start + offset);
    // One comparison for nearly all calls; kNone is above it.
    if (wall < spans[window].localEnd) [[likely]]
        return wall - offset;
    while (wall != Search::kNone) {
        const std::int64_t wallSecond = floorDiv(wall, kMicrosPerSecond);
        const TimeZone::Table::Place place = zone.place(wallSecond, window);
        if (place.exists)
            return wall + (place.at - wallSecond) * kMicrosPerSecond;
        wall = search.forward(place.at * kMicrosPerSecond);
    }
    return kNever;
}

template <bool kSub>
[[nodiscard]] std::int64_t previous(const MatchSet& set, const TimeZone::Table& zone,
                                    std::int64_t before) noexcept
{
    using Search = BackwardSearch<kSub>;
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
    if (base >= set.end())
        return kNever;
    // The search starts from what the wall clock shows one microsecond later, and nothing elapses before
    // 1970.
    const std::int64_t start = base < 0 ? 0 : base + 1;
    const TimeZone::Table& table = zone.table();
    switch (set.grain()) {
    case Grain::Day:
        return next<Grain::Day>(set, table, start);
    case Grain::Hour:
        return next<Grain::Hour>(set, table, start);
    case Grain::Minute:
        return next<Grain::Minute>(set, table, start);
    case Grain::Second:
        return next<Grain::Second>(set, table, start);
    case Grain::Micro:
        break;
    }
    return next<Grain::Micro>(set, table, start);
}

std::int64_t previousElapse(const MatchSet& set, const TimeZone& zone, Instant before) noexcept
{
    const std::int64_t end = before.time_since_epoch().count();
    return set.hasFractions() ? previous<true>(set, zone.table(), end)
                              : previous<false>(set, zone.table(), end);
}

} // namespace reveille::calendar
