#include "core/runner/LeaseBook.h"

namespace reveille {

void LeaseBook::restore(const QVector<MachineLease>& leases)
{
    for (const MachineLease& lease : leases)
        m_entries[lease.machine].lease = lease;
}

LeaseBook::Turn LeaseBook::acquire(const RunId& run, const MachineKey& machine, bool resumes,
                                   calendar::Instant now)
{
    Entry& entry = m_entries[machine];
    if (entry.lease.machine.machine.isEmpty()) {
        entry.lease.machine = machine;
        entry.lease.since = now;
    }
    if (!entry.users.contains(run)) {
        // A run that had its turn before a restart comes before any that only waited.
        if (resumes)
            entry.users.prepend(run);
        else
            entry.users.append(run);
    }
    if (entry.sleepUnderWay)
        return Turn::Queued;
    entry.lease.sleepOwedSince.reset();
    return entry.users.constFirst() == run || resumes ? Turn::Granted : Turn::Queued;
}

LeaseBook::Release LeaseBook::release(const RunId& run, const MachineKey& machine, calendar::Instant now)
{
    Release result;
    const auto it = m_entries.find(machine);
    if (it == m_entries.end() || !it->users.contains(run))
        return result;
    const bool hadTurn = it->users.constFirst() == run && !it->sleepUnderWay;
    it->users.removeAll(run);
    result.wokenByUs = it->lease.wokenByUs;
    if (!it->users.isEmpty()) {
        result.what = Release::What::StillUsed;
        if (hadTurn)
            result.granted = it->users.constFirst();
        return result;
    }
    if (it->sleepUnderWay) {
        result.what = Release::What::StillUsed;
        return result;
    }
    if (it->lease.wokenByUs) {
        result.what = Release::What::SleepOwed;
        it->lease.sleepOwedSince = now;
        return result;
    }
    result.what = Release::What::LeftAsIs;
    m_entries.erase(it);
    return result;
}

void LeaseBook::woken(const MachineKey& machine, MachinePhase before)
{
    const auto it = m_entries.find(machine);
    if (it == m_entries.end() || it->lease.wokenByUs)
        return;
    it->lease.wokenByUs = true;
    it->lease.priorPhase = before;
}

void LeaseBook::oweSleep(const MachineKey& machine, calendar::Instant now)
{
    const auto it = m_entries.find(machine);
    if (it != m_entries.end() && !it->lease.sleepOwedSince)
        it->lease.sleepOwedSince = now;
}

std::optional<RunId> LeaseBook::settled(const MachineKey& machine)
{
    const auto it = m_entries.find(machine);
    if (it == m_entries.end())
        return std::nullopt;
    if (it->users.isEmpty()) {
        m_entries.erase(it);
        return std::nullopt;
    }
    it->sleepUnderWay = false;
    it->lease.wokenByUs = false;
    it->lease.sleepOwedSince.reset();
    it->lease.sleepAttempts = 0;
    it->lease.note.clear();
    return it->users.constFirst();
}

void LeaseBook::sleepSent(const MachineKey& machine)
{
    const auto it = m_entries.find(machine);
    if (it == m_entries.end())
        return;
    it->sleepUnderWay = true;
    ++it->lease.sleepAttempts;
}

void LeaseBook::sleepEnded(const MachineKey& machine, const QString& note)
{
    const auto it = m_entries.find(machine);
    if (it == m_entries.end())
        return;
    it->sleepUnderWay = false;
    it->lease.note = note;
    // Who waits takes the machine over, and with it the debt.
    if (!it->users.isEmpty())
        it->lease.sleepOwedSince.reset();
}

std::optional<RunId> LeaseBook::waiting(const MachineKey& machine) const
{
    const auto it = m_entries.constFind(machine);
    if (it == m_entries.cend() || it->users.isEmpty())
        return std::nullopt;
    return it->users.constFirst();
}

const MachineLease* LeaseBook::find(const MachineKey& machine) const
{
    const auto it = m_entries.constFind(machine);
    return it == m_entries.cend() ? nullptr : &it->lease;
}

QVector<MachineKey> LeaseBook::owingSleep() const
{
    QVector<MachineKey> machines;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        if (it->users.isEmpty() && it->lease.wokenByUs)
            machines.append(it.key());
    }
    return machines;
}

} // namespace reveille
