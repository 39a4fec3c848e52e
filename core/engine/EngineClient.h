#pragma once

#include "core/engine/Changes.h"
#include "core/engine/InstanceCommands.h"
#include "core/model/Execution.h"
#include "core/model/Explanation.h"
#include "core/model/Instance.h"
#include "core/model/MachineExtras.h"
#include "core/model/OutputLimits.h"
#include "core/model/Provision.h"
#include "core/model/Result.h"
#include "core/model/SecretEntry.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// Which runs to list, newest scheduled instant first.
struct RunQuery
{
    std::optional<ScheduleId> schedule;
    std::optional<MachineKey> machine;
    int limit = 100;
    /// Only those whose output holds this text, without regard to case.
    QString output{};
};

/// The engine as the window, the tray and the command line see it: commands in, changes out. Lives on the
/// caller's thread, never blocks it, and answers there; each Reply comes exactly once unless the client is
/// destroyed first.
class EngineClient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins the stream of changed(); the first one holds everything.
    virtual void connectToEngine() = 0;
    /// Whether a person is looking: machines are only re-read from time to time while one is.
    virtual void setWatched(bool watched) { Q_UNUSED(watched) }

    // Accounts. `key` is empty unless account.keySource stores one; with KeySource::Keychain and no usable
    // keychain the reply is SecretStoreUnavailable and nothing is saved: ask the person, then call again with
    // KeyFile or Session.
    virtual void saveAccount(const Account& account, const QString& key, Reply<Account> reply) = 0;
    virtual void removeAccount(const AccountId& account, Reply<void> reply) = 0;
    /// Tests address and key without saving anything.
    virtual void testAccount(const Account& account, const QString& key, Reply<void> reply) = 0;

    // Secrets that commands get through their environment, where a value is "secret:NAME". Values go in and
    // never come out. NotFound by default: an engine without secrets.
    virtual void fetchSecrets(Reply<QVector<SecretEntry>> reply);
    /// Adds or replaces; SecretStoreUnavailable as for accounts.
    virtual void saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply);
    virtual void forgetSecret(const QString& name, Reply<void> reply);

    // Machines.
    virtual void refreshMachines(Reply<void> reply) = 0;
    virtual void createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                               Reply<Machine> reply) = 0;
    /// Makes a machine, sets it up, puts it to sleep; provisioned() tells how it goes, and the reply comes
    /// when it is over, however it went. AlreadyExists while an order of the same key is being carried out.
    virtual void provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply);
    /// A machine that has not run yet is removed; a command is ended, and its machine put to sleep. Answers
    /// when that is under way. NotFound for an order that is over.
    virtual void cancelProvision(const QString& key, Reply<void> reply);
    virtual void deleteMachine(const MachineKey& machine, Reply<void> reply) = 0;
    virtual void wakeMachine(const MachineKey& machine, Reply<Machine> reply) = 0;
    virtual void sleepMachine(const MachineKey& machine, Reply<Machine> reply) = 0;
    // What a cloud offers beside running commands; NotFound where it does not.
    virtual void updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply);
    virtual void fetchUsage(const AccountId& account, const UsageQuery& query,
                            Reply<QVector<MachineUsage>> reply);
    /// What the person pays at this account; not set: zeros.
    virtual void fetchRates(const AccountId& account, Reply<UsageRates> reply);
    virtual void saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply);
    /// Everything that runs or ran on the machine, whoever asked for it; newest first.
    virtual void fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply);
    virtual void fetchArtifacts(const MachineKey& machine, Reply<QVector<Artifact>> reply);
    virtual void fetchPorts(const MachineKey& machine, Reply<QVector<MachinePort>> reply);
    virtual void openPort(const MachineKey& machine, int port, Reply<MachinePort> reply);
    virtual void closePort(const MachineKey& machine, const QString& port, Reply<void> reply);
    virtual void openSsh(const MachineKey& machine, const QString& publicKey, Reply<SshAccess> reply);
    virtual void renameMachine(const MachineKey& machine, const QString& name, Reply<void> reply) = 0;

    // Schedules. An empty id adds one. Refused with Parse, AlreadyExists, NotFound or InvalidArgument;
    // nothing is saved then. createdAt and effectiveFrom are set by the engine.
    virtual void saveSchedule(const Schedule& schedule, Reply<Schedule> reply) = 0;
    virtual void removeSchedule(const ScheduleId& schedule, Reply<void> reply) = 0;
    virtual void setScheduleEnabled(const ScheduleId& schedule, bool enabled, Reply<void> reply) = 0;
    /// Its occurrences are recorded as skipped until then, or until resumed. InvalidArgument for a time that
    /// has passed.
    virtual void pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant> until,
                               const QString& note, Reply<void> reply) = 0;
    /// Also forgets the failures that made a schedule pause itself.
    virtual void resumeSchedule(const ScheduleId& schedule, Reply<void> reply) = 0;
    /// What a backfill from `from` to `to`, both included, would run: nothing that is still to come, nothing
    /// on excluded dates, at most 1000 (InvalidArgument otherwise).
    virtual void planBackfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                              Reply<QVector<calendar::Instant>> reply) = 0;
    /// Runs exactly what planBackfill() told, one after the other; the occurrences' own records stay.
    virtual void backfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                          Reply<QVector<Run>> reply) = 0;
    /// What became of an instant, or what will, and why.
    virtual void explain(const ScheduleId& schedule, calendar::Instant at, Reply<Explanation> reply) = 0;

    // What the provider fires. saveSchedule, removeSchedule and setScheduleEnabled carry it to the provider
    // first: a schedule is stored when the provider has it as it was meant, and nothing is when it refuses.
    /// Ends a drift. NotFound for a schedule that is not there, InvalidArgument for one that Reveille fires.
    virtual void resolveDrift(const ScheduleId& schedule, DriftChoice choice, Reply<Schedule> reply) = 0;
    /// Each schedule on each machine, of either kind; names are made unique by a number behind them. One
    /// answer for each pair, schedule by schedule; none of them stops the others.
    virtual void copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                               Reply<QVector<CopyResult>> reply) = 0;

    // Clouds of instances. InvalidArgument where a machine's cloud offers no such thing.
    virtual void controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                                Reply<Machine> reply) = 0;
    /// Answers when the machine is in that phase, or TimedOut.
    virtual void waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                             Reply<Machine> reply) = 0;
    virtual void setTags(const MachineKey& machine, const QStringList& tags, Reply<Machine> reply) = 0;
    virtual void setDeleteLock(const MachineKey& machine, bool locked, Reply<Machine> reply) = 0;
    /// `offset` < 0 counts from the end.
    virtual void fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                                 Reply<LogChunk> reply) = 0;
    virtual void fetchMetrics(const MachineKey& machine, Reply<MachineMetrics> reply) = 0;
    /// An empty name lets the provider choose one.
    virtual void makeCheckpoint(const MachineKey& machine, const QString& name, Reply<Snapshot> reply) = 0;
    virtual void fetchCheckpointHistory(const MachineKey& machine, Reply<QVector<Snapshot>> reply) = 0;
    virtual void makeTemplate(const MachineKey& machine, Reply<Snapshot> reply) = 0;
    virtual void fetchSnapshots(const AccountId& account, Snapshot::Kind kind,
                                Reply<QVector<Snapshot>> reply) = 0;
    virtual void removeSnapshot(const AccountId& account, const Snapshot& snapshot, Reply<void> reply) = 0;
    /// One for each metro; those that did not answer carry their error.
    virtual void fetchQuotas(const AccountId& account, Reply<QVector<MetroQuota>> reply) = 0;
    /// A call as the person typed it: method, path from "/v1/…" on, body.
    virtual void rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                         const QString& path, const QByteArray& body, Reply<QByteArray> reply) = 0;

    // Runs. A manual run never uses up an occurrence.
    virtual void runNow(const ScheduleId& schedule, Reply<Run> reply) = 0;
    virtual void cancelRun(const RunId& run, Reply<void> reply) = 0;
    virtual void fetchRuns(const RunQuery& query, Reply<QVector<Run>> reply) = 0;
    /// By id or by an unambiguous beginning of one of at least 4 characters, however old it is. NotFound, or
    /// InvalidArgument when it is too short or fits several.
    virtual void fetchRun(const QString& idOrPrefix, Reply<Run> reply) = 0;
    virtual void fetchOutput(const RunId& run, Reply<RunOutput> reply) = 0;
    virtual void outputLimits(Reply<OutputLimits> reply) = 0;
    /// Begins with what is beyond them now; the reply tells how many runs lost their output.
    virtual void setOutputLimits(const OutputLimits& limits, Reply<int> reply) = 0;
    /// How many runs are at work at once, on all machines together; the others wait for their turn.
    virtual void parallelRuns(Reply<int> reply) = 0;
    /// From 1 to kMostParallelRuns (InvalidArgument otherwise), and from now on; what is at work goes on.
    virtual void setParallelRuns(int most, Reply<void> reply) = 0;

    // The runner.
    virtual void pause(std::optional<calendar::Instant> until, const QString& note, Reply<void> reply) = 0;
    virtual void resume(Reply<void> reply) = 0;
    /// Where another copy may fire (RunnerState::Viewer): its status and runs are shown as they happen. The
    /// reply comes when it is known whether there is one.
    virtual void followRunner(Reply<void> known) = 0;
    /// A viewer begins to fire. RunnerElsewhere while another copy does.
    virtual void takeOver(Reply<void> reply) = 0;
    /// The clock is right, for all its jump: RunnerState::Held ends. NotFound where nothing is held here.
    virtual void acceptClock(Reply<void> reply) = 0;
    /// What to do with RunnerStatus::catchUp. NotFound when there is none (any more).
    virtual void answerCatchUp(CatchUpAnswer answer, Reply<void> reply) = 0;

Q_SIGNALS:
    void changed(const reveille::Changes& changes);
    void noticed(const reveille::Notice& notice);
    void provisioned(const reveille::ProvisionNews& news);
};

} // namespace reveille
