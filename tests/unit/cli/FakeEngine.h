#pragma once

#include "app/cli/World.h"
#include "core/engine/EngineClient.h"

#include <optional>
#include <utility>

#include <QStringList>

namespace reveille::test {

/// What the fake cloud and engine know and what they shall answer; outlives the engine, so that a test can
/// look at it afterwards.
struct FakeWorld
{
    cli::World world;          ///< told with the first changes
    QVector<Machine> machines; ///< told by refreshMachines()
    QVector<Run> olderRuns;    ///< only found by fetchRuns()
    RunOutput output;
    std::optional<Error> refusal; ///< the answer to every command
    bool noKeychain = false;
    QVector<Run> runNowSteps;                ///< what runNow() leads to, one change each
    QVector<calendar::Instant> backfillPlan; ///< the answer to planBackfill()
    QVector<Run> backfilled;                 ///< the answer to backfill()
    Explanation explanation;                 ///< the answer to explain(), of any instant
    QByteArray console;                      ///< the answer to fetchMachineLog(), whatever the range
    MachineMetrics metrics;
    QVector<Snapshot> snapshots;
    QVector<MetroQuota> quotas;
    QByteArray rawAnswer;
    QVector<CopyResult> copied; ///< the answer to copySchedules()
    StopOptions lastStop;
    QStringList calls; ///< what was asked for
    Account savedAccount;
    QString savedKey;
    Schedule savedSchedule;
    RunQuery lastQuery;
    OutputLimits limits;
    int parallelRuns = 4;
    int pruned = 0; ///< the answer to setOutputLimits()
    MachineSpec createdSpec;
    QVector<SecretEntry> secrets;
    QString savedSecret;
    MachineResize change;
    UsageQuery usageQuery;
    QVector<MachineUsage> usage;
    QHash<AccountId, UsageRates> rates;
    QVector<Execution> executions;
    ProvisionOrder order;
    QVector<ProvisionNews> provisionSteps; ///< what provisionMachine() leads to; the last one is its answer
};

/// An EngineClient that answers from a FakeWorld, through the event loop as the real one does.
class FakeEngine final : public EngineClient
{
    Q_OBJECT

public:
    explicit FakeEngine(FakeWorld& fake) : m_fake(fake) {}

    void connectToEngine() override;
    void saveAccount(const Account& account, const QString& key, Reply<Account> reply) override;
    void removeAccount(const AccountId& account, Reply<void> reply) override;
    void testAccount(const Account& account, const QString& key, Reply<void> reply) override;
    void refreshMachines(Reply<void> reply) override;
    void createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                       Reply<Machine> reply) override;
    void deleteMachine(const MachineKey& machine, Reply<void> reply) override;
    void wakeMachine(const MachineKey& machine, Reply<Machine> reply) override;
    void sleepMachine(const MachineKey& machine, Reply<Machine> reply) override;
    void fetchSecrets(Reply<QVector<SecretEntry>> reply) override;
    void saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply) override;
    void forgetSecret(const QString& name, Reply<void> reply) override;
    void updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply) override;
    void fetchUsage(const AccountId& account, const UsageQuery& query,
                    Reply<QVector<MachineUsage>> reply) override;
    void provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply) override;
    void cancelProvision(const QString& key, Reply<void> reply) override;
    void fetchRates(const AccountId& account, Reply<UsageRates> reply) override;
    void saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply) override;
    void fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply) override;
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

    /// Tells of a change a moment later, as the engine does.
    void tell(const Changes& changes);

private:
    template <typename T> void answer(const Reply<T>& reply, Result<T> result)
    {
        if (m_fake.refusal)
            result = tl::unexpected<Error>(*m_fake.refusal);
        QMetaObject::invokeMethod(
            this, [reply, result = std::move(result)] { reply(result); }, Qt::QueuedConnection);
    }
    void answerMachine(const MachineKey& key, MachinePhase phase, const Reply<Machine>& reply);

    FakeWorld& m_fake;
};

} // namespace reveille::test
