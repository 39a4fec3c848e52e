#include "core/calendar/Shorthand.h"

#include <array>

namespace reveille::calendar {
namespace {

constexpr std::string_view kHalfYearly = "*-01,07-01 00:00:00";
constexpr std::string_view kYearly = "*-01-01 00:00:00";

// "anually" is systemd's own old misspelling, kept for compatibility.
constexpr std::array<Shorthand, 13> kWords = {{
    {"daily", "*-*-* 00:00:00", false, 0, false, false},
    {"hourly", "*-*-* *:00:00", false, 0, true, false},
    {"minutely", "*-*-* *:*:00", false, 0, true, true},
    {"weekly", "Mon *-*-* 00:00:00", true, 0, false, false},
    {"monthly", "*-*-01 00:00:00", false, 1, false, false},
    {"quarterly", "*-01,04,07,10-01 00:00:00", false, 3, false, false},
    {"yearly", kYearly, false, 12, false, false},
    {"annually", kYearly, false, 12, false, false},
    {"anually", kYearly, false, 12, false, false},
    {"semiannually", kHalfYearly, false, 6, false, false},
    {"semi-annually", kHalfYearly, false, 6, false, false},
    {"biannually", kHalfYearly, false, 6, false, false},
    {"bi-annually", kHalfYearly, false, 6, false, false},
}};

[[nodiscard]] constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

[[nodiscard]] bool same(std::string_view name, std::string_view word) noexcept
{
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != lower(word[i]))
            return false;
    }
    return true;
}

} // namespace

void Shorthand::expand(Expression& out) const
{
    const auto begin = [&](Field field) {
        out.ranges[static_cast<std::size_t>(field)].begin = static_cast<std::int16_t>(out.pool.size());
    };
    const auto push = [&](Field field, std::int32_t value) {
        out.pool.push({value});
        ++out.ranges[static_cast<std::size_t>(field)].count;
    };
    if (monday)
        out.weekdays = 1;
    if (everyMonths > 0) {
        if (everyMonths > 1) {
            begin(Field::Month);
            for (int month = 1; month <= 12; month += everyMonths)
                push(Field::Month, month);
        }
        begin(Field::Day);
        push(Field::Day, 1);
    }
    if (!everyHour) {
        begin(Field::Hour);
        push(Field::Hour, 0);
    }
    if (!everyMinute) {
        begin(Field::Minute);
        push(Field::Minute, 0);
    }
    begin(Field::Second);
    push(Field::Second, 0);
}

const Shorthand* findShorthand(std::string_view word) noexcept
{
    // Every shorthand ends in "ly": nearly all other texts are told apart by that alone.
    if (word.size() < 5 || lower(word.back()) != 'y' || lower(word[word.size() - 2]) != 'l')
        return nullptr;
    for (const Shorthand& candidate : kWords) {
        if (candidate.name.size() == word.size() && same(candidate.name, word))
            return &candidate;
    }
    return nullptr;
}

} // namespace reveille::calendar
