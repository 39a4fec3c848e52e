#pragma once

#include "core/model/Call.h"
#include "core/model/Instance.h"
#include "core/model/Machine.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/Result.h"

#include <chrono>
#include <functional>
#include <utility>

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// What a cloud of instances offers beyond Provider: schedules on its side, stopping in several ways, logs,
/// checkpoints. Asynchronous, on one thread, like Provider. Such clouds know no idempotency keys: a call
/// whose answer was lost is settled by reading again before it is repeated.
class InstanceControl
{
public:
    virtual ~InstanceControl() = default;

    /// Many machines in one call per metro; the answer holds one result per machine, in the order asked.
    /// Those that are not there any more are NotFound; where a metro does not answer, its machines have its
    /// error.
    [[nodiscard]] virtual Call readMachines(const QVector<MachineId>& machines,
                                            Reply<QVector<Result<Machine>>> reply) = 0;

    /// Success means accepted: starting what runs and stopping what is stopped succeed without effect.
    [[nodiscard]] virtual Call start(const MachineId& machine, Reply<Machine> reply) = 0;
    [[nodiscard]] virtual Call stop(const MachineId& machine, const StopOptions& options,
                                    Reply<Machine> reply) = 0;
    /// To standby: started again by use or by start().
    [[nodiscard]] virtual Call suspend(const MachineId& machine, const StopOptions& options,
                                       Reply<Machine> reply) = 0;
    /// Answers when the machine is in that phase, or TimedOut.
    [[nodiscard]] virtual Call wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds atMost,
                                    Reply<Machine> reply) = 0;

    /// Checked here before anything is sent (names, arguments, number of slots), then one PATCH. The answer
    /// is the machine as it was read again afterwards.
    [[nodiscard]] virtual Call editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                                             Reply<Machine> reply) = 0;
    /// Many machines in one PATCH per metro; the answer holds one result per item, in the order asked.
    [[nodiscard]] virtual Call editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                                             Reply<QVector<Result<void>>> reply) = 0;
    [[nodiscard]] virtual Call setTags(const MachineId& machine, const QStringList& tags,
                                       Reply<Machine> reply) = 0;
    [[nodiscard]] virtual Call setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply) = 0;

    /// `offset` < 0 counts from the end.
    [[nodiscard]] virtual Call log(const MachineId& machine, qint64 offset, qint64 limit,
                                   Reply<LogChunk> reply) = 0;
    [[nodiscard]] virtual Call metrics(const MachineId& machine, Reply<MachineMetrics> reply) = 0;

    /// An empty name lets the provider choose one.
    [[nodiscard]] virtual Call makeCheckpoint(const MachineId& machine, const QString& name,
                                              Reply<Snapshot> reply) = 0;
    /// The checkpoints a machine came through, newest first.
    [[nodiscard]] virtual Call checkpointHistory(const MachineId& machine,
                                                 Reply<QVector<Snapshot>> reply) = 0;
    [[nodiscard]] virtual Call listSnapshots(Snapshot::Kind kind, Reply<QVector<Snapshot>> reply) = 0;
    [[nodiscard]] virtual Call removeSnapshot(const Snapshot& snapshot, Reply<void> reply) = 0;
    [[nodiscard]] virtual Call makeTemplate(const MachineId& machine, Reply<Snapshot> reply) = 0;

    /// One per metro that answered; the failing ones with their error.
    [[nodiscard]] virtual Call quotas(Reply<QVector<MetroQuota>> reply) = 0;
    /// How the metros stood when the machines were last listed.
    [[nodiscard]] virtual QVector<MetroStatus> metroStatus() const = 0;

    /// Calls `told` for each change of state until the Call is dropped or `ended` says why it stopped.
    [[nodiscard]] virtual Call followChanges(std::function<void(const MachineChange&)> told,
                                             Reply<void> ended) = 0;
    /// A call as the person typed it: method, path from "/v1/…" on, body. The answer is the body as it came.
    [[nodiscard]] virtual Call raw(const QString& metro, const QByteArray& method, const QString& path,
                                   const QByteArray& body, Reply<QByteArray> reply) = 0;
};

} // namespace reveille
