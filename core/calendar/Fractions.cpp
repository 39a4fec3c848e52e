#include "core/calendar/Fractions.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace reveille::calendar {
namespace {

/// first, first + step, … last; step is at least 1.
struct Progression
{
    std::int64_t first;
    std::int64_t last;
    std::int64_t step;

    [[nodiscard]] bool isEmpty() const noexcept { return first > last; }
    [[nodiscard]] std::int64_t count() const noexcept { return isEmpty() ? 0 : (last - first) / step + 1; }
    [[nodiscard]] bool contains(const Progression& other) const noexcept
    {
        return other.first >= first && other.last <= last && (other.first - first) % step == 0 &&
               (other.count() == 1 || other.step % step == 0);
    }
};

/// The part of an item in [from, to).
[[nodiscard]] Progression within(const Item& item, std::int32_t from, std::int32_t to) noexcept
{
    Progression p{item.start, lastOf(item), item.step > 0 ? item.step : 1};
    if (p.first < from)
        p.first += (from - p.first + p.step - 1) / p.step * p.step;
    p.last = std::min<std::int64_t>(p.last, to - 1);
    if (!p.isEmpty())
        p.last -= (p.last - p.first) % p.step;
    return p;
}

/// x with x * a = 1 (mod m), for coprime a and m.
[[nodiscard]] std::int64_t inverse(std::int64_t a, std::int64_t m) noexcept
{
    std::int64_t r = m;
    std::int64_t t = 0;
    std::int64_t nextR = a % m;
    std::int64_t nextT = 1;
    while (nextR != 0) {
        const std::int64_t q = r / nextR;
        r = std::exchange(nextR, r - q * nextR);
        t = std::exchange(nextT, t - q * nextT);
    }
    return t < 0 ? t + m : t;
}

/// What two progressions have in common is one again (Chinese remainder theorem).
[[nodiscard]] Progression common(const Progression& a, const Progression& b) noexcept
{
    constexpr Progression kNothing{1, 0, 1};
    const std::int64_t g = std::gcd(a.step, b.step);
    if ((b.first - a.first) % g != 0)
        return kNothing;
    const std::int64_t m = b.step / g;
    std::int64_t steps = m == 1 ? 0 : (b.first - a.first) / g % m * inverse(a.step / g, m) % m;
    if (steps < 0)
        steps += m;
    const std::int64_t lcm = a.step * m;
    std::int64_t first = a.first + steps * a.step;
    const std::int64_t from = std::max(a.first, b.first);
    if (first < from)
        first += (from - first + lcm - 1) / lcm * lcm;
    Progression p{first, std::min(a.last, b.last), lcm};
    if (!p.isEmpty())
        p.last -= (p.last - p.first) % p.step;
    // A single value needs no step. Kept, it would be a factor of the next one, and soon too long for 64
    // bits.
    if (p.first == p.last)
        p.step = 1;
    return p;
}

[[nodiscard]] std::int64_t inclusionExclusion(const std::vector<Progression>& all, std::size_t from,
                                              const Progression& shared, std::int64_t sign) noexcept
{
    std::int64_t count = 0;
    for (std::size_t i = from; i < all.size(); ++i) {
        const Progression both = common(shared, all[i]);
        if (!both.isEmpty())
            count += sign * both.count() + inclusionExclusion(all, i + 1, both, -sign);
    }
    return count;
}

/// For lists nobody writes: one bit per microsecond of the minute.
[[nodiscard]] std::int64_t countByMarking(const std::vector<Progression>& all)
{
    std::vector<bool> seen(kMinuteMicros);
    std::int64_t count = 0;
    for (const Progression& p : all) {
        for (std::int64_t v = p.first; v <= p.last; v += p.step) {
            const auto i = static_cast<std::size_t>(v);
            count += seen[i] ? 0 : 1;
            seen[i] = true;
        }
    }
    return count;
}

/// Items are sorted by their start; if each begins after the one before has ended, they share nothing.
[[nodiscard]] bool areApart(std::span<const Item> items) noexcept
{
    std::int32_t reached = -1;
    for (const Item& item : items) {
        if (item.start <= reached)
            return false;
        reached = lastOf(item);
    }
    return true;
}

} // namespace

std::int64_t countFractions(std::span<const Item> items, std::int32_t from, std::int32_t to)
{
    constexpr std::size_t kMostForArithmetic = 8;
    if (areApart(items)) {
        std::int64_t count = 0;
        for (const Item& item : items)
            count += within(item, from, to).count();
        return count;
    }
    std::vector<Progression> all;
    for (const Item& item : items) {
        const Progression p = within(item, from, to);
        const auto covers = [&](const Progression& other) { return other.contains(p); };
        if (p.isEmpty() || std::any_of(all.begin(), all.end(), covers))
            continue;
        std::erase_if(all, [&](const Progression& other) { return p.contains(other); });
        all.push_back(p);
    }
    if (all.size() > kMostForArithmetic)
        return countByMarking(all);
    return inclusionExclusion(all, 0, {0, kMinuteMicros - 1, 1}, 1);
}

} // namespace reveille::calendar
