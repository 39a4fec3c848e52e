#include "core/calendar/SystemdSafety.h"

#include "core/calendar/Civil.h"
#include "core/calendar/EventData.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/NormalForm.h"
#include "core/calendar/SyntaxTree.h"
#include "core/calendar/ValueText.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

using Kind = SystemdRisk::Kind;

constexpr std::int32_t kExact = 0;

/// The first value after the field's last one.
[[nodiscard]] constexpr std::int32_t unitEnd(Field field) noexcept
{
    return limitsOf(field).to + 1;
}

/// Where an open step lands beyond its field, counted from the field's end: 0 if it meets the next unit
/// exactly.
[[nodiscard]] std::int32_t overshootOf(const Item& item, Field field, bool fromMonthEnd) noexcept
{
    const std::int32_t end = unitEnd(field);
    // In December and January, where it matters, both months have 31 days.
    const std::int32_t start = fromMonthEnd ? 32 - item.start : item.start;
    const std::int32_t past = (end - start) % item.step;
    return past == 0 ? kExact : item.step - past;
}

struct Overshoot
{
    std::int32_t landing = kExact; ///< of the open step that lands first
    std::int32_t first = 0;        ///< the field's smallest value, counted from its beginning
};

[[nodiscard]] Overshoot overshootOf(const Expression& e, Field field) noexcept
{
    const bool fromEnd = field == Field::Day && e.fromMonthEnd;
    const std::int32_t begin = limitsOf(field).from;
    Overshoot result{-1, INT32_MAX};
    for (const Item& item : e.items(field)) {
        const std::int32_t far = fromEnd && item.stop >= 0 ? item.stop : item.start;
        result.first = std::min(result.first, (fromEnd ? 32 - far : item.start) - begin);
        if (!item.isOpenStep())
            continue;
        const std::int32_t landing = overshootOf(item, field, fromEnd);
        result.landing = result.landing < 0 ? landing : std::min(result.landing, landing);
    }
    result.landing = std::max(result.landing, kExact);
    return result;
}

constexpr std::uint32_t kFirst = 1;
constexpr std::uint32_t kLastDays = 0x7800'0000; // the 28th to the 31st may be a month's last day

[[nodiscard]] bool canFollow(std::uint32_t days) noexcept
{
    return (days & days >> 1) != 0 || ((days & kFirst) != 0 && (days & kLastDays) != 0);
}

/// May a matching day follow upon a matching day?
[[nodiscard]] bool daysCanFollow(const MatchSet& set) noexcept
{
    const auto nextWeekdays = static_cast<std::uint32_t>(set.weekdays >> 1 | (set.weekdays & 1) << 6);
    return (set.weekdays & nextWeekdays) != 0 && canFollow(set.days) && canFollow(set.daysFromEnd);
}

/// systemd resets only one lower field after a carry, so elapses get lost where the carry goes on into the
/// field above: seconds at the end of an hour, minutes at midnight, hours at the end of a month, days at the
/// end of a year.
[[nodiscard]] bool carryGoesOn(const MatchSet& set, Field field) noexcept
{
    constexpr std::uint32_t kBeforeMidnight = 1U << 23;
    const bool midnight = (set.hours & kBeforeMidnight) != 0 && (set.hours & 1U) != 0 && daysCanFollow(set);
    switch (field) {
    case Field::Second: {
        const bool nextHour = (set.hours & set.hours >> 1) != 0;
        return (set.minutes >> 59 & 1U) != 0 && (set.minutes & 1U) != 0 && (nextHour || midnight);
    }
    case Field::Minute:
        return midnight;
    case Field::Hour:
        return daysCanFollow(set) && (set.days & kFirst) != 0 && (set.days & kLastDays) != 0 &&
               (set.daysFromEnd & kFirst) != 0 && (set.daysFromEnd & kLastDays) != 0;
    case Field::Day:
        return (set.months >> 11 & 1U) != 0 && (set.months & 1U) != 0;
    default:
        return false;
    }
}

[[nodiscard]] bool losesElapses(const Expression& e, const MatchSet& set, Field field) noexcept
{
    const Overshoot over = overshootOf(e, field);
    return over.first < over.landing && carryGoesOn(set, field);
}

[[nodiscard]] bool overshoots(const Expression& e, Field field) noexcept
{
    const bool fromEnd = field == Field::Day && e.fromMonthEnd;
    const auto items = e.items(field);
    return std::any_of(items.begin(), items.end(), [&](const Item& item) {
        // Days counted from the beginning overshoot in the shorter months as well.
        const bool anyMonth = field == Field::Day && !fromEnd;
        return item.isOpenStep() && (anyMonth || overshootOf(item, field, fromEnd) != kExact);
    });
}

