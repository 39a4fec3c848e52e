#pragma once

#include "core/engine/EngineClient.h"

#include <functional>
#include <map>
#include <optional>

#include <QPointer>
#include <QStringList>
#include <QTimer>

namespace reveille::test {

/// An engine that is only a table of values: it takes what it is told, answers on the next turn of the event
/// loop, and tells the change like the real one. refuseNext() makes the next command fail.
class FakeEngineClient final : public EngineClient
{
    Q_OBJECT

public:
    using EngineClient::EngineClient;

    /// What connectToEngine() tells first.
    Changes initial;
    RunOutput output;
    QVector<RunId> printing; ///< the runs whose output holds any text asked for
    /// What planBackfill() tells and backfill() runs, and what explain() tells of any instant.
    QVector<calendar::Instant> backfillPlan;
    Explanation explanation;
    /// What instances' commands tell.
    QByteArray console;
    MachineMetrics metrics;
    QVector<Snapshot> snapshots; ///< newest first
    QVector<MetroQuota> quotas;
    QByteArray rawAnswer;
    StopOptions lastStop;
    /// What clouds of sleeping machines tell.
    ProvisionOrder lastOrder;
    MachineResize lastChange;
    UsageQuery lastUsageQuery;
    QVector<MachineUsage> usage;
    QHash<AccountId, UsageRates> rates;
    QVector<Execution> executions;
    QVector<MachinePort> ports;
    QVector<Artifact> artifacts;
    SshAccess access;
    QVector<SecretEntry> secrets;
    QString lastSecret; ///< its value
    bool noKeychain = false;
    /// When all of this happens.
    static constexpr calendar::Instant noon =
        calendar::Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + std::chrono::hours(12);
    /// What was asked for, in order: "runNow nightly-backup".
    OutputLimits limits;
    int runsAtOnce = 4;
    QStringList calls;
    Account lastAccount;
    QString lastKey;
    bool watched = false;

    void refuseNext(const Error& error) { m_refusal = error; }
    void push(const Changes& changes);
    [[nodiscard]] std::optional<Schedule> schedule(const QString& name) const;
    [[nodiscard]] const QVector<Schedule>& schedules() const { return m_schedules; }

    void connectToEngine() override;
    void setWatched(bool isWatched) override { watched = isWatched; }
    void saveAccount(const Account& account, const QString& key, Reply<Account> reply) override;
    void removeAccount(const AccountId& account, Reply<void> reply) override;
    void testAccount(const Account& account, const QString& key, Reply<void> reply) override;
    void refreshMachines(Reply<void> reply) override;
    void createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                       Reply<Machine> reply) override;
    /// Without a command it is over at once; else it waits for tellProvision() and endProvision().
    void provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply) override;
    void cancelProvision(const QString& key, Reply<void> reply) override;
    void tellProvision(ProvisionNews news);
    void endProvision(ProvisionNews news);
    void updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply) override;
    void fetchUsage(const AccountId& account, const UsageQuery& query,
                    Reply<QVector<MachineUsage>> reply) override;
    void fetchRates(const AccountId& account, Reply<UsageRates> reply) override;
    void saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply) override;
    void fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply) override;
    void fetchArtifacts(const MachineKey& machine, Reply<QVector<Artifact>> reply) override;
    void fetchPorts(const MachineKey& machine, Reply<QVector<MachinePort>> reply) override;
    void openPort(const MachineKey& machine, int port, Reply<MachinePort> reply) override;
    void closePort(const MachineKey& machine, const QString& port, Reply<void> reply) override;
    void openSsh(const MachineKey& machine, const QString& publicKey, Reply<SshAccess> reply) override;
    void fetchSecrets(Reply<QVector<SecretEntry>> reply) override;
    void saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply) override;
    void forgetSecret(const QString& name, Reply<void> reply) override;
    void deleteMachine(const MachineKey& machine, Reply<void> reply) override;
    void wakeMachine(const MachineKey& machine, Reply<Machine> reply) override;
    void sleepMachine(const MachineKey& machine, Reply<Machine> reply) override;
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
    /// Answers later, as the contract says: with the refusal if one is planned, else after `deed`.
    template <typename T> void answer(Reply<T> reply, std::function<Result<T>()> deed)
    {
        const std::optional<Error> refusal = std::exchange(m_refusal, std::nullopt);
        QTimer::singleShot(0, this, [reply, deed, refusal] {
            if (refusal)
                reply(tl::unexpected<Error>(*refusal));
            else
                reply(deed());
        });
    }
    [[nodiscard]] Machine* find(const MachineKey& key);
    [[nodiscard]] Schedule* find(const ScheduleId& id);
    Result<void> setPause(const ScheduleId& schedule, const std::optional<Pause>& pause);
    Result<Machine> setPhase(const MachineKey& key, MachinePhase phase);
    Result<Machine> changeMachine(const MachineKey& key, const std::function<void(Machine&)>& change);
    Result<Snapshot> addSnapshot(Snapshot::Kind kind, const QString& name);
    [[nodiscard]] Result<QVector<Snapshot>> snapshotsOf(Snapshot::Kind kind) const;

    std::optional<Error> m_refusal;
    Reply<ProvisionNews> m_provision;
    QVector<Machine> m_machines;
    QVector<Schedule> m_schedules;
    QVector<Run> m_runs;
    RunnerStatus m_status;
    int m_last = 0;
};

} // namespace reveille::test
