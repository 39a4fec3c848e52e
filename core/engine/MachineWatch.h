#pragma once

#include "core/engine/Changes.h"
#include "core/engine/PollPace.h"
#include "core/model/Account.h"
#include "core/model/Machine.h"
#include "core/providers/Provider.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace reveille {

/// Knows the accounts' clients and their machines. Re-reads a cloud only while a person looks: every half
/// minute, clouds of instances from every five seconds on while something happens there; a cloud that fails
/// is asked less and less often. A machine between two states is watched on its own until it has settled, or,
/// where several are, all are re-read every second.
class MachineWatch : public QObject
{
    Q_OBJECT

public:
    using Factory = std::function<std::unique_ptr<Provider>(const Account&)>;

    explicit MachineWatch(Factory factory, QObject* parent = nullptr);

    void setAccounts(const QVector<Account>& accounts);
    void setNames(const QHash<MachineKey, QString>& names);
    void setWatched(bool watched);

    /// Null for an account that does not exist.
    [[nodiscard]] Provider* provider(const AccountId& account);
    [[nodiscard]] QVector<Machine> machines() const;
    [[nodiscard]] QVector<AccountStatus> accountStatus() const;
    [[nodiscard]] int awakeCount() const;

    /// Lists every account's machines; answers when all have answered, with the first error only if all
    /// failed.
    void refresh(Reply<void> reply);
    /// Lists one account's machines and remembers how the account stands.
    void refresh(const AccountId& account, Reply<void> reply);
    /// Somebody has read these machines: one look serves all.
    void see(const QVector<Machine>& machines);
    void see(const Machine& machine) { see(QVector<Machine>{machine}); }
    /// The cloud has told its time; what is told of it follows AccountStatus::skew.
    void noteSkew(const AccountId& account, std::chrono::milliseconds skew);
    /// As in AccountStatus::skew.
    [[nodiscard]] std::optional<std::chrono::milliseconds> skewOf(const AccountId& account) const;
    [[nodiscard]] QHash<AccountId, std::chrono::milliseconds> skews() const; ///< where there is one
    void forget(const MachineKey& machine);

Q_SIGNALS:
    void changed(const reveille::Changes& changes);

private:
    struct Entry
    {
        Account account;
        std::unique_ptr<Provider> provider;
        AccountStatus status;
        Call listing;
        QVector<Reply<void>> waiting;
        PollTurns turns;
    };

    struct KeyHash
    {
        size_t operator()(const MachineKey& key) const noexcept { return qHash(key); }
    };

    void listed(const AccountId& id, const Result<QVector<Machine>>& answer);
    void poll();
    void scheduleNextPoll();
    /// Watches exactly these, none of them twice.
    void follow(const QVector<MachineKey>& machines);
    void followed(const MachineKey& machine, const Result<void>& result);

    Factory m_factory;
    std::map<AccountId, Entry> m_accounts;
    QHash<MachineKey, Machine> m_machines;
    QHash<MachineKey, QString> m_names;
    std::unordered_map<MachineKey, Call, KeyHash> m_followed;
    QSet<MachineKey> m_unfollowable; ///< their watch failed: they are only polled while they move
    QTimer m_timer;
    PollPace m_pace;
    bool m_watched = false;
};

} // namespace reveille
