#include "core/calendar/dialect/DateTime.h"

#include "core/calendar/Civil.h"
#include "core/calendar/dialect/EventParts.h"

#include <string>

namespace reveille::calendar {
namespace {

/// Digits alone; false at anything that is neither digit nor separator.
bool digitsOf(std::string_view text, std::string_view separators, std::string& digits)
{
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (separators.find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

int part(const std::string& digits, std::size_t at, std::size_t length)
{
    return smallNumber(std::string_view(digits).substr(at, length));
}

/// "+02:00", "+0200", "-05": seconds east; nothing if it is none.
std::optional<int> offsetOf(std::string_view text)
{
    std::string digits;
    if (!digitsOf(text.substr(1), ":", digits) || (digits.size() != 2 && digits.size() != 4))
        return std::nullopt;
    const int seconds = part(digits, 0, 2) * 3600 + (digits.size() == 4 ? part(digits, 2, 2) * 60 : 0);
    return text.front() == '-' ? -seconds : seconds;
}

} // namespace

std::optional<DateTime> readDateTime(std::string_view text)
{
    DateTime result;
    const std::size_t t = text.find_first_of("Tt");
    std::string date;
    if (!digitsOf(text.substr(0, t), "-", date) || date.size() != 8)
        return std::nullopt;
    CivilTime& c = result.civil;
    c.year = part(date, 0, 4);
    c.month = part(date, 4, 2);
    c.day = part(date, 6, 2);
    if (c.year < kFirstYear || c.year > kLastYear || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > daysInMonth(c.year, c.month))
        return std::nullopt;
    if (t == std::string_view::npos)
        return result;
    std::string_view clock = text.substr(t + 1);
    int offset = 0;
    if (clock.ends_with('Z') || clock.ends_with('z')) {
        result.zone = TimeZone::utc();
        clock.remove_suffix(1);
    } else if (const std::size_t sign = clock.find_first_of("+-"); sign != std::string_view::npos) {
        const auto east = offsetOf(clock.substr(sign));
        if (!east)
            return std::nullopt;
        offset = *east;
        result.zone = TimeZone::utc();
        clock = clock.substr(0, sign);
    }
    std::string time;
    if (!digitsOf(clock, ":", time) || (time.size() != 4 && time.size() != 6))
        return std::nullopt;
    c.hour = part(time, 0, 2);
    c.minute = part(time, 2, 2);
    c.second = time.size() == 6 ? part(time, 4, 2) : 0;
    if (c.hour > 23 || c.minute > 59 || c.second > 59)
        return std::nullopt;
    c = civilOfWall(wallMicros(c) - offset * kMicrosPerSecond);
    return result;
}

} // namespace reveille::calendar
