#include "ui/state/EngineState.h"

#include <algorithm>

namespace reveille::ui {

namespace {

constexpr qsizetype kMostRuns = 5000;

auto keyOf(const Machine& machine)
{
    return machine.key;
}
template <typename T> auto keyOf(const T& value)
{
    return value.id;
}

/// Puts rows in the place of those with the same key, appends new ones, drops removed ones.
template <typename T, typename Key>
bool merge(QVector<T>& rows, const QVector<T>& changed, const QVector<Key>& removed)
{
    if (changed.isEmpty() && removed.isEmpty())
        return false;
    QHash<Key, qsizetype> at;
    at.reserve(rows.size());
    for (qsizetype i = 0; i < rows.size(); ++i)
        at.insert(keyOf(rows[i]), i);
    for (const T& row : changed) {
        if (const auto found = at.constFind(keyOf(row)); found != at.constEnd()) {
            rows[*found] = row;
        } else {
            at.insert(keyOf(row), rows.size());
            rows.append(row);
        }
    }
    if (!removed.isEmpty()) {
        const QSet<Key> gone(removed.begin(), removed.end());
        rows.removeIf([&](const T& row) { return gone.contains(keyOf(row)); });
    }
    return true;
}

template <typename T, typename Key> std::optional<T> find(const QVector<T>& rows, const Key& key)
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const T& row) { return keyOf(row) == key; });
    return found == rows.end() ? std::nullopt : std::optional(*found);
}

} // namespace

void EngineState::apply(const Changes& changes)
{
    m_populated = true;
    bool accounts = merge(m_accounts, changes.accounts, changes.accountsRemoved);
    for (const AccountStatus& status : changes.accountStatus) {
        m_accountStatus.insert(status.account, status);
        accounts = true;
    }
    bool machines = merge(m_machines, changes.machines, changes.machinesRemoved);
    for (const MachineLease& lease : changes.leases) {
        m_leases.insert(lease.machine, lease);
        machines = true;
    }
    for (const MachineKey& key : changes.leasesRemoved)
        machines = m_leases.remove(key) > 0 || machines;
    const bool schedules = merge(m_schedules, changes.schedules, changes.schedulesRemoved);
    const bool runs = merge(m_runs, changes.runs, changes.runsRemoved);
    m_progress.insert(changes.progress);
    const auto byName = [](const auto& a, const auto& b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    };
    if (accounts)
        std::stable_sort(m_accounts.begin(), m_accounts.end(), byName);
    if (schedules)
        std::stable_sort(m_schedules.begin(), m_schedules.end(), byName);
    if (machines) {
        std::stable_sort(m_machines.begin(), m_machines.end(), [](const Machine& a, const Machine& b) {
            return QString::localeAwareCompare(a.displayName(), b.displayName()) < 0;
        });
    }
    if (runs)
        sortRuns();
    if (changes.status)
        m_status = *changes.status;

    if (accounts)
        Q_EMIT accountsChanged();
    if (machines)
        Q_EMIT machinesChanged();
    if (schedules)
        Q_EMIT schedulesChanged();
    if (runs) {
        QSet<RunId> ids(changes.runsRemoved.begin(), changes.runsRemoved.end());
        for (const Run& run : changes.runs)
            ids.insert(run.id);
        Q_EMIT runsChanged(ids);
    }
    if (changes.status)
        Q_EMIT statusChanged();
    Q_EMIT settled();
}

void EngineState::mergeRuns(const QVector<Run>& runs)
{
    QVector<Run> news;
    QSet<RunId> ids;
    QHash<RunId, const Run*> known;
    for (const Run& run : std::as_const(m_runs))
        known.insert(run.id, &run);
    for (const Run& run : runs) {
        const Run* mine = known.value(run.id);
        if (mine != nullptr && (*mine == run || mine->state > run.state))
            continue;
        news.append(run);
        ids.insert(run.id);
    }
    if (!merge(m_runs, news, QVector<RunId>()))
        return;
    sortRuns();
    Q_EMIT runsChanged(ids);
    Q_EMIT settled();
}

void EngineState::sortRuns()
{
    const auto newerFirst = [](const Run& a, const Run& b) {
        return a.scheduledAt != b.scheduledAt ? a.scheduledAt > b.scheduledAt : b.id < a.id;
    };
    if (!std::is_sorted(m_runs.begin(), m_runs.end(), newerFirst))
        std::sort(m_runs.begin(), m_runs.end(), newerFirst);
    if (m_runs.size() > kMostRuns)
        m_runs.resize(kMostRuns);
}

std::optional<Account> EngineState::account(const AccountId& id) const
{
    return find(m_accounts, id);
}

std::optional<Machine> EngineState::machine(const MachineKey& key) const
{
    return find(m_machines, key);
}

std::optional<Schedule> EngineState::schedule(const ScheduleId& id) const
{
    return find(m_schedules, id);
}

std::optional<Run> EngineState::run(const RunId& id) const
{
    return find(m_runs, id);
}

AccountStatus EngineState::accountStatus(const AccountId& id) const
{
    AccountStatus unknown;
    unknown.account = id;
    return m_accountStatus.value(id, unknown);
}

std::optional<MachineLease> EngineState::lease(const MachineKey& key) const
{
    const auto found = m_leases.constFind(key);
    return found == m_leases.constEnd() ? std::nullopt : std::optional(*found);
}

QVector<Run> EngineState::runsOf(const ScheduleId& id, qsizetype limit) const
{
    QVector<Run> runs;
    for (const Run& run : m_runs) {
        if (run.schedule != id)
            continue;
        runs.append(run);
        if (runs.size() >= limit)
            break;
    }
    return runs;
}

QString EngineState::machineName(const MachineKey& key) const
{
    const auto known = machine(key);
    return known ? known->displayName() : key.machine.value;
}

} // namespace reveille::ui
