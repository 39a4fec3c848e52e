#include "core/calendar/TimeZone.h"

#include "core/calendar/Civil.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

/// Far outside of anything a calendar shows, near enough for the arithmetic: about 11,000 years either way.
constexpr std::int64_t kReach = 350'000'000'000;

[[nodiscard]] std::int64_t secondOf(Instant at) noexcept
{
    return std::clamp(floorDiv(at.time_since_epoch().count(), kMicrosPerSecond), -kReach / 200, kReach);
}

[[nodiscard]] Instant instantOf(std::int64_t second, std::int64_t micros = 0) noexcept
{
    return Instant(std::chrono::microseconds(second * kMicrosPerSecond + micros));
}

} // namespace

TimeZone::TimeZone() : m_table(utcTable()) {}

TimeZone TimeZone::utc()
{
    return {};
}

std::optional<TimeZone> TimeZone::load(std::string_view name)
{
    if (const Table* table = internZone(name); table != nullptr)
        return TimeZone(table);
    return std::nullopt;
}

const std::string& TimeZone::name() const noexcept
{
    return m_table->name;
}

bool TimeZone::isUtc() const noexcept
{
    return m_table->name == "UTC";
}

std::chrono::seconds TimeZone::offsetAt(Instant at) const noexcept
{
    return std::chrono::seconds(m_table->windows[m_table->windowAt(secondOf(at))].offset);
}

CivilTime TimeZone::toCivil(Instant at) const noexcept
{
    const std::int64_t second = secondOf(at);
    const std::int64_t micros = at.time_since_epoch().count() - second * kMicrosPerSecond;
    const std::int64_t wall = second + m_table->windows[m_table->windowAt(second)].offset;
    CivilTime civil = civilOfWall(wall * kMicrosPerSecond);
    civil.microsecond = static_cast<int>(std::clamp<std::int64_t>(micros, 0, kMicrosPerSecond - 1));
    return civil;
}

TimeZone::Resolution TimeZone::resolve(const CivilTime& civil) const noexcept
{
    const std::int64_t wall = floorDiv(wallMicros(civil), kMicrosPerSecond);
    const Table::Place first = m_table->place(wall, 0);
    if (!first.exists) {
        const Instant jump = instantOf(m_table->windows[first.window].begin);
        return {Resolution::Kind::Skipped, jump, jump};
    }
    const Instant at = instantOf(first.at, civil.microsecond);
    const Table::Place again = m_table->place(wall, first.window + 1);
    if (again.exists)
        return {Resolution::Kind::Repeated, at, instantOf(again.at, civil.microsecond)};
    return {Resolution::Kind::Unique, at, at};
}

std::optional<TimeZone::Transition> TimeZone::nextTransition(Instant at) const noexcept
{
    const std::size_t i = m_table->windowAt(secondOf(at));
    const Table::Window& next = m_table->windows[i + 1];
    if (next.begin == Table::kFar)
        return std::nullopt;
    return Transition{instantOf(next.begin), std::chrono::seconds(m_table->windows[i].offset),
                      std::chrono::seconds(next.offset)};
}

} // namespace reveille::calendar
