#include "core/calendar/words/Words.h"

#include "core/calendar/words/DayWords.h"
#include "core/calendar/words/NeverWords.h"
#include "core/calendar/words/TimeWords.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

using Kind = Phrase::Kind;

constexpr std::size_t kMostTimesMerged = 16;
/// Joining compares all pairs, several times over.
constexpr std::size_t kMostLinesJoined = 64;

/// What is said in one go: a set, or a set whose times are listed because no single set has them.
struct Group
{
    MatchSet set;
    TimeZone zone;
    bool zoneKnown = true;
    std::vector<std::int64_t> times;
};

bool sameDates(const MatchSet& a, const MatchSet& b)
{
    return a.years == b.years && a.months == b.months && a.days == b.days && a.daysFromEnd == b.daysFromEnd &&
           a.weekdays == b.weekdays;
}

/// The union of two sets that differ in one component is a set again.
bool joinSets(MatchSet& a, const MatchSet& b)
{
    if (a.fractions != b.fractions)
        return false;
    const int differences = (a.years != b.years) + (a.months != b.months) + (a.weekdays != b.weekdays) +
                            (a.days != b.days) + (a.daysFromEnd != b.daysFromEnd) + (a.hours != b.hours) +
                            (a.minutes != b.minutes) + (a.seconds != b.seconds);
    if (differences > 1)
        return false;
    for (std::size_t i = 0; i < a.years.size(); ++i)
        a.years[i] |= b.years[i];
    a.months |= b.months;
    a.weekdays |= b.weekdays;
    a.days |= b.days;
    a.daysFromEnd |= b.daysFromEnd;
    a.hours |= b.hours;
    a.minutes |= b.minutes;
    a.seconds |= b.seconds;
    a.refresh();
    return true;
}

bool joinTimes(Group& a, const Group& b)
{
    if (!sameDates(a.set, b.set))
        return false;
    const auto timesOf = [](const Group& g) {
        return g.times.empty() ? timesOfDay(g.set, kMostTimesMerged) : std::optional(g.times);
    };
    auto times = timesOf(a);
    const auto others = timesOf(b);
    if (!times || !others || times->size() + others->size() > kMostTimesMerged)
        return false;
    times->insert(times->end(), others->begin(), others->end());
    std::sort(times->begin(), times->end());
    times->erase(std::unique(times->begin(), times->end()), times->end());
    a.times = std::move(*times);
    return true;
}

template <typename Join> void joinAll(std::vector<Group>& groups, Join join)
{
    if (groups.size() > kMostLinesJoined)
        return;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (std::size_t k = i + 1; k < groups.size();) {
            const bool possible = groups[i].zone == groups[k].zone && groups[i].set.everMatches() &&
                                  groups[k].set.everMatches();
            if (possible && join(groups[i], groups[k])) {
                groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(k));
                k = i + 1; // what grew may now fit what did not
            } else {
                ++k;
            }
        }
    }
}

void append(Phrases& to, Phrases what)
{
    to.insert(to.end(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
}

/// "Every 15 minutes" needs no "every day" before it, "every 15 minutes from 08:00 to 17:45" does.
bool goesWithoutDays(const Phrases& days, const Phrases& times)
{
    if (days.size() != 1 || days.front().kind != Kind::EveryDay || times.empty() ||
        times.front().kind == Kind::AtTimes)
        return false;
    return std::none_of(times.begin(), times.end(), [](const Phrase& p) {
        return p.kind == Kind::FromTo || p.kind == Kind::DuringHours;
    });
}

Phrases describeGroup(const Group& group, const std::optional<Instant>& now)
{
    if (auto never = neverPhrase(group.set, group.zone, now))
        return {std::move(*never)};
    Phrases phrases = dayPhrases(group.set);
    const bool once = phrases.front().kind == Kind::Once;
    Phrases times = group.times.empty() ? timePhrases(group.set) : Phrases{{Kind::AtTimes, group.times, {}}};
    if (goesWithoutDays(phrases, times))
        phrases.clear();
    append(phrases, std::move(times));
    if (!once)
        append(phrases, yearPhrases(group.set));
    return phrases;
}

bool isNever(const Phrases& phrases)
{
    return phrases.front().kind == Kind::Never || phrases.front().kind == Kind::NeverAgain;
}

Phrases describeGroups(const std::vector<Group>& groups, const std::optional<Instant>& now)
{
    std::vector<Phrases> parts;
    parts.reserve(groups.size());
    for (const Group& group : groups)
        parts.push_back(describeGroup(group, now));
    Phrases phrases;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i > 0)
            phrases.push_back({Kind::NextLine, {}, {}});
        // One zone for several lines is said once, after the last of them.
        const bool goesOn =
            i + 1 < groups.size() && groups[i + 1].zone == groups[i].zone && !isNever(parts[i + 1]);
        const bool zone = groups[i].zoneKnown && !goesOn && !isNever(parts[i]);
        append(phrases, std::move(parts[i]));
        if (zone)
            phrases.push_back({Kind::Zone, {}, groups[i].zone.name()});
    }
    return phrases;
}

Group groupOf(const CalendarEvent& event, const std::optional<TimeZone>& zone)
{
    const bool known = event.zone().has_value() || zone.has_value();
    return {event.matches(), event.zone().value_or(zone.value_or(TimeZone::utc())), known, {}};
}

} // namespace

Phrases describe(const CalendarEvent& event, const WordsOptions& options)
{
    return describeGroups({groupOf(event, options.zone)}, options.now);
}

Phrases describe(const Timetable& timetable, const WordsOptions& options)
{
    const TimeZone zone = options.zone.value_or(timetable.zone());
    std::vector<Group> groups;
    groups.reserve(timetable.lines().size());
    for (const CalendarEvent& line : timetable.lines())
        groups.push_back(groupOf(line, zone));
    joinAll(groups, [](Group& a, const Group& b) { return joinSets(a.set, b.set); });
    joinAll(groups, joinTimes);
    return describeGroups(groups, options.now);
}

} // namespace reveille::calendar
