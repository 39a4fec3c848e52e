#pragma once

#include "core/model/Account.h"
#include "core/model/Clock.h"
#include "core/model/Lease.h"
#include "core/model/OutputLimits.h"
#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"

#include <memory>
#include <optional>

#include <QHash>
#include <QString>
#include <QVector>

namespace reveille {

/// What one step of the runner changes in the journal, committed together or not at all.
struct JournalBatch
{
    QVector<Run> runs; ///< inserted or replaced by id; their steps are appended, never rewritten
    QHash<ScheduleId, calendar::Instant> decidedUntil;
    QHash<ScheduleId, ScheduleProgress> progress;
    QVector<MachineLease> leases;
    QVector<MachineKey> leasesDropped;
    QVector<RunAttempt> attempts{}; ///< of runs that are in the journal, or among these
};

/// The data directory's SQLite database: accounts, names, schedules and the run journal. Every call is
/// synchronous and belongs to the thread that opened the store; several processes may have it open at once
/// (WAL, busy timeout). commit() has reached the disk when it returns (synchronous=FULL); a failure there
/// means nothing of the batch is kept.
class Store
{
public:
    /// Creates the directory (0700) and the file (0600) if needed and brings the schema up to date. An empty
    /// directory of the person's own is made private; one with something in it that others can read or write
    /// is refused, as are a newer schema (StorageNewerSchema) and a damaged file (StorageCorrupt).
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const QString& directory);
    struct Private;
    explicit Store(std::unique_ptr<Private> opened); ///< for open()
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] QString directory() const;

    [[nodiscard]] Result<QVector<Account>> accounts() const;
    /// AlreadyExists when another account has the name (case is ignored).
    [[nodiscard]] Result<void> saveAccount(const Account& account);
    /// Its schedules and machine names go with it; its runs stay in the history.
    [[nodiscard]] Result<void> removeAccount(const AccountId& account);

    [[nodiscard]] Result<QHash<MachineKey, QString>> machineNames() const;
    [[nodiscard]] Result<void> setMachineName(const MachineKey& machine,
                                              const QString& name); ///< empty: forget

    [[nodiscard]] Result<QVector<Schedule>> schedules() const;
    /// Inserts or replaces by id. AlreadyExists when another schedule that Reveille fires has the name (case
    /// is ignored), or another that the provider fires on the same machine.
    [[nodiscard]] Result<void> saveSchedule(const Schedule& schedule);
    /// The same for all of them in one transaction: if one is refused, none is kept.
    [[nodiscard]] Result<void> saveSchedules(const QVector<Schedule>& schedules);
    [[nodiscard]] Result<void> removeSchedule(const ScheduleId& schedule); ///< its runs stay

    /// Up to which instant every occurrence of a schedule has its decision.
    [[nodiscard]] Result<QHash<ScheduleId, calendar::Instant>> decidedUntil() const;
    /// What the schedules' policies have counted; absent: nothing yet.
    [[nodiscard]] Result<QHash<ScheduleId, ScheduleProgress>> progress() const;
    [[nodiscard]] Result<ScheduleProgress> progressOf(const ScheduleId& schedule) const;
    [[nodiscard]] Result<void> commit(const JournalBatch& batch);
    [[nodiscard]] Result<QVector<Run>> openRuns() const;
    /// Newest scheduled instant first; a negative limit means all.
    [[nodiscard]] Result<QVector<Run>> runs(const std::optional<ScheduleId>& schedule,
                                            const std::optional<MachineKey>& machine, int limit) const;
    /// The runs and records of a schedule that stand for one instant, alone or in a stretch; newest first.
    [[nodiscard]] Result<QVector<Run>> runsAt(const ScheduleId& schedule, calendar::Instant at) const;
    /// By id, or by an unambiguous beginning of one of at least 4 characters (InvalidArgument otherwise).
    [[nodiscard]] Result<Run> run(const QString& idOrPrefix) const;
    [[nodiscard]] Result<QVector<MachineLease>> leases() const;

    /// For a clock that ran days ahead and has been set right: marks, begins and pauses that lie after `at`
    /// are put back to it, and records of occurrences after it by which nothing was started are taken back.
    /// What was started stays, and is in decidedAhead() from now on. The ids of what was taken back.
    [[nodiscard]] Result<QVector<RunId>> rewind(calendar::Instant at, const QVector<Run>& shortened);
    /// Records of several occurrences that begin at or before `at` and end after it: rewind() wants them back
    /// with the part that is left.
    [[nodiscard]] Result<QVector<Run>> recordsAcross(calendar::Instant at) const;
    /// By schedule, ascending: instants after its mark that have their row already.
    [[nodiscard]] Result<QHash<ScheduleId, QVector<calendar::Instant>>> decidedAhead() const;

    [[nodiscard]] Result<void> saveOutput(const RunId& run, const RunOutput& output);
    [[nodiscard]] Result<RunOutput> output(const RunId& run) const;
    /// Drops the output of closed runs beyond the limits; how many runs lost theirs.
    [[nodiscard]] Result<int> pruneOutput(const OutputLimits& limits, calendar::Instant now);
    /// Runs whose output holds the text, without regard to the case of ASCII letters; newest first.
    [[nodiscard]] Result<QVector<RunId>> runsPrinting(const QString& text, int limit) const;

    [[nodiscard]] Result<std::optional<Pause>> pause() const;
    [[nodiscard]] Result<void> setPause(const std::optional<Pause>& pause);

    /// Small remembered facts ("tray notice shown"); not for schedules.
    [[nodiscard]] Result<QString> setting(const QString& key) const; ///< empty if never set
    [[nodiscard]] Result<void> setSetting(const QString& key, const QString& value);

    /// Changes whenever another connection or process has committed something since the last call.
    [[nodiscard]] Result<qint64> dataVersion() const;

private:
    std::unique_ptr<Private> d;
};

} // namespace reveille
