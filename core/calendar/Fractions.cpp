#include "core/calendar/Fractions.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

[[nodiscard]] std::int64_t countOne(const Item& item, std::int32_t from, std::int32_t to) noexcept
{
    const std::int32_t last = std::min(lastOf(item), to - 1);
    if (last < item.start)
        return 0;
    if (item.step == 0)
        return item.start >= from ? 1 : 0;
    const std::int64_t upTo = (last - item.start) / item.step + 1;
    const std::int64_t below = from <= item.start ? 0 : (from - 1 - item.start) / item.step + 1;
    return std::max<std::int64_t>(0, upTo - below);
}

[[nodiscard]] bool overlap(std::span<const Item> items) noexcept
{
    std::int32_t reached = -1;
    for (const Item& item : items) {
        if (item.start <= reached)
            return true;
        reached = lastOf(item);
    }
    return false;
}

} // namespace

std::int64_t countFractions(std::span<const Item> items, std::int32_t from, std::int32_t to) noexcept
{
    std::int64_t count = 0;
    if (!overlap(items)) {
        for (const Item& item : items)
            count += countOne(item, from, to);
        return count;
    }
    // Every microsecond at most once: walking is the price of lists like 0/0.3,0/0.7, which hardly anybody
    // writes.
    for (std::int32_t v = nextFraction(items, from); v >= 0 && v < to; v = nextFraction(items, v + 1))
        ++count;
    return count;
}

} // namespace reveille::calendar
