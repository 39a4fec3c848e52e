#include "core/calendar/dialect/Interval.h"

#include "core/calendar/Civil.h"
#include "core/calendar/dialect/DateTime.h"
#include "core/calendar/dialect/EventParts.h"
#include "core/calendar/words/EnglishText.h"

#include <optional>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kWeekSeconds = 7 * kSecondsPerDay;
constexpr int kLongestNumber = 100'000;
/// Days that every month has.
constexpr int kLastCommonDay = 28;

const char* kPhaseLost = "A rate counts from when it was set up; these lines count from midnight UTC.";

Translated everyInterval(Dialect dialect, std::int64_t seconds, std::size_t column, std::size_t length)
{
    if (const std::string why = whyNoInterval(seconds); !why.empty())
        return refuse(dialect, column, length, why);
    if (seconds == kWeekSeconds) {
        EventParts weekly;
        weekly.weekdays = 1;
        weekly.hours = {0};
        weekly.minutes = {0};
        return translationOf(dialect, {weekly}, TimeZone::utc(),
                             {"A rate counts from when it was set up; this line runs on Mondays."});
    }
    return translationOf(dialect, everySoOften({}, seconds, 0), TimeZone::utc(), {kPhaseLost});
}

/// "1h30m", "90s", "2d".
std::int64_t goDuration(std::string_view text)
{
    std::int64_t seconds = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t unit = text.find_first_not_of("0123456789", at);
        if (unit == std::string_view::npos || unit == at)
            return -1;
        const int number = smallNumber(text.substr(at, unit - at));
        const char name = text[unit];
        const std::int64_t size = name == 's'   ? 1
                                  : name == 'm' ? 60
                                  : name == 'h' ? 3600
                                  : name == 'd' ? kSecondsPerDay
                                                : 0;
        if (number < 0 || number > kLongestNumber || size == 0)
            return -1;
        seconds += number * size;
        at = unit + 1;
    }
    return seconds > 0 ? seconds : -1;
}

/// ISO 8601 duration in calendar units and seconds.
struct Period
{
    int years = 0;
    int months = 0;
    int days = 0;
    std::int64_t seconds = 0;
};

std::optional<Period> periodOf(std::string_view text)
{
    if (text.size() < 3 || text.front() != 'p')
        return std::nullopt;
    Period period;
    bool time = false;
    for (std::size_t at = 1; at < text.size();) {
        if (text[at] == 't') {
            time = true;
            ++at;
            continue;
        }
        const std::size_t unit = text.find_first_not_of("0123456789", at);
        if (unit == std::string_view::npos || unit == at)
            return std::nullopt;
        const int number = smallNumber(text.substr(at, unit - at));
        if (number < 0 || number > kLongestNumber)
            return std::nullopt;
        switch (text[unit]) {
        case 'y':
            period.years = number;
            break;
        case 'm':
            period.seconds += time ? std::int64_t{number} * 60 : 0;
            period.months += time ? 0 : number;
            break;
        case 'w':
            period.days += 7 * number;
            break;
        case 'd':
            period.days += number;
            break;
        case 'h':
            period.seconds += std::int64_t{number} * 3600;
            break;
        case 's':
            period.seconds += number;
            break;
        default:
            return std::nullopt;
        }
        at = unit + 1;
    }
    return period;
}

Translated repeatMonths(const DateTime& start, const Period& period, const EventParts& at,
                        std::vector<std::string> losses)
{
    const CivilTime& c = start.civil;
    const int months = period.years * 12 + period.months;
    if (c.day > kLastCommonDay)
        return refuse(Dialect::IsoRepeat, 0, 0,
                      "Repeating the " + ordinal(c.day) + " is not defined for months that lack it.");
    EventParts line = at;
    line.days = {c.day};
    if (months % 12 == 0) {
        line.months = {c.month};
        for (int year = c.year; months > 12 && year <= kLastYear; year += months / 12)
            line.years.push_back(year);
    } else if (12 % months == 0) {
        for (int month = (c.month - 1) % months + 1; months > 1 && month <= 12; month += months)
            line.months.push_back(month);
    } else {
        return refuse(Dialect::IsoRepeat, 0, 0,
                      "Every " + std::to_string(months) + " months does not fit into years.");
    }
    return translationOf(Dialect::IsoRepeat, {line}, start.zone, std::move(losses));
}

