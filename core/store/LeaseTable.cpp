#include "core/store/LeaseTable.h"

#include "core/model/Words.h"
#include "core/store/AccountTable.h"

namespace reveille {

Result<QVector<MachineLease>> LeaseTable::all() const
{
    Statement select =
        m_database.statement("SELECT account, machine, prior_phase, woken_by_us, since, sleep_owed_since,"
                             " sleep_attempts, note FROM leases ORDER BY since, account, machine");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<MachineLease> leases;
    while (select.next()) {
        MachineLease lease;
        lease.machine.account.value = select.text();
        lease.machine.machine.value = select.text();
        const QString word = select.text();
        const auto phase = fromWord<MachinePhase>(word);
        if (!phase)
            return unknownWord(m_database, word);
        lease.priorPhase = *phase;
        lease.wokenByUs = select.flag();
        lease.since = select.instant();
        lease.sleepOwedSince = select.maybeInstant();
        lease.sleepAttempts = select.number();
        lease.note = select.text();
        leases.append(lease);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return leases;
}

Result<void> LeaseTable::put(const MachineLease& lease)
{
    Statement upsert = m_database.statement(
        "INSERT INTO leases (account, machine, prior_phase, woken_by_us, since, sleep_owed_since,"
        " sleep_attempts, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (account, machine) DO UPDATE SET prior_phase = excluded.prior_phase,"
        " woken_by_us = excluded.woken_by_us, since = excluded.since,"
        " sleep_owed_since = excluded.sleep_owed_since, sleep_attempts = excluded.sleep_attempts,"
        " note = excluded.note");
    return upsert.add(lease.machine.account)
        .add(lease.machine.machine)
        .add(toWord(lease.priorPhase))
        .add(lease.wokenByUs)
        .add(lease.since)
        .add(lease.sleepOwedSince)
        .add(lease.sleepAttempts)
        .add(lease.note)
        .run();
}

Result<void> LeaseTable::drop(const MachineKey& machine)
{
    Statement erase = m_database.statement("DELETE FROM leases WHERE account = ? AND machine = ?");
    return erase.add(machine.account).add(machine.machine).run();
}

} // namespace reveille
