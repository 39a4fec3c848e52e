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

void findGaps(const Timetable& timetable, Instant from, Rate& rate)
{
    UnionWalk walk(timetable.lines(), timetable.zone(), from);
    auto last = walk.next();
    if (!last || *last > from + kHorizon)
        return;
    for (std::size_t i = 0; i < kMostGaps; ++i) {
        const auto next = walk.next();
        if (!next || (*next > from + kHorizon && rate.longestGap))
            return;
        const auto gap = *next - *last;
        rate.shortestGap = std::min(gap, rate.shortestGap.value_or(gap));
        if (!rate.longestGap || gap > *rate.longestGap) {
            rate.longestGap = gap;
            rate.longestFrom = *last;
        }
        last = next;
    }
    rate.gapsExact = false;
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
    if (rate.shortestGap && rate.longestGap) {
        const std::string shortest = duration(rate.shortestGap->count());
        const std::string longest = duration(rate.longestGap->count());
        const std::string how = rate.gapsExact ? "" : ", as far as looked at";
        lines.push_back(shortest == longest ? "always " + shortest + " apart" + how
                                            : "between " + shortest + " and " + longest + " apart" + how);
    }
    return lines;
}

} // namespace reveille::calendar
