#include "core/calendar/Shorthand.h"

namespace reveille::calendar {
namespace {

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
    for (const Shorthand& candidate : kShorthands) {
        if (candidate.name.size() == word.size() && same(candidate.name, word))
            return &candidate;
    }
    return nullptr;
}

} // namespace reveille::calendar
