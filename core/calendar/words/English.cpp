#include "core/calendar/words/Words.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Expression.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace reveille::calendar {
namespace {

using Kind = Phrase::Kind;
using Numbers = std::vector<std::int64_t>;
using Speller = std::function<std::string(std::int64_t)>;

constexpr std::size_t kMostSpelt = 6;

bool isProgression(const Numbers& n)
{
    for (std::size_t i = 2; i < n.size(); ++i) {
        if (n[i] - n[i - 1] != n[1] - n[0])
            return false;
    }
    return n.size() > 2;
}

bool isRun(const Numbers& n)
{
    return n.size() > 2 && isProgression(n) && n[1] - n[0] == 1;
}

std::vector<std::string> spelt(const Numbers& numbers, const Speller& spell)
{
    std::vector<std::string> parts;
    parts.reserve(numbers.size());
    for (const std::int64_t number : numbers)
        parts.push_back(spell(number));
    return parts;
}

/// "1, 3, 5, … 31" for long even lists, all values otherwise.
std::string values(const Numbers& n, const Speller& spell)
{
    if (n.size() > kMostSpelt && isProgression(n))
        return spell(n[0]) + ", " + spell(n[1]) + ", " + spell(n[2]) + ", … " + spell(n.back());
    return listed(spelt(n, spell));
}

/// Runs of three and more as "1st to 7th".
std::string withRuns(const Numbers& n, const Speller& spell)
{
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < n.size();) {
        std::size_t end = i + 1;
        while (end < n.size() && n[end] == n[end - 1] + 1)
            ++end;
        if (end - i >= 3) {
            parts.push_back(spell(n[i]) + " to " + spell(n[end - 1]));
            i = end;
        } else {
            parts.push_back(spell(n[i++]));
        }
    }
    return listed(parts);
}

std::string interval(std::int64_t micros)
{
    if (micros == 3600 * kMicrosPerSecond)
        return "every hour";
    if (micros == 60 * kMicrosPerSecond)
        return "every minute";
    if (micros == kMicrosPerSecond)
        return "every second";
    return "every " + duration(micros);
}

/// "50 and 10 minutes" if one unit does for all.
std::string gapList(const Numbers& gaps)
{
    const auto unitOf = [&](std::int64_t unit) {
        return std::all_of(gaps.begin(), gaps.end(), [&](std::int64_t gap) { return gap % unit == 0; });
    };
    const auto inUnit = [&](std::int64_t unit, const char* name) {
        return listed(spelt(gaps, [&](std::int64_t gap) { return std::to_string(gap / unit); })) + name;
    };
    if (unitOf(3600 * kMicrosPerSecond))
        return inUnit(3600 * kMicrosPerSecond, " hours");
    if (unitOf(60 * kMicrosPerSecond))
        return inUnit(60 * kMicrosPerSecond, " minutes");
    return listed(spelt(gaps, secondsText)) + " seconds";
}

std::string minuteText(std::int64_t minute)
{
    return ':' + padded(minute);
}

std::string weekdays(const Numbers& n)
{
    return listed(spelt(n, [](std::int64_t day) { return weekdayName(static_cast<int>(day)); }));
}

std::string fromEnd(std::int64_t n)
{
    switch (n) {
    case 1:
        return "last";
    case 2:
        return "second to last";
    case 3:
        return "third to last";
    default:
        return ordinal(n) + " to last";
    }
}

std::string nthText(std::int64_t n)
{
    static const std::vector<std::string> kWords = {"first", "second", "third", "fourth", "fifth"};
    return n < 0 ? fromEnd(-n) : kWords[static_cast<std::size_t>(n - 1)];
}

std::string lastDays(Numbers n)
{
    if (n.size() == 1)
        return fromEnd(n.front()) + " day";
    if (n.front() == 1 && n.back() == static_cast<std::int64_t>(n.size()))
        return "last " + std::to_string(n.size()) + " days";
    // From the far end on, as the calendar has them.
    std::reverse(n.begin(), n.end());
    return listed(spelt(n, fromEnd)) + " day";
}

