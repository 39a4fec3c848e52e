#include "tests/support/FakeInstances.h"

#include "core/calendar/Timetable.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace reveille::test {

namespace {

std::optional<Instant> nextOf(const ProviderSchedule& schedule, Instant after)
{
    const auto table = calendar::Timetable::parse({schedule.when.toStdString()}, calendar::TimeZone::utc());
    return table ? table->next(after) : std::nullopt;
}

} // namespace

FakeInstances::Instance& FakeInstances::add(const QString& id, MachinePhase phase)
{
    settle();
    Instance& instance = m_instances[id];
    instance.phase = phase;
    instance.history.startCount = 0;
    return instance;
}

FakeInstances::Instance* FakeInstances::find(const QString& id)
{
    settle();
    const auto at = m_instances.find(id);
    return at == m_instances.end() ? nullptr : &at->second;
}

QStringList FakeInstances::names(const QString& id)
{
    QStringList names;
    if (const Instance* instance = find(id)) {
        for (const ProviderSchedule& schedule : instance->schedules)
            names.append(schedule.name);
    }
    names.sort();
    return names;
}

void FakeInstances::settle()
{
    const Instant now = m_clock.now();
    while (m_settled < now) {
        // The earliest elapse of all, one at a time: what it does may change what comes next.
        std::optional<Instant> first;
        std::vector<std::pair<QString, ProviderSchedule>> due;
        for (const auto& [id, instance] : m_instances) {
            for (const ProviderSchedule& schedule : instance.schedules) {
                const auto at = nextOf(schedule, m_settled);
                if (!at || *at > now || (first && *at > *first))
                    continue;
                if (!first || *at < *first)
                    due.clear();
                first = at;
                due.emplace_back(id, schedule);
            }
        }
        m_settled = first.value_or(now);
        for (const auto& [id, schedule] : due) {
            if (fires)
                fire(id, schedule, m_settled);
        }
    }
}

void FakeInstances::setPhase(Instance& instance, MachinePhase phase, Instant at)
{
    const bool wasRunning = instance.phase == MachinePhase::Running;
    const bool isRunning = phase == MachinePhase::Running;
    if (isRunning && !wasRunning) {
        instance.history.startedAt = at;
        instance.history.startCount = instance.history.startCount.value_or(0) + 1;
    } else if (!isRunning && wasRunning) {
        instance.history.stoppedAt = at;
        instance.history.stopReason = u"platform shutdown"_s;
    }
    instance.phase = phase;
}

void FakeInstances::fire(const QString& id, const ProviderSchedule& schedule, Instant at)
{
    const auto found = m_instances.find(id);
    if (found == m_instances.end())
        return;
    Instance& instance = found->second;
    if (schedule.action == u"start")
        setPhase(instance, MachinePhase::Running, at);
    else if (schedule.action == u"stop")
        setPhase(instance, MachinePhase::Stopped, at);
    else if (schedule.action == u"exec")
        instance.commands.append(schedule.args.join(u' '));
    else if (schedule.action == u"checkpoint")
        instance.checkpoints.prepend(
            Snapshot{Snapshot::Kind::Checkpoint, {}, id + u"-%1"_s.arg(++m_made), u"checkpoint"_s, at});
    else if (schedule.action == u"delete" && !instance.isLocked)
        m_instances.erase(found);
}

Result<Machine> FakeInstances::get(const MachineId& id)
{
    const Instance* instance = find(id.value);
    if (!instance)
        return fail(ErrorCode::NotFound, id.value);
    Machine machine;
    machine.key.machine = id;
    machine.phase = instance->phase;
    machine.history = instance->history;
    machine.rules.deleteLocked = instance->isLocked;
    QVector<ProviderSchedule> schedules = instance->schedules;
    for (ProviderSchedule& schedule : schedules)
        schedule.nextAt = nextOf(schedule, m_clock.now());
    machine.providerSchedules = schedules;
    return machine;
}

QVector<Machine> FakeInstances::list()
{
    settle();
    QVector<Machine> machines;
    for (const auto& [id, instance] : m_instances)
        machines.append(get(MachineId{id}).value());
    return machines;
}

Result<void> FakeInstances::edit(const MachineId& id, const ProviderScheduleEdit& edit)
{
    Instance* instance = find(id.value);
    if (!instance)
        return fail(ErrorCode::NotFound, id.value);
    QVector<ProviderSchedule> after = instance->schedules;
    if (edit.operation == ProviderScheduleEdit::Operation::Set)
        after.clear();
    for (const QString& name : edit.names) {
        if (after.removeIf([&](const ProviderSchedule& s) { return s.name == name; }) == 0)
            return fail(ErrorCode::NotFound, name);
    }
    for (ProviderSchedule schedule : edit.schedules) {
        if (refusedNames.contains(schedule.name))
            return fail(ErrorCode::InvalidArgument, schedule.name);
        if (std::ranges::any_of(after, [&](const ProviderSchedule& s) { return s.name == schedule.name; }))
            return fail(ErrorCode::AlreadyExists, schedule.name);
        schedule.nextAt.reset();
        after.append(schedule);
    }
    if (after.size() > 8)
        return fail(ErrorCode::QuotaExceeded, id.value);
    instance->schedules = after;
    return {};
}

Result<Machine> FakeInstances::start(const MachineId& id)
{
    if (Instance* instance = find(id.value))
        setPhase(*instance, MachinePhase::Running, m_clock.now());
    return get(id);
}

Result<Machine> FakeInstances::stop(const MachineId& id, MachinePhase to)
{
    if (Instance* instance = find(id.value))
        setPhase(*instance, to, m_clock.now());
    return get(id);
}

Result<Snapshot> FakeInstances::checkpoint(const MachineId& id, const QString& name)
{
    Instance* instance = find(id.value);
    if (!instance)
        return fail(ErrorCode::NotFound, id.value);
    Snapshot made{Snapshot::Kind::Checkpoint, {}, name, u"checkpoint"_s, m_clock.now()};
    if (made.name.isEmpty())
        made.name = id.value + u"-%1"_s.arg(++m_made);
    instance->checkpoints.prepend(made);
    return made;
}

Result<void> FakeInstances::remove(const MachineId& id)
{
    const Instance* instance = find(id.value);
    if (!instance)
        return fail(ErrorCode::NotFound, id.value);
    if (instance->isLocked)
        return fail(ErrorCode::Forbidden, id.value, u"Deletion protection enabled"_s);
    m_instances.erase(id.value);
    return {};
}

} // namespace reveille::test
