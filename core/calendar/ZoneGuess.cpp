#include "core/calendar/Fixes.h"
#include "core/calendar/TimeZone.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

struct Abbreviation
{
    std::string_view word;
    const char* zone;
};

// The places that most people who write the abbreviation mean; many others share it, which is why it is
// refused.
constexpr std::array kAbbreviations = {
    Abbreviation{"EST", "America/New_York"},
    Abbreviation{"EDT", "America/New_York"},
    Abbreviation{"ET", "America/New_York"},
    Abbreviation{"CST", "America/Chicago"},
    Abbreviation{"CDT", "America/Chicago"},
    Abbreviation{"CT", "America/Chicago"},
    Abbreviation{"MST", "America/Denver"},
    Abbreviation{"MDT", "America/Denver"},
    Abbreviation{"MT", "America/Denver"},
    Abbreviation{"PST", "America/Los_Angeles"},
    Abbreviation{"PDT", "America/Los_Angeles"},
    Abbreviation{"PT", "America/Los_Angeles"},
    Abbreviation{"CET", "Europe/Berlin"},
    Abbreviation{"CEST", "Europe/Berlin"},
    Abbreviation{"EET", "Europe/Athens"},
    Abbreviation{"EEST", "Europe/Athens"},
    Abbreviation{"WET", "Europe/Lisbon"},
    Abbreviation{"WEST", "Europe/Lisbon"},
    Abbreviation{"BST", "Europe/London"},
    Abbreviation{"MSK", "Europe/Moscow"},
    Abbreviation{"IST", "Asia/Kolkata"},
    Abbreviation{"JST", "Asia/Tokyo"},
    Abbreviation{"KST", "Asia/Seoul"},
    Abbreviation{"HKT", "Asia/Hong_Kong"},
    Abbreviation{"SGT", "Asia/Singapore"},
    Abbreviation{"AEST", "Australia/Sydney"},
    Abbreviation{"AEDT", "Australia/Sydney"},
    Abbreviation{"ACST", "Australia/Adelaide"},
    Abbreviation{"AWST", "Australia/Perth"},
    Abbreviation{"NZST", "Pacific/Auckland"},
    Abbreviation{"NZDT", "Pacific/Auckland"},
    Abbreviation{"BRT", "America/Sao_Paulo"},
    Abbreviation{"AKST", "America/Anchorage"},
    Abbreviation{"HST", "Pacific/Honolulu"},
    Abbreviation{"Z", "UTC"},
    Abbreviation{"GMT", "GMT"},
};

[[nodiscard]] bool sameLetters(std::string_view a, std::string_view b) noexcept
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

/// Whole hours east of Greenwich from "+01:00", "-0500", "GMT+1", "UTC-3".
[[nodiscard]] std::optional<int> offsetHours(std::string_view word) noexcept
{
    if (word.substr(0, 3) == "GMT" || word.substr(0, 3) == "UTC")
        word.remove_prefix(3);
    if (word.size() < 2 || (word.front() != '+' && word.front() != '-'))
        return std::nullopt;
    const bool west = word.front() == '-';
    word.remove_prefix(1);
    int hours = 0;
    std::size_t digits = 0;
    while (digits < word.size() && digits < 2 && word[digits] >= '0' && word[digits] <= '9')
        hours = hours * 10 + (word[digits++] - '0');
    std::string_view rest = word.substr(digits);
    if (!rest.empty() && rest.front() == ':')
        rest.remove_prefix(1);
    if (digits == 0 || hours > 14 || (!rest.empty() && rest != "00"))
        return std::nullopt;
    return west ? -hours : hours;
}

} // namespace

ZoneGuess guessZone(std::string_view word)
{
    if (word.empty() || word.size() > 64)
        return {};
    if (const auto hours = offsetHours(word)) {
        // POSIX counts west as positive, so the sign in the name is the other way round.
        const std::string name = *hours == 0  ? "UTC"
                                 : *hours > 0 ? "Etc/GMT-" + std::to_string(*hours)
                                              : "Etc/GMT+" + std::to_string(-*hours);
        if (TimeZone::load(name))
            return {name, "An offset is not a time zone here; " + name + " is this one's name."};
    }
    for (const Abbreviation& known : kAbbreviations) {
        if (sameLetters(known.word, word) && TimeZone::load(known.zone))
            return {known.zone,
                    "Abbreviations of zones are ambiguous; " + std::string(known.zone) + " is a zone."};
    }
    const bool letters =
        (word.front() >= 'A' && word.front() <= 'Z') || (word.front() >= 'a' && word.front() <= 'z');
    if (!letters || word.find_first_of(":.,*~") != std::string_view::npos)
        return {};
    for (const std::string& name : TimeZone::names()) {
        if (sameLetters(name, word))
            return {name, "Names of zones are written exactly so: " + name + "."};
    }
    if (word.find('/') != std::string_view::npos)
        return {std::nullopt, "This system knows no time zone of that name."};
    return {};
}

} // namespace reveille::calendar
