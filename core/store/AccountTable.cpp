#include "core/store/AccountTable.h"

#include "core/model/Words.h"

namespace reveille {

using namespace Qt::StringLiterals;

QString nameKey(const QString& name)
{
    return name.trimmed().normalized(QString::NormalizationForm_C).toCaseFolded();
}

tl::unexpected<Error> unknownWord(const Database& database, const QString& word)
{
    return fail(ErrorCode::StorageCorrupt, database.file(), u"unknown word \"%1\""_s.arg(word));
}

Result<QVector<Account>> AccountTable::all() const
{
    Statement select = m_database.statement("SELECT id, name, provider, endpoint, key_source, key_ref, metros"
                                            " FROM accounts ORDER BY name_key");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QVector<Account> accounts;
    while (select.next()) {
        Account account;
        account.id.value = select.text();
        account.name = select.text();
        const QString provider = select.text();
        account.endpoint = QUrl(select.text(), QUrl::StrictMode);
        const QString source = select.text();
        account.keyRef = select.text();
        account.metros = select.list();
        const auto kind = fromWord<ProviderKind>(provider);
        if (!kind)
            return unknownWord(m_database, provider);
        const auto keySource = fromWord<KeySource>(source);
        if (!keySource)
            return unknownWord(m_database, source);
        account.provider = *kind;
        account.keySource = *keySource;
        accounts.append(account);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return accounts;
}

Result<void> AccountTable::save(const Account& account)
{
    Statement upsert = m_database.statement(
        "INSERT INTO accounts (id, name, name_key, provider, endpoint, key_source, key_ref, metros)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
        " name_key = excluded.name_key, provider = excluded.provider, endpoint = excluded.endpoint,"
        " key_source = excluded.key_source, key_ref = excluded.key_ref,"
        " metros = excluded.metros");
    upsert.add(account.id)
        .add(account.name)
        .add(nameKey(account.name))
        .add(toWord(account.provider))
        .add(QString::fromLatin1(account.endpoint.toEncoded()))
        .add(toWord(account.keySource))
        .add(account.keyRef)
        .add(account.metros);
    return upsert.run().map_error([&](Error error) {
        if (error.code == ErrorCode::AlreadyExists)
            error.subject = account.name;
        return error;
    });
}

Result<void> AccountTable::remove(const AccountId& account)
{
    Statement erase = m_database.statement("DELETE FROM accounts WHERE id = ?");
    return erase.add(account).run();
}

Result<QHash<MachineKey, QString>> AccountTable::machineNames() const
{
    Statement select = m_database.statement("SELECT account, machine, name FROM machine_names");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    QHash<MachineKey, QString> names;
    while (select.next()) {
        MachineKey key;
        key.account.value = select.text();
        key.machine.value = select.text();
        names.insert(key, select.text());
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return names;
}

Result<void> AccountTable::setMachineName(const MachineKey& machine, const QString& name)
{
    if (name.isEmpty()) {
        Statement erase = m_database.statement("DELETE FROM machine_names WHERE account = ? AND machine = ?");
        return erase.add(machine.account).add(machine.machine).run();
    }
    Statement upsert =
        m_database.statement("INSERT INTO machine_names (account, machine, name) VALUES (?, ?, ?)"
                             " ON CONFLICT (account, machine) DO UPDATE SET name = excluded.name");
    return upsert.add(machine.account).add(machine.machine).add(name).run();
}

} // namespace reveille
