#include "core/calendar/Rewrites.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> kMonthEndings = {
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"};

bool isAlpha(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return lower;
}

/// 01 to 12 for a name of a month; empty otherwise.
std::string monthNumber(std::string_view word)
{
    const std::string name = lowered(word);
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (name == kMonths[i] || name == std::string(kMonths[i]).append(kMonthEndings[i]))
            return (i < 9 ? "0" : "") + std::to_string(i + 1);
    }
    return {};
}

/// *-Jan-01 as *-01-01.
std::string withMonthNumbers(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && isAlpha(text[end]))
            ++end;
        const std::string number = monthNumber(text.substr(at, end - at));
        end = std::max(end, at + 1);
        result += number.empty() ? std::string(text.substr(at, end - at)) : number;
        at = end;
    }
    return result;
}

/// "daily 02:00:00", "weekly 09:00": the shorthand's dates at another time.
std::string shorthandWithTime(std::string_view text)
{
    struct Dates
    {
        std::string_view name;
        std::string_view dates;
    };
    constexpr std::array<Dates, 6> kDates = {{{"daily ", ""},
                                              {"weekly ", "Mon "},
                                              {"monthly ", "*-*-01 "},
                                              {"quarterly ", "*-01,04,07,10-01 "},
                                              {"yearly ", "*-01-01 "},
                                              {"annually ", "*-01-01 "}}};
    const std::string lower = lowered(text);
    for (const Dates& dates : kDates) {
        if (lower.starts_with(dates.name))
            return std::string(dates.dates).append(text.substr(dates.name.size()));
    }
    return {};
}

/// 12:00,13:00,14:00 as 12,13,14:00, if the minutes are the same.
std::string oneListOfHours(std::string_view text)
{
    const std::size_t begin = text.rfind(' ') == std::string_view::npos ? 0 : text.rfind(' ') + 1;
    std::string hours;
    std::string_view minutes;
    for (std::size_t at = begin; at < text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string_view time = text.substr(at, end - at);
        const std::size_t colon = time.find(':');
        if (colon == std::string_view::npos || (at > begin && time.substr(colon) != minutes))
            return {};
        minutes = time.substr(colon);
        hours += (at > begin ? "," : "") + std::string(time.substr(0, colon));
        at = end + 1;
    }
    return std::string(text.substr(0, begin)) + hours + std::string(minutes);
}

/// 2026-11-01..2026-11-05 as 2026-11-01..05, if only the days differ.
std::string oneRangeOfDays(std::string_view text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos)
        return {};
    const std::size_t begin = text.rfind(' ', dots) == std::string_view::npos ? 0 : text.rfind(' ', dots) + 1;
    const std::string_view first = text.substr(begin, dots - begin);
    const std::size_t dash = first.rfind('-');
    if (dash == std::string_view::npos)
        return {};
    const std::string_view prefix = first.substr(0, dash + 1);
    if (!text.substr(dots + 2).starts_with(prefix))
        return {};
    return std::string(text.substr(0, dots + 2)).append(text.substr(dots + 2 + prefix.size()));
}

/// ~7..1 as ~1..7: whoever counts from the end counts down.
std::string turnedRange(std::string_view text)
{
    const std::size_t tilde = text.find('~');
    const std::size_t dots = text.find("..", tilde == std::string_view::npos ? text.size() : tilde);
    if (dots == std::string_view::npos)
        return {};
    std::size_t end = dots + 2;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return std::string(text.substr(0, tilde + 1))
        .append(text.substr(dots + 2, end - dots - 2))
        .append("..")
        .append(text.substr(tilde + 1, dots - tilde - 1))
        .append(text.substr(end));
}

/// 09.30 as 09:30, in the last word.
std::string colonForDot(std::string_view text)
{
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || text.find(' ', dot) != std::string_view::npos ||
        !isDigit(text[dot - 1]))
        return {};
    std::string result(text);
    result[dot] = ':';
    return result;
}

} // namespace

std::vector<std::string> rewrites(std::string_view text)
{
    std::vector<std::string> guesses = {withMonthNumbers(text), shorthandWithTime(text), oneListOfHours(text),
                                        oneRangeOfDays(text),   turnedRange(text),       colonForDot(text)};
    // A star where the weekday would stand is simply left out.
    if (text.starts_with("* "))
        guesses.emplace_back(text.substr(2));
    return guesses;
}

} // namespace reveille::calendar
