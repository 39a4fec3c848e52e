#include "core/engine/MachineWatch.h"

#include "core/providers/InstanceControl.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace reveille {

namespace {

constexpr std::chrono::seconds kFlicker{2};
/// A stream keeps a connection of the few that are opened to one host; the rest is for the runs.
constexpr qsizetype kMostFollowed = 2;

bool isBetweenStates(const Machine& machine)
{
    switch (machine.phase) {
    case MachinePhase::Creating:
    case MachinePhase::Waking:
    case MachinePhase::GoingToSleep:
    case MachinePhase::Deleting:
        return true;
    default:
        return false;
    }
}

} // namespace

MachineWatch::MachineWatch(Factory factory, QObject* parent) : QObject(parent), m_factory(std::move(factory))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MachineWatch::poll);
}

void MachineWatch::setAccounts(const QVector<Account>& accounts)
{
    Changes changes;
    for (auto it = m_accounts.begin(); it != m_accounts.end();) {
        const bool kept = std::ranges::any_of(accounts, [&](const Account& a) { return a.id == it->first; });
        if (kept) {
            ++it;
            continue;
        }
        m_machines.removeIf([&](auto machine) {
            if (machine.key().account != it->first)
                return false;
            changes.machinesRemoved.append(machine.key());
            return true;
        });
        follow({}); // the provider goes, and with it what it watches
        it = m_accounts.erase(it);
    }
    for (const Account& account : accounts) {
        Entry& entry = m_accounts[account.id];
        if (entry.provider && entry.account == account)
            continue;
        follow({});
        entry.account = account;
        entry.listing.reset();
        entry.provider = m_factory(account);
        entry.status = AccountStatus{account.id, AccountStatus::State::Unknown, {}};
        changes.accountStatus.append(entry.status);
    }
    Q_EMIT changed(changes);
    if (m_watched)
        poll();
}

void MachineWatch::setNames(const QHash<MachineKey, QString>& names)
{
    const QHash<MachineKey, QString> before = std::exchange(m_names, names);
    Changes changes;
    for (auto it = m_machines.begin(); it != m_machines.end(); ++it) {
        // What the person never named keeps the cloud's own name; a name taken back comes with the next list.
        if (!m_names.contains(it.key()) && !before.contains(it.key()))
            continue;
        const QString name = m_names.value(it.key());
        if (it->name == name)
            continue;
        it->name = name;
        changes.machines.append(*it);
    }
    // A machine the person has named is theirs to see before, and without, any answer of its cloud.
    for (auto it = m_names.cbegin(); it != m_names.cend(); ++it) {
        const auto account = m_accounts.find(it.key().account);
        const bool unlisted =
            account != m_accounts.end() && account->second.status.state != AccountStatus::State::Connected;
        if (!unlisted || m_machines.contains(it.key()))
            continue;
        Machine machine;
        machine.key = it.key();
        machine.name = *it;
        m_machines.insert(machine.key, machine);
        changes.machines.append(machine);
    }
    if (!changes.machines.isEmpty())
        Q_EMIT changed(changes);
}

void MachineWatch::setWatched(bool watched)
{
    if (m_watched == watched)
        return;
    m_watched = watched;
    if (watched) {
        poll();
        return;
    }
    m_timer.stop();
    follow({});
}

Provider* MachineWatch::provider(const AccountId& account)
{
    const auto it = m_accounts.find(account);
    return it == m_accounts.end() ? nullptr : it->second.provider.get();
}

void MachineWatch::noteSkew(const AccountId& account, std::chrono::milliseconds skew)
{
    const auto it = m_accounts.find(account);
    if (it == m_accounts.end())
        return;
    std::optional<std::chrono::milliseconds>& known = it->second.status.skew;
    const bool shown = std::chrono::abs(skew) > kShownSkew;
    // The whole second of a Date makes it flicker by one.
    if (shown == known.has_value() && (!known || std::chrono::abs(*known - skew) <= kFlicker))
        return;
    known = shown ? std::optional(skew) : std::nullopt;
    Changes changes;
    changes.accountStatus.append(it->second.status);
    Q_EMIT changed(changes);
}

