#pragma once

#include "core/calendar/Expression.h"

#include <algorithm>
#include <bit>
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

/// One item prepared for nextFraction(): the division by its step is a multiplication.
class EvenFraction
{
public:
    EvenFraction() = default;
    explicit constexpr EvenFraction(const Item& item) noexcept
        : m_start(item.start),
          m_last(lastOf(item)),
          m_step(item.step == 0 ? kMinuteMicros : item.step),
          m_shift(kBits + std::bit_width(static_cast<std::uint32_t>(m_step - 1))),
          m_inverse((1LL << m_shift) / m_step + 1)
    {}

    [[nodiscard]] constexpr std::int32_t next(std::int32_t from) const noexcept
    {
        const std::int64_t ahead = std::max(from - m_start, 0) + std::int64_t{m_step} - 1;
        const auto steps = static_cast<std::int32_t>(ahead * m_inverse >> m_shift);
        const std::int32_t found = m_start + steps * m_step;
        return found <= m_last ? found : -1;
    }

private:
    static constexpr int kBits = 27; ///< what `ahead` takes: less than two minutes

    std::int32_t m_start = 0;
    std::int32_t m_last = 0;
    std::int32_t m_step = kMinuteMicros;
    std::int32_t m_shift = 0;
    std::int64_t m_inverse = 0;
};

/// How many different values lie in [from, to), overlaps counted once.
[[nodiscard]] std::int64_t countFractions(std::span<const Item> items, std::int32_t from, std::int32_t to);

} // namespace reveille::calendar
