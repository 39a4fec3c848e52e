#pragma once

#include "core/model/Lease.h"

#include <optional>

#include <QHash>
#include <QVector>

namespace reveille {

/// Who uses which machine: one run at a time, the others in order behind it. A run that waits counts as a
/// user, so the machine is not put to sleep between two of them. Pure bookkeeping; says what changed, does
/// nothing.
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
        std::optional<RunId> granted; ///< the run whose turn it is now
        bool wokenByUs = false;
    };

    /// What the journal had at start.
    void restore(const QVector<MachineLease>& leases);

    /// `resumes`: the run had its turn before a restart and keeps it.
    Turn acquire(const RunId& run, const MachineKey& machine, bool resumes, calendar::Instant now);
    Release release(const RunId& run, const MachineKey& machine, calendar::Instant now);

    /// We are about to wake it, so we owe it a sleep.
    void woken(const MachineKey& machine, MachinePhase before);
    /// Nobody uses it and it is still awake by our doing: a restart found it so.
    void oweSleep(const MachineKey& machine, calendar::Instant now);
    /// The sleep is done, or given up for a reason: nothing is owed any more. Hands the turn to who waits, if
    /// anyone.
    std::optional<RunId> settled(const MachineKey& machine);
    /// No sleep is under way any more, and the machine is awake; the note says why.
    void sleepEnded(const MachineKey& machine, const QString& note);
    /// While a sleep request is under way nobody is granted the machine; afterwards who waits is.
    void sleepSent(const MachineKey& machine);

    /// Who has been queued behind a sleep and is next.
    [[nodiscard]] std::optional<RunId> waiting(const MachineKey& machine) const;
    [[nodiscard]] const MachineLease* find(const MachineKey& machine) const;
    [[nodiscard]] QVector<MachineKey> owingSleep() const;

private:
    struct Entry
    {
        MachineLease lease;
        QVector<RunId> users; ///< the first one has its turn, unless a sleep is under way
        bool sleepUnderWay = false;
    };
    QHash<MachineKey, Entry> m_entries;
};

} // namespace reveille
