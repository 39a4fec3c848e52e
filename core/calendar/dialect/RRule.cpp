#include "core/calendar/dialect/RRule.h"

#include "core/calendar/Civil.h"
#include "core/calendar/dialect/DateTime.h"
#include "core/calendar/dialect/EventParts.h"
#include "core/calendar/dialect/Interval.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace reveille::calendar {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mo", "tu", "we", "th", "fr", "sa", "su"};
constexpr std::array<std::string_view, 7> kFrequencies = {"yearly", "monthly",  "weekly",  "daily",
                                                          "hourly", "minutely", "secondly"};
enum Frequency
{
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly
};

struct ByDay
{
    int nth; ///< 0: every one
    int weekday;
};

using Error = std::optional<DialectError>;

class RRuleReader
{
public:
    Translated read(std::string_view text)
    {
        const std::string lower = lowered(text);
        Error error = readLines(lower);
        if (!error)
            error = readParts();
        if (!error)
            error = makeLines();
        if (error)
            return tl::make_unexpected(std::move(*error));
        return translationOf(Dialect::RRule, m_lines, m_zone, std::move(m_losses));
    }

private:
    static Error fail(std::string message) { return DialectError{Dialect::RRule, 0, 0, std::move(message)}; }

    Error readLines(std::string_view text)
    {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view line = trimmed(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            if (line.starts_with("dtstart")) {
                if (auto error = readStart(line.substr(7)))
                    return error;
            } else if (line.starts_with("exdate") || line.starts_with("rdate") ||
                       line.starts_with("exrule")) {
                m_losses.push_back("Single dates added or left out (RDATE, EXDATE) are not kept.");
            } else if (!line.empty()) {
                if (line.starts_with("rrule:"))
                    line.remove_prefix(6);
                if (auto error = readRule(line))
                    return error;
            }
        }
        return m_parts.contains("freq") ? std::nullopt : fail("FREQ is missing.");
    }

    /// After "DTSTART": ";TZID=Europe/Berlin:20260101T090000", in lower case.
    Error readStart(std::string_view rest)
    {
        const std::size_t colon = rest.rfind(':');
        if (colon == std::string_view::npos)
            return fail("DTSTART has no value.");
        const auto start = readDateTime(trimmed(rest.substr(colon + 1)));
        if (!start)
            return fail("DTSTART is no date and time.");
        m_start = start->civil;
        m_zone = start->zone;
        if (const std::size_t id = rest.find("tzid="); id != std::string_view::npos) {
            const std::string_view name = rest.substr(id + 5, colon - id - 5);
            for (const std::string& known : TimeZone::names()) {
                if (lowered(known) == name)
                    m_zone = TimeZone::load(known);
            }
            if (!m_zone)
                return fail("There is no time zone \"" + std::string(name) + "\".");
        }
        m_losses.push_back("The start on " + dateText(*m_start) +
                           " is not kept; runs before it are not left out.");
        return std::nullopt;
    }

    Error readRule(std::string_view rule)
    {
        while (!rule.empty()) {
            const std::size_t end = std::min(rule.find(';'), rule.size());
            const std::string_view part = rule.substr(0, end);
            rule.remove_prefix(std::min(end + 1, rule.size()));
            const std::size_t equals = part.find('=');
            if (equals == std::string_view::npos)
                return fail('"' + std::string(part) + "\" is no part of a rule.");
            m_parts[std::string(part.substr(0, equals))] = std::string(part.substr(equals + 1));
        }
        return std::nullopt;
    }

    Error readParts()
    {
        for (const auto& [name, value] : m_parts) {
            if (auto error = readPart(name, value))
                return error;
        }
        return std::nullopt;
    }

    Error readPart(const std::string& name, const std::string& value)
    {
        if (name == "freq") {
            const auto at = std::find(kFrequencies.begin(), kFrequencies.end(), value);
            if (at == kFrequencies.end())
                return fail("FREQ=" + value + " is unknown.");
            m_frequency = static_cast<Frequency>(at - kFrequencies.begin());
        } else if (name == "interval") {
            m_interval = smallNumber(value);
            if (m_interval < 1)
                return fail("INTERVAL must be 1 or more.");
        } else if (name == "count") {
            m_losses.push_back("The end after " + value + " runs (COUNT) is not kept.");
        } else if (name == "until") {
            m_losses.push_back("The end on " + value.substr(0, 8) + " (UNTIL) is not kept.");
        } else if (name == "byday") {
            return readDays(value);
        } else if (name == "bymonth") {
            return readNumbers(value, 1, 12, m_months);
        } else if (name == "bymonthday") {
            return readNumbers(value, -28, 31, m_monthDays);
        } else if (name == "byhour") {
            return readNumbers(value, 0, 23, m_hours);
        } else if (name == "byminute") {
            return readNumbers(value, 0, 59, m_minutes);
        } else if (name == "bysecond") {
            return readNumbers(value, 0, 59, m_seconds);
        } else if (name == "bysetpos") {
            return readNumbers(value, -4, 5, m_positions);
        } else if (name != "wkst") {
            return fail(name + " cannot be written as calendar events.");
        }
        return std::nullopt;
    }

