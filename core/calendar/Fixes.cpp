#include "core/calendar/Fixes.h"

#include "core/calendar/Expression.h"
#include "core/calendar/Rewrites.h"
#include "core/calendar/ValueText.h"

#include <array>
#include <vector>

namespace reveille::calendar {
namespace {

[[nodiscard]] bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] bool isAlpha(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
[[nodiscard]] char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

[[nodiscard]] std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = lower(c);
    return out;
}

[[nodiscard]] bool parses(const std::string& text, Refusal* why = nullptr)
{
    Expression expression;
    TextParts parts;
    Refusal refusal;
    const bool good = parseExpression(text, expression, parts, refusal);
    if (why != nullptr)
        *why = refusal;
    return good;
}

[[nodiscard]] std::string replaced(std::string_view text, std::size_t at, std::size_t length,
                                   std::string_view with)
{
    return std::string(text.substr(0, at))
        .append(with)
        .append(text.substr(std::min(text.size(), at + length)));
}

[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    if (!word.empty())
        words.push_back(word);
    return words;
}

[[nodiscard]] std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

/// Which field a column of the text lies in, told by the separators around it.
[[nodiscard]] Field fieldAt(std::string_view text, std::size_t column)
{
    std::size_t begin = text.substr(0, column).rfind(' ');
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    const std::string_view word = text.substr(begin, text.find(' ', column) - begin);
    std::size_t before = 0;
    std::size_t all = 0;
    const bool time = word.find(':') != std::string_view::npos;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool separator = time ? word[i] == ':' : word[i] == '-' || word[i] == '~';
        all += separator ? 1 : 0;
        before += separator && begin + i < column ? 1 : 0;
    }
    if (time)
        return before == 0 ? Field::Hour : before == 1 ? Field::Minute : Field::Second;
    const std::size_t fromRight = all - before;
    return fromRight == 0 ? Field::Day : fromRight == 1 ? Field::Month : Field::Year;
}

[[nodiscard]] std::string starStep(std::string_view text, const Refusal& refusal)
{
    const Field field = fieldAt(text, refusal.column);
    const std::string_view first = field == Field::Year                           ? "1970"
                                   : field == Field::Month || field == Field::Day ? "1"
                                                                                  : "0";
    return replaced(text, refusal.column, 1, first);
}

/// 22..04 of hours as 22..23,00..04, and the like.
[[nodiscard]] std::string unwrapped(std::string_view text, const Refusal& refusal)
{
    const std::string_view item = text.substr(refusal.column, refusal.length);
    const std::size_t dots = item.find("..");
    if (dots == std::string_view::npos || item.find('/') != std::string_view::npos ||
        item.find('.', dots + 2) != std::string_view::npos)
        return {};
    const Field field = fieldAt(text, refusal.column);
    if (field == Field::Year)
        return {};
    const Limits limits = limitsOf(field);
    const std::string last = std::to_string(field == Field::Second ? 59 : limits.to);
    const std::string first = limits.from == 0 ? "00" : "01";
    const std::string start(item.substr(0, dots));
    const std::string stop(item.substr(dots + 2));
    const auto range = [](const std::string& a, const std::string& b) {
        return std::stol(a) == std::stol(b) ? a : a + ".." + b;
    };
    if (start.size() > 4 || stop.size() > 4)
        return {};
    return replaced(text, refusal.column, refusal.length, range(start, last) + ',' + range(first, stop));
}

[[nodiscard]] int weekdayNumber(std::string_view word)
{
    constexpr std::array<std::string_view, 7> kNames = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const std::string name = lowered(word.substr(0, 3));
    for (std::size_t day = 0; day < kNames.size(); ++day) {
        if (kNames[day] == name)
            return static_cast<int>(day);
    }
    return -1;
}

/// Fri..Mon as Mon,Fri..Sun.
[[nodiscard]] std::string unwrappedWeekdays(std::string_view text, const Refusal& refusal)
{
    const std::string_view item = text.substr(refusal.column, refusal.length);
    const std::size_t second = item.find_first_not_of(".-", item.find_first_of(".-"));
    if (second == std::string_view::npos)
        return {};
    const int from = weekdayNumber(item);
    const int to = weekdayNumber(item.substr(second));
    if (from < 0 || to < 0)
        return {};
    unsigned bits = 0;
    for (int day = from;; day = (day + 1) % 7) {
        bits |= 1U << day;
        if (day == to)
            break;
    }
    std::string names = weekdayText(static_cast<std::uint8_t>(bits));
    return replaced(text, refusal.column, refusal.length, names.empty() ? "Mon..Sun" : names);
}

