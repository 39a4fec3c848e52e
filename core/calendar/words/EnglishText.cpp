#include "core/calendar/words/EnglishText.h"

#include "core/calendar/Civil.h"

#include <array>

namespace reveille::calendar {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

struct Unit
{
    std::int64_t micros;
    std::string_view one;
    std::string_view many;
};
constexpr std::array<Unit, 4> kUnits = {{{kMicrosPerDay, "day", "days"},
                                         {3600 * kMicrosPerSecond, "hour", "hours"},
                                         {60 * kMicrosPerSecond, "minute", "minutes"},
                                         {kMicrosPerSecond, "second", "seconds"}}};

} // namespace

std::string weekdayName(int weekday)
{
    return std::string(kWeekdays[static_cast<std::size_t>(weekday)]);
}

std::string monthName(int month)
{
    return std::string(kMonths[static_cast<std::size_t>(month - 1)]);
}

std::string padded(std::int64_t number, std::size_t width)
{
    std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string ordinal(std::int64_t number)
{
    const std::int64_t ten = number % 100 / 10;
    const char* ending = "th";
    if (ten != 1 && number % 10 == 1)
        ending = "st";
    else if (ten != 1 && number % 10 == 2)
        ending = "nd";
    else if (ten != 1 && number % 10 == 3)
        ending = "rd";
    return std::to_string(number) + ending;
}

std::string listed(const std::vector<std::string>& parts, std::string_view last)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && i + 1 == parts.size())
            text.append(" ").append(last).append(" ");
        else if (i > 0)
            text += ", ";
        text += parts[i];
    }
    return text;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many)
{
    return std::to_string(number) + ' ' + std::string(number == 1 ? one : many);
}

std::string duration(std::int64_t micros)
{
    std::string text;
    int said = 0;
    for (std::size_t i = 0; i < kUnits.size() && said < 2; ++i) {
        const Unit& unit = kUnits[i];
        if (micros < unit.micros)
            continue;
        // The smallest unit takes the fraction along.
        if (unit.micros == kMicrosPerSecond && micros % kMicrosPerSecond != 0 && said == 0)
            return secondsText(micros) + " seconds";
        if (said++ > 0)
            text += ' ';
        text += counted(micros / unit.micros, unit.one, unit.many);
        micros %= unit.micros;
    }
    return said > 0 ? text : secondsText(micros) + " seconds";
}

std::string secondsText(std::int64_t micros)
{
    std::string text = std::to_string(micros / kMicrosPerSecond);
    if (const std::int64_t rest = micros % kMicrosPerSecond; rest != 0) {
        std::string fraction = padded(rest, 6);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text += '.' + fraction;
    }
    return text;
}

std::string timeOfDay(std::int64_t micros)
{
    const std::int64_t minutes = micros / (60 * kMicrosPerSecond);
    const std::int64_t rest = micros % (60 * kMicrosPerSecond);
    std::string text = padded(minutes / 60) + ':' + padded(minutes % 60);
    if (rest != 0) {
        const std::string seconds = secondsText(rest);
        text += (rest < 10 * kMicrosPerSecond ? ":0" : ":") + seconds;
    }
    return text;
}

std::string dateText(const CivilTime& c)
{
    return padded(c.year, 4) + '-' + padded(c.month) + '-' + padded(c.day);
}

std::string dateTimeText(const CivilTime& c)
{
    const std::int64_t micros = (c.hour * 3600 + c.minute * 60 + c.second) * kMicrosPerSecond + c.microsecond;
    return dateText(c) + ' ' + timeOfDay(micros);
}

std::string zoneText(std::string_view name)
{
    if (name == "UTC" || name == "Etc/UTC")
        return "UTC";
    const std::size_t slash = name.rfind('/');
    if (slash == std::string_view::npos || name.starts_with("Etc/"))
        return "in the zone " + std::string(name);
    std::string place(name.substr(slash + 1));
    for (char& c : place) {
        if (c == '_')
            c = ' ';
    }
    return "in " + place;
}

} // namespace reveille::calendar