std::string nthWeekdays(const Numbers& n)
{
    const auto zero = std::find(n.begin(), n.end(), 0);
    Numbers nths(n.begin(), zero);
    std::vector<std::string> parts;
    for (auto weekday = zero + 1; weekday != n.end(); ++weekday)
        parts.push_back("the " + listed(spelt(nths, nthText)) + ' ' +
                        weekdayName(static_cast<int>(*weekday)));
    return listed(parts);
}

std::string years(const Numbers& n)
{
    if (n.size() > 2 && isRun(n)) {
        if (n.back() == kLastYear)
            return "from " + std::to_string(n.front()) + " on";
        if (n.front() == kFirstYear)
            return "until " + std::to_string(n.back());
        return "from " + std::to_string(n.front()) + " to " + std::to_string(n.back());
    }
    return "in " + values(n, [](std::int64_t year) { return std::to_string(year); });
}

std::string onlyIf(const Numbers& n)
{
    if (n == Numbers{0, 1, 2, 3, 4})
        return "only if it is a weekday";
    return "only if it is " +
           listed(spelt(n, [](std::int64_t day) { return "a " + weekdayName(static_cast<int>(day)); }), "or");
}

/// Puts the pieces together; what stands before decides about commas and prepositions.
class Sentence
{
public:
    std::string make(const Phrases& phrases)
    {
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            add(phrases[i], i + 1 < phrases.size() ? &phrases[i + 1] : nullptr);
            m_before = phrases[i].kind;
        }
        return std::move(m_text);
    }

