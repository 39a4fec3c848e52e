#include "core/runner/LeaseBook.h"

#include <algorithm>

namespace reveille {

void LeaseBook::restore(const QVector<MachineLease>& leases)
{
    for (const MachineLease& lease : leases)
        m_entries[lease.machine].lease = lease;
}

bool LeaseBook::mayJoin(const Entry& entry, qsizetype place)
{
    const MachineUse& use = entry.users.at(place).use;
    int own = 1;
    for (qsizetype i = 0; i < place; ++i) {
        const MachineUse& other = entry.users.at(i).use;
        const bool sameSchedule = !use.schedule.isEmpty() && other.schedule == use.schedule;
        if (sameSchedule && ++own > std::min(use.ownAtOnce, other.ownAtOnce))
            return false;
        if (!sameSchedule && !(use.besideOthers && other.besideOthers))
            return false;
    }
    return true;
}

QVector<RunId> LeaseBook::takeTurns(Entry& entry)
{
    QVector<RunId> granted;
    if (entry.sleepUnderWay)
        return granted;
    for (qsizetype i = 0; i < entry.users.size(); ++i) {
        User& user = entry.users[i];
        if (user.hasTurn)
            continue;
        // Nobody overtakes: who may not join keeps those behind waiting too.
        if (!mayJoin(entry, i))
            break;
        user.hasTurn = true;
        granted.append(user.run);
    }
    return granted;
}

QVector<RunId> LeaseBook::takeTurns(const MachineKey& machine)
{
    const auto it = m_entries.find(machine);
    return it == m_entries.end() ? QVector<RunId>() : takeTurns(*it);
}

LeaseBook::Turn LeaseBook::acquire(const RunId& run, const MachineKey& machine, bool resumes,
                                   calendar::Instant now, const MachineUse& use)
{
    Entry& entry = m_entries[machine];
    if (entry.lease.machine.machine.isEmpty()) {
        entry.lease.machine = machine;
        entry.lease.since = now;
    }
    const auto isRun = [&run](const User& user) { return user.run == run; };
    if (std::ranges::none_of(entry.users, isRun)) {
        // A run that had its turn before a restart comes before any that only waited.
        const auto yielding = std::ranges::find_if(
            entry.users, [](const User& user) { return user.use.yields && !user.hasTurn; });
        if (resumes)
            entry.users.prepend(User{run, use});
        else if (!use.yields)
            entry.users.insert(yielding, User{run, use});
        else
            entry.users.append(User{run, use});
    }
    if (entry.sleepUnderWay)
        return Turn::Queued;
    entry.lease.sleepOwedSince.reset();
    const auto user = std::ranges::find_if(entry.users, isRun);
    if (resumes)
        user->hasTurn = true;
    const bool had = user->hasTurn;
    return had || takeTurns(entry).contains(run) ? Turn::Granted : Turn::Queued;
}

LeaseBook::Release LeaseBook::release(const RunId& run, const MachineKey& machine, calendar::Instant now)
{
    Release result;
    const auto it = m_entries.find(machine);
    if (it == m_entries.end())
        return result;
    const auto user = std::ranges::find(it->users, run, &User::run);
    if (user == it->users.end())
        return result;
    const User left = *user;
    it->users.erase(user);
    result.wokenByUs = it->lease.wokenByUs;
    if (!it->users.isEmpty() || it->sleepUnderWay) {
        result.what = Release::What::StillUsed;
        result.granted = takeTurns(*it);
        return result;
    }
    if (left.hasTurn && left.use.sleepAfter == SleepAfter::Always)
        it->lease.wokenByUs = true;
    if (it->lease.wokenByUs && left.use.sleepAfter != SleepAfter::Never) {
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

QVector<RunId> LeaseBook::settled(const MachineKey& machine)
{
    const auto it = m_entries.find(machine);
    if (it == m_entries.end())
        return {};
    if (it->users.isEmpty()) {
        m_entries.erase(it);
        return {};
    }
    it->sleepUnderWay = false;
    it->lease.wokenByUs = false;
    it->lease.sleepOwedSince.reset();
    it->lease.sleepAttempts = 0;
    it->lease.note.clear();
    return takeTurns(*it);
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
    return it->users.constFirst().run;
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
