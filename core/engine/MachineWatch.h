#pragma once

#include "core/engine/Changes.h"
#include "core/model/Account.h"
#include "core/model/Machine.h"
#include "core/providers/Provider.h"

#include <functional>
#include <memory>
#include <unordered_map>

#include <QHash>
#include <QObject>
#include <QTimer>

namespace reveille {

/// Knows the accounts' clients and their machines. Re-reads a cloud only while a person looks: every half
/// minute, and every second while a machine there is between two states.
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
    /// Somebody has read this machine: one look serves all.
    void see(const Machine& machine);
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
    };

    void listed(const AccountId& id, const Result<QVector<Machine>>& answer);
    void poll();
    void scheduleNextPoll();

    Factory m_factory;
    std::map<AccountId, Entry> m_accounts;
    QHash<MachineKey, Machine> m_machines;
    QHash<MachineKey, QString> m_names;
    QTimer m_timer;
    bool m_watched = false;
};

} // namespace reveille
