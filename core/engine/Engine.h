#pragma once

#include "core/engine/Changes.h"
#include "core/engine/ControlSocket.h"
#include "core/engine/ElapseWatch.h"
#include "core/engine/EngineClient.h"
#include "core/engine/EnginePorts.h"
#include "core/engine/MachineWatch.h"
#include "core/engine/ProviderDesk.h"
#include "core/engine/RunAlarms.h"
#include "core/engine/RunnerLock.h"
#include "core/engine/RunnerWatch.h"
#include "core/engine/TimerShare.h"
#include "core/runner/Runner.h"
#include "core/store/Store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <QObject>
#include <QSet>
#include <QTimer>

namespace reveille {

class MachineServices;
class ProvisionDesk;

/// Owns the store, the clouds' clients and the runner, all on the thread it lives on. Commands come in as
/// calls, what happened goes out as changed() and noticed(). Use it through EngineProxy.
class Engine : public QObject
{
    Q_OBJECT

public:
    enum class Role
    {
        Runner,  ///< fires schedules; needs the runner's lock
        RunOnce, ///< carries on what is asked for, if no runner does; fires no schedules
        Client,  ///< reads and edits only
    };

    explicit Engine(EnginePorts ports, QObject* parent = nullptr);
    ~Engine() override;

    /// Opens the data directory and takes up the role. RunnerElsewhere when Role::Runner is taken.
    [[nodiscard]] Result<void> open(const QString& directory, Role role);
    /// Ends calls and waits; what is open stays in the journal. The engine can be destroyed after that.
    void close();

    /// A line that came over the control socket and is not the engine's own ("raise").
    void setForeignLineHandler(std::function<bool(const QByteArray&)> handler);

    void announce(); ///< changed() with everything
    /// Role::Client: shows what the runner of another process does, as it happens. The reply comes when it is
    /// known whether there is one.
    void followRunner(const Reply<void>& known);
    /// Role::Client: fires from now on. RunnerElsewhere when another copy does.
    void takeOver(const Reply<void>& reply);
    /// The computer goes to sleep: nothing new is started until awake(), or until it has not slept for a
    /// minute.
    void sleepComes();
    /// It is awake again: what was missed is decided at once, not at the next look at the clock.
    void awake();
    /// How far the local clock is ahead of what an account's cloud tells.
    void noteSkew(const AccountId& account, std::chrono::milliseconds skew);
    void setWatched(bool watched);

