#include "core/calendar/lint/ClockChanges.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Elapse.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <optional>

namespace reveille::calendar {
namespace {

using Effect = ClockChange::Effect;
using Micros = std::chrono::microseconds;

constexpr std::int64_t kNever = INT64_MIN;
constexpr std::size_t kMostTimesSaid = 4;

/// The lines of a timetable that are read in one zone, searched on the wall clock and on the real one.
class LinesOfZone
{
public:
    explicit LinesOfZone(const TimeZone& zone) : m_zone(zone) {}

    void add(const MatchSet& set) { m_sets.push_back(&set); }
    [[nodiscard]] const TimeZone& zone() const { return m_zone; }

    /// Strictly after and strictly before, as if the wall clock never changed.
    [[nodiscard]] std::optional<std::int64_t> wallAfter(std::int64_t wall) const
    {
        return next(TimeZone::utc(), Instant(Micros(wall)));
    }
    [[nodiscard]] std::optional<std::int64_t> wallBefore(std::int64_t wall) const
    {
        return previous(TimeZone::utc(), Instant(Micros(wall)));
    }
    [[nodiscard]] std::optional<std::int64_t> realAfter(Instant at) const { return next(m_zone, at); }
    [[nodiscard]] std::optional<std::int64_t> realBefore(Instant at) const { return previous(m_zone, at); }

private:
    [[nodiscard]] std::optional<std::int64_t> next(const TimeZone& zone, Instant after) const
    {
        std::optional<std::int64_t> best;
        for (const MatchSet* set : m_sets) {
            const std::int64_t at = nextElapse(*set, zone, after);
            if (at != kNever && (!best || at < *best))
                best = at;
        }
        return best;
    }
    [[nodiscard]] std::optional<std::int64_t> previous(const TimeZone& zone, Instant before) const
    {
        std::optional<std::int64_t> best;
        for (const MatchSet* set : m_sets) {
            const std::int64_t at = previousElapse(*set, zone, before);
            if (at != kNever && (!best || at > *best))
                best = at;
        }
        return best;
    }

    TimeZone m_zone;
    std::vector<const MatchSet*> m_sets;
};

struct WallSpan
{
    std::int64_t begin;
    std::int64_t end;
    [[nodiscard]] std::int64_t length() const { return end - begin; }
};

void listTimes(const LinesOfZone& lines, const WallSpan& span, ClockChange& change)
{
    for (auto wall = lines.wallAfter(span.begin - 1); wall && *wall < span.end;
         wall = lines.wallAfter(*wall)) {
        if (change.times.size() == ClockChange::kMostTimes) {
            change.more = true;
            return;
        }
        change.times.push_back(civilOfWall(*wall));
    }
}

bool hasElapseOnDay(const LinesOfZone& lines, const TimeZone& zone, const ClockChange& change)
{
    const CivilTime lost = change.times.front();
    // Around the change a local day is at most a day away from it.
    const Instant from = change.transition.at - std::chrono::hours(26);
    const Instant until = change.transition.at + std::chrono::hours(26);
    const auto isThatDay = [&](std::optional<std::int64_t> at) {
        if (!at)
            return false;
        const CivilTime c = zone.toCivil(Instant(Micros(*at)));
        return c.year == lost.year && c.month == lost.month && c.day == lost.day;
    };
    const auto before = lines.realBefore(change.transition.at);
    const auto after = lines.realAfter(change.transition.at - Micros(1));
    return (before && Instant(Micros(*before)) > from && isThatDay(before)) ||
           (after && Instant(Micros(*after)) < until && isThatDay(after));
}

Effect effectOfGap(const LinesOfZone& lines, const WallSpan& gap, const ClockChange& change)
{
    const std::int64_t firstLost = wallMicros(change.times.front());
    const auto wallBefore = lines.wallBefore(firstLost);
    const auto before = lines.realBefore(change.transition.at);
    const auto after = lines.realAfter(change.transition.at - Micros(1));
    if (wallBefore && before && after && firstLost - *wallBefore <= gap.length() &&
        *after - *before <= firstLost - *wallBefore)
        return Effect::KeepsBeat;
    return hasElapseOnDay(lines, change.zone, change) ? Effect::TimesLost : Effect::DayLost;
}

void judge(const LinesOfZone& lines, ClockChange& change)
{
    const std::int64_t at = change.transition.at.time_since_epoch().count();
    const std::int64_t before = at + Micros(change.transition.offsetBefore).count();
    const std::int64_t after = at + Micros(change.transition.offsetAfter).count();
    change.wallBefore = civilOfWall(before);
    change.wallAfter = civilOfWall(after);
    const WallSpan span{std::min(before, after), std::max(before, after)};
    listTimes(lines, span, change);
    if (change.times.empty())
        return;
    if (change.isForward()) {
        change.effect = effectOfGap(lines, span, change);
        return;
    }
    change.effect = Effect::FirstPassOnly;
    const auto last = lines.wallBefore(span.end);
    const auto next = lines.wallAfter(span.end - 1);
    const auto realLast = lines.realBefore(change.transition.at);
    // From the first pass on; a search that begins in the second one would go on inside it.
    const auto realNext = realLast ? lines.realAfter(Instant(Micros(*realLast))) : std::nullopt;
    if (last && next && realLast && realNext && *next - *last <= span.length()) {
        change.effect = Effect::SilentHour;
        change.silentFrom = Instant(Micros(*realLast));
        change.silentUntil = Instant(Micros(*realNext));
    }
}

std::vector<LinesOfZone> byZone(const Timetable& timetable)
{
    std::vector<LinesOfZone> groups;
    for (const CalendarEvent& line : timetable.lines()) {
        const TimeZone zone = line.zone().value_or(timetable.zone());
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const LinesOfZone& g) { return g.zone() == zone; });
        if (group == groups.end())
            group = groups.insert(groups.end(), LinesOfZone(zone));
        group->add(line.matches());
    }
    return groups;
}

