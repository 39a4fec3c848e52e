#include "core/calendar/dialect/PlainWords.h"

#include "core/calendar/Expression.h"
#include "core/calendar/dialect/EventParts.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

constexpr std::array<std::string_view, 13> kNumbers = {"zero", "one",    "two",   "three", "four",
                                                       "five", "six",    "seven", "eight", "nine",
                                                       "ten",  "eleven", "twelve"};
constexpr std::array<std::string_view, 6> kOrdinals = {"", "first", "second", "third", "fourth", "fifth"};
constexpr std::array<std::string_view, 20> kFillers = {
    "at", "on", "the", "of",  "in",   "and",  "each",  "run",     "runs", "every",
    "a",  "an", "to",  "all", "then", "time", "day's", "o'clock", "past", "hours'"};

bool withoutSuffix(std::string_view& word, std::string_view suffix)
{
    if (!word.ends_with(suffix))
        return false;
    word.remove_suffix(suffix.size());
    return true;
}

} // namespace

std::vector<PlainWord> plainWords(std::string_view text)
{
    constexpr std::string_view kGaps = " \t\r\n,;";
    std::vector<PlainWord> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(kGaps, at);
        if (begin == std::string_view::npos)
            break;
        at = std::min(text.find_first_of(kGaps, begin), text.size());
        std::string word = lowered(text.substr(begin, at - begin));
        while (!word.empty() && (word.back() == '.' || word.back() == '!'))
            word.pop_back();
        if (!word.empty())
            words.push_back({std::move(word), begin, at - begin});
    }
    // "9 am" is one word; so is "9 o'clock".
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        std::string& next = words[i + 1].text;
        if ((next == "am" || next == "pm" || next == "a.m" || next == "p.m") &&
            words[i].text.front() >= '0' && words[i].text.front() <= '9') {
            words[i].text += next.front() == 'a' ? "am" : "pm";
            words[i].length = words[i + 1].column + words[i + 1].length - words[i].column;
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
    }
    return words;
}

std::optional<std::int64_t> plainTime(std::string_view word, bool bare)
{
    if (word == "noon" || word == "midday")
        return 12 * 3600;
    if (word == "midnight")
        return 0;
    const bool pm = withoutSuffix(word, "pm");
    const bool am = !pm && withoutSuffix(word, "am");
    withoutSuffix(word, "h");
    std::array<int, 3> parts{};
    std::size_t count = 0;
    for (std::size_t at = 0; at <= word.size() && count < parts.size(); ++count) {
        const std::size_t colon = std::min(word.find(':', at), word.size());
        parts[count] = smallNumber(word.substr(at, colon - at));
        if (parts[count] < 0 || colon - at > 2)
            return std::nullopt;
        at = colon + 1;
    }
    const bool alone = count == 1 && !am && !pm;
    if ((alone && !bare) || parts[0] > 23 || parts[1] > 59 || parts[2] > 59 ||
        std::count(word.begin(), word.end(), ':') > 2)
        return std::nullopt;
    if ((am || pm) && (parts[0] < 1 || parts[0] > 12))
        return std::nullopt;
    int hour = parts[0];
    if (am || pm)
        hour = hour % 12 + (pm ? 12 : 0);
    return hour * 3600 + parts[1] * 60 + parts[2];
}

int plainOrdinal(std::string_view word)
{
    if (word == "last")
        return -1;
    for (std::size_t i = 1; i < kOrdinals.size(); ++i) {
        if (word == kOrdinals[i])
            return static_cast<int>(i);
    }
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
        std::string_view number = word;
        if (withoutSuffix(number, suffix)) {
            const int value = smallNumber(number);
            return value >= 1 && value <= 31 ? value : 0;
        }
    }
    return 0;
}

int plainNumber(std::string_view word)
{
    const auto at = std::find(kNumbers.begin(), kNumbers.end(), word);
    return at != kNumbers.end() ? static_cast<int>(at - kNumbers.begin()) : smallNumber(word);
}

int plainWeekday(std::string_view word)
{
    if (word == "tues")
        return 1;
    if (word == "weds")
        return 2;
    if (word == "thur" || word == "thurs")
        return 3;
    if (const int day = weekdayNamed(word); day >= 0)
        return day;
    return withoutSuffix(word, "s") && word.size() > 3 ? weekdayNamed(word) : -1;
}

std::uint8_t weekdayRange(int from, int to)
{
    unsigned bits = 0;
    for (int day = from;; day = (day + 1) % 7) {
        bits |= 1U << day;
        if (day == to)
            return static_cast<std::uint8_t>(bits);
    }
}

std::uint8_t plainDays(std::string_view word)
{
    for (const std::string_view name :
         {"weekday", "weekdays", "workday", "workdays", "work-day", "work-days"}) {
        if (word == name)
            return 0x1F;
    }
    if (word == "weekend" || word == "weekends")
        return 0x60;
    if (const int day = plainWeekday(word); day >= 0)
        return static_cast<std::uint8_t>(1U << day);
    const std::size_t dash = word.find('-');
    if (dash == std::string_view::npos)
        return 0;
    const int from = plainWeekday(word.substr(0, dash));
    const int to = plainWeekday(word.substr(dash + 1));
    return from >= 0 && to >= 0 ? weekdayRange(from, to) : 0;
}

std::int64_t plainUnit(std::string_view word)
{
    if (word.size() > 1)
        withoutSuffix(word, "s");
    if (word == "second" || word == "sec")
        return 1;
    if (word == "minute" || word == "min")
        return 60;
    if (word == "hour" || word == "hr" || word == "h")
        return 3600;
    if (word == "day")
        return 86'400;
    return word == "week" ? 7 * 86'400 : 0;
}

bool isFiller(std::string_view word)
{
    return std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

} // namespace reveille::calendar
