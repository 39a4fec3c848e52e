#include "core/calendar/dialect/EventParts.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/ValueText.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::uint8_t kWorkdays = 0x1F;
constexpr std::uint8_t kMonday = 1;
constexpr std::uint8_t kFriday = 1 << 4;

constexpr std::array<std::string_view, 7> kWeekdayNames = {"monday", "tuesday",  "wednesday", "thursday",
                                                           "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> kMonthNames = {"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};

std::string field(const std::vector<int>& values, Field which, bool fromEnd = false)
{
    return values.empty() ? "*" : valueText(values, which, fromEnd);
}

EventParts onDay(const EventParts& parts, std::uint8_t weekdays, std::vector<int> days,
                 std::vector<int> lastDays)
{
    EventParts copy = parts;
    copy.weekdays = weekdays;
    copy.days = std::move(days);
    copy.lastDays = std::move(lastDays);
    return copy;
}

} // namespace

std::string eventText(const EventParts& p)
{
    std::string text = weekdayText(p.weekdays);
    const auto add = [&](const std::string& part) {
        if (!text.empty())
            text += ' ';
        text += part;
    };
    const std::string years = p.yearText.empty() ? field(p.years, Field::Year) : p.yearText;
    if (years != "*" || !p.months.empty() || !p.days.empty() || !p.lastDays.empty()) {
        const std::string day =
            p.lastDays.empty() ? '-' + field(p.days, Field::Day) : '~' + field(p.lastDays, Field::Day, true);
        add(years + '-' + field(p.months, Field::Month) + day);
    }
    std::string time = field(p.hours, Field::Hour) + ':' + field(p.minutes, Field::Minute);
    if (p.seconds != std::vector<int>{0})
        time += ':' + field(p.seconds, Field::Second);
    add(time);
    return text;
}

bool limitToWeek(EventParts& parts, int nth)
{
    if (nth == 0 || nth > 5 || nth < -4)
        return false;
    std::vector<int>& days = nth > 0 ? parts.days : parts.lastDays;
    const int first = (std::abs(nth) - 1) * 7 + 1;
    for (int day = first; day < first + 7 && day <= (nth > 0 ? 31 : 28); ++day)
        days.push_back(day);
    return true;
}

std::vector<EventParts> nearestWorkday(const EventParts& parts, int day)
{
    if (day == -1)
        return {onDay(parts, kWorkdays, {}, {1}), onDay(parts, kFriday, {}, {2, 3})};
    if (day == 1)
        return {onDay(parts, kWorkdays, {1}, {}), onDay(parts, kMonday, {2, 3}, {})};
    if (day < 1 || day > 27)
        return {};
    return {onDay(parts, kWorkdays, {day}, {}), onDay(parts, kFriday, {day - 1}, {}),
            onDay(parts, kMonday, {day + 1}, {})};
}

std::vector<EventParts> atTimes(const EventParts& parts, const std::vector<std::int64_t>& times)
{
    std::map<std::int64_t, std::set<int>> hoursAt;
    for (const std::int64_t time : times)
        hoursAt[time % 3600].insert(static_cast<int>(time / 3600));
    // Minutes with the same hours and second share a line: "09,17:00,30".
    std::map<std::pair<std::int64_t, std::set<int>>, std::vector<int>> minutes;
    for (const auto& [inHour, hours] : hoursAt)
        minutes[{inHour % 60, hours}].push_back(static_cast<int>(inHour / 60));
    std::vector<EventParts> lines;
    for (const auto& [key, minute] : minutes) {
        EventParts line = parts;
        line.seconds = {static_cast<int>(key.first)};
        line.hours.assign(key.second.begin(), key.second.end());
        if (line.hours.size() == 24)
            line.hours.clear();
        line.minutes = minute;
        if (line.minutes.size() == 60)
            line.minutes.clear();
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<EventParts> everySoOften(const EventParts& parts, std::int64_t seconds, std::int64_t phase)
{
    if (seconds <= 0 || kDaySeconds % seconds != 0)
        return {};
    if (seconds < 60) {
        if (60 % seconds != 0)
            return {};
        EventParts line = parts;
        line.seconds.clear();
        for (std::int64_t s = phase % seconds; s < 60; s += seconds)
            line.seconds.push_back(static_cast<int>(s));
        if (seconds == 1)
            line.seconds.clear();
        return {line};
    }
    std::vector<std::int64_t> times;
    for (std::int64_t t = phase % seconds; t < kDaySeconds; t += seconds)
        times.push_back(t);
    std::vector<EventParts> lines = atTimes(parts, times);
    if (lines.size() > kMostDialectLines)
        lines.clear();
    return lines;
}

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

int smallNumber(std::string_view text) noexcept
{
    constexpr std::size_t kMostDigits = 6;
    if (text.empty() || text.size() > kMostDigits)
        return -1;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

int weekdayNamed(std::string_view word) noexcept
{
    for (std::size_t i = 0; i < kWeekdayNames.size(); ++i) {
        if (word == kWeekdayNames[i] || word == kWeekdayNames[i].substr(0, 3))
            return static_cast<int>(i);
    }
    return -1;
}

int monthNamed(std::string_view word) noexcept
{
    for (std::size_t i = 0; i < kMonthNames.size(); ++i) {
        if (word == kMonthNames[i] || word == kMonthNames[i].substr(0, 3))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

Translated translationOf(Dialect dialect, const std::vector<EventParts>& parts, std::optional<TimeZone> zone,
                         std::vector<std::string> losses)
{
    Translation translation{dialect, {}, std::move(zone), std::move(losses)};
    for (const EventParts& line : parts) {
        std::string text = eventText(line);
        if (const auto event = CalendarEvent::parse(text); !event)
            return refuse(dialect, 0, 0, "This cannot be written as calendar events.");
        if (std::find(translation.lines.begin(), translation.lines.end(), text) == translation.lines.end())
            translation.lines.push_back(std::move(text));
    }
    if (translation.lines.empty())
        return refuse(dialect, 0, 0, "This would never run.");
    if (translation.lines.size() > kMostDialectLines)
        return refuse(dialect, 0, 0,
                      "This would need " + std::to_string(translation.lines.size()) + " lines; at most " +
                          std::to_string(kMostDialectLines) + " are made.");
    return translation;
}

} // namespace reveille::calendar
