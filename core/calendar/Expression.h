#pragma once

#include "core/calendar/TimeZone.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace reveille::calendar {

/// The six fields of the normal form, in its order.
enum class Field : std::uint8_t
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second
};
inline constexpr int kFields = 6;

[[nodiscard]] constexpr int indexOf(Field field) noexcept
{
    return static_cast<int>(field);
}

/// Seconds and their steps are kept in microseconds, everything else in whole units.
inline constexpr std::int32_t kSecond = 1'000'000;
inline constexpr std::int32_t kMinuteMicros = 60 * kSecond;
inline constexpr int kFirstYear = 1970;
inline constexpr int kLastYear = 2199;
/// systemd counts one more than its constant of 240.
inline constexpr int kMaxItems = 241;
inline constexpr std::uint8_t kEveryWeekday = 0x7F;

/// The range each field's values may have. Days from the end of the month stop at 28, which every month has.
struct Limits
{
    std::int32_t from;
    std::int32_t to;
};

[[nodiscard]] constexpr Limits limitsOf(Field field, bool fromMonthEnd = false) noexcept
{
    constexpr std::array<Limits, kFields> kLimits = {
        {{kFirstYear, kLastYear}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, kMinuteMicros - 1}}};
    if (field == Field::Day && fromMonthEnd)
        return {1, 28};
    return kLimits[static_cast<std::size_t>(field)];
}

/// `start`, `start..stop`, `start/step` or `start..stop/step`.
struct Item
{
    std::int32_t start = 0;
    std::int32_t stop = -1; ///< -1: none
    std::int32_t step = 0;  ///< 0: none
    std::uint16_t column = 0;
    std::uint16_t length = 0;

    [[nodiscard]] constexpr bool isOpenStep() const noexcept { return stop < 0 && step > 0; }

    friend constexpr bool operator==(const Item& a, const Item& b) noexcept
    {
        return a.start == b.start && a.stop == b.stop && a.step == b.step;
    }
    friend constexpr bool operator<(const Item& a, const Item& b) noexcept
    {
        if (a.start != b.start)
            return a.start < b.start;
        if (a.stop != b.stop)
            return a.stop < b.stop;
        return a.step < b.step;
    }
};

/// A growing array of items that needs no heap for the expressions people write.
class ItemPool
{
public:
    ItemPool() = default;
    ItemPool(const ItemPool& other) { *this = other; }
    ItemPool& operator=(const ItemPool& other)
    {
        if (this == &other)
            return *this;
        m_size = 0;
        for (int i = 0; i < other.m_size; ++i)
            push(other[i]);
        return *this;
    }
    ItemPool(ItemPool&& other) noexcept = default;
    ItemPool& operator=(ItemPool&& other) noexcept = default;
    ~ItemPool() = default;

    [[nodiscard]] int size() const noexcept { return m_size; }
    [[nodiscard]] const Item& operator[](int i) const noexcept { return data()[i]; }
    [[nodiscard]] Item* data() noexcept { return m_heap ? m_heap.get() : &m_inline.items[0]; }
    [[nodiscard]] const Item* data() const noexcept { return m_heap ? m_heap.get() : &m_inline.items[0]; }

    void push(const Item& item)
    {
        if (m_size == m_capacity)
            grow();
        data()[m_size++] = item;
    }

private:
    void grow();

    static constexpr int kInline = 8;
    /// Left unwritten until used: clearing it would take longer than reading most expressions.
    union Inline {
        Inline() {} // NOLINT(modernize-use-equals-default): a defaulted one would be deleted
        std::array<Item, kInline> items;
    };
    Inline m_inline;
    std::unique_ptr<Item[]> m_heap;
    std::int16_t m_size = 0;
    std::int16_t m_capacity = kInline;
};

/// A calendar event after systemd's normalisation: lists sorted, duplicates dropped, ranges cut to their last
/// value. This is what the normal form prints and what a MatchSet is made from.
struct Expression
{
    struct Range
    {
        std::int16_t begin = 0;
        std::int16_t count = 0; ///< 0: `*`
    };

    ItemPool pool;
    std::array<Range, kFields> ranges{};
    std::uint8_t weekdays = kEveryWeekday; ///< bit 0 is Monday
    bool fromMonthEnd = false;
    bool epoch = false;
    std::optional<TimeZone> zone;

    [[nodiscard]] std::span<const Item> items(Field field) const noexcept
    {
        const Range r = ranges[static_cast<std::size_t>(field)];
        return {pool.data() + r.begin, static_cast<std::size_t>(r.count)};
    }
    [[nodiscard]] bool isStar(Field field) const noexcept
    {
        return ranges[static_cast<std::size_t>(field)].count == 0;
    }
    /// Same fields, same zone; where items stood in the text does not matter.
    friend bool operator==(const Expression& a, const Expression& b) noexcept;
};

} // namespace reveille::calendar