Translated repeat(const DateTime& start, const Period& period, std::vector<std::string> losses)
{
    const CivilTime& c = start.civil;
    EventParts at;
    at.hours = {c.hour};
    at.minutes = {c.minute};
    at.seconds = {c.second};
    const bool calendar = period.years + period.months > 0;
    const std::int64_t seconds = period.days * kSecondsPerDay + period.seconds;
    if (calendar && seconds > 0)
        return refuse(Dialect::IsoRepeat, 0, 0, "Months and days together are no calendar event.");
    if (calendar)
        return repeatMonths(start, period, at, std::move(losses));
    if (const std::string why = whyNoInterval(seconds); !why.empty())
        return refuse(Dialect::IsoRepeat, 0, 0, why);
    if (seconds == kWeekSeconds)
        at.weekdays = static_cast<std::uint8_t>(1U << weekdayOf(daysFromCivil(c.year, c.month, c.day)));
    if (seconds >= kSecondsPerDay)
        return translationOf(Dialect::IsoRepeat, {at}, start.zone, std::move(losses));
    const std::int64_t phase = c.hour * 3600 + c.minute * 60 + c.second;
    return translationOf(Dialect::IsoRepeat, everySoOften({}, seconds, phase), start.zone, std::move(losses));
}

} // namespace

std::string whyNoInterval(std::int64_t seconds)
{
    if (seconds <= 0)
        return "The interval is empty.";
    if (seconds == kSecondsPerDay || seconds == kWeekSeconds)
        return {};
    const std::string every = "Every " + duration(seconds * kMicrosPerSecond);
    if (seconds % kSecondsPerDay == 0)
        return every + " is no calendar event: months have different lengths.";
    if (kSecondsPerDay % seconds != 0)
        return every + " is no calendar event: it does not divide a day, so its times wander.";
    if (everySoOften({}, seconds, 0).empty())
        return every + " would need too many lines.";
    return {};
}

Translated translateRate(std::string_view text)
{
    const std::string lower = lowered(text);
    const std::string_view all = lower;
    if (all.starts_with("@every ")) {
        const std::int64_t seconds = goDuration(trimmed(all.substr(7)));
        if (seconds < 0)
            return refuse(Dialect::Rate, 7, text.size() - 7, "An interval like 1h30m is expected here.");
        return everyInterval(Dialect::Rate, seconds, 7, text.size() - 7);
    }
    const std::size_t open = all.find('(');
    const std::size_t close = all.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return refuse(Dialect::Rate, 0, text.size(), "The parentheses of rate(…) are missing.");
    const std::string_view inside = trimmed(all.substr(open + 1, close - open - 1));
    const std::size_t space = inside.find(' ');
    const int number = smallNumber(inside.substr(0, space));
    std::string_view unit = space == std::string_view::npos ? "" : trimmed(inside.substr(space));
    if (unit.ends_with('s'))
        unit.remove_suffix(1);
    const std::int64_t size = unit == "minute" ? 60
                              : unit == "hour" ? 3600
                              : unit == "day"  ? kSecondsPerDay
                                               : 0;
    if (number < 1 || number > kLongestNumber || size == 0)
        return refuse(Dialect::Rate, open, close - open + 1,
                      "A number and minutes, hours or days are expected here.");
    return everyInterval(Dialect::Rate, number * size, open + 1, close - open - 1);
}

Translated translateIsoRepeat(std::string_view text)
{
    const std::string lower = lowered(text);
    const std::string_view all = lower;
    std::vector<std::string> losses;
    const std::size_t first = all.find('/');
    if (!all.starts_with('r') || first == std::string_view::npos)
        return refuse(Dialect::IsoRepeat, 0, text.size(), "R[count]/start/period is expected.");
    if (first > 1) {
        const int times = smallNumber(all.substr(1, first - 1));
        if (times < 0)
            return refuse(Dialect::IsoRepeat, 1, first - 1, "A number of repetitions is expected here.");
        losses.push_back("The end after " + std::to_string(times) + " repetitions is not kept.");
    }
    const std::size_t second = all.find('/', first + 1);
    const auto period = periodOf(all.substr(second == std::string_view::npos ? first + 1 : second + 1));
    if (!period)
        return refuse(Dialect::IsoRepeat, first, text.size() - first,
                      "A period like P1D or PT15M is expected.");
    if (second == std::string_view::npos) {
        losses.push_back(kPhaseLost);
        return repeat({{2001, 1, 1, 0, 0, 0, 0}, TimeZone::utc()}, *period, std::move(losses));
    }
    const auto start = readDateTime(all.substr(first + 1, second - first - 1));
    if (!start)
        return refuse(Dialect::IsoRepeat, first + 1, second - first - 1,
                      "A start like 2026-01-01T09:00:00Z is expected.");
    losses.push_back("The start on " + dateText(start->civil) +
                     " is not kept; runs before it are not left out.");
    return repeat(*start, *period, std::move(losses));
}

} // namespace reveille::calendar