std::optional<std::chrono::milliseconds> MachineWatch::skewOf(const AccountId& account) const
{
    const auto it = m_accounts.find(account);
    return it == m_accounts.end() ? std::nullopt : it->second.status.skew;
}

QHash<AccountId, std::chrono::milliseconds> MachineWatch::skews() const
{
    QHash<AccountId, std::chrono::milliseconds> shown;
    for (const auto& [id, entry] : m_accounts) {
        if (entry.status.skew)
            shown.insert(id, *entry.status.skew);
    }
    return shown;
}

QVector<Machine> MachineWatch::machines() const
{
    return m_machines.values();
}

QVector<AccountStatus> MachineWatch::accountStatus() const
{
    QVector<AccountStatus> all;
    for (const auto& [id, entry] : m_accounts)
        all.append(entry.status);
    return all;
}

int MachineWatch::awakeCount() const
{
    return static_cast<int>(std::ranges::count_if(m_machines, [](const Machine& m) { return m.isAwake(); }));
}

void MachineWatch::refresh(Reply<void> reply)
{
    if (m_accounts.empty()) {
        reply({});
        return;
    }
    struct Tally
    {
        size_t left;
        bool anyGood = false;
        std::optional<Error> firstError;
    };
    const auto tally = std::make_shared<Tally>(Tally{m_accounts.size(), false, {}});
    QVector<AccountId> ids;
    for (const auto& [id, entry] : m_accounts)
        ids.append(id);
    for (const AccountId& id : std::as_const(ids)) {
        refresh(id, [tally, reply](const Result<void>& answer) {
            if (answer)
                tally->anyGood = true;
            else if (!tally->firstError)
                tally->firstError = answer.error();
            if (--tally->left > 0)
                return;
            if (tally->anyGood || !tally->firstError)
                reply({});
            else
                reply(tl::unexpected(*tally->firstError));
        });
    }
}

void MachineWatch::refresh(const AccountId& account, Reply<void> reply)
{
    const auto it = m_accounts.find(account);
    if (it == m_accounts.end()) {
        reply(fail(ErrorCode::NotFound, account.value));
        return;
    }
    Entry& entry = it->second;
    entry.waiting.append(std::move(reply));
    if (entry.listing)
        return;
    if (entry.status.state != AccountStatus::State::Connected) {
        entry.status = AccountStatus{account, AccountStatus::State::Connecting, {}, {}, entry.status.skew};
        Changes changes;
        changes.accountStatus.append(entry.status);
        Q_EMIT changed(changes);
    }
    entry.listing = entry.provider->listMachines(
        [this, account](const Result<QVector<Machine>>& answer) { listed(account, answer); });
}

void MachineWatch::listed(const AccountId& id, const Result<QVector<Machine>>& answer)
{
    const auto it = m_accounts.find(id);
    if (it == m_accounts.end())
        return;
    Entry& entry = it->second;
    const Call finished = std::move(entry.listing);
    const auto waiting = std::exchange(entry.waiting, {});

    Changes changes;
    AccountStatus status = answer ? AccountStatus{id, AccountStatus::State::Connected, {}}
                                  : AccountStatus{id, AccountStatus::State::Failed, answer.error()};
    status.skew = entry.status.skew;
    const InstanceControl* instances = entry.provider->instanceControl();
    if (instances)
        status.metros = instances->metroStatus();
    const auto isSilent = [&](const QString& metro) {
        return std::ranges::any_of(
            status.metros, [&](const MetroStatus& told) { return told.metro == metro && told.error; });
    };
    entry.turns.listed(answer.has_value());
    entry.status = status;
    changes.accountStatus.append(status);
    if (answer) {
        QHash<MachineKey, Machine> fresh;
        for (Machine machine : *answer) {
            machine.key.account = id;
            // The person's name for it, else the cloud's.
            machine.name = m_names.value(machine.key, machine.name);
            fresh.insert(machine.key, machine);
        }
        m_machines.removeIf([&](auto known) {
            // A metro that did not answer has not lost its machines.
            if (known.key().account != id || fresh.contains(known.key()) || isSilent(known.value().metro))
                return false;
            changes.machinesRemoved.append(known.key());
            return true;
        });
        for (const Machine& machine : std::as_const(fresh)) {
            const auto known = m_machines.constFind(machine.key);
            if (known != m_machines.cend() && *known == machine)
                continue;
            m_machines.insert(machine.key, machine);
            changes.machines.append(machine);
        }
    }
    if (instances)
        m_pace.listed(!changes.machines.isEmpty() || !changes.machinesRemoved.isEmpty());
    Q_EMIT changed(changes);
    for (const auto& reply : waiting) {
        if (answer)
            reply({});
        else
            reply(tl::unexpected(answer.error()));
    }
    if (m_watched)
        scheduleNextPoll();
}

