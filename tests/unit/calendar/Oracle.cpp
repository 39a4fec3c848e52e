#include "tests/unit/calendar/Oracle.h"

#include <algorithm>
#include <sstream>

namespace {

std::vector<std::string> split(const std::string& text, char at)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);)
        parts.push_back(part);
    return parts;
}

int weekdayNumber(const std::string& name)
{
    const std::vector<std::string> names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin());
}

} // namespace

bool Oracle::Values::has(int value) const
{
    return any || std::find(list.begin(), list.end(), value) != list.end();
}

Oracle::Values Oracle::read(const std::string& text, int last, bool fromEnd)
{
    Values values;
    values.any = text == "*";
    if (values.any)
        return values;
    for (const std::string& item : split(text, ',')) {
        const std::size_t slash = item.find('/');
        const std::size_t dots = item.find("..");
        const int start = std::stoi(item);
        const int stop = dots == std::string::npos ? -1 : std::stoi(item.substr(dots + 2));
        const int step = slash == std::string::npos ? 0 : std::stoi(item.substr(slash + 1));
        if (fromEnd) {
            // Counted from the far end towards the last day of the month.
            const int far = stop < 0 ? start : stop;
            const int near = stop >= 0 ? start : step > 0 ? 1 : start;
            for (int n = far; n >= near; n -= step > 0 ? step : 1)
                values.list.push_back(n);
            continue;
        }
        const int end = stop >= 0 ? stop : step > 0 ? last : start;
        for (int v = start; v <= end; v += step > 0 ? step : 1)
            values.list.push_back(v);
    }
    return values;
}

Oracle::Oracle(const std::string& normalForm) : m_weekdays(7, true)
{
    std::vector<std::string> words = split(normalForm, ' ');
    if (words.front().front() >= 'A') {
        m_weekdays.assign(7, false);
        for (const std::string& item : split(words.front(), ',')) {
            const std::size_t dots = item.find("..");
            const int from = weekdayNumber(item.substr(0, 3));
            const int to = dots == std::string::npos ? from : weekdayNumber(item.substr(dots + 2));
            for (int day = from; day <= to; ++day)
                m_weekdays[static_cast<std::size_t>(day)] = true;
        }
        words.erase(words.begin());
    }
    m_fromEnd = words[0].find('~') != std::string::npos;
    std::replace(words[0].begin(), words[0].end(), '~', '-');
    const std::vector<std::string> date = split(words[0], '-');
    const std::vector<std::string> time = split(words[1], ':');
    m_year = read(date[0], 2199);
    m_month = read(date[1], 12);
    m_day = read(date[2], 31, m_fromEnd);
    m_hour = read(time[0], 23);
    m_minute = read(time[1], 59);
    m_second = read(time[2], 59);
}

bool Oracle::matches(const cctz::civil_second& wall) const
{
    const cctz::civil_day day(wall);
    const auto monthEnd = cctz::civil_day(cctz::civil_month(wall) + 1);
    const auto dayNumber = static_cast<int>(m_fromEnd ? monthEnd - day : wall.day());
    return wall.year() <= 2199 && m_second.has(wall.second()) && m_minute.has(wall.minute()) &&
           m_hour.has(wall.hour()) && m_day.has(dayNumber) && m_month.has(wall.month()) &&
           m_year.has(static_cast<int>(wall.year())) &&
           m_weekdays[static_cast<std::size_t>(cctz::get_weekday(day))];
}

std::optional<std::int64_t> Oracle::next(std::int64_t after, std::int64_t until, int step,
                                         const cctz::time_zone& zone) const
{
    const auto wallAt = [&](std::int64_t second) {
        return zone.lookup(cctz::time_point<cctz::seconds>(cctz::seconds(second))).cs;
    };
    // One microsecond later the clock still shows this second, but a match of it is behind us.
    const cctz::civil_second from = wallAt(after) + 1;
    for (std::int64_t at = after - after % step + step; at <= until; at += step) {
        const cctz::civil_second wall = wallAt(at);
        if (wall >= from && matches(wall))
            return at;
    }
    return std::nullopt;
}
