#include "core/calendar/Union.h"

#include "core/calendar/Elapse.h"
#include "core/calendar/MatchSet.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

/// Beyond this the 2^n subsets could cost more than the walk.
constexpr std::size_t kMostLinesForArithmetic = 10;

struct Interval
{
    TimeZone zone;
    Instant after;
    Instant until;
};

/// |A ∪ B ∪ …| = Σ ± |subset ∩|; a subset with nothing in common ends its whole branch.
[[nodiscard]] std::int64_t inclusionExclusion(const std::vector<CalendarEvent>& lines, std::size_t from,
                                              const MatchSet* common, std::int64_t sign, const Interval& in)
{
    std::int64_t count = 0;
    for (std::size_t i = from; i < lines.size(); ++i) {
        const MatchSet set = common ? common->intersectedWith(lines[i].matches()) : lines[i].matches();
        if (!set.everMatches())
            continue;
        count += sign * countElapses(set, in.zone, in.after, in.until);
        count += inclusionExclusion(lines, i + 1, &set, -sign, in);
    }
    return count;
}

} // namespace

UnionWalk::UnionWalk(const std::vector<CalendarEvent>& lines, const TimeZone& zone, Instant after)
    : m_lines(lines), m_zone(zone)
{
    m_heads.reserve(lines.size());
    for (const CalendarEvent& line : lines)
        m_heads.push_back(line.next(after, zone));
}

std::optional<Instant> UnionWalk::next()
{
    std::optional<Instant> first;
    for (const auto& head : m_heads) {
        if (head && (!first || *head < *first))
            first = head;
    }
    for (std::size_t i = 0; first && i < m_heads.size(); ++i) {
        if (m_heads[i] == first)
            m_heads[i] = m_lines[i].next(*first, m_zone);
    }
    return first;
}

std::size_t countUnion(const std::vector<CalendarEvent>& lines, const TimeZone& zone, Instant after,
                       Instant until, std::size_t limit)
{
    if (lines.empty())
        return 0;
    const auto zoneOf = [&](const CalendarEvent& line) { return line.zone().value_or(zone); };
    const bool arithmetic =
        lines.size() <= kMostLinesForArithmetic &&
        std::all_of(lines.begin(), lines.end(), [&](const auto& line) {
            return zoneOf(line) == zoneOf(lines.front()) && !line.matches().hasFractions();
        });
    if (arithmetic) {
        const Interval in{zoneOf(lines.front()), after, until};
        return std::min(limit, static_cast<std::size_t>(inclusionExclusion(lines, 0, nullptr, 1, in)));
    }
    UnionWalk walk(lines, zone, after);
    std::size_t count = 0;
    while (count < limit) {
        const auto at = walk.next();
        if (!at || *at > until)
            break;
        ++count;
    }
    return count;
}

} // namespace reveille::calendar
