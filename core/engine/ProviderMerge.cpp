#include "core/engine/ProviderMerge.h"

#include "core/calendar/Timetable.h"
#include "core/engine/ProviderForm.h"

#include <algorithm>
#include <chrono>

#include <QHash>
#include <QSet>

namespace reveille {

using calendar::Instant;

namespace {

constexpr std::chrono::seconds kTolerance{1};
constexpr std::chrono::seconds kToldBefore{5};

Drift driftOf(const Schedule& schedule, const ProviderSide& side)
{
    const QVector<ProviderSchedule> seen = side.allSeen();
    if (!schedule.enabled)
        return seen.isEmpty() ? Drift::None : Drift::ChangedThere;
    if (seen.isEmpty())
        return Drift::RemovedThere;
    const auto asks = [](const ProviderSchedule& a, const ProviderSchedule& b) { return a.asks(b); };
    return std::ranges::equal(seen, side.allAgreed(), asks) ? Drift::None : Drift::ChangedThere;
}

std::optional<ProviderSchedule> seenOf(const ProviderSchedule& agreed, const QVector<ProviderSchedule>& there)
{
    const auto at = std::ranges::find(there, agreed.name, &ProviderSchedule::name);
    return at == there.cend() ? std::nullopt : std::optional(*at);
}

bool isOn(const Schedule& schedule, const MachineKey& machine)
{
    return schedule.firedBy == FiredBy::Provider && schedule.machine == machine && schedule.provider;
}

} // namespace

bool nextDiffers(const ProviderSchedule& seen, Instant now)
{
    const auto timetable = calendar::Timetable::parse({seen.when.toStdString()}, calendar::TimeZone::utc());
    if (!timetable)
        return true;
    const auto ours = timetable->next(now + kToldBefore);
    if (!seen.nextAt)
        return ours.has_value();
    if (ours && *ours < *seen.nextAt - kTolerance)
        return true;
    const auto same = timetable->next(*seen.nextAt - kTolerance - std::chrono::microseconds(1));
    return !same || *same > *seen.nextAt + kTolerance;
}

QVector<Schedule> mergeProviderSchedules(const MachineKey& machine, const QVector<ProviderSchedule>& there,
                                         const QVector<Schedule>& stored, Instant now)
{
    QVector<Schedule> changed;
    QStringList known;
    for (const Schedule& schedule : stored) {
        if (!isOn(schedule, machine))
            continue;
        Schedule read = schedule;
        ProviderSide& side = *read.provider;
        known.append(side.agreed.name);
        side.seen = seenOf(side.agreed, there);
        for (ProviderPart& part : side.more) {
            known.append(part.agreed.name);
            part.seen = seenOf(part.agreed, there);
        }
        side.drift = driftOf(schedule, side);
        side.nextDiffers = std::ranges::any_of(
            side.allSeen(), [now](const ProviderSchedule& seen) { return nextDiffers(seen, now); });
        if (!(read == schedule))
            changed.append(read);
    }
    for (const ProviderSchedule& schedule : there) {
        if (known.contains(schedule.name))
            continue;
        auto adopted = adoptedSchedule(machine, schedule, now);
        if (!adopted)
            continue;
        adopted->provider->nextDiffers = nextDiffers(schedule, now);
        changed.append(*std::move(adopted));
    }
    return changed;
}

QVector<Schedule> mergeProviderSchedules(const QVector<Machine>& machines, const QVector<Schedule>& stored,
                                         Instant now)
{
    QHash<MachineKey, QVector<Schedule>> known;
    known.reserve(machines.size());
    for (const Machine& machine : machines)
        known.insert(machine.key, {});
    for (const Schedule& schedule : stored) {
        if (schedule.firedBy != FiredBy::Provider)
            continue;
        if (const auto at = known.find(schedule.machine); at != known.end())
            at->append(schedule);
    }
    QVector<Schedule> changed;
    for (const Machine& machine : machines) {
        if (machine.providerSchedules)
            changed += mergeProviderSchedules(machine.key, *machine.providerSchedules,
                                              known.value(machine.key), now);
    }
    return changed;
}

QVector<Schedule> withoutMachines(const QVector<MachineKey>& machines, const QVector<Schedule>& stored)
{
    const QSet<MachineKey> gone(machines.cbegin(), machines.cend());
    QVector<Schedule> theirs;
    for (const Schedule& schedule : stored) {
        if (schedule.firedBy == FiredBy::Provider && gone.contains(schedule.machine))
            theirs.append(schedule);
    }
    QVector<Schedule> changed;
    if (theirs.isEmpty())
        return changed;
    for (const MachineKey& machine : gone)
        changed += withoutMachine(machine, theirs);
    return changed;
}

QVector<Schedule> withoutMachine(const MachineKey& machine, const QVector<Schedule>& stored)
{
    QVector<Schedule> changed;
    for (Schedule schedule : stored) {
        if (!isOn(schedule, machine) || !schedule.enabled || schedule.provider->drift == Drift::RemovedThere)
            continue;
        schedule.provider->seen.reset();
        for (ProviderPart& part : schedule.provider->more)
            part.seen.reset();
        schedule.provider->drift = Drift::RemovedThere;
        schedule.provider->nextDiffers = false;
        changed.append(schedule);
    }
    return changed;
}

} // namespace reveille
