#pragma once

#include "core/model/Account.h"
#include "core/model/Result.h"
#include "core/store/Database.h"

#include <QHash>
#include <QString>
#include <QVector>

namespace reveille {

/// Accounts and the person's own names for their machines.
class AccountTable
{
public:
    explicit AccountTable(Database& database) : m_database(database) {}

    [[nodiscard]] Result<QVector<Account>> all() const; ///< by name
    [[nodiscard]] Result<void> save(const Account& account);
    [[nodiscard]] Result<void> remove(const AccountId& account);

    [[nodiscard]] Result<QHash<MachineKey, QString>> machineNames() const;
    [[nodiscard]] Result<void> setMachineName(const MachineKey& machine, const QString& name);

private:
    Database& m_database;
};

/// How names are compared: without regard to case and to how an accent is encoded.
[[nodiscard]] QString nameKey(const QString& name);

/// The value of a stored word; StorageCorrupt for one that this schema does not have.
[[nodiscard]] tl::unexpected<Error> unknownWord(const Database& database, const QString& word);

} // namespace reveille
