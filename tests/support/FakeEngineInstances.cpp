#include "tests/support/FakeEngineClient.h"

#include <algorithm>

namespace reveille::test {

using namespace Qt::StringLiterals;

void FakeEngineClient::resolveDrift(const ScheduleId& schedule, DriftChoice choice, Reply<Schedule> reply)
{
    calls += (choice == DriftChoice::TakeTheirs ? u"takeTheirs "_s : u"sendOurs "_s) + schedule.value;
    answer<Schedule>(reply, [this, schedule, choice]() -> Result<Schedule> {
        Schedule* known = find(schedule);
        if (known == nullptr || !known->provider)
            return fail(ErrorCode::NotFound, schedule.value);
        Schedule resolved = *known;
        if (choice == DriftChoice::SendOurs) {
            resolved.provider->seen = resolved.provider->agreed;
        } else if (resolved.provider->seen) {
            resolved.provider->agreed = *resolved.provider->seen;
            resolved.when = {resolved.provider->agreed.when};
            resolved.zone = u"UTC"_s;
        } else {
            resolved.enabled = false;
        }
        resolved.provider->drift = Drift::None;
        Changes changes;
        changes.schedules = {resolved};
        push(changes);
        return resolved;
    });
}

void FakeEngineClient::copySchedules(const QVector<ScheduleId>& schedules,
                                     const QVector<MachineKey>& machines, Reply<QVector<CopyResult>> reply)
{
    calls += u"copySchedules %1 to %2"_s.arg(schedules.size()).arg(machines.size());
    answer<QVector<CopyResult>>(reply, [this, schedules, machines]() -> Result<QVector<CopyResult>> {
        QVector<CopyResult> results;
        Changes changes;
        for (const ScheduleId& id : schedules) {
            for (const MachineKey& machine : machines) {
                CopyResult result{id, machine, std::nullopt, std::nullopt};
                if (const Schedule* known = find(id)) {
                    Schedule copy = *known;
                    copy.id = ScheduleId{u"schedule-%1"_s.arg(++m_last)};
                    copy.machine = machine;
                    changes.schedules.append(copy);
                    result.made = copy;
                } else {
                    result.error = fail(ErrorCode::NotFound, id.value).value();
                }
                results.append(result);
            }
        }
        push(changes);
        return results;
    });
}

void FakeEngineClient::controlMachine(const MachineKey& machine, MachineAction action,
                                      const StopOptions& options, Reply<Machine> reply)
{
    static const QStringList kWords{u"start"_s, u"stop"_s, u"suspend"_s, u"restart"_s};
    calls += kWords.at(static_cast<int>(action)) + u' ' + machine.machine.value;
    lastStop = options;
    answer<Machine>(reply, [this, machine, action]() -> Result<Machine> {
        switch (action) {
        case MachineAction::Stop:
            return setPhase(machine, MachinePhase::Stopped);
        case MachineAction::Suspend:
            return setPhase(machine, MachinePhase::Sleeping);
        case MachineAction::Start:
        case MachineAction::Restart:
            break;
        }
        return setPhase(machine, MachinePhase::Running);
    });
}

void FakeEngineClient::waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds,
                                   Reply<Machine> reply)
{
    calls += u"waitMachine "_s + machine.machine.value;
    answer<Machine>(reply, [this, machine, phase] { return setPhase(machine, phase); });
}

void FakeEngineClient::setTags(const MachineKey& machine, const QStringList& tags, Reply<Machine> reply)
{
    calls += u"setTags "_s + tags.join(u',');
    answer<Machine>(reply, [this, machine, tags] {
        return changeMachine(machine, [&](Machine& changed) { changed.tags = tags; });
    });
}

void FakeEngineClient::setDeleteLock(const MachineKey& machine, bool locked, Reply<Machine> reply)
{
    calls += (locked ? u"lock "_s : u"unlock "_s) + machine.machine.value;
    answer<Machine>(reply, [this, machine, locked] {
        return changeMachine(machine, [&](Machine& changed) { changed.rules.deleteLocked = locked; });
    });
}

