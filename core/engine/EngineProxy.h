#pragma once

#include "core/engine/EngineClient.h"

#include <functional>
#include <memory>

#include <QPointer>

namespace reveille {

class Engine;

/// The EngineClient of an Engine that lives on another thread, or on the same one: commands go over by queued
/// calls, replies and changes come back the same way, as values.
class EngineProxy : public EngineClient
{
    Q_OBJECT

public:
    /// `engine` must outlive the proxy.
    explicit EngineProxy(Engine& engine, QObject* parent = nullptr);

    void connectToEngine() override;
    void setWatched(bool watched) override;
    void saveAccount(const Account& account, const QString& key, Reply<Account> reply) override;
    void removeAccount(const AccountId& account, Reply<void> reply) override;
    void testAccount(const Account& account, const QString& key, Reply<void> reply) override;
    void fetchSecrets(Reply<QVector<SecretEntry>> reply) override;
    void saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply) override;
    void forgetSecret(const QString& name, Reply<void> reply) override;
    void refreshMachines(Reply<void> reply) override;
    void createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                       Reply<Machine> reply) override;
    void deleteMachine(const MachineKey& machine, Reply<void> reply) override;
    void wakeMachine(const MachineKey& machine, Reply<Machine> reply) override;
    void sleepMachine(const MachineKey& machine, Reply<Machine> reply) override;
    void updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply) override;
    void fetchUsage(const AccountId& account, const UsageQuery& query,
                    Reply<QVector<MachineUsage>> reply) override;
    void provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply) override;
    void cancelProvision(const QString& key, Reply<void> reply) override;
    void fetchRates(const AccountId& account, Reply<UsageRates> reply) override;
    void saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply) override;
    void fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply) override;
    void fetchArtifacts(const MachineKey& machine, Reply<QVector<Artifact>> reply) override;
    void fetchPorts(const MachineKey& machine, Reply<QVector<MachinePort>> reply) override;
    void openPort(const MachineKey& machine, int port, Reply<MachinePort> reply) override;
    void closePort(const MachineKey& machine, const QString& port, Reply<void> reply) override;
    void openSsh(const MachineKey& machine, const QString& publicKey, Reply<SshAccess> reply) override;
    void renameMachine(const MachineKey& machine, const QString& name, Reply<void> reply) override;
    void saveSchedule(const Schedule& schedule, Reply<Schedule> reply) override;
    void removeSchedule(const ScheduleId& schedule, Reply<void> reply) override;
    void setScheduleEnabled(const ScheduleId& schedule, bool enabled, Reply<void> reply) override;
    void pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant> until,
                       const QString& note, Reply<void> reply) override;
    void resumeSchedule(const ScheduleId& schedule, Reply<void> reply) override;
    void planBackfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                      Reply<QVector<calendar::Instant>> reply) override;
    void backfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                  Reply<QVector<Run>> reply) override;
    void explain(const ScheduleId& schedule, calendar::Instant at, Reply<Explanation> reply) override;
    void resolveDrift(const ScheduleId& schedule, DriftChoice choice, Reply<Schedule> reply) override;
    void copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                       Reply<QVector<CopyResult>> reply) override;
    void controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                        Reply<Machine> reply) override;
    void waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                     Reply<Machine> reply) override;
    void setTags(const MachineKey& machine, const QStringList& tags, Reply<Machine> reply) override;
    void setDeleteLock(const MachineKey& machine, bool locked, Reply<Machine> reply) override;
    void fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                         Reply<LogChunk> reply) override;
    void fetchMetrics(const MachineKey& machine, Reply<MachineMetrics> reply) override;
    void makeCheckpoint(const MachineKey& machine, const QString& name, Reply<Snapshot> reply) override;
    void fetchCheckpointHistory(const MachineKey& machine, Reply<QVector<Snapshot>> reply) override;
    void makeTemplate(const MachineKey& machine, Reply<Snapshot> reply) override;
    void fetchSnapshots(const AccountId& account, Snapshot::Kind kind,
                        Reply<QVector<Snapshot>> reply) override;
    void removeSnapshot(const AccountId& account, const Snapshot& snapshot, Reply<void> reply) override;
    void fetchQuotas(const AccountId& account, Reply<QVector<MetroQuota>> reply) override;
    void rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                 const QString& path, const QByteArray& body, Reply<QByteArray> reply) override;
    void runNow(const ScheduleId& schedule, Reply<Run> reply) override;
    void cancelRun(const RunId& run, Reply<void> reply) override;
    void fetchRuns(const RunQuery& query, Reply<QVector<Run>> reply) override;
    void fetchRun(const QString& idOrPrefix, Reply<Run> reply) override;
    void fetchOutput(const RunId& run, Reply<RunOutput> reply) override;
    void outputLimits(Reply<OutputLimits> reply) override;
    void setOutputLimits(const OutputLimits& limits, Reply<int> reply) override;
    void parallelRuns(Reply<int> reply) override;
    void setParallelRuns(int most, Reply<void> reply) override;
    void pause(std::optional<calendar::Instant> until, const QString& note, Reply<void> reply) override;
    void resume(Reply<void> reply) override;
    void followRunner(Reply<void> known) override;
    void takeOver(Reply<void> reply) override;
    void acceptClock(Reply<void> reply) override;
    void answerCatchUp(CatchUpAnswer answer, Reply<void> reply) override;

private:
    /// Runs `command(engine, reply)` on the engine's thread, with a reply that finds its way back here.
    template <typename T, typename Command> void send(Reply<T> reply, Command command);

    Engine& m_engine;
    std::shared_ptr<QObject> m_relay;
    bool m_announced = false;
};

} // namespace reveille