/// Tues, Thurs, Weds, Mond: a longer beginning of the name than systemd takes.
[[nodiscard]] std::string shortWeekday(std::string_view text, const Refusal& refusal)
{
    constexpr std::array<std::string_view, 7> kNames = {"monday", "tuesday",  "wednesday", "thursday",
                                                        "friday", "saturday", "sunday"};
    std::size_t end = refusal.column;
    while (end < text.size() && isAlpha(text[end]))
        ++end;
    const std::string word = lowered(text.substr(refusal.column, end - refusal.column));
    const int day = weekdayNumber(word);
    if (day < 0 || (word != "weds" && kNames[static_cast<std::size_t>(day)].substr(0, word.size()) != word))
        return {};
    return replaced(text, refusal.column + 3, word.size() - 3, "");
}

/// "9", "9am", "12:30pm" as a time of day.
[[nodiscard]] std::string clockTime(std::string_view word)
{
    std::string time = lowered(word);
    int shift = 0;
    bool twelve = false;
    if (time.size() > 2 && time.back() == 'm') {
        twelve = true;
        shift = time[time.size() - 2] == 'p' ? 12 : 0;
        time.resize(time.size() - 2);
    }
    const std::size_t colon = time.find(':');
    const std::string hours = time.substr(0, colon);
    const std::string minutes = colon == std::string::npos ? "00" : time.substr(colon + 1);
    if (hours.empty() || hours.size() > 2 || !isDigit(hours.front()) || !isDigit(hours.back()))
        return {};
    int hour = std::stoi(hours);
    if (twelve)
        hour = hour % 12 + shift;
    std::string out = hour < 10 ? "0" : "";
    return out + std::to_string(hour) + ':' + minutes;
}

/// Five fields of cron (minute hour day month weekday) where they translate word by word.
[[nodiscard]] std::string fromCron(const std::vector<std::string>& words)
{
    if (words.size() != 5)
        return {};
    const auto field = [](std::string text, bool fromZero) {
        if (text.substr(0, 2) == "*/")
            text.front() = fromZero ? '0' : '1';
        for (std::size_t i = text.find('-'); i != std::string::npos; i = text.find('-', i + 2))
            text = replaced(text, i, 1, "..");
        return text;
    };
    std::string weekdays;
    if (words[4] != "*") {
        for (std::size_t i = 0; i < words[4].size(); ++i) {
            const char c = words[4][i];
            constexpr std::array<const char*, 8> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                          "Thu", "Fri", "Sat", "Sun"};
            if (c >= '0' && c <= '7')
                weekdays += kDays[static_cast<std::size_t>(c - '0')];
            else
                weekdays += c == '-' ? std::string("..") : std::string(1, c);
        }
        // cron joins day of month and weekday with OR, which one line cannot say.
        if (words[2] != "*")
            return {};
        weekdays += ' ';
    }
    return weekdays + "*-" + field(words[3], false) + '-' + field(words[2], false) + ' ' +
           field(words[1], true) + ':' + field(words[0], true) + ":00";
}