void MachineWatch::see(const QVector<Machine>& machines)
{
    Changes changes;
    for (Machine seen : machines) {
        seen.name = m_names.value(seen.key, seen.name);
        const auto known = m_machines.constFind(seen.key);
        if (known != m_machines.cend()) {
            // A single read tells less than a list does: keep what it left out.
            if (!seen.createdAt)
                seen.createdAt = known->createdAt;
            if (*known == seen)
                continue;
        }
        m_machines.insert(seen.key, seen);
        changes.machines.append(seen);
    }
    if (changes.machines.isEmpty())
        return;
    Q_EMIT changed(changes);
    if (m_watched)
        scheduleNextPoll();
}

void MachineWatch::forget(const MachineKey& machine)
{
    if (m_machines.remove(machine) == 0)
        return;
    Changes changes;
    changes.machinesRemoved.append(machine);
    Q_EMIT changed(changes);
}

void MachineWatch::poll()
{
    QVector<AccountId> ids;
    for (auto& [id, entry] : m_accounts) {
        if (entry.turns.take())
            ids.append(id);
    }
    for (const AccountId& id : std::as_const(ids))
        refresh(id, [](const Result<void>&) {});
    if (ids.isEmpty() && !m_accounts.empty())
        scheduleNextPoll();
}

void MachineWatch::scheduleNextPoll()
{
    QVector<MachineKey> busy;
    bool mustPoll = false;
    for (const Machine& machine : std::as_const(m_machines)) {
        if (!isBetweenStates(machine))
            m_unfollowable.remove(machine.key);
        else if (m_unfollowable.contains(machine.key))
            mustPoll = true;
        else
            busy.append(machine.key);
    }
    mustPoll = mustPoll || busy.size() > kMostFollowed;
    follow(mustPoll ? QVector<MachineKey>() : busy);
    const bool hasInstances = std::ranges::any_of(
        m_accounts, [](const auto& entry) { return entry.second.provider->instanceControl() != nullptr; });
    m_timer.start(m_pace.next(hasInstances, mustPoll));
}

void MachineWatch::follow(const QVector<MachineKey>& machines)
{
    // Also called while a watch tells what it has seen: its end waits until the event loop turns.
    const auto ended = std::make_shared<std::vector<Call>>();
    for (auto it = m_followed.begin(); it != m_followed.end();) {
        if (machines.contains(it->first)) {
            ++it;
            continue;
        }
        ended->push_back(std::move(it->second));
        it = m_followed.erase(it);
    }
    if (!ended->empty())
        QMetaObject::invokeMethod(
            this, [ended] {}, Qt::QueuedConnection);
    for (const MachineKey& key : machines) {
        if (m_followed.contains(key))
            continue;
        Provider* const cloud = provider(key.account);
        if (!cloud)
            continue;
        m_followed[key] = cloud->watchMachine(
            key.machine,
            [this, key](const Machine& machine) {
                if (m_followed.contains(key))
                    see(machine);
            },
            [this, key](const Result<void>& result) { followed(key, result); });
    }
}

void MachineWatch::followed(const MachineKey& machine, const Result<void>& result)
{
    const auto it = m_followed.find(machine);
    if (it == m_followed.end())
        return;
    const Call finished = std::move(it->second);
    m_followed.erase(it);
    if (!result)
        m_unfollowable.insert(machine);
    if (m_watched)
        scheduleNextPoll();
}

} // namespace reveille
