#include "core/calendar/dialect/Dialect.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/dialect/Cron.h"
#include "core/calendar/dialect/EventParts.h"
#include "core/calendar/dialect/Interval.h"
#include "core/calendar/dialect/Plain.h"
#include "core/calendar/dialect/RRule.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

/// Five to seven words of characters that cron fields have, the first two with nothing but numbers and stars.
bool looksLikeCron(std::string_view text)
{
    if (text.starts_with("CRON_TZ=") || text.starts_with("TZ="))
        return true;
    const auto isCronCharacter = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view("*/,-?#~() \t").find(c) != std::string_view::npos;
    };
    if (!std::all_of(text.begin(), text.end(), isCronCharacter))
        return false;
    std::size_t fields = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos)
            break;
        at = std::min(text.find_first_of(" \t", begin), text.size());
        const std::string_view word = text.substr(begin, at - begin);
        const char first = word.front();
        const bool jenkins = first == 'H' && (word.size() == 1 || word[1] == '/' || word[1] == '(');
        const bool field =
            (first >= '0' && first <= '9') || first == '*' || first == '?' || jenkins || fields >= 2;
        if (!field)
            return false;
        ++fields;
    }
    return fields >= 5 && fields <= 7;
}

Translated translateCalendar(std::string_view text)
{
    const auto event = CalendarEvent::parse(text);
    if (!event)
        return refuse(Dialect::Calendar, event.error().column, event.error().length, event.error().message);
    Translation same{Dialect::Calendar, {std::string(text)}, event->zone(), {}};
    return same;
}

} // namespace

std::optional<Dialect> detect(std::string_view text)
{
    text = trimmed(text);
    if (text.empty() || text.size() > kMostDialectBytes)
        return std::nullopt;
    if (CalendarEvent::parse(text))
        return Dialect::Calendar;
    const std::string lower = lowered(text);
    if (lower.starts_with("rrule:") || lower.starts_with("dtstart") || lower.starts_with("freq=") ||
        lower.find("freq=") != std::string::npos)
        return Dialect::RRule;
    if (lower.starts_with("rate(") || lower.starts_with("@every "))
        return Dialect::Rate;
    if (lower.starts_with("cron("))
        return Dialect::EventBridge;
    if (lower.starts_with('@') && lower.size() > 1 && lower[1] >= 'a' && lower[1] <= 'z')
        return Dialect::Cron;
    if (lower.starts_with('r') && lower.find("/p") != std::string::npos)
        return Dialect::IsoRepeat;
    if (looksLikeCron(text))
        return Dialect::Cron;
    if (looksPlain(text))
        return Dialect::Words;
    return std::nullopt;
}

Translated translate(std::string_view text, Dialect dialect)
{
    const std::string_view inside = trimmed(text);
    if (inside.empty())
        return refuse(dialect, 0, 0, "The text is empty.");
    if (inside.size() > kMostDialectBytes)
        return refuse(dialect, kMostDialectBytes, 0, "The text is too long.");
    const auto read = [&]() -> Translated {
        switch (dialect) {
        case Dialect::Calendar:
            return translateCalendar(inside);
        case Dialect::Cron:
            return translateCron(inside);
        case Dialect::Rate:
            return translateRate(inside);
        case Dialect::EventBridge:
            return translateEventBridge(inside);
        case Dialect::RRule:
            return translateRRule(inside);
        case Dialect::IsoRepeat:
            return translateIsoRepeat(inside);
        case Dialect::Words:
            return translatePlain(inside);
        }
        return refuse(dialect, 0, 0, "The dialect is unknown.");
    };
    Translated made = read();
    if (!made)
        made.error().column += static_cast<std::size_t>(inside.data() - text.data());
    return made;
}

Translated translate(std::string_view text)
{
    if (const auto dialect = detect(text))
        return translate(text, *dialect);
    // The calendar's own refusal says most.
    return translate(text, Dialect::Calendar);
}

const char* dialectName(Dialect dialect) noexcept
{
    switch (dialect) {
    case Dialect::Calendar:
        return "calendar event";
    case Dialect::Cron:
        return "cron";
    case Dialect::Rate:
        return "rate";
    case Dialect::EventBridge:
        return "EventBridge cron";
    case Dialect::RRule:
        return "recurrence rule";
    case Dialect::IsoRepeat:
        return "ISO 8601 repetition";
    case Dialect::Words:
        return "plain words";
    }
    return "unknown";
}

} // namespace reveille::calendar
