#include "core/calendar/subset/ProviderSubset.h"

#include "core/calendar/Civil.h"
#include "core/calendar/EventData.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/NormalForm.h"
#include "core/calendar/subset/UtcLines.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kMicrosPerYear = 31'556'952 * kMicrosPerSecond;
/// So few elapses are better written as dates than refused.
constexpr std::size_t kMostDates = 8;

void bound(ItemPool& pool, const Expression& e, Field field)
{
    const Expression::Range range = e.ranges[static_cast<std::size_t>(indexOf(field))];
    for (int i = range.begin; i < range.begin + range.count; ++i) {
        Item& item = pool.data()[i];
        if (!item.isOpenStep())
            continue;
        const Limits limits = limitsOf(field);
        item.stop = field == Field::Second ? lastOf(item)
                                           : item.start + (limits.to - item.start) / item.step * item.step;
    }
}

/// The event's own normal form without a zone and without open steps. Not for days counted from the end.
std::string boundedForm(const CalendarEvent& event)
{
    Expression e = event.data().expression;
    for (int field = 0; field < kFields; ++field)
        bound(e.pool, e, static_cast<Field>(field));
    e.zone.reset();
    return normalForm(e);
}

std::string formOf(const EventParts& parts)
{
    const auto event = CalendarEvent::parse(eventText(parts));
    return event ? event->toText() : std::string();
}

class Fitter
{
public:
    Fitter(const ProviderSubset& subset, const Timetable& timetable, Instant from, int years)
        : m_subset(subset),
          m_timetable(timetable),
          m_from(from),
          m_until(from + std::chrono::microseconds(std::clamp(years, 1, 100) * kMicrosPerYear)),
          m_years(years)
    {}

    SubsetFit fit()
    {
        for (const CalendarEvent& line : m_timetable.lines()) {
            if (!fitLine(line))
                return refused();
        }
        prove();
        if (m_fit.why.empty() && m_fit.lines.size() > m_subset.mostLines) {
            m_fit.why = "This needs " + std::to_string(m_fit.lines.size()) + " expressions; " +
                        m_subset.name + " takes " + std::to_string(m_subset.mostLines) + '.';
            m_fit.lines.clear();
        }
        if (!m_fit.why.empty())
            return refused();
        m_fit.verdict = m_changed ? SubsetFit::Verdict::Translated : SubsetFit::Verdict::AsIs;
        return std::move(m_fit);
    }

private:
    SubsetFit refused()
    {
        m_fit.verdict = SubsetFit::Verdict::Refused;
        return std::move(m_fit);
    }
    bool refuse(std::string why)
    {
        m_fit.why = std::move(why);
        m_fit.lines.clear();
        return false;
    }
    void note(const std::string& text)
    {
        m_changed = true;
        if (std::find(m_fit.notes.begin(), m_fit.notes.end(), text) == m_fit.notes.end())
            m_fit.notes.push_back(text);
    }
    void add(std::string line)
    {
        if (std::find(m_fit.lines.begin(), m_fit.lines.end(), line) == m_fit.lines.end())
            m_fit.lines.push_back(std::move(line));
    }

    bool fitLine(const CalendarEvent& line)
    {
        const TimeZone zone = line.zone().value_or(m_timetable.zone());
        if (line.matches().hasFractions() && !m_subset.fractions)
            return refuse("Fractions of a second are not documented for " + m_subset.name + '.');
        if (!line.next(m_from, zone))
            return refuse("\"" + line.text() + "\" has no run to come.");
        const bool fromEnd = line.matches().daysFromEnd != MatchSet().daysFromEnd && !m_subset.daysFromEnd;
        const bool fixed = !zone.nextTransition(m_from) && zone.offsetAt(m_from).count() == 0;
        if (fixed && !fromEnd) {
            noteSpelling(line);
            add(boundedForm(line));
            return true;
        }
        return fitByParts(line, zone, fromEnd);
    }

    void noteSpelling(const CalendarEvent& line)
    {
        const Expression& e = line.data().expression;
        for (int field = 0; field < kFields; ++field) {
            const auto items = e.items(static_cast<Field>(field));
            if (std::any_of(items.begin(), items.end(), [](const Item& i) { return i.isOpenStep(); }))
                note("Open steps are written with their last value.");
        }
        if (e.epoch)
            note("The instant is written as a date.");
        // Shorthands, names of the day and short times only change their spelling.
    }

    bool fitByParts(const CalendarEvent& line, const TimeZone& zone, bool fromEnd)
    {
        if (const auto dates = fewDates(line, zone)) {
            note("The few runs to come are written as dates in UTC.");
            for (const Instant at : *dates)
                add(formOfInstant(at));
            return true;
        }
        if (line.matches().hasFractions())
            return refuse("Fractions of a second are not moved to UTC.");
        auto parts = linesAtOffset(line.matches(), zone.offsetAt(m_from));
        if (!parts)
            return refuse(parts.error());
        if (!zone.isUtc())
            note("Read " + zoneText(zone.name()) + ", written in UTC.");
        if (fromEnd) {
            note("Days counted from the end are written for each length of month.");
            *parts = withoutDaysFromEnd(*parts);
        }
        for (const EventParts& part : *parts) {
            std::string form = formOf(part);
            if (form.empty())
                return refuse("This cannot be written in UTC.");
            add(std::move(form));
        }
        return true;
    }

    /// All elapses to come, if they are few.
    [[nodiscard]] std::optional<std::vector<Instant>> fewDates(const CalendarEvent& line,
                                                               const TimeZone& zone) const
    {
        std::vector<Instant> dates;
        Instant at = m_from;
        while (const auto next = line.next(at, zone)) {
            if (dates.size() == kMostDates)
                return std::nullopt;
            dates.push_back(*next);
            at = *next;
        }
        return dates;
    }

    static std::string formOfInstant(Instant at)
    {
        const CivilTime c = TimeZone::utc().toCivil(at);
        EventParts parts;
        parts.years = {c.year};
        parts.months = {c.month};
        parts.days = {c.day};
        parts.hours = {c.hour};
        parts.minutes = {c.minute};
        parts.seconds = {c.second};
        return formOf(parts);
    }

    void prove()
    {
        const auto sent = Timetable::parse(m_fit.lines, TimeZone::utc());
        if (!sent) {
            refuse("This cannot be written in UTC.");
            return;
        }
        const Comparison comparison = compare(m_timetable, *sent, m_from, m_until);
        if (comparison.isEqual()) {
            if (m_changed)
                m_fit.notes.push_back(std::string("Compared for the next ") + std::to_string(m_years) +
                                      (comparison.complete
                                           ? " years: the same runs."
                                           : " years, wherever clocks change: the same runs."));
            return;
        }
        m_fit.differences = comparison.first;
        const Difference& first = comparison.first.front();
        m_fit.why = "No expression in UTC has these runs: from " +
                    dateText(TimeZone::utc().toCivil(first.at)) + " on, " +
                    (first.onlyInFirst ? "runs would be missing" : "there would be others") +
                    ", because the zone's clocks change.";
    }

    const ProviderSubset& m_subset;
    const Timetable& m_timetable;
    Instant m_from;
    Instant m_until;
    int m_years;
    bool m_changed = false;
    SubsetFit m_fit;
};

} // namespace

ProviderSubset ProviderSubset::unikraft()
{
    return {"Unikraft Cloud", 8, false, false};
}

SubsetFit fitTo(const ProviderSubset& subset, const Timetable& timetable, Instant from, int years)
{
    return Fitter(subset, timetable, from, years).fit();
}

} // namespace reveille::calendar
