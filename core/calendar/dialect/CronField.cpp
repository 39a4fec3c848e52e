#include "core/calendar/dialect/CronField.h"

#include "core/calendar/dialect/EventParts.h"

#include <array>
#include <set>
#include <string>

namespace reveille::calendar {
namespace {

struct Traits
{
    const char* name;
    int from;
    int to;
};
constexpr std::array<Traits, 7> kTraits = {{{"second", 0, 59},
                                            {"minute", 0, 59},
                                            {"hour", 0, 23},
                                            {"day of the month", 1, 31},
                                            {"month", 1, 12},
                                            {"day of the week", 0, 7},
                                            {"year", 1970, 2199}}};

class Reader
{
public:
    Reader(CronPart part, WeekdayNumbers numbers, Dialect dialect, std::size_t column)
        : m_part(part),
          m_traits(kTraits[static_cast<std::size_t>(part)]),
          m_numbers(numbers),
          m_dialect(dialect),
          m_column(column)
    {
        if (isWeekday() && numbers == WeekdayNumbers::FromSunday1)
            m_traits.from = 1;
    }

    tl::expected<CronField, DialectError> read(std::string_view text)
    {
        m_field.beginsWithStar = text.starts_with('*');
        if (text == "*" || text == "?") {
            m_field.any = true;
            m_field.question = text == "?";
            if (m_field.question && m_part != CronPart::DayOfMonth && !isWeekday())
                return fail(text, std::string("? is only for the days, not for the ") + m_traits.name + '.');
            return m_field;
        }
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t comma = std::min(text.find(',', at), text.size());
            m_at = at;
            const std::string item = lowered(text.substr(at, comma - at));
            if (auto error = readItem(item))
                return tl::make_unexpected(std::move(*error));
            at = comma + 1;
        }
        m_field.values.assign(m_values.begin(), m_values.end());
        return m_field;
    }

private:
    using Error = std::optional<DialectError>;

    [[nodiscard]] bool isWeekday() const { return m_part == CronPart::DayOfWeek; }
    [[nodiscard]] tl::unexpected<DialectError> fail(std::string_view item, std::string message) const
    {
        return refuse(m_dialect, m_column + m_at, item.size(), std::move(message));
    }
    [[nodiscard]] Error failure(std::string_view item, std::string message) const
    {
        return fail(item, std::move(message)).value();
    }

    Error readItem(const std::string& item)
    {
        if (item.empty())
            return failure(item, std::string("A value is missing in the ") + m_traits.name + '.');
        bool special = false;
        if (auto error = readSpecial(item, special); error || special)
            return error;
        return readRange(item);
    }

    Error readSpecial(const std::string& item, bool& special)
    {
        special = true;
        if (item.starts_with('h') && (item.size() == 1 || item[1] == '/' || item[1] == '('))
            return failure(item, "H is a value that Jenkins makes up; choose one.");
        if (item.find('~') != std::string::npos)
            return failure(item, "A random value cannot be translated; choose one.");
        if (m_part == CronPart::DayOfMonth)
            return readSpecialDay(item, special);
        if (isWeekday())
            return readSpecialWeekday(item, special);
        special = false;
        return std::nullopt;
    }

    Error readSpecialDay(const std::string& item, bool& special)
    {
        if (item == "l") {
            m_field.lastDays.push_back(1);
        } else if (item == "lw" || item == "wl") {
            m_field.workdays.push_back(-1);
        } else if (item.starts_with("l-")) {
            const int back = smallNumber(std::string_view(item).substr(2));
            if (back < 0 || back > 27)
                return failure(item, "Days from the end of the month go from L to L-27.");
            m_field.lastDays.push_back(back + 1);
        } else if (item.ends_with('w')) {
            const int day = smallNumber(std::string_view(item).substr(0, item.size() - 1));
            if (day < 1 || day > 31)
                return failure(item, "W needs a day of the month before it.");
            if (day > 27)
                return failure(item, "The weekday nearest to a day from the 28th on depends on the length of "
                                     "the month and cannot be written as calendar events.");
            m_field.workdays.push_back(day);
        } else {
            special = false;
        }
        return std::nullopt;
    }