std::string clockOf(const CivilTime& c)
{
    return timeOfDay((c.hour * 3600 + c.minute * 60 + c.second) * kMicrosPerSecond + c.microsecond);
}

std::string timesText(const ClockChange& change)
{
    std::vector<std::string> parts;
    for (const CivilTime& time : change.times)
        parts.push_back(clockOf(time));
    if (parts.size() > kMostTimesSaid || change.more) {
        const std::string last = change.more ? std::string("later times") : parts.back();
        return parts[0] + ", " + parts[1] + ", … and " + last;
    }
    return listed(parts);
}

std::string utcClock(Instant at)
{
    return clockOf(TimeZone::utc().toCivil(at)) + " UTC";
}

std::string effectText(const ClockChange& change)
{
    const bool one = change.times.size() == 1 && !change.more;
    switch (change.effect) {
    case Effect::Unaffected: {
        const auto shift = Micros(change.shiftInUtc()).count();
        return "no run is affected; in UTC they come " + duration(shift < 0 ? -shift : shift) +
               (shift < 0 ? " earlier" : " later") + " from then on";
    }
    case Effect::KeepsBeat:
        return "the skipped times do not exist, but no real time passes without its runs";
    case Effect::TimesLost:
        return timesText(change) +
               (one ? " does not exist and that run is lost" : " do not exist and those runs are lost");
    case Effect::DayLost:
        return timesText(change) + (one ? " does not exist" : " do not exist") +
               " and there is no run that day";
    case Effect::FirstPassOnly: {
        const auto resolved = change.zone.resolve(change.times.front());
        return timesText(change) + (one ? " comes" : " come") + " twice and " + (one ? "runs" : "run") +
               " once, on the first pass (" + utcClock(resolved.first) + ')';
    }
    case Effect::SilentHour:
        return "silent for " + duration((change.silentUntil - change.silentFrom).count()) + ", from " +
               clockOf(change.zone.toCivil(change.silentFrom)) + " (" + utcClock(change.silentFrom) +
               ") to " + clockOf(change.zone.toCivil(change.silentUntil)) + " (" +
               utcClock(change.silentUntil) + ')';
    }
    return {};
}

} // namespace

std::vector<ClockChange> clockChanges(const Timetable& timetable, Instant from, std::size_t count)
{
    std::vector<ClockChange> changes;
    for (const LinesOfZone& lines : byZone(timetable)) {
        auto transition = lines.zone().nextTransition(from);
        for (std::size_t i = 0; i < count && transition; ++i) {
            // What has had its last elapse is of no concern to later changes.
            if (!lines.realAfter(transition->at - std::chrono::hours(24)))
                break;
            ClockChange change;
            change.zone = lines.zone();
            change.transition = *transition;
            judge(lines, change);
            changes.push_back(std::move(change));
            transition = lines.zone().nextTransition(transition->at);
        }
    }
    std::stable_sort(changes.begin(), changes.end(), [](const ClockChange& a, const ClockChange& b) {
        return a.transition.at < b.transition.at;
    });
    return changes;
}

std::string english(const ClockChange& change)
{
    return dateText(change.wallBefore) + ": clocks go " + (change.isForward() ? "forward" : "back") +
           " from " + clockOf(change.wallBefore) + " to " + clockOf(change.wallAfter) + ' ' +
           zoneText(change.zone.name()) + "; " + effectText(change);
}

} // namespace reveille::calendar
