#include "core/calendar/lint/SetLints.h"

#include "core/calendar/Civil.h"
#include "core/calendar/SystemdSafety.h"
#include "core/calendar/lint/TextLints.h"
#include "core/calendar/words/DayWords.h"
#include "core/calendar/words/EnglishText.h"
#include "core/calendar/words/NeverWords.h"

#include <algorithm>
#include <bit>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kMicrosPerYear = 31'556'952 * kMicrosPerSecond;
constexpr std::int64_t kFarYears = 2;
constexpr std::uint32_t kAllDays = 0x7FFF'FFFF;
constexpr std::uint32_t kInEveryMonth = 0x0FFF'FFFF;

struct Unit
{
    const char* resets;  ///< "every hour"
    std::int64_t micros; ///< of one step; 0 for days and months, whose length varies
};

Unit unitOf(Field field)
{
    switch (field) {
    case Field::Month:
        return {"every year", 0};
    case Field::Day:
        return {"every month", 0};
    case Field::Hour:
        return {"every day", 3600 * kMicrosPerSecond};
    case Field::Minute:
        return {"every hour", 60 * kMicrosPerSecond};
    default:
        return {"every minute", 1};
    }
}

class SetLints
{
public:
    SetLints(const SyntaxTree& tree, const CalendarEvent& event, const TimeZone& zone, Instant now)
        : m_tree(tree),
          m_event(event),
          m_set(event.matches()),
          m_zone(event.zone().value_or(zone)),
          m_now(now)
    {}

    std::vector<Lint> find()
    {
        if (!elapses())
            return std::move(m_lints);
        far();
        unevenSteps();
        missingDays();
        bothMustMatch();
        tooFrequent();
        systemd();
        return std::move(m_lints);
    }

private:
    void add(Part part, LintCode code, Severity severity, std::string message)
    {
        m_lints.push_back(lintOn(m_tree, part, code, severity, std::move(message)));
    }
    void addToAll(LintCode code, Severity severity, std::string message)
    {
        m_lints.push_back({code, severity, 0, 0, 0, std::move(message), {}});
    }
    void withFix(const SyntaxTree::Edit& edit)
    {
        if (edit)
            m_lints.back().fix = {edit->text()};
    }

    [[nodiscard]] bool isContradiction() const
    {
        MatchSet anyWeekday = m_set;
        anyWeekday.weekdays = kEveryWeekday;
        anyWeekday.refresh();
        return !m_set.everMatches() && anyWeekday.everMatches();
    }

    bool elapses()
    {
        const auto never = neverPhrase(m_set, m_zone, m_now);
        if (!never)
            return true;
        if (never->kind == Phrase::Kind::NeverAgain) {
            addToAll(LintCode::Past, Severity::Error, "Never again: " + never->text + '.');
        } else if (isContradiction()) {
            add(Part::Weekdays, LintCode::WeekdayContradictsDate, Severity::Error,
                "Never: " + never->text + '.');
            withFix(m_tree.withText(Part::Weekdays, ""));
        } else {
            add(Part::Day, LintCode::NeverElapses, Severity::Error, "Never: " + never->text + '.');
            // "30 February" most likely means the month's last day.
            if (m_set.everMatches() || (m_set.days & kInEveryMonth) != 0)
                return false;
            withFix(m_tree.withText(Part::Day, "~1"));
        }
        return false;
    }

    void far()
    {
        const auto next = m_event.next(m_now, m_zone);
        if (!next)
            return;
        const std::string date = dateText(m_zone.toCivil(*next));
        const std::int64_t years = (*next - m_now).count() / kMicrosPerYear;
        const bool once = matchingDates(m_set, 2).size() == 1 && m_set.timesPerDay() == 1;
        if (once)
            add(Part::Year, LintCode::OneShot, Severity::Note, "This runs once, on " + date + '.');
        if (years >= kFarYears)
            add(Part::Day, LintCode::FarAway, once ? Severity::Note : Severity::Warning,
                "The next run is " + std::to_string(years) + " years away, on " + date + '.');
    }

    /// Open steps restart with each larger unit, so the gap at its end is another one.
    void unevenSteps()
    {
        const Expression& e = m_tree.expression();
        for (const Field field : {Field::Month, Field::Day, Field::Hour, Field::Minute, Field::Second}) {
            const auto items = e.items(field);
            if (items.size() != 1 || !items.front().isOpenStep() || (field == Field::Day && e.fromMonthEnd))
                continue;
            unevenStep(field, items.front());
        }
    }

