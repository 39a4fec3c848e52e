#pragma once

#include "core/http/HttpClient.h"
#include "core/model/Account.h"
#include "core/providers/ApiKeyReader.h"
#include "core/providers/InstanceControl.h"
#include "core/providers/Provider.h"
#include "core/providers/unikraft/Target.h"

namespace reveille {

class Redactor;

/// The Unikraft Cloud platform API (https://api.<metro>.unikraft.cloud/v1) over all metros of an account.
/// Machines are named "<metro>/<uuid>".
///
/// wake() is a start. sleep() suspends what scales to zero and stops everything else. Executions go through
/// the sandbox plugin where it is attached; elsewhere a one-shot schedule runs the command a few seconds
/// later, and how it ended cannot be known (Execution::errorCode "cannot_know").
///
/// The platform knows no idempotency keys: names made from the key and reading again take their place. The
/// client, the redactor and the clock must outlive the provider and its calls; calls may outlive the
/// provider. The token is read when the first call needs it.
class UnikraftProvider final : public Provider, public InstanceControl
{
public:
    /// Account::metros and Account::endpoint (the control plane) say where it is.
    UnikraftProvider(HttpClient& http, Redactor& redactor, const Clock& clock, const Account& account,
                     ApiKeyReader readKey);

    // Provider
    /// Every metro of the account must answer: a misspelt one is told here, not by its absence later.
    [[nodiscard]] Call testConnection(Reply<void> reply) override;
    /// Succeeds if any metro answers; metroStatus() tells of the others.
    [[nodiscard]] Call listMachines(Reply<QVector<Machine>> reply) override;
    [[nodiscard]] Call getMachine(const MachineId& machine, Reply<Machine> reply) override;
    [[nodiscard]] Call createMachine(const MachineSpec& spec, const IdempotencyKey& key,
                                     Reply<Machine> reply) override;
    [[nodiscard]] Call deleteMachine(const MachineId& machine, const IdempotencyKey& key,
                                     Reply<void> reply) override;
    [[nodiscard]] Call wake(const MachineId& machine, const IdempotencyKey& key,
                            Reply<Machine> reply) override;
    [[nodiscard]] Call sleep(const MachineId& machine, const IdempotencyKey& key,
                             Reply<Machine> reply) override;
    [[nodiscard]] QByteArray executionBody(const ExecutionSpec& spec) const override;
    [[nodiscard]] Call startExecution(const MachineId& machine, const QByteArray& body,
                                      const IdempotencyKey& key, Reply<Execution> reply) override;
    [[nodiscard]] Call getExecution(const MachineId& machine, const ExecutionId& execution,
                                    Reply<Execution> reply) override;
    [[nodiscard]] Call listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply) override;
    [[nodiscard]] Call cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                       const IdempotencyKey& key, Reply<Execution> reply) override;
    [[nodiscard]] Call getOutput(const MachineId& machine, const ExecutionId& execution,
                                 Reply<ExecutionOutput> reply) override;
    [[nodiscard]] InstanceControl* instanceControl(const MachineId&) override { return this; }
    [[nodiscard]] InstanceControl* instanceControl() override { return this; }

    // InstanceControl
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
    unikraft::Link m_link;
    /// Shared with calls, which may outlive the provider.
    std::shared_ptr<QVector<MetroStatus>> m_status = std::make_shared<QVector<MetroStatus>>();
};

} // namespace reveille
