#include "core/calendar/words/DayWords.h"

#include "core/calendar/Civil.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace reveille::calendar {
namespace {

using Kind = Phrase::Kind;
using Numbers = std::vector<std::int64_t>;

constexpr std::uint32_t kAllDays = 0x7FFF'FFFF;
constexpr std::uint32_t kDaysOfAllMonths = 0x0FFF'FFFF;
constexpr std::uint16_t kAllMonths = 0x0FFF;
constexpr std::uint8_t kWorkdays = 0x1F;
constexpr int kMostNthWeekdays = 3;

Numbers numbersOf(std::uint64_t bits, int from)
{
    Numbers numbers;
    for (; bits != 0; bits &= bits - 1)
        numbers.push_back(std::countr_zero(bits) + from);
    return numbers;
}

/// The weeks of the month (1st to 7th, 8th to 14th, …) that make up the days, or nothing if they do not.
std::optional<Numbers> weeksOf(std::uint32_t days)
{
    constexpr std::array<std::uint32_t, 5> kWeeks = {0x7FU, 0x7FU << 7, 0x7FU << 14, 0x7FU << 21, 0x7U << 28};
    Numbers weeks;
    std::uint32_t covered = 0;
    for (std::size_t i = 0; i < kWeeks.size(); ++i) {
        if ((days & kWeeks[i]) == kWeeks[i]) {
            weeks.push_back(static_cast<std::int64_t>(i) + 1);
            covered |= kWeeks[i];
        }
    }
    if (covered != days)
        return std::nullopt;
    return weeks;
}

std::optional<Phrase> nthWeekdays(const MatchSet& set)
{
    if (set.weekdays == kEveryWeekday || std::popcount(set.weekdays) > kMostNthWeekdays)
        return std::nullopt;
    const bool fromEnd = set.days == kAllDays;
    if (!fromEnd && set.daysFromEnd != kAllDays)
        return std::nullopt;
    auto weeks = weeksOf(fromEnd ? set.daysFromEnd : set.days);
    if (!weeks)
        return std::nullopt;
    Phrase phrase{Kind::NthWeekdays, {}, {}};
    for (const std::int64_t week : *weeks)
        phrase.numbers.push_back(fromEnd ? -week : week);
    phrase.numbers.push_back(0);
    for (const std::int64_t weekday : numbersOf(set.weekdays, 0))
        phrase.numbers.push_back(weekday);
    return phrase;
}

bool someMonthLacksADay(const MatchSet& set)
{
    const int last = static_cast<int>(std::bit_width(set.days));
    const Numbers months = numbersOf(set.months, 1);
    return std::any_of(months.begin(), months.end(),
                       [&](std::int64_t m) { return last > daysInMonth(2000, static_cast<int>(m)); });
}

Phrase months(const MatchSet& set)
{
    return {Kind::Months, set.months == kAllMonths ? Numbers{} : numbersOf(set.months, 1), {}};
}

Phrases weekdayPhrases(const MatchSet& set)
{
    Phrases phrases;
    if (set.weekdays == kEveryWeekday)
        phrases.push_back({Kind::EveryDay, {}, {}});
    else if (set.weekdays == kWorkdays)
        phrases.push_back({Kind::EveryWorkday, {}, {}});
    else if (std::popcount(set.weekdays) == 6)
        phrases.push_back({Kind::EveryDayBut, numbersOf(kEveryWeekday & ~set.weekdays, 0), {}});
    else
        phrases.push_back({Kind::EveryWeekday, numbersOf(set.weekdays, 0), {}});
    if (set.months != kAllMonths)
        phrases.push_back(months(set));
    return phrases;
}

Phrases monthDayPhrases(const MatchSet& set)
{
    Phrases phrases;
    const bool single = std::popcount(set.days) == 1 && std::popcount(set.months) == 1;
    if (single) {
        const int month = std::countr_zero(set.months) + 1;
        const int day = std::countr_zero(set.days) + 1;
        phrases.push_back({Kind::Date, {month, day}, {}});
        if (month == 2 && day == 29)
            phrases.push_back({Kind::LeapYears, {}, {}});
    } else {
        phrases.push_back({Kind::MonthDays, numbersOf(set.days, 1), {}});
        if (someMonthLacksADay(set))
            phrases.push_back({Kind::WhereItExists, {}, {}});
        phrases.push_back(months(set));
    }
    if (set.daysFromEnd != kAllDays)
        phrases.push_back({Kind::AlsoLastDays, numbersOf(set.daysFromEnd, 1), {}});
    return phrases;
}

} // namespace

std::vector<std::int32_t> matchingDates(const MatchSet& set, std::size_t limit)
{
    std::vector<std::int32_t> dates;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
        if (!MatchSet::bitOf(set.matchingYears(), year))
            continue;
        for (int month = 1; month <= 12; ++month) {
            if (!set.has(Field::Month, month))
                continue;
            const std::int32_t first = daysFromCivil(year, month, 1);
            for (std::uint32_t mask = set.dayMask(31 - daysInMonth(year, month), weekdayOf(first)); mask != 0;
                 mask &= mask - 1) {
                if (dates.size() == limit)
                    return dates;
                dates.push_back(first + std::countr_zero(mask));
            }
        }
    }
    return dates;
}

Phrases dayPhrases(const MatchSet& set)
{
    if (const auto dates = matchingDates(set, 2); dates.size() == 1) {
        const CivilDay date = civilFromDays(dates.front());
        return {{Kind::Once, {date.year, date.month, date.day}, {}}};
    }
    if (set.days == kAllDays && set.daysFromEnd == kAllDays)
        return weekdayPhrases(set);
    if (auto phrase = nthWeekdays(set))
        return {std::move(*phrase), months(set)};
    Phrases phrases;
    if (set.days != kAllDays)
        phrases = monthDayPhrases(set);
    else
        phrases = {{Kind::LastDays, numbersOf(set.daysFromEnd & kDaysOfAllMonths, 1), {}}, months(set)};
    if (set.weekdays != kEveryWeekday)
        phrases.push_back({Kind::OnlyWeekdays, numbersOf(set.weekdays, 0), {}});
    return phrases;
}

Phrases yearPhrases(const MatchSet& set)
{
    Numbers years;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
        if (set.hasYear(year))
            years.push_back(year);
    }
    if (years.size() == static_cast<std::size_t>(kLastYear - kFirstYear + 1))
        return {};
    return {{Kind::Years, std::move(years), {}}};
}

} // namespace reveille::calendar
