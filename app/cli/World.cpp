#include "app/cli/World.h"

#include <algorithm>

namespace reveille::cli {

namespace {

const AccountId& keyOf(const Account& account)
{
    return account.id;
}
const MachineKey& keyOf(const Machine& machine)
{
    return machine.key;
}
const ScheduleId& keyOf(const Schedule& schedule)
{
    return schedule.id;
}
const RunId& keyOf(const Run& run)
{
    return run.id;
}
const MachineKey& keyOf(const MachineLease& lease)
{
    return lease.machine;
}

template <typename Row, typename Key> const Row* find(const QVector<Row>& rows, const Key& key)
{
    const auto at =
        std::find_if(rows.cbegin(), rows.cend(), [&key](const Row& row) { return keyOf(row) == key; });
    return at == rows.cend() ? nullptr : &*at;
}

template <typename Row, typename Key>
void merge(QVector<Row>& rows, const QVector<Row>& changed, const QVector<Key>& removed)
{
    QHash<Key, qsizetype> places;
    for (qsizetype i = 0; i < rows.size(); ++i)
        places.insert(keyOf(rows.at(i)), i);
    for (const Row& row : changed) {
        if (const auto at = places.constFind(keyOf(row)); at != places.cend()) {
            rows[*at] = row;
        } else {
            places.insert(keyOf(row), rows.size());
            rows.append(row);
        }
    }
    if (!removed.isEmpty())
        rows.removeIf([&removed](const Row& row) { return removed.contains(keyOf(row)); });
}

} // namespace

void World::apply(const Changes& changes)
{
    merge(accounts, changes.accounts, changes.accountsRemoved);
    merge(machines, changes.machines, changes.machinesRemoved);
    merge(schedules, changes.schedules, changes.schedulesRemoved);
    merge(leases, changes.leases, changes.leasesRemoved);
    if (!changes.runs.isEmpty() || !changes.runsRemoved.isEmpty()) {
        merge(runs, changes.runs, changes.runsRemoved);
        std::stable_sort(runs.begin(), runs.end(),
                         [](const Run& a, const Run& b) { return a.scheduledAt > b.scheduledAt; });
    }
    progress.insert(changes.progress);
    for (const AccountStatus& one : changes.accountStatus)
        accountStatus.insert(one.account, one);
    for (const AccountId& gone : changes.accountsRemoved)
        accountStatus.remove(gone);
    if (changes.status)
        status = *changes.status;
}

const Account* World::account(const AccountId& id) const
{
    return find(accounts, id);
}

const Schedule* World::schedule(const ScheduleId& id) const
{
    return find(schedules, id);
}

const Machine* World::machine(const MachineKey& key) const
{
    return find(machines, key);
}

QString World::accountName(const AccountId& id) const
{
    const Account* found = account(id);
    return found ? found->name : id.value;
}

QString World::machineName(const MachineKey& key) const
{
    const Machine* found = machine(key);
    return found ? found->displayName() : key.machine.value;
}

} // namespace reveille::cli
