#pragma once

#include "core/model/Lease.h"
#include "core/model/SchedulePolicy.h"

#include <optional>

#include <QHash>
#include <QVector>

namespace reveille {

/// How a run shares its machine with others.
struct MachineUse
{
    ScheduleId schedule;
    int ownAtOnce = 1;         ///< runs of its own schedule at once, itself included
    bool besideOthers = false; ///< may run beside other schedules' runs, where those may as well
    bool yields = false;       ///< lets all go first that do not
    SleepAfter sleepAfter = SleepAfter::Restore;
};

/// Who uses which machine: one run at a time unless all of them allow others, the rest in order behind them.
/// A run that waits counts as a user, so the machine is not put to sleep between two of them. Pure
/// bookkeeping; says what changed, does nothing.
class LeaseBook
{
public:
    enum class Turn
    {
        Granted,
        Queued
    };
    struct Release
    {
        enum class What
        {
            NotHeld,   ///< it had no claim
            StillUsed, ///< others use the machine on
            LeftAsIs,  ///< nobody uses it, and it was awake before us: the lease is gone
            SleepOwed, ///< nobody uses it, and we woke it: the lease now says that a sleep is owed
        };
        What what = What::NotHeld;
        QVector<RunId> granted; ///< the runs whose turn it is now
        bool wokenByUs = false;
    };

    /// What the journal had at start.
    void restore(const QVector<MachineLease>& leases);

    /// `resumes`: the run had its turn before a restart and keeps it.
    Turn acquire(const RunId& run, const MachineKey& machine, bool resumes, calendar::Instant now,
                 const MachineUse& use = {});
    Release release(const RunId& run, const MachineKey& machine, calendar::Instant now);

    /// We are about to wake it, so we owe it a sleep.
    void woken(const MachineKey& machine, MachinePhase before);
    /// Nobody uses it and it is still awake by our doing: a restart found it so.
    void oweSleep(const MachineKey& machine, calendar::Instant now);
    /// The sleep is done, or given up for a reason: nothing is owed any more. Hands the turn to who waits, if
    /// anyone.
    QVector<RunId> settled(const MachineKey& machine);
    /// Gives everybody their turn whose turn it is, and says to whom.
    QVector<RunId> takeTurns(const MachineKey& machine);
    /// No sleep is under way any more, and the machine is awake; the note says why.
    void sleepEnded(const MachineKey& machine, const QString& note);
    /// While a sleep request is under way nobody is granted the machine; afterwards who waits is.
    void sleepSent(const MachineKey& machine);

    /// Who has been queued behind a sleep and is next.
    [[nodiscard]] std::optional<RunId> waiting(const MachineKey& machine) const;
    [[nodiscard]] const MachineLease* find(const MachineKey& machine) const;
    [[nodiscard]] QVector<MachineKey> owingSleep() const;

private:
    struct User
    {
        RunId run;
        MachineUse use;
        bool hasTurn = false;
    };
    struct Entry
    {
        MachineLease lease;
        QVector<User> users; ///< those with their turn first
        bool sleepUnderWay = false;
    };
    [[nodiscard]] static bool mayJoin(const Entry& entry, qsizetype place);
    static QVector<RunId> takeTurns(Entry& entry);
    QHash<MachineKey, Entry> m_entries;
};

} // namespace reveille