void FakeEngineClient::fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                                       Reply<LogChunk> reply)
{
    calls += u"fetchMachineLog %1 %2 %3"_s.arg(machine.machine.value).arg(offset).arg(limit);
    answer<LogChunk>(reply, [this, offset, limit]() -> Result<LogChunk> {
        const qint64 size = console.size();
        LogChunk chunk;
        chunk.start = std::clamp(offset < 0 ? size + offset : offset, qint64{0}, size);
        chunk.output = console.mid(chunk.start, limit);
        chunk.end = chunk.start + chunk.output.size();
        chunk.availableEnd = size;
        return chunk;
    });
}

void FakeEngineClient::fetchMetrics(const MachineKey& machine, Reply<MachineMetrics> reply)
{
    calls += u"fetchMetrics "_s + machine.machine.value;
    answer<MachineMetrics>(reply, [this]() -> Result<MachineMetrics> { return metrics; });
}

void FakeEngineClient::makeCheckpoint(const MachineKey& machine, const QString& name, Reply<Snapshot> reply)
{
    calls += u"makeCheckpoint %1 %2"_s.arg(machine.machine.value, name);
    answer<Snapshot>(reply, [this, name] { return addSnapshot(Snapshot::Kind::Checkpoint, name); });
}

void FakeEngineClient::makeTemplate(const MachineKey& machine, Reply<Snapshot> reply)
{
    calls += u"makeTemplate "_s + machine.machine.value;
    answer<Snapshot>(
        reply, [this, machine] { return addSnapshot(Snapshot::Kind::Template, machine.machine.value); });
}

Result<Snapshot> FakeEngineClient::addSnapshot(Snapshot::Kind kind, const QString& name)
{
    Snapshot made;
    made.kind = kind;
    made.id = MachineId{u"snapshot-%1"_s.arg(++m_last)};
    made.name = name;
    made.createdAt = noon;
    snapshots.prepend(made);
    return made;
}

void FakeEngineClient::fetchCheckpointHistory(const MachineKey& machine, Reply<QVector<Snapshot>> reply)
{
    calls += u"fetchCheckpointHistory "_s + machine.machine.value;
    answer<QVector<Snapshot>>(reply, [this] { return snapshotsOf(Snapshot::Kind::Checkpoint); });
}

void FakeEngineClient::fetchSnapshots(const AccountId& account, Snapshot::Kind kind,
                                      Reply<QVector<Snapshot>> reply)
{
    calls += u"fetchSnapshots "_s + account.value;
    answer<QVector<Snapshot>>(reply, [this, kind] { return snapshotsOf(kind); });
}

Result<QVector<Snapshot>> FakeEngineClient::snapshotsOf(Snapshot::Kind kind) const
{
    QVector<Snapshot> found;
    std::ranges::copy_if(snapshots, std::back_inserter(found),
                         [&](const Snapshot& snapshot) { return snapshot.kind == kind; });
    return found;
}

void FakeEngineClient::removeSnapshot(const AccountId&, const Snapshot& snapshot, Reply<void> reply)
{
    calls += u"removeSnapshot "_s + snapshot.name;
    answer<void>(reply, [this, snapshot]() -> Result<void> {
        const auto gone = snapshots.removeIf([&](const Snapshot& known) { return known.id == snapshot.id; });
        return gone > 0 ? Result<void>() : fail(ErrorCode::NotFound, snapshot.name);
    });
}

void FakeEngineClient::fetchQuotas(const AccountId& account, Reply<QVector<MetroQuota>> reply)
{
    calls += u"fetchQuotas "_s + account.value;
    answer<QVector<MetroQuota>>(reply, [this]() -> Result<QVector<MetroQuota>> { return quotas; });
}

void FakeEngineClient::rawCall(const AccountId&, const QString& metro, const QByteArray& method,
                               const QString& path, const QByteArray& body, Reply<QByteArray> reply)
{
    calls += u"rawCall %1 %2 %3 %4"_s.arg(metro, QString::fromUtf8(method), path, QString::fromUtf8(body));
    answer<QByteArray>(reply, [this]() -> Result<QByteArray> { return rawAnswer; });
}

} // namespace reveille::test
