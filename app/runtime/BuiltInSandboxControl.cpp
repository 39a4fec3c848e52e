#include "app/runtime/BuiltInSandboxControl.h"

#include "app/runtime/SandboxForward.h"
#include "core/model/DeferredReply.h"

namespace reveille {

BuiltInSandboxControl::BuiltInSandboxControl(SandboxAccess& access, AccountId account)
    : m_access(access), m_account(std::move(account))
{}

template <typename T> Call BuiltInSandboxControl::forward(Begin<T> begin, Reply<T> reply)
{
    return forwardToSandbox<T>(
        m_access, m_account,
        [begin = std::move(begin)](Provider& provider, Reply<T> back) {
            InstanceControl* control = provider.instanceControl();
            return control != nullptr ? begin(*control, std::move(back))
                                      : deferredReply<T>(fail(ErrorCode::NotSupported), std::move(back));
        },
        std::move(reply));
}

Call BuiltInSandboxControl::readMachines(const QVector<MachineId>& machines,
                                         Reply<QVector<Result<Machine>>> reply)
{
    return forward<QVector<Result<Machine>>>(
        [=](InstanceControl& c, Reply<QVector<Result<Machine>>> r) {
            return c.readMachines(machines, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxControl::start(const MachineId& machine, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.start(machine, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::stop(const MachineId& machine, const StopOptions& options, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.stop(machine, options, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::suspend(const MachineId& machine, const StopOptions& options,
                                    Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.suspend(machine, options, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds atMost,
                                 Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.wait(machine, phase, atMost, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                                          Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.editSchedules(machine, edit, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                                          Reply<QVector<Result<void>>> reply)
{
    return forward<QVector<Result<void>>>(
        [=](InstanceControl& c, Reply<QVector<Result<void>>> r) {
            return c.editSchedules(edits, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxControl::setTags(const MachineId& machine, const QStringList& tags, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.setTags(machine, tags, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](InstanceControl& c, Reply<Machine> r) { return c.setDeleteLock(machine, locked, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::log(const MachineId& machine, qint64 offset, qint64 limit, Reply<LogChunk> reply)
{
    return forward<LogChunk>(
        [=](InstanceControl& c, Reply<LogChunk> r) { return c.log(machine, offset, limit, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::metrics(const MachineId& machine, Reply<MachineMetrics> reply)
{
    return forward<MachineMetrics>(
        [=](InstanceControl& c, Reply<MachineMetrics> r) { return c.metrics(machine, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::makeCheckpoint(const MachineId& machine, const QString& name,
                                           Reply<Snapshot> reply)
{
    return forward<Snapshot>(
        [=](InstanceControl& c, Reply<Snapshot> r) { return c.makeCheckpoint(machine, name, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::checkpointHistory(const MachineId& machine, Reply<QVector<Snapshot>> reply)
{
    return forward<QVector<Snapshot>>(
        [=](InstanceControl& c, Reply<QVector<Snapshot>> r) {
            return c.checkpointHistory(machine, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxControl::listSnapshots(Snapshot::Kind kind, Reply<QVector<Snapshot>> reply)
{
    return forward<QVector<Snapshot>>(
        [=](InstanceControl& c, Reply<QVector<Snapshot>> r) { return c.listSnapshots(kind, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::removeSnapshot(const Snapshot& snapshot, Reply<void> reply)
{
    return forward<void>(
        [=](InstanceControl& c, Reply<void> r) { return c.removeSnapshot(snapshot, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::makeTemplate(const MachineId& machine, Reply<Snapshot> reply)
{
    return forward<Snapshot>(
        [=](InstanceControl& c, Reply<Snapshot> r) { return c.makeTemplate(machine, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxControl::quotas(Reply<QVector<MetroQuota>> reply)
{
    return forward<QVector<MetroQuota>>(
        [=](InstanceControl& c, Reply<QVector<MetroQuota>> r) { return c.quotas(std::move(r)); },
        std::move(reply));
}

QVector<MetroStatus> BuiltInSandboxControl::metroStatus() const
{
    Provider* provider = m_access.opened();
    const InstanceControl* control = provider != nullptr ? provider->instanceControl() : nullptr;
    return control != nullptr ? control->metroStatus() : QVector<MetroStatus>();
}

Call BuiltInSandboxControl::followChanges(std::function<void(const MachineChange&)> told, Reply<void> ended)
{
    return forward<void>(
        [=](InstanceControl& c, Reply<void> r) { return c.followChanges(told, std::move(r)); },
        std::move(ended));
}

Call BuiltInSandboxControl::raw(const QString& metro, const QByteArray& method, const QString& path,
                                const QByteArray& body, Reply<QByteArray> reply)
{
    return forward<QByteArray>(
        [=](InstanceControl& c, Reply<QByteArray> r) {
            return c.raw(metro, method, path, body, std::move(r));
        },
        std::move(reply));
}

} // namespace reveille
