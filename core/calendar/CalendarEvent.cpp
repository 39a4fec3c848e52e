#include "core/calendar/CalendarEvent.h"

#include "core/calendar/Elapse.h"
#include "core/calendar/EventData.h"
#include "core/calendar/NormalForm.h"
#include "core/calendar/Parser.h"
#include "core/calendar/Refusals.h"
#include "core/calendar/Shorthand.h"

#include <array>

namespace reveille::calendar {

const std::shared_ptr<const CalendarEvent::Data>& CalendarEvent::ready(const Shorthand& word)
{
    // Schedules say "daily" by the thousand; they all share one value.
    static const auto kEvents = [] {
        std::array<std::shared_ptr<const Data>, kShorthands.size()> events;
        for (std::size_t i = 0; i < events.size(); ++i) {
            auto data = std::make_shared<Data>();
            data->text = kShorthands[i].name;
            kShorthands[i].expand(data->expression);
            data->matches.assign(data->expression);
            events[i] = std::move(data);
        }
        return events;
    }();
    return kEvents[static_cast<std::size_t>(&word - kShorthands.data())];
}

tl::expected<CalendarEvent, ParseError> CalendarEvent::parse(std::string_view text)
{
    if (const Shorthand* const word = findShorthand(text); word != nullptr && word->name == text)
        return CalendarEvent(ready(*word));
    return read(text);
}

tl::expected<CalendarEvent, ParseError> CalendarEvent::read(std::string_view text)
{
    auto data = std::make_shared<Data>();
    TextParts parts;
    Refusal refusal;
    if (!parseExpression(text, data->expression, parts, refusal))
        return tl::make_unexpected(explain(text, refusal));
    data->text = text;
    // A shorthand means the same times of the clock in any zone.
    if (parts.word != nullptr)
        data->matches = ready(*parts.word)->matches;
    else
        data->matches.assign(data->expression);
    return CalendarEvent(std::move(data));
}

const std::string& CalendarEvent::text() const noexcept
{
    return m_data->text;
}

std::string CalendarEvent::toText() const
{
    return normalForm(m_data->expression);
}

const std::optional<TimeZone>& CalendarEvent::zone() const noexcept
{
    return m_data->expression.zone;
}

const MatchSet& CalendarEvent::matches() const noexcept
{
    return m_data->matches;
}

std::int64_t CalendarEvent::nextMicros(Instant after, const TimeZone& zone) const noexcept
{
    return nextElapse(m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, after);
}

std::int64_t CalendarEvent::previousMicros(Instant before, const TimeZone& zone) const noexcept
{
    return previousElapse(m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, before);
}

std::size_t CalendarEvent::countIn(Instant after, Instant until, const TimeZone& zone) const
{
    return static_cast<std::size_t>(countElapses(
        m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, after, until));
}

} // namespace reveille::calendar