    static Error readNumbers(const std::string& value, int from, int to, std::set<int>& into)
    {
        std::string_view rest = value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            std::string_view item = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const bool minus = item.starts_with('-');
            if (minus || item.starts_with('+'))
                item.remove_prefix(1);
            const int number = smallNumber(item);
            if (number < 0 || (minus && number == 0) || (minus ? -number < from : number < from) ||
                (!minus && number > to) || (from < 0 && number == 0))
                return fail('"' + value + "\" holds a number that cannot be written as a calendar event.");
            into.insert(minus ? -number : number);
        }
        return into.empty() ? fail("A list of numbers is empty.") : std::nullopt;
    }

    Error readDays(std::string_view rest)
    {
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            std::string_view item = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto day = item.size() < 2
                                 ? kDays.end()
                                 : std::find(kDays.begin(), kDays.end(), item.substr(item.size() - 2));
            if (day == kDays.end())
                return fail('"' + std::string(item) + "\" is no weekday.");
            item.remove_suffix(2);
            const bool minus = item.starts_with('-');
            if (minus || item.starts_with('+'))
                item.remove_prefix(1);
            const int nth = item.empty() ? 0 : smallNumber(item);
            if (nth < 0 || nth > 5 || (minus && (nth == 0 || nth > 4)))
                return fail("This occurrence of a weekday cannot be written as a calendar event.");
            m_days.push_back({minus ? -nth : nth, static_cast<int>(day - kDays.begin())});
        }
        return std::nullopt;
    }

    [[nodiscard]] bool hasNth() const
    {
        return std::any_of(m_days.begin(), m_days.end(), [](const ByDay& d) { return d.nth != 0; });
    }

    Error makeLines()
    {
        EventParts parts;
        parts.months.assign(m_months.begin(), m_months.end());
        if (auto error = applyInterval(parts))
            return error;
        std::vector<EventParts> dates;
        if (auto error = makeDates(parts, dates))
            return error;
        for (const EventParts& date : dates)
            makeTimes(date);
        return std::nullopt;
    }

    /// Months and years of an interval; shorter intervals are times of day.
    Error applyInterval(EventParts& parts)
    {
        const bool counted = m_interval > 1;
        if (!counted)
            return std::nullopt;
        switch (m_frequency) {
        case Yearly:
            if (!m_start)
                return fail("Every " + std::to_string(m_interval) + " years needs a DTSTART to count from.");
            for (int year = m_start->year; year <= kLastYear; year += m_interval)
                parts.years.push_back(year);
            return std::nullopt;
        case Monthly:
            if (12 % m_interval != 0 || !m_months.empty())
                return fail("Every " + std::to_string(m_interval) + " months does not fit into years.");
            if (!m_start)
                m_losses.push_back("Without DTSTART the months are counted from January.");
            for (int m = ((m_start ? m_start->month : 1) - 1) % m_interval + 1; m <= 12; m += m_interval)
                parts.months.push_back(m);
            return std::nullopt;
        case Weekly:
            return fail("Every " + std::to_string(m_interval) +
                        " weeks is no calendar event: weeks are not numbered in it.");
        case Daily:
            return fail(whyNoInterval(m_interval * kSecondsPerDay).empty()
                            ? "Write every seven days as a weekly rule."
                            : whyNoInterval(m_interval * kSecondsPerDay));
        default:
            break;
        }
        m_step = m_interval * (m_frequency == Hourly ? 3600 : m_frequency == Minutely ? 60 : 1);
        const std::string why =
            m_step > kSecondsPerDay ? "The interval is longer than a day." : whyNoInterval(m_step);
        if (!why.empty())
            return fail(why);
        const bool mixed =
            !m_hours.empty() || !m_seconds.empty() || (m_frequency != Hourly && !m_minutes.empty());
        return mixed ? fail("An interval together with limits on the time of day is not translated.")
                     : std::nullopt;
    }

    Error makeDates(const EventParts& parts, std::vector<EventParts>& dates)
    {
        if (!m_positions.empty())
            return makePositions(parts, dates);
        if (hasNth())
            return makeNths(parts, dates);
        EventParts date = parts;
        unsigned bits = 0;
        for (const ByDay& day : m_days)
            bits |= 1U << day.weekday;
        if (bits != 0)
            date.weekdays = static_cast<std::uint8_t>(bits);
        if (m_monthDays.empty())
            return assumeDay(date, dates);
        for (const int day : m_monthDays)
            (day > 0 ? date.days : date.lastDays).push_back(day > 0 ? day : -day);
        std::sort(date.lastDays.begin(), date.lastDays.end());
        if (!date.days.empty() && !date.lastDays.empty()) {
            dates.push_back(date);
            dates.back().lastDays.clear();
            date.days.clear();
        }
        dates.push_back(std::move(date));
        return std::nullopt;
    }

    /// What the rule leaves open comes from DTSTART.
    Error assumeDay(EventParts date, std::vector<EventParts>& dates)
    {
        const CivilTime start = m_start.value_or(CivilTime{2001, 1, 1, 0, 0, 0, 0}); // a Monday
        const bool open = m_days.empty() && m_frequency <= Weekly;
        if (open && !m_start)
            m_losses.push_back("Without DTSTART the day is taken as the first of the period.");
        if (open && m_frequency == Weekly) {
            const int weekday = weekdayOf(daysFromCivil(start.year, start.month, start.day));
            date.weekdays = static_cast<std::uint8_t>(1U << weekday);
        } else if (open) {
            date.days = {start.day};
            if (m_frequency == Yearly && m_months.empty())
                date.months = {start.month};
        }
        dates.push_back(std::move(date));
        return std::nullopt;
    }

    Error makeNths(const EventParts& parts, std::vector<EventParts>& dates)
    {
        if (!m_monthDays.empty() || (m_frequency != Monthly && m_frequency != Yearly))
            return fail("The nth weekday is for months and years only.");
        const bool ofYear = m_frequency == Yearly && m_months.empty();
        for (const ByDay& day : m_days) {
            EventParts date = parts;
            date.weekdays = static_cast<std::uint8_t>(1U << day.weekday);
            if (ofYear && day.nth != 0) {
                if (day.nth > 4)
                    return fail("The 5th weekday of a year may be in February.");
                date.months = {day.nth > 0 ? 1 : 12};
            }
            if (day.nth != 0 && !limitToWeek(date, day.nth))
                return fail("This occurrence of a weekday cannot be written as a calendar event.");
            dates.push_back(std::move(date));
        }
        return std::nullopt;
    }

    /// "The last weekday of the month" and "the second Tuesday" in their other spelling.
    Error makePositions(const EventParts& parts, std::vector<EventParts>& dates)
    {
        unsigned bits = 0;
        for (const ByDay& day : m_days)
            bits |= 1U << day.weekday;
        const bool monthly = m_frequency == Monthly || (m_frequency == Yearly && !m_months.empty());
        if (!monthly || hasNth() || !m_monthDays.empty() || m_hours.size() > 1 || m_minutes.size() > 1)
            return fail("This BYSETPOS cannot be written as calendar events.");
        for (const int position : m_positions) {
            if (bits == 0x1F && (position == 1 || position == -1)) {
                for (EventParts& date : nearestWorkday(parts, position))
                    dates.push_back(std::move(date));
            } else if (bits == kEveryWeekday && position != 0) {
                EventParts date = parts;
                (position > 0 ? date.days : date.lastDays) = {std::abs(position)};
                dates.push_back(std::move(date));
            } else if (m_days.size() == 1 && position != 0) {
                EventParts date = parts;
                date.weekdays = static_cast<std::uint8_t>(bits);
                if (!limitToWeek(date, position))
                    return fail("This BYSETPOS cannot be written as calendar events.");
                dates.push_back(std::move(date));
            } else {
                return fail("This BYSETPOS cannot be written as calendar events.");
            }
        }
        return std::nullopt;
    }

    void makeTimes(const EventParts& date)
    {
        const CivilTime start = m_start.value_or(CivilTime{});
        if (m_step > 0) {
            const std::int64_t phase = start.hour * 3600 + start.minute * 60 + start.second;
            const std::set<int> at = m_frequency == Hourly ? m_minutes : std::set<int>{};
            for (const int minute : at.empty() ? std::set<int>{start.minute} : at) {
                const std::int64_t from =
                    m_frequency == Hourly ? start.hour * 3600 + minute * 60 + start.second : phase;
                for (EventParts& line : everySoOften(date, m_step, from))
                    m_lines.push_back(std::move(line));
            }
            return;
        }
        EventParts line = date;
        const auto fill = [](const std::set<int>& given, bool any, int otherwise) {
            if (!given.empty())
                return std::vector<int>(given.begin(), given.end());
            return any ? std::vector<int>{} : std::vector<int>{otherwise};
        };
        line.hours = fill(m_hours, m_frequency >= Hourly, start.hour);
        line.minutes = fill(m_minutes, m_frequency >= Minutely, start.minute);
        line.seconds = fill(m_seconds, m_frequency >= Secondly, start.second);
        if (!m_start && m_hours.empty() && m_frequency < Hourly && m_lines.empty())
            m_losses.push_back("Without DTSTART or BYHOUR the time is taken as midnight.");
        m_lines.push_back(std::move(line));
    }

    std::map<std::string, std::string> m_parts;
    std::optional<CivilTime> m_start;
    std::optional<TimeZone> m_zone;
    Frequency m_frequency = Daily;
    int m_interval = 1;
    std::int64_t m_step = 0; ///< seconds, for intervals within a day
    std::vector<ByDay> m_days;
    std::set<int> m_months, m_monthDays, m_hours, m_minutes, m_seconds, m_positions;
    std::vector<EventParts> m_lines;
    std::vector<std::string> m_losses;
};

} // namespace

Translated translateRRule(std::string_view text)
{
    return RRuleReader().read(text);
}

} // namespace reveille::calendar