/// Rewritings that may apply to any refused text, the likeliest first.
[[nodiscard]] std::vector<std::string> generalGuesses(std::string_view text)
{
    std::vector<std::string> guesses;
    const std::vector<std::string> words = wordsOf(text);
    const std::string plain = joined(words);
    guesses.push_back(plain);
    guesses.push_back(fromCron(words));
    const std::string all = lowered(plain);
    if (!all.empty() && all.front() == '@') {
        guesses.push_back(all == "@midnight" ? "daily" : all.substr(1));
        std::string digits = all;
        std::erase_if(digits, [](char c) { return c == ' ' || c == '+'; });
        guesses.push_back(digits);
    }
    constexpr std::array<std::array<const char*, 2>, 14> kWords = {{{"every day", "daily"},
                                                                    {"minute", "minutely"},
                                                                    {"hour", "hourly"},
                                                                    {"day", "daily"},
                                                                    {"week", "weekly"},
                                                                    {"month", "monthly"},
                                                                    {"quarter", "quarterly"},
                                                                    {"year", "yearly"},
                                                                    {"every hour", "hourly"},
                                                                    {"every minute", "minutely"},
                                                                    {"every week", "weekly"},
                                                                    {"every month", "monthly"},
                                                                    {"midnight", "00:00"},
                                                                    {"noon", "12:00"}}};
    for (const auto& word : kWords) {
        if (all == word[0])
            guesses.emplace_back(word[1]);
    }
    if (words.size() > 1) {
        // Weekdays come first: "09:00 Mon..Fri", "*-*-1..7 Mon".
        std::vector<std::string> turned = {words.back()};
        turned.insert(turned.end(), words.begin(), words.end() - 1);
        guesses.push_back(joined(turned));
        std::string lists = plain;
        for (std::size_t i = lists.find(", "); i != std::string::npos; i = lists.find(", "))
            lists.erase(i + 1, 1);
        guesses.push_back(lists);
    }
    if (!words.empty()) {
        std::vector<std::string> timed = words;
        timed.back() = clockTime(timed.back());
        if (!timed.back().empty())
            guesses.push_back(joined(timed));
    }
    if (plain.size() > 4 && plain[4] == '/' && isDigit(plain.front())) {
        std::string dashes = plain;
        for (char& c : dashes)
            c = c == '/' ? '-' : c;
        guesses.push_back(dashes);
    }
    return guesses;
}

[[nodiscard]] std::string directGuess(std::string_view text, const Refusal& refusal)
{
    switch (refusal.reason) {
    case ErrorClass::StarWithStep:
        return starStep(text, refusal);
    case ErrorClass::IsoT:
        return replaced(text, refusal.column, 1, " ");
    case ErrorClass::HourOutOfRange:
        return text.substr(refusal.column, refusal.length) == "24" ? replaced(text, refusal.column, 2, "00")
                                                                   : std::string();
    case ErrorClass::RangeBackwards:
        return unwrapped(text, refusal);
    case ErrorClass::SecondsRangeTooShort:
        return unwrapped(text, refusal);
    case ErrorClass::WeekdayRangeBackwards:
        return unwrappedWeekdays(text, refusal);
    case ErrorClass::WeekdaySuffix:
        return shortWeekday(text, refusal);
    case ErrorClass::WeekdaySingleDot:
        return replaced(text, refusal.column, 1, "..");
    case ErrorClass::UnknownZone:
        return replaced(text, refusal.column, 6, "");
    case ErrorClass::NumberExpected:
    case ErrorClass::BadCharacter:
        if (refusal.column < text.size() && text[refusal.column] == 'L')
            return replaced(text, refusal.column > 0 ? refusal.column - 1 : 0, 2, "~1");
        return {};
    case ErrorClass::TrailingGarbage:
        // "*:1-5": a dash is no range among times. "12:00-13:00" has no one-line meaning: as 12:00..13:00 it
        // would read, but as 12:00 to 12:13.
        if (refusal.column < text.size() && text[refusal.column] == '-' &&
            text.find(':', refusal.column) == std::string_view::npos)
            return replaced(text, refusal.column, 1, "..");
        return {};
    default:
        return {};
    }
}

} // namespace

Fix findFix(std::string_view text, const Refusal& refusal)
{
    if (text.size() > 256)
        return {};
    const auto zoneWord = text.rfind(' ');
    if (refusal.reason == ErrorClass::TrailingGarbage && zoneWord != std::string_view::npos &&
        zoneWord >= refusal.column) {
        const ZoneGuess guess = guessZone(text.substr(zoneWord + 1));
        std::string candidate =
            guess.name ? replaced(text, zoneWord + 1, text.size(), *guess.name) : std::string();
        if (guess.name && parses(candidate))
            return {candidate, guess.message};
        if (!guess.message.empty() && !guess.name)
            return {std::nullopt, guess.message};
    }
    // A direct repair may lay bare the next mistake of the same kind, as in */5:*/5.
    std::string current(text);
    Refusal reason = refusal;
    for (int round = 0; round < 6; ++round) {
        current = directGuess(current, reason);
        if (current.empty())
            break;
        if (parses(current, &reason))
            return {current, {}};
    }
    std::vector<std::string> guesses = generalGuesses(text);
    for (std::string& guess : rewrites(text))
        guesses.push_back(std::move(guess));
    for (const std::string& guess : guesses) {
        if (!guess.empty() && guess != text && parses(guess))
            return {guess, {}};
    }
    return {};
}

} // namespace reveille::calendar
