#include "core/calendar/dialect/PlainSchedule.h"

#include "core/calendar/words/EnglishText.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

class Builder
{
public:
    explicit Builder(const PlainSchedule& schedule) : m_schedule(schedule) {}

    Translated build()
    {
        for (const int nth : m_schedule.workdayNths) {
            if (nth != 1 && nth != -1)
                return refuse(
                    Dialect::Words, 0, 0,
                    "Only the first and the last weekday of a month can be written as calendar events.");
        }
        if (!m_schedule.days.empty() && m_schedule.weekdays != 0)
            m_losses.push_back("Weekday and date must both match.");
        std::vector<EventParts> lines;
        for (const EventParts& date : dates()) {
            auto made = times(date);
            if (!made)
                return tl::make_unexpected(std::move(made.error()));
            lines.insert(lines.end(), made->begin(), made->end());
        }
        return translationOf(Dialect::Words, lines, m_schedule.zone, std::move(m_losses));
    }

private:
    [[nodiscard]] std::vector<EventParts> dates()
    {
        EventParts base = m_schedule.parts;
        std::sort(base.months.begin(), base.months.end());
        base.months.erase(std::unique(base.months.begin(), base.months.end()), base.months.end());
        if (m_schedule.yearly && base.months.empty())
            base.months = {1};
        std::vector<EventParts> dates;
        for (const auto& [bits, nths] : m_schedule.nths) {
            EventParts first = base;
            EventParts last = base;
            first.weekdays = last.weekdays = bits;
            for (const int nth : nths)
                static_cast<void>(limitToWeek(nth > 0 ? first : last, nth));
            std::sort(first.days.begin(), first.days.end());
            if (!first.days.empty())
                dates.push_back(std::move(first));
            if (!last.lastDays.empty())
                dates.push_back(std::move(last));
        }
        for (const int nth : m_schedule.workdayNths) {
            for (EventParts& parts : nearestWorkday(base, nth))
                dates.push_back(std::move(parts));
        }
        if (m_schedule.weekdays != 0)
            base.weekdays = m_schedule.weekdays;
        const bool dayless = m_schedule.days.empty() && m_schedule.lastDays.empty();
        if (!m_schedule.days.empty()) {
            dates.push_back(base);
            dates.back().days.assign(m_schedule.days.begin(), m_schedule.days.end());
        }
        if (!m_schedule.lastDays.empty()) {
            dates.push_back(base);
            dates.back().lastDays.assign(m_schedule.lastDays.begin(), m_schedule.lastDays.end());
        }
        if (dayless && dates.empty())
            dates.push_back(assumedDay(base));
        else if (dayless && m_schedule.weekdays != 0)
            dates.push_back(base);
        return dates;
    }

    EventParts assumedDay(EventParts base)
    {
        if (m_schedule.weekdays != 0)
            return base;
        if (m_schedule.weekly) {
            base.weekdays = 1;
            m_losses.push_back("No weekday is named: taken as Monday.");
        } else if (m_schedule.monthly || m_schedule.yearly) {
            base.days = {1};
            m_losses.push_back("No day is named: taken as the 1st.");
        }
        return base;
    }

    using Lines = tl::expected<std::vector<EventParts>, DialectError>;

    void lose(const std::string& what)
    {
        if (std::find(m_losses.begin(), m_losses.end(), what) == m_losses.end())
            m_losses.push_back(what);
    }

    Lines times(const EventParts& date)
    {
        if (!m_schedule.minutes.empty() && m_schedule.interval == 0 && m_schedule.times.empty())
            m_schedule.interval = 3600; // "at :15"
        if (m_schedule.window && m_schedule.interval == 0)
            return refuse(Dialect::Words, 0, 0, "How often between the two times?");
        if (m_schedule.window)
            return windowed(date);
        if (m_schedule.interval > 0 && m_schedule.times.size() <= 1 && m_schedule.minutes.size() <= 1)
            return spaced(date);
        if (m_schedule.interval > 0 && m_schedule.times.empty() && m_schedule.interval == 3600) {
            EventParts line = date;
            line.minutes.assign(m_schedule.minutes.begin(), m_schedule.minutes.end());
            return Lines({line});
        }
        if (m_schedule.interval > 0)
            return refuse(Dialect::Words, 0, 0, "An interval and several times do not go together.");
        if (m_schedule.times.empty()) {
            lose("No time is named: taken as 00:00.");
            return atTimes(date, {0});
        }
        return atTimes(date, {m_schedule.times.begin(), m_schedule.times.end()});
    }

    Lines spaced(const EventParts& date)
    {
        std::int64_t phase = m_schedule.minutes.empty() ? 0 : *m_schedule.minutes.begin() * 60;
        if (!m_schedule.times.empty())
            phase = *m_schedule.times.begin();
        auto lines = everySoOften(date, m_schedule.interval, phase);
        if (m_schedule.assumedTimes && lines.size() == 1)
            lose("No times are named: taken from 00:00 on, evenly spaced.");
        return lines;
    }

    Lines windowed(const EventParts& date)
    {
        const std::int64_t phase = m_schedule.minutes.empty() ? 0 : *m_schedule.minutes.begin() * 60;
        std::vector<std::int64_t> all;
        // Minutes stop before the last hour strikes; hours include it: "every hour between 9 and 17".
        const bool inclusive = m_schedule.interval >= 3600;
        for (std::int64_t t = m_schedule.window->first + phase;
             inclusive ? t <= m_schedule.window->last + phase : t < m_schedule.window->last;
             t += m_schedule.interval) {
            if (t < kDaySeconds)
                all.push_back(t);
        }
        auto lines = atTimes(date, all);
        if (lines.size() > kMostDialectLines || all.empty() || m_schedule.interval < 60)
            return refuse(Dialect::Words, 0, 0, "This interval does not fit between the two times.");
        lose("The last run is at " + timeOfDay(all.back() * 1'000'000) + '.');
        return lines;
    }

    PlainSchedule m_schedule;
    std::vector<std::string> m_losses;
};

} // namespace

Translated PlainSchedule::build() const
{
    return Builder(*this).build();
}

} // namespace reveille::calendar