    void saveAccount(const Account& account, const QString& key, const Reply<Account>& reply);
    void removeAccount(const AccountId& account, const Reply<void>& reply);
    void testAccount(const Account& account, const QString& key, const Reply<void>& reply);
    void fetchSecrets(const Reply<QVector<SecretEntry>>& reply);
    void saveSecret(const SecretEntry& entry, const QString& value, const Reply<void>& reply);
    void forgetSecret(const QString& name, const Reply<void>& reply);
    void refreshMachines(const Reply<void>& reply);
    void createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                       const Reply<Machine>& reply);
    void deleteMachine(const MachineKey& machine, const Reply<void>& reply);
    void wakeMachine(const MachineKey& machine, const Reply<Machine>& reply);
    void sleepMachine(const MachineKey& machine, const Reply<Machine>& reply);
    void updateMachine(const MachineKey& machine, const MachineResize& change, const Reply<Machine>& reply);
    void fetchUsage(const AccountId& account, const UsageQuery& query,
                    const Reply<QVector<MachineUsage>>& reply);
    void provisionMachine(const ProvisionOrder& order, const Reply<ProvisionNews>& reply);
    void cancelProvision(const QString& key, const Reply<void>& reply);
    void fetchRates(const AccountId& account, const Reply<UsageRates>& reply);
    void saveRates(const AccountId& account, const UsageRates& rates, const Reply<void>& reply);
    void fetchExecutions(const MachineKey& machine, const Reply<QVector<Execution>>& reply);
    void fetchArtifacts(const MachineKey& machine, const Reply<QVector<Artifact>>& reply);
    void fetchPorts(const MachineKey& machine, const Reply<QVector<MachinePort>>& reply);
    void openPort(const MachineKey& machine, int port, const Reply<MachinePort>& reply);
    void closePort(const MachineKey& machine, const QString& port, const Reply<void>& reply);
    void openSsh(const MachineKey& machine, const QString& publicKey, const Reply<SshAccess>& reply);
    void renameMachine(const MachineKey& machine, const QString& name, const Reply<void>& reply);
    void saveSchedule(const Schedule& schedule, const Reply<Schedule>& reply);
    void removeSchedule(const ScheduleId& schedule, const Reply<void>& reply);
    void setScheduleEnabled(const ScheduleId& schedule, bool enabled, const Reply<void>& reply);
    void pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant> until,
                       const QString& note, const Reply<void>& reply);
    void resumeSchedule(const ScheduleId& schedule, const Reply<void>& reply);
    void planBackfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                      const Reply<QVector<calendar::Instant>>& reply);
    void backfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                  const Reply<QVector<Run>>& reply);
    void explain(const ScheduleId& schedule, calendar::Instant at, const Reply<Explanation>& reply);
    void resolveDrift(const ScheduleId& schedule, DriftChoice choice, const Reply<Schedule>& reply);
    void copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                       const Reply<QVector<CopyResult>>& reply);
    void controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                        const Reply<Machine>& reply);
    void waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                     const Reply<Machine>& reply);
    void setTags(const MachineKey& machine, const QStringList& tags, const Reply<Machine>& reply);
    void setDeleteLock(const MachineKey& machine, bool locked, const Reply<Machine>& reply);
    void fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                         const Reply<LogChunk>& reply);
    void fetchMetrics(const MachineKey& machine, const Reply<MachineMetrics>& reply);
    void makeCheckpoint(const MachineKey& machine, const QString& name, const Reply<Snapshot>& reply);
    void fetchCheckpointHistory(const MachineKey& machine, const Reply<QVector<Snapshot>>& reply);
    void makeTemplate(const MachineKey& machine, const Reply<Snapshot>& reply);
    void fetchSnapshots(const AccountId& account, Snapshot::Kind kind, const Reply<QVector<Snapshot>>& reply);
    void removeSnapshot(const AccountId& account, const Snapshot& snapshot, const Reply<void>& reply);
    void fetchQuotas(const AccountId& account, const Reply<QVector<MetroQuota>>& reply);
    void rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                 const QString& path, const QByteArray& body, const Reply<QByteArray>& reply);
    void runNow(const ScheduleId& schedule, const Reply<Run>& reply);
    void cancelRun(const RunId& run, const Reply<void>& reply);
    void fetchRuns(const RunQuery& query, const Reply<QVector<Run>>& reply);
    void fetchRun(const QString& idOrPrefix, const Reply<Run>& reply);
    void fetchOutput(const RunId& run, const Reply<RunOutput>& reply);
    void outputLimits(const Reply<OutputLimits>& reply);
    void setOutputLimits(const OutputLimits& limits, const Reply<int>& reply);
    void parallelRuns(const Reply<int>& reply);
    void setParallelRuns(int most, const Reply<void>& reply);
    void pause(std::optional<calendar::Instant> until, const QString& note, const Reply<void>& reply);
    void resume(const Reply<void>& reply);
    void acceptClock(const Reply<void>& reply);
    void answerCatchUp(CatchUpAnswer answer, const Reply<void>& reply);

Q_SIGNALS:
    void changed(const reveille::Changes& changes);
    void noticed(const reveille::Notice& notice);
    void provisioned(const reveille::ProvisionNews& news);

