#include "core/calendar/NormalForm.h"

#include <array>
#include <cstring>
#include <string_view>

namespace reveille::calendar {
namespace {

constexpr std::array<std::array<char, 4>, 7> kDays = {
    {{"Mon"}, {"Tue"}, {"Wed"}, {"Thu"}, {"Fri"}, {"Sat"}, {"Sun"}}};

/// Writes into a buffer that the caller has made large enough.
class Writer
{
public:
    explicit Writer(char* at) : m_at(at) {}

    [[nodiscard]] char* at() const noexcept { return m_at; }
    void put(char c) noexcept { *m_at++ = c; }
    void put(std::string_view s) noexcept
    {
        std::memcpy(m_at, s.data(), s.size());
        m_at += s.size();
    }

    void two(std::int32_t value) noexcept
    {
        m_at[0] = static_cast<char>('0' + value / 10);
        m_at[1] = static_cast<char>('0' + value % 10);
        m_at += 2;
    }

    void plain(std::int32_t value) noexcept
    {
        if (value >= 100)
            put(static_cast<char>('0' + value / 100));
        if (value >= 10)
            put(static_cast<char>('0' + value / 10 % 10));
        put(static_cast<char>('0' + value % 10));
    }

    void fraction(std::int32_t micros) noexcept
    {
        if (micros == 0)
            return;
        put('.');
        for (std::int32_t weight = kSecond / 10; weight > 0; weight /= 10)
            put(static_cast<char>('0' + micros / weight % 10));
    }

    void weekdays(std::uint8_t bits) noexcept
    {
        if (bits == kEveryWeekday)
            return;
        bool first = true;
        for (std::size_t day = 0; day < 7; ++day) {
            if ((bits >> day & 1U) == 0)
                continue;
            std::size_t last = day;
            while (last < 6 && (bits >> (last + 1) & 1U) != 0)
                ++last;
            if (!first)
                put(',');
            first = false;
            put({kDays[day].data(), 3});
            if (last - day >= 2) {
                put("..");
                put({kDays[last].data(), 3});
                day = last;
            }
        }
        put(' ');
    }

    template <bool kYears> void list(std::span<const Item> items) noexcept
    {
        if (items.empty()) {
            put('*');
            return;
        }
        bool first = true;
        for (const Item& item : items) {
            if (!first)
                put(',');
            first = false;
            value<kYears>(item.start);
            if (item.stop > 0) {
                put("..");
                value<kYears>(item.stop);
            }
            if (item.step > 0 && !(item.stop > 0 && item.step == 1)) {
                put('/');
                plain(item.step);
            }
        }
    }

    void seconds(std::span<const Item> items) noexcept
    {
        // systemd keeps `*` as 0/1 and prints every list that holds 0/1 as `*`.
        bool star = items.empty();
        for (const Item& item : items)
            star = star || item == Item{0, -1, kSecond};
        if (star) {
            put('*');
            return;
        }
        bool first = true;
        for (const Item& item : items) {
            if (!first)
                put(',');
            first = false;
            two(item.start / kSecond);
            fraction(item.start % kSecond);
            if (item.stop > 0) {
                put("..");
                two(item.stop / kSecond);
                fraction(item.stop % kSecond);
            }
            if (item.step > 0 && !(item.stop > 0 && item.step == kSecond)) {
                put('/');
                plain(item.step / kSecond);
                fraction(item.step % kSecond);
            }
        }
    }

private:
    template <bool kYears> void value(std::int32_t v) noexcept
    {
        if constexpr (kYears) {
            two(v / 100);
            two(v % 100);
        } else {
            two(v);
        }
    }

    char* m_at;
};

constexpr std::size_t kLongestItem = 31; // 59.999999..59.999999/59.999999,
constexpr std::size_t kFrame = 64;       // weekdays and separators

std::size_t writeAll(const Expression& e, char* buffer)
{
    Writer out(buffer);
    out.weekdays(e.weekdays);
    out.list<true>(e.items(Field::Year));
    out.put('-');
    out.list<false>(e.items(Field::Month));
    out.put(e.fromMonthEnd ? '~' : '-');
    out.list<false>(e.items(Field::Day));
    out.put(' ');
    out.list<false>(e.items(Field::Hour));
    out.put(':');
    out.list<false>(e.items(Field::Minute));
    out.put(':');
    out.seconds(e.items(Field::Second));
    if (e.zone) {
        out.put(' ');
        out.put(e.zone->name());
    }
    return static_cast<std::size_t>(out.at() - buffer);
}

} // namespace

std::string normalForm(const Expression& expression)
{
    const std::size_t zone = expression.zone ? expression.zone->name().size() + 1 : 0;
    const std::size_t bound = kFrame + zone + static_cast<std::size_t>(expression.pool.size()) * kLongestItem;
    if (std::array<char, 640> small; bound <= small.size())
        return {small.data(), writeAll(expression, small.data())};
    std::string large(bound, '\0');
    large.resize(writeAll(expression, large.data()));
    return large;
}

std::string fieldText(std::span<const Item> items, Field field)
{
    std::string text(items.size() * kLongestItem + 1, '\0');
    Writer out(text.data());
    if (field == Field::Year)
        out.list<true>(items);
    else if (field == Field::Second)
        out.seconds(items);
    else
        out.list<false>(items);
    text.resize(static_cast<std::size_t>(out.at() - text.data()));
    return text;
}

} // namespace reveille::calendar
