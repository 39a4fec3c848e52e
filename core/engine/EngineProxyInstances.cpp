#include "core/engine/Engine.h"
#include "core/engine/EngineProxySend.h"

#include <utility>

// What only clouds of instances and schedules of the provider need.

namespace reveille {

void EngineProxy::resolveDrift(const ScheduleId& schedule, DriftChoice choice, Reply<Schedule> reply)
{
    send<Schedule>(std::move(reply), [=](Engine& engine, const Reply<Schedule>& back) {
        engine.resolveDrift(schedule, choice, back);
    });
}

void EngineProxy::copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                                Reply<QVector<CopyResult>> reply)
{
    send<QVector<CopyResult>>(std::move(reply), [=](Engine& engine, const Reply<QVector<CopyResult>>& back) {
        engine.copySchedules(schedules, machines, back);
    });
}

void EngineProxy::controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                                 Reply<Machine> reply)
{
    send<Machine>(std::move(reply), [=](Engine& engine, const Reply<Machine>& back) {
        engine.controlMachine(machine, action, options, back);
    });
}

void EngineProxy::waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                              Reply<Machine> reply)
{
    send<Machine>(std::move(reply), [=](Engine& engine, const Reply<Machine>& back) {
        engine.waitMachine(machine, phase, atMost, back);
    });
}

void EngineProxy::setTags(const MachineKey& machine, const QStringList& tags, Reply<Machine> reply)
{
    send<Machine>(std::move(reply),
                  [=](Engine& engine, const Reply<Machine>& back) { engine.setTags(machine, tags, back); });
}

void EngineProxy::setDeleteLock(const MachineKey& machine, bool locked, Reply<Machine> reply)
{
    send<Machine>(std::move(reply), [=](Engine& engine, const Reply<Machine>& back) {
        engine.setDeleteLock(machine, locked, back);
    });
}

void EngineProxy::fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                                  Reply<LogChunk> reply)
{
    send<LogChunk>(std::move(reply), [=](Engine& engine, const Reply<LogChunk>& back) {
        engine.fetchMachineLog(machine, offset, limit, back);
    });
}

void EngineProxy::fetchMetrics(const MachineKey& machine, Reply<MachineMetrics> reply)
{
    send<MachineMetrics>(std::move(reply), [=](Engine& engine, const Reply<MachineMetrics>& back) {
        engine.fetchMetrics(machine, back);
    });
}

void EngineProxy::makeCheckpoint(const MachineKey& machine, const QString& name, Reply<Snapshot> reply)
{
    send<Snapshot>(std::move(reply), [=](Engine& engine, const Reply<Snapshot>& back) {
        engine.makeCheckpoint(machine, name, back);
    });
}

void EngineProxy::fetchCheckpointHistory(const MachineKey& machine, Reply<QVector<Snapshot>> reply)
{
    send<QVector<Snapshot>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Snapshot>>& back) {
        engine.fetchCheckpointHistory(machine, back);
    });
}

void EngineProxy::makeTemplate(const MachineKey& machine, Reply<Snapshot> reply)
{
    send<Snapshot>(std::move(reply),
                   [=](Engine& engine, const Reply<Snapshot>& back) { engine.makeTemplate(machine, back); });
}

void EngineProxy::fetchSnapshots(const AccountId& account, Snapshot::Kind kind,
                                 Reply<QVector<Snapshot>> reply)
{
    send<QVector<Snapshot>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Snapshot>>& back) {
        engine.fetchSnapshots(account, kind, back);
    });
}

void EngineProxy::removeSnapshot(const AccountId& account, const Snapshot& snapshot, Reply<void> reply)
{
    send<void>(std::move(reply), [=](Engine& engine, const Reply<void>& back) {
        engine.removeSnapshot(account, snapshot, back);
    });
}

void EngineProxy::fetchQuotas(const AccountId& account, Reply<QVector<MetroQuota>> reply)
{
    send<QVector<MetroQuota>>(std::move(reply), [=](Engine& engine, const Reply<QVector<MetroQuota>>& back) {
        engine.fetchQuotas(account, back);
    });
}

void EngineProxy::rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                          const QString& path, const QByteArray& body, Reply<QByteArray> reply)
{
    send<QByteArray>(std::move(reply), [=](Engine& engine, const Reply<QByteArray>& back) {
        engine.rawCall(account, metro, method, path, body, back);
    });
}

} // namespace reveille