/// systemd counts three days less for every further item of a list of days from the end.
[[nodiscard]] bool isRefusedList(const Expression& e) noexcept
{
    if (!e.fromMonthEnd)
        return false;
    std::int32_t limit = 28;
    for (const Item& item : e.items(Field::Day)) {
        if (item.start > limit || item.stop > limit || item.step > limit - 1)
            return true;
        limit -= 3;
    }
    return false;
}

struct ZoneTraits
{
    bool changes = false;
    bool negativeDst = false;
    bool unalignedGap = false;
    bool overlapState = false;
};

[[nodiscard]] ZoneTraits traitsOf(const TimeZone::Table& zone, Instant from)
{
    ZoneTraits traits;
    const auto& windows = zone.windows;
    const std::int64_t begin = floorDiv(from.time_since_epoch().count(), kMicrosPerSecond);
    for (std::size_t i = zone.windowAt(begin) + 1; windows[i].begin != TimeZone::Table::kFar; ++i) {
        const auto& before = windows[i - 1];
        const auto& after = windows[i];
        traits.changes = true;
        if (before.daylight != after.daylight)
            traits.negativeDst |= after.daylight == (after.offset < before.offset);
        if (after.offset > before.offset)
            traits.unalignedGap |= before.localEnd % 3600 != 0 || after.localBegin % 3600 != 0;
        else
            traits.overlapState |= before.daylight == after.daylight;
    }
    return traits;
}

void bound(Item& item, Field field, bool fromMonthEnd) noexcept
{
    if (!item.isOpenStep())
        return;
    if (fromMonthEnd) {
        item.stop = item.start;
        item.start -= (item.start - 1) / item.step * item.step;
        return;
    }
    item.stop = field == Field::Second
                    ? lastOf(item)
                    : item.start + (limitsOf(field).to - item.start) / item.step * item.step;
}

[[nodiscard]] std::string boundedText(const Expression& e, Field field)
{
    const bool fromEnd = field == Field::Day && e.fromMonthEnd;
    std::vector<Item> items(e.items(field).begin(), e.items(field).end());
    for (Item& item : items)
        bound(item, field, fromEnd);
    return fieldText(items, field);
}

[[nodiscard]] std::optional<std::string> safeTextOf(const CalendarEvent& event,
                                                    const std::vector<Field>& fields)
{
    auto tree = SyntaxTree::parse(event.text());
    for (const Field field : fields) {
        if (tree)
            tree = tree->withText(partOf(field), boundedText(tree->expression(), field));
    }
    if (tree && isRefusedList(tree->expression()))
        tree = tree->withText(Part::Day, valueText(tree->values(Part::Day), Field::Day, true));
    if (!tree || isRefusedList(tree->expression()) || tree->text() == event.text())
        return std::nullopt;
    return tree->text();
}

} // namespace

bool SystemdReport::has(SystemdRisk::Kind kind) const noexcept
{
    return std::any_of(risks.begin(), risks.end(),
                       [kind](const SystemdRisk& risk) { return risk.kind == kind; });
}

SystemdReport checkOnSystemd(const CalendarEvent& event, const TimeZone& zone, Instant from)
{
    const Expression& e = event.data().expression;
    const ZoneTraits traits = traitsOf(event.zone().value_or(zone).table(), from);
    SystemdReport report;
    std::vector<Field> atFault;
    for (const Field field : {Field::Month, Field::Day, Field::Hour, Field::Minute, Field::Second}) {
        if (!overshoots(e, field))
            continue;
        const bool loses = losesElapses(e, event.matches(), field);
        if (loses)
            report.risks.push_back({Kind::LostElapses, field});
        if (traits.changes)
            report.risks.push_back({Kind::Deadlock, field});
        if (loses || traits.changes)
            atFault.push_back(field);
    }
    if (isRefusedList(e))
        report.risks.push_back({Kind::Refused, Field::Day});
    if (!report.risks.empty())
        report.safeText = safeTextOf(event, atFault);
    if (traits.negativeDst)
        report.risks.push_back({Kind::NegativeDst, std::nullopt});
    if (traits.unalignedGap)
        report.risks.push_back({Kind::UnalignedGap, std::nullopt});
    if (traits.overlapState)
        report.risks.push_back({Kind::OverlapState, std::nullopt});
    return report;
}

} // namespace reveille::calendar
