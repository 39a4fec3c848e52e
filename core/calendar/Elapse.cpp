#include "core/calendar/Elapse.h"

#include "core/calendar/Civil.h"
#include "core/calendar/WallSearch.h"
#include "core/calendar/ZoneTable.h"

namespace reveille::calendar {
namespace {

constexpr std::int64_t kEndOfYears = 7'258'118'400; // 2200-01-01 as a wall time

[[nodiscard]] constexpr Instant instantOf(std::int64_t second, std::int32_t micro) noexcept
{
    return Instant(std::chrono::microseconds(second * kMicrosPerSecond + micro));
}

template <bool kSub>
[[nodiscard]] std::optional<Instant> next(const MatchSet& set, const TimeZone::Table& zone,
                                          Instant after) noexcept
{
    const std::int64_t base = after.time_since_epoch().count();
    // Nothing elapses before the epoch or after 2199 anywhere on earth.
    if (base >= (kEndOfYears + TimeZone::Table::kLargestOffset) * kMicrosPerSecond)
        return std::nullopt;
    // The search starts from what the wall clock shows one microsecond later, which need not be a whole
    // second: rounding up before the clock is read would step over the last second before a change.
    const std::int64_t start = base < 0 ? 0 : base + 1;
    const std::int64_t second = start / kMicrosPerSecond;
    const auto micro = static_cast<std::int32_t>(start % kMicrosPerSecond);
    const WallSearch<kSub> search(set);
    const std::size_t window = zone.windowAt(second);
    const TimeZone::Table::Window& here = zone.windows[window];
    Wall from{second + here.offset, micro};
    if constexpr (!kSub)
        from.second += micro != 0 ? 1 : 0;
    if (!search.forward(from))
        return std::nullopt;
    if (from.second < here.localEnd)
        return instantOf(from.second - here.offset, from.micro);
    for (;;) {
        const TimeZone::Table::Place place = zone.place(from.second, window);
        if (place.exists)
            return instantOf(place.at, from.micro);
        from = {place.at, 0};
        if (!search.forward(from))
            return std::nullopt;
    }
}

template <bool kSub>
[[nodiscard]] std::optional<Instant> previous(const MatchSet& set, const TimeZone::Table& zone,
                                              Instant before) noexcept
{
    std::int64_t last = before.time_since_epoch().count() - 1;
    if (last < 0 || before.time_since_epoch().count() <= 0)
        return std::nullopt;
    last = std::min(last, (kEndOfYears + TimeZone::Table::kLargestOffset) * kMicrosPerSecond);
    const std::int64_t second = last / kMicrosPerSecond;
    const TimeZone::Table::Window& here = zone.windows[zone.windowAt(second)];
    Wall from{second + here.offset, static_cast<std::int32_t>(last % kMicrosPerSecond)};
    // In a second pass, every wall time of the first pass is already behind us.
    if (from.second < here.seenUntil)
        from = {here.seenUntil - 1, kSecond - 1};
    const WallSearch<kSub> search(set);
    while (search.backward(from)) {
        const TimeZone::Table::Place place = zone.place(from.second, 0);
        if (place.exists)
            return place.at >= 0 ? std::optional(instantOf(place.at, from.micro)) : std::nullopt;
        from = {place.gapBegin - 1, kSecond - 1};
    }
    return std::nullopt;
}

} // namespace

std::optional<Instant> nextElapse(const MatchSet& set, const TimeZone& zone, Instant after) noexcept
{
    return set.hasFractions() ? next<true>(set, zone.table(), after) : next<false>(set, zone.table(), after);
}

std::optional<Instant> previousElapse(const MatchSet& set, const TimeZone& zone, Instant before) noexcept
{
    return set.hasFractions() ? previous<true>(set, zone.table(), before)
                              : previous<false>(set, zone.table(), before);
}

} // namespace reveille::calendar
