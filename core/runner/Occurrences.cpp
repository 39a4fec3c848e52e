#include "core/runner/Occurrences.h"

#include "core/runner/FiringId.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <QDate>
#include <QtEndian>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr microseconds kTick{1};

/// The whole of a date on the wall clock of a zone; nothing for a text that is no date.
std::optional<Occurrences::Span> dayOf(const QString& text, const calendar::TimeZone& zone)
{
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (!date.isValid())
        return std::nullopt;
    const auto midnight = [&zone](const QDate& day) {
        return zone.resolve(calendar::CivilTime{day.year(), day.month(), day.day()}).first;
    };
    return Occurrences::Span{midnight(date), midnight(date.addDays(1))};
}

} // namespace

Result<Occurrences> Occurrences::of(const Schedule& schedule)
{
    const auto zone = calendar::TimeZone::load(schedule.zone.toStdString());
    if (!zone)
        return fail(ErrorCode::UnknownZone, schedule.zone);
    std::vector<std::string> lines;
    for (const QString& line : schedule.when)
        lines.push_back(line.toStdString());
    auto timetable = calendar::Timetable::parse(lines, *zone);
    if (!timetable)
        return fail(ErrorCode::Parse, schedule.name, QString::fromStdString(timetable.error().error.message));
    return Occurrences(std::move(*timetable), schedule.policy, schedule.id);
}

Occurrences::Occurrences(calendar::Timetable timetable, const SchedulePolicy& policy, ScheduleId schedule)
    : m_table(std::move(timetable), policy.gap, policy.fold),
      m_until(policy.until),
      m_jitter(policy.jitter),
      m_fixedJitter(policy.fixedJitter),
      m_schedule(std::move(schedule))
{
    for (const QString& text : policy.excludedDates) {
        if (const auto day = dayOf(text, zone()))
            m_excluded.push_back(*day);
    }
    std::ranges::sort(m_excluded);
}

std::optional<Instant> Occurrences::next(Instant after) const
{
    auto at = m_table.next(after);
    while (at && std::ranges::binary_search(m_decided, *at))
        at = m_table.next(*at);
    return at && m_until && *at > *m_until ? std::nullopt : at;
}

std::optional<Instant> Occurrences::previous(Instant before) const
{
    auto at = m_table.previous(m_until ? std::min(before, *m_until + kTick) : before);
    while (at && std::ranges::binary_search(m_decided, *at))
        at = m_table.previous(*at);
    return at;
}

std::size_t Occurrences::countIn(Instant after, Instant until) const
{
    if (m_until)
        until = std::min(until, *m_until);
    if (after >= until)
        return 0;
    const auto decided =
        std::ranges::upper_bound(m_decided, until) - std::ranges::upper_bound(m_decided, after);
    return m_table.countIn(after, until) - static_cast<std::size_t>(decided);
}

Occurrences Occurrences::without(std::vector<Instant> decided) const
{
    Occurrences rest = *this;
    std::erase_if(decided, [this](Instant at) { return m_table.next(at - kTick) != at; });
    rest.m_decided = std::move(decided);
    return rest;
}

std::vector<Instant> Occurrences::upcoming(Instant after, std::size_t count) const
{
    std::vector<Instant> found;
    for (auto at = next(after); at && found.size() < count; at = next(*at))
        found.push_back(*at);
    return found;
}

bool Occurrences::isElapse(Instant at) const
{
    return next(at - kTick) == at;
}

std::optional<Instant> Occurrences::endOfExclusion(Instant at) const
{
    const auto behind = std::ranges::upper_bound(m_excluded, at, {}, &Span::first);
    if (behind == m_excluded.begin() || at >= std::prev(behind)->second)
        return std::nullopt;
    return std::prev(behind)->second;
}

Instant Occurrences::startOf(Instant at) const
{
    if (m_jitter <= seconds(0))
        return at;
    milliseconds room = m_jitter;
    if (const auto following = m_table.next(at))
        room = std::min(room, duration_cast<milliseconds>(*following - at));
    const QByteArray name = m_fixedJitter ? fixedShareOf(m_schedule) : firingIdOf(m_schedule, at);
    const auto hash = qFromBigEndian<quint32>(name.constData());
    // That many 2^32ths of the room, so never the whole of it. A room of a month in milliseconds has 32 bits.
    const auto share = (quint64{hash} * static_cast<quint64>(room.count())) >> 32U;
    return at + milliseconds(static_cast<qint64>(share));
}

} // namespace reveille