    void unevenStep(Field field, const Item& item)
    {
        const Limits limits = limitsOf(field);
        const std::int32_t first = item.start - limits.from;
        const std::int32_t period = limits.to - limits.from + 1;
        const std::int32_t last = first + (period - 1 - first) / item.step * item.step;
        const std::int32_t gap = first + period - last;
        // Starting later than one step is most likely meant: "every two hours from eight on".
        if (field != Field::Day && (gap == item.step || first >= item.step))
            return;
        const Unit unit = unitOf(field);
        std::string gaps;
        if (field == Field::Day) {
            gaps = dayGaps(item);
        } else if (field == Field::Month) {
            gaps = "gaps of " + std::to_string(item.step) + " months, then " + std::to_string(gap);
        } else {
            gaps = "gaps of " + duration(item.step * unit.micros) + ", then " + duration(gap * unit.micros);
        }
        add(partOf(field), LintCode::UnevenStep, Severity::Warning,
            std::string("The step starts again ") + unit.resets + ": " + gaps + '.');
    }

    /// Across the end of a month, by its length.
    static std::string dayGaps(const Item& item)
    {
        std::int32_t shortest = 31;
        std::int32_t longest = 0;
        for (int length = 28; length <= 31; ++length) {
            if (item.start > length)
                continue;
            const std::int32_t last = item.start + (length - item.start) / item.step * item.step;
            const std::int32_t gap = length - last + item.start;
            shortest = std::min(shortest, gap);
            longest = std::max(longest, gap);
        }
        const std::string range = shortest == longest
                                      ? std::to_string(shortest)
                                      : std::to_string(shortest) + " to " + std::to_string(longest);
        return "gaps of " + counted(item.step, "day", "days") + ", then of " + range;
    }

    void missingDays()
    {
        if (m_set.days == kAllDays || (m_set.days & kInEveryMonth) != 0)
            return;
        const int shortest = std::countr_zero(m_set.days) + 1;
        std::vector<std::string> lacking;
        for (int month = 1; month <= 12; ++month) {
            if (m_set.has(Field::Month, month) && daysInMonth(2001, month) < shortest)
                lacking.push_back(monthName(month));
        }
        const bool onlyLeapDay = std::popcount(m_set.months) == 1 && m_set.has(Field::Month, 2);
        if (lacking.empty() || onlyLeapDay)
            return;
        add(Part::Day, LintCode::DayMissingInMonths, Severity::Warning,
            "There is no run in " + listed(lacking) + (shortest == 29 ? " except in leap years" : "") +
                ". For the last day of every month write ~1.");
        withFix(m_tree.withText(Part::Day, "~1"));
    }

    void bothMustMatch()
    {
        const bool dates = m_set.days != kAllDays || m_set.daysFromEnd != kAllDays;
        if (dates && m_set.weekdays != kEveryWeekday)
            add(Part::Weekdays, LintCode::BothMustMatch, Severity::Note,
                "Weekday and date must both match; cron would take either.");
    }

    void tooFrequent()
    {
        const std::int64_t perMinute = m_set.secondsPerMinute();
        if (perMinute <= 1)
            return;
        const std::string often =
            perMinute > 60 ? "more often than once a second" : "more often than once a minute";
        add(Part::Second, LintCode::TooFrequent, Severity::Warning,
            "This runs " + often + ": " + std::to_string(perMinute) + " times a minute.");
    }

    void systemd()
    {
        const SystemdReport report = checkOnSystemd(m_event, m_zone, m_now);
        if (!report.safeText)
            return;
        const bool refused = report.has(SystemdRisk::Kind::Refused);
        const bool loses = report.has(SystemdRisk::Kind::LostElapses);
        addToAll(LintCode::SystemdDiffers, Severity::Note,
                 refused ? "systemd itself refuses this list of days by mistake."
                 : loses
                     ? "systemd itself would pass over some of these runs; with bounded steps it does not."
                     : "systemd itself may give up on this step at a change of the clocks; bounded steps are "
                       "safe.");
        m_lints.back().fix = {*report.safeText};
    }

    const SyntaxTree& m_tree;
    const CalendarEvent& m_event;
    const MatchSet& m_set;
    TimeZone m_zone;
    Instant m_now;
    std::vector<Lint> m_lints;
};

} // namespace

std::vector<Lint> setLints(const SyntaxTree& tree, const CalendarEvent& event, const TimeZone& zone,
                           Instant now)
{
    return SetLints(tree, event, zone, now).find();
}

} // namespace reveille::calendar
