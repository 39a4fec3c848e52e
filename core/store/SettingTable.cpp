#include "core/store/SettingTable.h"

namespace reveille {

Result<std::optional<Pause>> SettingTable::pause() const
{
    Statement select = m_database.statement("SELECT since, until, note FROM pause");
    if (auto ran = select.run(); !ran)
        return tl::unexpected<Error>(ran.error());
    if (select.next()) {
        Pause pause;
        pause.since = select.instant();
        pause.until = select.maybeInstant();
        pause.note = select.text();
        return std::optional<Pause>(pause);
    }
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return std::optional<Pause>();
}

Result<void> SettingTable::setPause(const std::optional<Pause>& pause)
{
    if (!pause) {
        Statement erase = m_database.statement("DELETE FROM pause");
        return erase.run();
    }
    Statement upsert = m_database.statement(
        "INSERT INTO pause (one, since, until, note) VALUES (1, ?, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET since = excluded.since, until = excluded.until,"
        " note = excluded.note");
    return upsert.add(pause->since).add(pause->until).add(pause->note).run();
}

Result<QString> SettingTable::value(const QString& key) const
{
    Statement select = m_database.statement("SELECT value FROM settings WHERE key = ?");
    if (auto ran = select.add(key).run(); !ran)
        return tl::unexpected<Error>(ran.error());
    if (select.next())
        return select.text();
    if (auto ended = select.ended(); !ended)
        return tl::unexpected<Error>(ended.error());
    return QString();
}

Result<void> SettingTable::setValue(const QString& key, const QString& value)
{
    Statement upsert = m_database.statement("INSERT INTO settings (key, value) VALUES (?, ?)"
                                            " ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    return upsert.add(key).add(value).run();
}

} // namespace reveille
