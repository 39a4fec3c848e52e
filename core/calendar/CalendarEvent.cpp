#include "core/calendar/CalendarEvent.h"

#include "core/calendar/Elapse.h"
#include "core/calendar/EventData.h"
#include "core/calendar/NormalForm.h"
#include "core/calendar/Parser.h"
#include "core/calendar/Refusals.h"

namespace reveille::calendar {

CalendarEvent::CalendarEvent(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}

tl::expected<CalendarEvent, ParseError> CalendarEvent::parse(std::string_view text)
{
    const auto data = std::make_shared<Data>();
    TextParts parts;
    Refusal refusal;
    if (!parseExpression(text, data->expression, parts, refusal))
        return tl::make_unexpected(explain(text, refusal));
    data->text = text;
    data->matches.assign(data->expression);
    return CalendarEvent(data);
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

std::optional<Instant> CalendarEvent::next(Instant after, const TimeZone& zone) const
{
    return nextElapse(m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, after);
}

std::optional<Instant> CalendarEvent::previous(Instant before, const TimeZone& zone) const
{
    return previousElapse(m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, before);
}

std::size_t CalendarEvent::countIn(Instant after, Instant until, const TimeZone& zone) const
{
    return static_cast<std::size_t>(countElapses(
        m_data->matches, m_data->expression.zone ? *m_data->expression.zone : zone, after, until));
}

} // namespace reveille::calendar
