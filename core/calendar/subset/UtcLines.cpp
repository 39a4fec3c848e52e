#include "core/calendar/subset/UtcLines.h"

#include "core/calendar/Civil.h"

#include <algorithm>
#include <array>
#include <optional>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
/// A list of all years without 29 February would be long; this one leaves out 2100 only.
constexpr const char* kCommonYears = "1970..2198/4,1971..2199/4,1973..2197/4";
/// Days up to here have a day after them in every month.
constexpr int kLastShiftable = 27;

std::vector<int> unlessFull(const MatchSet& set, Field field)
{
    if (set.isFull(field))
        return {};
    return set.values(field);
}

EventParts partsOf(const MatchSet& set)
{
    EventParts parts;
    parts.weekdays = set.weekdays;
    parts.years = unlessFull(set, Field::Year);
    if (parts.years.size() == static_cast<std::size_t>(kLastYear - kFirstYear + 1))
        parts.years.clear();
    parts.months = unlessFull(set, Field::Month);
    if (set.days != MatchSet().days)
        parts.days = set.values(Field::Day);
    for (int day = 1; set.daysFromEnd != MatchSet().daysFromEnd && day <= 28; ++day) {
        if ((set.daysFromEnd >> (day - 1) & 1U) != 0)
            parts.lastDays.push_back(day);
    }
    parts.seconds = unlessFull(set, Field::Second);
    return parts;
}

bool isEveryDay(const EventParts& p)
{
    return p.years.empty() && p.months.empty() && p.days.empty() && p.lastDays.empty() &&
           p.weekdays == kEveryWeekday;
}

/// Puts the dates a day forward or back; false if months get in the way.
bool shiftDays(EventParts& p, int by)
{
    const unsigned w = p.weekdays;
    p.weekdays = static_cast<std::uint8_t>((by > 0 ? w << 1 | w >> 6 : w >> 1 | w << 6) & kEveryWeekday);
    const bool dated = !p.years.empty() || !p.months.empty();
    if (p.days.empty() && p.lastDays.empty())
        return !dated; // the first or last day of a month would move out of it
    for (int& day : p.days) {
        if (by > 0 ? day > kLastShiftable : day == 1)
            return false;
        day += by;
    }
    for (int& day : p.lastDays) {
        if (by > 0 ? day == 1 : day > kLastShiftable)
            return false;
        day -= by;
    }
    return true;
}

std::vector<int> yearsOf(const EventParts& line, bool leap)
{
    std::vector<int> years;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
        const bool wanted =
            line.years.empty() || std::find(line.years.begin(), line.years.end(), year) != line.years.end();
        if (wanted && isLeapYear(year) == leap)
            years.push_back(year);
    }
    return years;
}

/// The line in those of its months that have `length` days.
std::optional<EventParts> inMonthsOf(const EventParts& line, int length)
{
    EventParts part = line;
    part.months.clear();
    for (int month = 1; month <= 12; ++month) {
        const bool wanted = line.months.empty() ||
                            std::find(line.months.begin(), line.months.end(), month) != line.months.end();
        const int has = month == 2 ? length : daysInMonth(2001, month);
        if (wanted && has == length && (month != 2 || length < 30))
            part.months.push_back(month);
    }
    if (part.months.empty())
        return std::nullopt;
    if (length < 30)
        part.years = yearsOf(line, length == 29);
    if (length == 28 && line.years.empty())
        part.yearText = kCommonYears;
    part.lastDays.clear();
    for (auto day = line.lastDays.rbegin(); day != line.lastDays.rend(); ++day)
        part.days.push_back(length + 1 - *day);
    if (part.years.empty() && length < 30)
        return std::nullopt;
    return part;
}

} // namespace

tl::expected<std::vector<EventParts>, std::string> linesAtOffset(const MatchSet& set,
                                                                 std::chrono::seconds offset)
{
    const EventParts base = partsOf(set);
    if (offset.count() == 0) {
        EventParts line = base;
        line.hours = unlessFull(set, Field::Hour);
        line.minutes = unlessFull(set, Field::Minute);
        return std::vector<EventParts>{line};
    }
    if (offset.count() % 60 != 0)
        return tl::make_unexpected("The zone is not whole minutes from UTC.");
    std::array<std::vector<std::int64_t>, 3> times; // the day before, the same, the day after
    for (const int hour : set.values(Field::Hour)) {
        for (const int minute : set.values(Field::Minute)) {
            const std::int64_t shifted = hour * 3600 + minute * 60 - offset.count();
            const std::int64_t day = floorDiv(shifted, kDaySeconds);
            times[isEveryDay(base) ? 1 : static_cast<std::size_t>(day + 1)].push_back(shifted -
                                                                                      day * kDaySeconds);
        }
    }
    std::vector<EventParts> lines;
    for (int day = -1; day <= 1; ++day) {
        const auto& inDay = times[static_cast<std::size_t>(day + 1)];
        if (inDay.empty())
            continue;
        EventParts date = base;
        if (day != 0 && !shiftDays(date, day))
            return tl::make_unexpected(
                "In UTC some runs fall into another month, which one line cannot say.");
        for (EventParts& line : atTimes(date, inDay)) {
            line.seconds = base.seconds;
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

std::vector<EventParts> withoutDaysFromEnd(const std::vector<EventParts>& lines)
{
    std::vector<EventParts> result;
    for (const EventParts& line : lines) {
        if (line.lastDays.empty()) {
            result.push_back(line);
            continue;
        }
        for (const int length : {31, 30, 29, 28}) {
            if (auto part = inMonthsOf(line, length))
                result.push_back(std::move(*part));
        }
    }
    return result;
}

} // namespace reveille::calendar
