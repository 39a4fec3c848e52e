#pragma once

#include "app/runtime/SandboxAccess.h"
#include "core/providers/InstanceControl.h"
#include "core/providers/Provider.h"

#include <functional>

namespace reveille {

/// InstanceControl of the built-in sandbox's second platform, opened when a call first needs it.
class BuiltInSandboxControl final : public InstanceControl
{
public:
    BuiltInSandboxControl(SandboxAccess& access, AccountId account);

    [[nodiscard]] Call readMachines(const QVector<MachineId>& machines,
                                    Reply<QVector<Result<Machine>>> reply) override;
    [[nodiscard]] Call start(const MachineId& machine, Reply<Machine> reply) override;
    [[nodiscard]] Call stop(const MachineId& machine, const StopOptions& options,
                            Reply<Machine> reply) override;
    [[nodiscard]] Call suspend(const MachineId& machine, const StopOptions& options,
                               Reply<Machine> reply) override;
    [[nodiscard]] Call wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds atMost,
                            Reply<Machine> reply) override;
    [[nodiscard]] Call editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                                     Reply<Machine> reply) override;
    [[nodiscard]] Call editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                                     Reply<QVector<Result<void>>> reply) override;
    [[nodiscard]] Call setTags(const MachineId& machine, const QStringList& tags,
                               Reply<Machine> reply) override;
    [[nodiscard]] Call setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply) override;
    [[nodiscard]] Call log(const MachineId& machine, qint64 offset, qint64 limit,
                           Reply<LogChunk> reply) override;
    [[nodiscard]] Call metrics(const MachineId& machine, Reply<MachineMetrics> reply) override;
    [[nodiscard]] Call makeCheckpoint(const MachineId& machine, const QString& name,
                                      Reply<Snapshot> reply) override;
    [[nodiscard]] Call checkpointHistory(const MachineId& machine, Reply<QVector<Snapshot>> reply) override;
    [[nodiscard]] Call listSnapshots(Snapshot::Kind kind, Reply<QVector<Snapshot>> reply) override;
    [[nodiscard]] Call removeSnapshot(const Snapshot& snapshot, Reply<void> reply) override;
    [[nodiscard]] Call makeTemplate(const MachineId& machine, Reply<Snapshot> reply) override;
    [[nodiscard]] Call quotas(Reply<QVector<MetroQuota>> reply) override;
    [[nodiscard]] QVector<MetroStatus> metroStatus() const override;
    [[nodiscard]] Call followChanges(std::function<void(const MachineChange&)> told,
                                     Reply<void> ended) override;
    [[nodiscard]] Call raw(const QString& metro, const QByteArray& method, const QString& path,
                           const QByteArray& body, Reply<QByteArray> reply) override;

private:
    template <typename T> using Begin = std::function<Call(InstanceControl&, Reply<T>)>;
    template <typename T> [[nodiscard]] Call forward(Begin<T> begin, Reply<T> reply);

    SandboxAccess& m_access;
    AccountId m_account;
};

} // namespace reveille
