#pragma once

#include "core/calendar/Expression.h"

#include <cstdint>
#include <span>

namespace reveille::calendar {

/// Second items with fractions, handled arithmetically: 0/0.000001 has sixty million values. All in
/// microseconds of one minute; -1 means none.
[[nodiscard]] constexpr std::int32_t lastOf(const Item& item) noexcept
{
    if (item.step == 0)
        return item.start;
    if (item.stop >= 0)
        return item.stop;
    return kMinuteMicros - 1 - (kMinuteMicros - 1 - item.start) % item.step;
}

/// The smallest value at or after `from`.
[[nodiscard]] constexpr std::int32_t nextFraction(std::span<const Item> items, std::int32_t from) noexcept
{
    std::int32_t best = -1;
    for (const Item& item : items) {
        std::int32_t v = item.start;
        if (v < from) {
            if (item.step == 0)
                continue;
            const std::int64_t steps = (std::int64_t{from} - v + item.step - 1) / item.step;
            const std::int64_t candidate = v + steps * item.step;
            if (candidate > lastOf(item))
                continue;
            v = static_cast<std::int32_t>(candidate);
        }
        if (best < 0 || v < best)
            best = v;
    }
    return best;
}

/// The largest value at or before `from`.
[[nodiscard]] constexpr std::int32_t previousFraction(std::span<const Item> items, std::int32_t from) noexcept
{
    std::int32_t best = -1;
    for (const Item& item : items) {
        if (item.start > from)
            continue;
        std::int32_t v = lastOf(item);
        if (v > from)
            v = item.step == 0 ? item.start : item.start + (from - item.start) / item.step * item.step;
        if (v > best)
            best = v;
    }
    return best;
}

/// How many different values lie in [from, to), overlaps counted once.
[[nodiscard]] std::int64_t countFractions(std::span<const Item> items, std::int32_t from, std::int32_t to);

} // namespace reveille::calendar
