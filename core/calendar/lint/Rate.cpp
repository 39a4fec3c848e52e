#include "core/calendar/lint/Rate.h"

#include "core/calendar/Union.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

using std::chrono::hours;

constexpr std::size_t kMostCounted = 200'000;
constexpr std::size_t kMostGaps = 10'000;
constexpr hours kHorizon{24 * 3653};

void consider(Rate& rate, Instant from, Instant until)
{
    const auto gap = until - from;
    rate.shortestGap = std::min(gap, rate.shortestGap.value_or(gap));
    if (!rate.longestGap || gap > *rate.longestGap) {
        rate.longestGap = gap;
        rate.longestFrom = from;
    }
}

/// The gaps in which clocks change are the odd ones; a dense timetable would be given up long before the
/// first.
void findGapsAtClockChanges(const Timetable& timetable, Instant first, Rate& rate)
{
    for (const CalendarEvent& line : timetable.lines()) {
        const TimeZone zone = line.zone().value_or(timetable.zone());
        for (auto change = zone.nextTransition(first); change && change->at <= first + kHorizon;
             change = zone.nextTransition(change->at)) {
            const auto before = timetable.previous(change->at);
            const auto after = before ? timetable.next(*before) : before;
            if (after && *before >= first)
                consider(rate, *before, *after);
        }
    }
}

void findGaps(const Timetable& timetable, Instant from, Rate& rate)
{
    UnionWalk walk(timetable.lines(), timetable.zone(), from);
    auto last = walk.next();
    if (!last || *last > from + kHorizon)
        return;
    const Instant first = *last;
    for (std::size_t i = 0; i < kMostGaps; ++i) {
        const auto next = walk.next();
        if (!next || (*next > from + kHorizon && rate.longestGap))
            return;
        consider(rate, *last, *next);
        last = next;
    }
    rate.gapsExact = false;
    findGapsAtClockChanges(timetable, first, rate);
}

/// "between 8 hours and 2 days 17 hours apart"; of weeks, the hours that a clock change adds say nothing.
std::string apart(std::chrono::microseconds shortest, std::chrono::microseconds longest)
{
    constexpr hours kWeek{24 * 7};
    if (shortest == longest)
        return "always " + duration(shortest.count()) + " apart";
    const auto days = [](std::chrono::microseconds gap) {
        return std::chrono::round<std::chrono::days>(gap);
    };
    if (shortest < kWeek || (days(shortest) == shortest && days(longest) == longest))
        return "between " + duration(shortest.count()) + " and " + duration(longest.count()) + " apart";
    const std::int64_t least = days(shortest).count();
    const std::int64_t most = days(longest).count();
    if (least == most)
        return "about " + std::to_string(least) + " days apart";
    return "about " + std::to_string(least) + " to " + std::to_string(most) + " days apart";
}

} // namespace

Rate rateOf(const Timetable& timetable, Instant from)
{
    Rate rate;
    // One line is counted by arithmetic, however often it elapses.
    const std::size_t limit = timetable.lines().size() == 1 ? SIZE_MAX : kMostCounted;
    const auto count = [&](hours length) {
        const std::size_t found = timetable.countIn(from, from + length, limit);
        rate.countsExact = rate.countsExact && found < limit;
        return found;
    };
    rate.inHour = count(hours(1));
    rate.inDay = count(hours(24));
    rate.inWeek = count(hours(24 * 7));
    rate.inYear = count(hours(24 * 365));
    findGaps(timetable, from, rate);
    return rate;
}

std::vector<std::string> english(const Rate& rate)
{
    std::vector<std::string> lines;
    const auto number = [&](std::size_t n) { return static_cast<std::int64_t>(n); };
    std::string counts =
        std::string(rate.countsExact ? "" : "at least ") +
        (rate.inYear == 0 ? std::string("no run") : counted(number(rate.inYear), "run", "runs")) +
        " in the next 365 days";
    if (rate.inWeek > 0)
        counts += ", " + std::to_string(rate.inWeek) + " in the next 7 days";
    if (rate.inDay > 0)
        counts += ", " + std::to_string(rate.inDay) + " in the next 24 hours";
    lines.push_back(std::move(counts));
    if (rate.shortestGap && rate.longestGap)
        lines.push_back(apart(*rate.shortestGap, *rate.longestGap) +
                        (rate.gapsExact ? "" : ", as far as looked at"));
    return lines;
}

} // namespace reveille::calendar
