#pragma once

#include "core/providers/InstanceControl.h"
#include "core/providers/Provider.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeNetwork.h"

#include <map>
#include <optional>

#include <QStringList>

namespace reveille::test {

/// A cloud in memory that fires schedules itself, in fake time: starts, stops, deletions and checkpoints
/// happen at once and leave what a machine tells of its past.
class FakeInstances
{
public:
    struct Instance
    {
        MachinePhase phase = MachinePhase::Stopped;
        MachineHistory history;
        QVector<ProviderSchedule> schedules;
        QVector<Snapshot> checkpoints; ///< newest first
        bool isLocked = false;
        QStringList commands; ///< what exec schedules ran
    };

    explicit FakeInstances(const FakeClock& clock) : m_clock(clock), m_settled(clock.now()) {}

    Instance& add(const QString& id, MachinePhase phase = MachinePhase::Stopped);
    /// As it is now; null when it is gone.
    [[nodiscard]] Instance* find(const QString& id);
    [[nodiscard]] QStringList names(const QString& id); ///< of its schedules, sorted

    [[nodiscard]] Result<Machine> get(const MachineId& id);
    [[nodiscard]] QVector<Machine> list();
    [[nodiscard]] Result<void> edit(const MachineId& id, const ProviderScheduleEdit& edit);
    [[nodiscard]] Result<Machine> start(const MachineId& id);
    [[nodiscard]] Result<Machine> stop(const MachineId& id, MachinePhase to = MachinePhase::Stopped);
    [[nodiscard]] Result<Snapshot> checkpoint(const MachineId& id, const QString& name);
    [[nodiscard]] Result<void> remove(const MachineId& id);

    bool fires = true;        ///< else elapses pass without effect
    QStringList silentMetros; ///< they answer nothing
    QStringList refusedNames; ///< an entry with such a name is not taken

private:
    void settle();
    void fire(const QString& id, const ProviderSchedule& schedule, Instant at);
    void setPhase(Instance& instance, MachinePhase phase, Instant at);

    const FakeClock& m_clock;
    Instant m_settled;
    std::map<QString, Instance> m_instances;
    int m_made = 0;
};

/// The way of one program to it, over a FakeNetwork. Counts its calls by name: "list", "get", "edit"…
class FakeInstanceProvider final : public Provider, public InstanceControl
{
public:
    FakeInstanceProvider(FakeInstances& cloud, FakeNetwork& network, QStringList& calls)
        : m_cloud(cloud), m_network(network), m_calls(calls)
    {}

    std::chrono::milliseconds latency{20};

    InstanceControl* instanceControl(const MachineId&) override { return this; }
    InstanceControl* instanceControl() override { return this; }

    Call testConnection(Reply<void> reply) override;
    Call listMachines(Reply<QVector<Machine>> reply) override;
    Call getMachine(const MachineId& machine, Reply<Machine> reply) override;
    Call createMachine(const MachineSpec& spec, const IdempotencyKey& key, Reply<Machine> reply) override;
    Call deleteMachine(const MachineId& machine, const IdempotencyKey& key, Reply<void> reply) override;
    Call wake(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply) override;
    Call sleep(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply) override;
    [[nodiscard]] QByteArray executionBody(const ExecutionSpec& spec) const override;
    Call startExecution(const MachineId& machine, const QByteArray& body, const IdempotencyKey& key,
                        Reply<Execution> reply) override;
    Call getExecution(const MachineId& machine, const ExecutionId& execution,
                      Reply<Execution> reply) override;
    Call listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply) override;
    Call cancelExecution(const MachineId& machine, const ExecutionId& execution, const IdempotencyKey& key,
                         Reply<Execution> reply) override;
    Call getOutput(const MachineId& machine, const ExecutionId& execution,
                   Reply<ExecutionOutput> reply) override;

    Call readMachines(const QVector<MachineId>& machines, Reply<QVector<Result<Machine>>> reply) override;
    Call start(const MachineId& machine, Reply<Machine> reply) override;
    Call stop(const MachineId& machine, const StopOptions& options, Reply<Machine> reply) override;
    Call suspend(const MachineId& machine, const StopOptions& options, Reply<Machine> reply) override;
    Call wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds atMost,
              Reply<Machine> reply) override;
    Call editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                       Reply<Machine> reply) override;
    Call editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                       Reply<QVector<Result<void>>> reply) override;
    Call setTags(const MachineId& machine, const QStringList& tags, Reply<Machine> reply) override;
    Call setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply) override;
    Call log(const MachineId& machine, qint64 offset, qint64 limit, Reply<LogChunk> reply) override;
    Call metrics(const MachineId& machine, Reply<MachineMetrics> reply) override;
    Call makeCheckpoint(const MachineId& machine, const QString& name, Reply<Snapshot> reply) override;
    Call checkpointHistory(const MachineId& machine, Reply<QVector<Snapshot>> reply) override;
    Call listSnapshots(Snapshot::Kind kind, Reply<QVector<Snapshot>> reply) override;
    Call removeSnapshot(const Snapshot& snapshot, Reply<void> reply) override;
    Call makeTemplate(const MachineId& machine, Reply<Snapshot> reply) override;
    Call quotas(Reply<QVector<MetroQuota>> reply) override;
    [[nodiscard]] QVector<MetroStatus> metroStatus() const override;
    Call followChanges(std::function<void(const MachineChange&)> told, Reply<void> ended) override;
    Call raw(const QString& metro, const QByteArray& method, const QString& path, const QByteArray& body,
             Reply<QByteArray> reply) override;

private:
    template <typename T> Call ask(const char* call, Reply<T> reply, std::function<Result<T>()> work);
    /// What this cloud does not offer.
    template <typename T> Call refuse(const char* call, Reply<T> reply);

    FakeInstances& m_cloud;
    FakeNetwork& m_network;
    QStringList& m_calls;
};

} // namespace reveille::test