private:
    [[nodiscard]] bool after(Kind kind) const { return m_before == kind; }
    [[nodiscard]] bool atStart() const { return !m_before || after(Kind::NextLine); }

    void add(const Phrase& p, const Phrase* next)
    {
        if (p.kind >= Kind::Years)
            m_text += ending(p);
        else if (p.kind >= Kind::AtTimes)
            m_text += time(p, next);
        else
            m_text += day(p);
        if (p.kind == Kind::WhereItExists)
            m_whereItExists = true;
    }

    std::string day(const Phrase& p)
    {
        switch (p.kind) {
        case Kind::EveryDay:
            return "every day";
        case Kind::EveryWorkday:
            return "every weekday";
        case Kind::EveryWeekday:
            return "every " + weekdays(p.numbers);
        case Kind::EveryDayBut:
            return "every day except " + weekdays(p.numbers);
        case Kind::MonthDays:
            m_plural = p.numbers.size() > 1;
            m_partly = p.numbers.front() <= 28;
            return monthDays(p.numbers);
        case Kind::LastDays:
            return "on the " + lastDays(p.numbers);
        case Kind::NthWeekdays:
            m_plural = false;
            m_partly = false;
            m_whereItExists = std::find(p.numbers.begin(), p.numbers.end(), 5) < //
                              std::find(p.numbers.begin(), p.numbers.end(), 0);
            return nthWeekdays(p.numbers);
        case Kind::Date:
            return "every " + std::to_string(p.numbers[1]) + ' ' + monthName(static_cast<int>(p.numbers[0]));
        case Kind::AlsoLastDays:
            return ", only if it is the " + lastDays(p.numbers) + " of its month";
        case Kind::OnlyWeekdays:
            return ", " + onlyIf(p.numbers);
        case Kind::Months:
            return months(p.numbers);
        case Kind::LeapYears:
            return " (leap years only)";
        case Kind::Once:
            return once(p.numbers);
        default:
            return {};
        }
    }

    static std::string monthDays(const Numbers& n)
    {
        if (n.size() > kMostSpelt && isProgression(n) && !isRun(n))
            return "on days " + values(n, [](std::int64_t day) { return std::to_string(day); });
        return "on the " + withRuns(n, ordinal);
    }

    std::string months(const Numbers& n)
    {
        const bool ofThem = after(Kind::MonthDays) || after(Kind::LastDays) || after(Kind::NthWeekdays) ||
                            after(Kind::WhereItExists);
        const Speller name = [](std::int64_t month) { return monthName(static_cast<int>(month)); };
        const bool lacking = std::exchange(m_whereItExists, false);
        if (n.empty() && lacking && m_plural && m_partly) {
            m_comma = true;
            return " of every month, as far as it has them";
        }
        if (n.empty())
            return std::string(" of every month") + (!lacking                   ? ""
                                                     : after(Kind::NthWeekdays) ? " that has one"
                                                     : m_plural                 ? " that has them"
                                                                                : " that has it");
        std::string text;
        if (isRun(n))
            text = (ofThem ? " of each month from " : " from ") + name(n.front()) + " to " + name(n.back());
        else
            text = (ofThem ? " of " : " in ") + listed(spelt(n, name));
        if (lacking)
            text += m_plural ? ", where they exist" : ", where it exists";
        m_comma = lacking;
        return text;
    }

    static std::string once(const Numbers& n)
    {
        const std::int32_t date =
            daysFromCivil(static_cast<int>(n[0]), static_cast<int>(n[1]), static_cast<int>(n[2]));
        return "once, on " + weekdayName(weekdayOf(date)) + ' ' + std::to_string(n[2]) + ' ' +
               monthName(static_cast<int>(n[1])) + ' ' + std::to_string(n[0]);
    }

    std::string time(const Phrase& p, const Phrase* next)
    {
        const bool comma = after(Kind::OnlyWeekdays) || after(Kind::AlsoLastDays) ||
                           std::exchange(m_comma, false) || after(Kind::Every);
        const std::string loosely = atStart() ? "" : ", ";
        const std::string closely = atStart() ? "" : comma ? ", " : " ";
        switch (p.kind) {
        case Kind::AtTimes:
            return closely + "at " + values(p.numbers, timeOfDay);
        case Kind::Every:
            return loosely + interval(p.numbers.front());
        case Kind::FromTo:
            return " from " + timeOfDay(p.numbers[0]) + " to " + timeOfDay(p.numbers[1]);
        case Kind::StartingAt:
            return ", starting at " + timeOfDay(p.numbers.front());
        case Kind::DuringHours:
            return " in the " + named("hour", "hours", p.numbers, [](auto hour) { return padded(hour); });
        case Kind::DuringMinutes:
            return " in the " + named("minute", "minutes", p.numbers, minuteText);
        case Kind::AtMinutes: {
            // "every hour at :15", but "every 30 minutes, at :15 and :45 of every hour"
            const bool ofHours = next != nullptr && next->kind == Kind::OfHours;
            return (after(Kind::Every) && !ofHours ? " " : loosely) + "at " + values(p.numbers, minuteText);
        }
        case Kind::AtSeconds:
            return loosely + "at " + named("second", "seconds", p.numbers, secondsText);
        case Kind::PerMinute:
            return loosely + std::to_string(p.numbers.front()) + " times";
        case Kind::OfMinutes:
            if (p.numbers.empty())
                return after(Kind::PerMinute) ? " a minute" : " of every minute";
            return (after(Kind::PerMinute) ? " a minute, in the " : " of the ") +
                   named("minute", "minutes", p.numbers, minuteText);
        case Kind::OfHours:
            if (p.numbers.empty())
                return " of every hour";
            return " of the " + named("hour", "hours", p.numbers, [](auto hour) { return padded(hour); });
        case Kind::Gaps:
            return " (gaps of " + gapList(p.numbers) + ')';
        default:
            return {};
        }
    }

    static std::string named(const char* one, const char* many, const Numbers& n, const Speller& spell)
    {
        const std::string list =
            isRun(n) && n.size() > 3 ? spell(n.front()) + " to " + spell(n.back()) : values(n, spell);
        return std::string(n.size() == 1 ? one : many) + ' ' + list;
    }

    std::string ending(const Phrase& p)
    {
        switch (p.kind) {
        case Kind::Years:
            return ' ' + years(p.numbers);
        case Kind::Zone: {
            const std::string where = zoneText(p.text);
            const bool afterTime = after(Kind::AtTimes) || after(Kind::FromTo) || after(Kind::StartingAt);
            return where != "UTC" || afterTime ? ' ' + where : " (UTC)";
        }
        case Kind::Never:
            return "never: " + p.text;
        case Kind::NeverAgain:
            return "never again: " + p.text;
        case Kind::NextLine:
            return "; and ";
        default:
            return {};
        }
    }

    std::string m_text;
    std::optional<Kind> m_before;
    bool m_whereItExists = false;
    bool m_plural = false;
    bool m_partly = false; ///< some of the days are in every month
    bool m_comma = false;
};

} // namespace

std::string english(const Phrases& phrases)
{
    return Sentence().make(phrases);
}

} // namespace reveille::calendar
