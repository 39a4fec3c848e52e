#include "core/calendar/subset/Differences.h"

#include "core/calendar/Union.h"

#include <algorithm>
#include <optional>

namespace reveille::calendar {
namespace {

constexpr std::size_t kMostWalked = 20'000;
constexpr std::size_t kMostAroundChange = 3'000;
constexpr std::chrono::hours kAroundChange{26};

/// Walks both in step. False if there is more than `limit` to walk.
bool walk(const Timetable& a, const Timetable& b, Instant from, Instant until, std::size_t limit,
          std::size_t most, std::vector<Difference>& into)
{
    UnionWalk first(a.lines(), a.zone(), from);
    UnionWalk second(b.lines(), b.zone(), from);
    const auto within = [until](std::optional<Instant> at) { return at && *at <= until ? at : std::nullopt; };
    auto x = within(first.next());
    auto y = within(second.next());
    for (std::size_t i = 0; i < limit; ++i) {
        if ((!x && !y) || into.size() >= most)
            return true;
        const bool onlyX = x && (!y || *x < *y);
        const bool onlyY = y && (!x || *y < *x);
        if (onlyX || onlyY)
            into.push_back({onlyX ? *x : *y, onlyX});
        if (!onlyY)
            x = within(first.next());
        if (!onlyX)
            y = within(second.next());
    }
    return false;
}

std::vector<TimeZone> zonesOf(const Timetable& table)
{
    std::vector<TimeZone> zones;
    for (const CalendarEvent& line : table.lines()) {
        const TimeZone zone = line.zone().value_or(table.zone());
        if (std::find(zones.begin(), zones.end(), zone) == zones.end())
            zones.push_back(zone);
    }
    return zones;
}

} // namespace

Comparison compare(const Timetable& a, const Timetable& b, Instant from, Instant until, std::size_t most)
{
    Comparison result;
    if (walk(a, b, from, until, kMostWalked, most, result.first))
        return result;
    result.complete = false;
    for (const TimeZone& zone : zonesOf(a)) {
        for (auto change = zone.nextTransition(from);
             change && change->at <= until && result.first.size() < most;
             change = zone.nextTransition(change->at)) {
            std::vector<Difference> around;
            walk(a, b, std::max(from, change->at - kAroundChange),
                 std::min(until, change->at + kAroundChange), kMostAroundChange, most, around);
            for (const Difference& d : around) {
                const bool known = std::any_of(result.first.begin(), result.first.end(),
                                               [&](const Difference& k) { return k.at == d.at; });
                if (!known && result.first.size() < most)
                    result.first.push_back(d);
            }
        }
    }
    std::sort(result.first.begin(), result.first.end(),
              [](const Difference& x, const Difference& y) { return x.at < y.at; });
    return result;
}

} // namespace reveille::calendar