    Error readSpecialWeekday(const std::string& item, bool& special)
    {
        const std::size_t hash = item.find('#');
        if (hash != std::string::npos) {
            const int weekday = weekdayOf(std::string_view(item).substr(0, hash));
            const int nth = smallNumber(std::string_view(item).substr(hash + 1));
            if (weekday < 0 || nth < 1 || nth > 5)
                return failure(item, "Before # stands a weekday, after it a number from 1 to 5.");
            m_field.nths.push_back({weekday, nth});
            return std::nullopt;
        }
        if (item == "l") {
            m_values.insert(5); // Quartz: the last day of the week, Saturday
            return std::nullopt;
        }
        if (item.size() > 1 && item.ends_with('l')) {
            const int weekday = weekdayOf(std::string_view(item).substr(0, item.size() - 1));
            if (weekday < 0)
                return failure(item, "Before L stands a weekday.");
            m_field.nths.push_back({weekday, -1});
            return std::nullopt;
        }
        special = false;
        return std::nullopt;
    }

    /// 0 is Monday.
    [[nodiscard]] int fromNumber(int number) const
    {
        return m_numbers == WeekdayNumbers::FromSunday1 ? (number + 5) % 7 : (number + 6) % 7;
    }
    int weekdayOf(std::string_view text)
    {
        const int number = smallNumber(text);
        if (number < 0)
            return weekdayNamed(text);
        m_field.numbered = true;
        return number < m_traits.from || number > m_traits.to ? -1 : fromNumber(number);
    }

    /// In cron's own numbers; -1 if it is none.
    int valueOf(std::string_view text)
    {
        const int number = smallNumber(text);
        if (number >= 0) {
            m_field.numbered = true;
            return number < m_traits.from || number > m_traits.to ? -1 : number;
        }
        if (m_part == CronPart::Month)
            return monthNamed(text) > 0 ? monthNamed(text) : -1;
        const int weekday = isWeekday() ? weekdayNamed(text) : -1;
        if (weekday < 0)
            return -1;
        return m_numbers == WeekdayNumbers::FromSunday1 ? (weekday + 1) % 7 + 1 : (weekday + 1) % 7;
    }

    Error readRange(const std::string& item)
    {
        const std::string_view text = item;
        const std::size_t slash = text.find('/');
        const std::string_view range = text.substr(0, slash);
        int step = 1;
        if (slash != std::string_view::npos) {
            step = smallNumber(text.substr(slash + 1));
            if (step < 1)
                return failure(item, "After / stands a number from 1 on.");
        }
        // A week has one Sunday, though it may be written as 0 and as 7.
        const int last = isWeekday() && m_traits.from == 0 ? 6 : m_traits.to;
        if (range == "*")
            return insert(m_traits.from, last, step);
        const std::size_t dash = range.find('-');
        const int first = valueOf(range.substr(0, dash));
        if (first < 0)
            return outside(item);
        if (dash == std::string_view::npos)
            return insert(first, slash == std::string_view::npos ? first : std::max(first, last), step);
        int end = valueOf(range.substr(dash + 1));
        if (end < 0)
            return outside(item);
        if (end < first) {
            if (m_part == CronPart::Year)
                return failure(item, "The range of years runs backwards.");
            end += last - m_traits.from + 1; // FRI-MON, 22-4
        }
        return insert(first, end, step);
    }

    [[nodiscard]] Error outside(const std::string& item) const
    {
        return failure(item, '"' + item + "\" is not a " + m_traits.name + " (" +
                                 std::to_string(m_traits.from) + " to " + std::to_string(m_traits.to) + ").");
    }

    Error insert(int first, int end, int step)
    {
        const int size = (isWeekday() ? 7 : m_traits.to - m_traits.from + 1);
        for (std::int64_t v = first; v <= end; v += step) {
            const int value = m_traits.from + (static_cast<int>(v) - m_traits.from) % size;
            m_values.insert(isWeekday() ? fromNumber(static_cast<int>(v)) : value);
        }
        return std::nullopt;
    }

    CronPart m_part;
    Traits m_traits;
    WeekdayNumbers m_numbers;
    Dialect m_dialect;
    std::size_t m_column;
    std::size_t m_at = 0;
    CronField m_field;
    std::set<int> m_values;
};

} // namespace

tl::expected<CronField, DialectError> readCronField(std::string_view text, CronPart part,
                                                    WeekdayNumbers numbers, Dialect dialect,
                                                    std::size_t column)
{
    return Reader(part, numbers, dialect, column).read(text);
}

} // namespace reveille::calendar