private:
    [[nodiscard]] Result<void> readStore();
    [[nodiscard]] Result<void> startRunner(Runner::Scope scope);
    [[nodiscard]] Result<void> afterEdit();
    /// The runner in another process reads the store again before we say "done"; if there is none, nobody
    /// needs to.
    template <typename T> void answerAfterPoke(const Reply<T>& reply, Result<T> answer)
    {
        if (m_runner || !m_store || !answer) {
            reply(std::move(answer));
            return;
        }
        sendToRunner(m_store->directory(), "changed", this,
                     [reply, answer = std::move(answer)](const Result<bool>&) { reply(answer); });
    }
    [[nodiscard]] Result<void> becomeRunner(std::unique_ptr<RunnerLock> lock, Runner::Scope scope);
    void tellWatchers(const Changes& changes);
    void takeNews(const RunnerNews& news);
    void takeSkews(const RunnerNews& news);
    /// What those of these runs' schedules that count have counted.
    [[nodiscard]] QHash<ScheduleId, ScheduleProgress> progressOf(const QVector<Run>& runs) const;
    /// Reads the store again and tells everything, what is gone included.
    [[nodiscard]] bool showStore();
    [[nodiscard]] OutputLimits limitsInStore() const;
    [[nodiscard]] int parallelRunsInStore() const;
    void pruneOutputInTime();
    void watchRuns(const QVector<Run>& runs);
    void tellAlarms();
    bool controlLine(const QByteArray& line);
    /// "accept-clock" and "catch-up N" from another process.
    bool commandLine(const QByteArray& line);
    void tellRunner(const QByteArray& line, const Reply<void>& reply);
    [[nodiscard]] RunnerStatus status() const;
    /// status(), remembered as what everybody has been told.
    [[nodiscard]] RunnerStatus currentStatus();
    void announceStatus();
    void runClosed(const Run& run);
    void followElsewhere(const RunId& run);
    void lookElsewhere();
    /// Writes a checked schedule, begins counts anew where the edit says so, and tells everybody.
    [[nodiscard]] Result<void> storeEdit(const Schedule& schedule);
    [[nodiscard]] ProviderDesk::Ports deskPorts();
    /// Rows of schedules that the provider fires, as they are now there; tells everybody.
    [[nodiscard]] Result<void> storeProviderRows(const QVector<Schedule>& rows);
    [[nodiscard]] Result<void> dropSchedule(const ScheduleId& schedule);
    void saveAtProvider(const Schedule& schedule, const std::optional<Schedule>& before,
                        const Reply<Schedule>& reply);
    void machinesChanged(Changes changes);
    [[nodiscard]] Result<void> startElapseWatch();
    void setSchedulePause(const ScheduleId& id, const std::optional<Pause>& pause, const Reply<void>& reply);
    [[nodiscard]] Result<QVector<calendar::Instant>> backfillOf(const ScheduleId& id, calendar::Instant from,
                                                                calendar::Instant to) const;
    [[nodiscard]] std::optional<Schedule> knownSchedule(const ScheduleId& id) const;
    void machineAnswered(const MachineKey& key, const Result<Machine>& answer, const Reply<Machine>& reply);
    using MachineCall = std::function<Call(Provider&, Reply<Machine>)>;
    void callMachine(const MachineKey& machine, const MachineCall& call, const Reply<Machine>& reply);
    /// Null: the account is gone, or its cloud has none.
    [[nodiscard]] MachineServices* servicesOf(const AccountId& account);
    template <typename T, typename Ask>
    void askServices(const AccountId& account, const Reply<T>& reply, Ask ask);
    /// Made when the first order comes.
    [[nodiscard]] ProvisionDesk& provisions();
    void changeLease(const std::optional<MachineLease>& held, const std::optional<MachineKey>& dropped);
    [[nodiscard]] bool isNameTaken(const MachineKey& machine, const QString& name) const;
    [[nodiscard]] InstanceControl* instancesOf(const MachineKey& machine);
    [[nodiscard]] InstanceControl* instancesOf(const AccountId& account);
    template <typename T>
    void askInstances(InstanceControl* control, const QString& subject,
                      const std::function<Call(InstanceControl&, Reply<T>)>& call, const Reply<T>& reply);
    /// The same for what answers with the machine as it is now: everybody sees it.
    void askMachine(const MachineKey& machine,
                    const std::function<Call(InstanceControl&, Reply<Machine>)>& call,
                    const Reply<Machine>& reply);
    struct Copying;
    void copyNext(const std::shared_ptr<Copying>& copying);
    [[nodiscard]] Call release(quint64 token);
    [[nodiscard]] static QString freshKey(const char* purpose);

    EnginePorts m_ports;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<RunnerLock> m_lock;
    std::unique_ptr<ControlServer> m_control;
    std::unique_ptr<RunnerWatch> m_elsewhere;
    std::optional<RunnerStatus> m_statusElsewhere;
    QHash<AccountId, std::chrono::milliseconds> m_skewsTold; ///< to those who look on, or by the runner
    QVector<Reply<void>> m_waitingForNews;
    QVector<MachineKey> m_leasesShown; ///< of the runner elsewhere
    QString m_directory;
    MachineWatch m_watch;
    ProviderDesk m_desk;
    std::unique_ptr<ProvisionDesk> m_provisions;
    std::unique_ptr<TimerShare> m_timers;
    std::unique_ptr<Runner> m_runner;
    std::unique_ptr<ElapseWatch> m_elapses; ///< where the runner's lock is held, and schedules fire
    QVector<Account> m_accounts;
    QVector<Schedule> m_schedules;
    QHash<MachineKey, QString> m_names;
    QSet<ScheduleId> m_counting; ///< schedules whose policies count runs or skips
    QSet<RunId> m_followed; ///< runs that another process carries out for us
    QTimer m_followTimer;
    RunAlarms m_alarms;
    QTimer m_alarmTimer;
    std::optional<calendar::Instant> m_prunedAt;
    std::optional<RunnerStatus> m_announced; ///< the last status told
    std::unordered_map<quint64, Call> m_calls;
    std::unordered_map<quint64, std::unique_ptr<Provider>> m_trials;
    quint64 m_lastCall = 0;
    std::function<bool(const QByteArray&)> m_foreignLine;
};

} // namespace reveille
