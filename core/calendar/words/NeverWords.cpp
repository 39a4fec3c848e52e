#include "core/calendar/words/NeverWords.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Elapse.h"
#include "core/calendar/words/DayWords.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <bit>

namespace reveille::calendar {
namespace {

using Kind = Phrase::Kind;

constexpr std::int64_t kNever = INT64_MIN;
constexpr std::size_t kMostNamed = 3;
/// Before the first year of any event, in any zone.
constexpr Instant kBeginning{std::chrono::hours(-48)};

CivilTime dateOf(std::int32_t day)
{
    return civilOfWall(day * kMicrosPerDay);
}

std::string withArticle(const std::string& noun)
{
    return "a " + noun; // no weekday begins with a vowel
}

/// Dates that no year has: "30 February", "31 April".
std::vector<std::string> missingDates(const MatchSet& set)
{
    std::vector<std::string> missing;
    for (int month = 1; month <= 12; ++month) {
        for (int day = 1; set.has(Field::Month, month) && day <= 31; ++day) {
            if (set.has(Field::Day, day) && day > daysInMonth(2000, month))
                missing.push_back(std::to_string(day) + ' ' + monthName(month));
        }
    }
    return missing;
}

std::vector<int> yearsOf(const MatchSet& set)
{
    return set.values(Field::Year);
}

std::string whyNoDate(const MatchSet& set)
{
    MatchSet anyYear = set;
    anyYear.years = MatchSet().years;
    anyYear.weekdays = kEveryWeekday;
    anyYear.refresh();
    if (!anyYear.everMatches()) {
        const auto missing = missingDates(set);
        if (!missing.empty() && missing.size() <= kMostNamed)
            return listed(missing) + (missing.size() == 1 ? " does not exist" : " do not exist");
        return missing.empty() ? "no day meets all conditions" : "none of these months has that many days";
    }
    MatchSet anyWeekday = set;
    anyWeekday.weekdays = kEveryWeekday;
    anyWeekday.refresh();
    if (!anyWeekday.everMatches()) {
        const auto years = yearsOf(set);
        return years.size() == 1 ? std::to_string(years.front()) + " has no 29 February"
                                 : "none of these years is a leap year";
    }
    std::vector<std::string> wanted;
    for (int weekday = 0; weekday < 7; ++weekday) {
        if ((set.weekdays >> weekday & 1U) != 0)
            wanted.push_back(withArticle(weekdayName(weekday)));
    }
    const auto dates = matchingDates(anyWeekday, 2);
    if (dates.size() == 1)
        return dateText(dateOf(dates.front())) + " is " + withArticle(weekdayName(weekdayOf(dates.front()))) +
               ", not " + listed(wanted, "or");
    return "none of these dates is " + listed(wanted, "or");
}

std::string whyPast(const MatchSet& set, const TimeZone& zone, Instant now, Instant last)
{
    const auto years = yearsOf(set);
    const bool allPast = !years.empty() && years.back() < zone.toCivil(now).year;
    if (allPast && years.size() == 1 && matchingDates(set, 2).size() != 1)
        return "the year " + std::to_string(years.front()) + " is past";
    const std::string when = dateTimeText(zone.toCivil(last));
    if (matchingDates(set, 2).size() == 1 && set.timesPerDay() == 1)
        return when + " is past";
    return "the last time was " + when;
}

} // namespace

std::optional<Phrase> neverPhrase(const MatchSet& set, const TimeZone& zone, std::optional<Instant> now)
{
    if (!set.everMatches())
        return Phrase{Kind::Never, {}, whyNoDate(set)};
    const std::int64_t first = nextElapse(set, zone, kBeginning);
    if (first == kNever) {
        const std::int64_t wall = nextElapse(set, TimeZone::utc(), kBeginning);
        if (wall == kNever)
            return Phrase{Kind::Never, {}, "no day meets all conditions"};
        return Phrase{Kind::Never,
                      {},
                      dateTimeText(civilOfWall(wall)) + " does not exist " + zoneText(zone.name()) +
                          ", where the clocks go forward over it"};
    }
    if (!now || nextElapse(set, zone, *now) != kNever)
        return std::nullopt;
    const std::int64_t last = previousElapse(set, zone, *now + std::chrono::microseconds(1));
    if (last == kNever)
        return std::nullopt;
    return Phrase{Kind::NeverAgain, {}, whyPast(set, zone, *now, Instant(std::chrono::microseconds(last)))};
}

} // namespace reveille::calendar
