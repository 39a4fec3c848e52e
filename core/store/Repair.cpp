#include "core/store/Repair.h"

#include "core/store/DataDirectory.h"
#include "core/store/Database.h"
#include "core/store/Migrations.h"
#include "core/store/SqlError.h"

#include <array>
#include <cerrno>

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

/// Those that others refer to come first.
constexpr std::array kFirst{"accounts", "schedules", "runs"};

/// A connection of its own under a name of its own: neither the damaged file nor its rescue goes through what
/// refuses damage.
class Connection
{
public:
    Connection(const QString& name, const QString& file) : m_name(name)
    {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        m_database.setDatabaseName(file);
    }
    ~Connection()
    {
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    [[nodiscard]] QSqlDatabase& handle() { return m_database; }

private:
    QString m_name;
    QSqlDatabase m_database;
};

struct TableCopy
{
    qint64 rows = 0;
    bool complete = true;
};

/// The driver reads an empty blob as a null one, because a blob of no bytes has no address
/// (sqlite3_column_blob), and would bind it as NULL; a NULL itself is read as a string.
QVariant asRead(const QVariant& value)
{
    const bool isEmptyBlob = value.typeId() == QMetaType::QByteArray && value.toByteArray().isEmpty();
    return isEmptyBlob ? QVariant(QByteArray("")) : value;
}

/// All tables of a database, in an order in which their rows can be written.
QStringList tablesOf(QSqlDatabase& database)
{
    QStringList tables;
    for (const char* name : kFirst)
        tables.append(QString::fromLatin1(name));
    QSqlQuery query(database);
    query.exec(
        u"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"_s);
    while (query.next()) {
        if (const QString name = query.value(0).toString(); !tables.contains(name))
            tables.append(name);
    }
    return tables;
}

/// Reads until the end or the first page that cannot be read; what is there already stays. The second look
/// goes the other way round, by the key, so that one bad page costs the rows on it and not those behind it.
TableCopy copyRows(QSqlDatabase& from, QSqlDatabase& to, const QString& table, bool secondLook)
{
    TableCopy copy;
    QSqlQuery select(from);
    select.setForwardOnly(true);
    const QString sql = u"SELECT * FROM %1%2"_s.arg(table, secondLook ? u" ORDER BY 1 DESC"_s : QString());
    if (!select.exec(sql)) {
        copy.complete = false;
        return copy;
    }
    const QSqlRecord columns = select.record();
    QStringList names;
    QStringList marks;
    for (int i = 0; i < columns.count(); ++i) {
        names.append(columns.fieldName(i));
        marks.append(u"?"_s);
    }
    QSqlQuery insert(to);
    const bool ready = insert.prepare(
        u"INSERT OR IGNORE INTO %1 (%2) VALUES (%3)"_s.arg(table, names.join(u','), marks.join(u',')));
    while (ready && select.next()) {
        for (int i = 0; i < columns.count(); ++i)
            insert.bindValue(i, asRead(select.value(i)));
        if (insert.exec())
            copy.rows += insert.numRowsAffected();
        else
            copy.complete = false; // A row whose parent is lost, or that no longer holds what it must.
    }
    if (!ready || select.lastError().isValid())
        copy.complete = false;
    return copy;
}

Result<RepairReport> copyAll(const QString& damaged, const QString& fresh)
{
    Connection source(u"reveille-repair-from"_s, damaged);
    Connection target(u"reveille-repair-to"_s, fresh);
    source.handle().setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
    if (!source.handle().open())
        return tl::unexpected<Error>(fromSqlError(source.handle().lastError(), damaged));
    if (!target.handle().open())
        return tl::unexpected<Error>(fromSqlError(target.handle().lastError(), fresh));
    QSqlQuery(target.handle()).exec(u"PRAGMA foreign_keys=ON"_s);
    if (!target.handle().transaction())
        return tl::unexpected<Error>(fromSqlError(target.handle().lastError(), fresh));
    RepairReport report;
    for (const QString& table : tablesOf(target.handle())) {
        TableCopy copy = copyRows(source.handle(), target.handle(), table, false);
        if (!copy.complete)
            copy.rows += copyRows(source.handle(), target.handle(), table, true).rows;
        report.rows += copy.rows;
        if (!copy.complete)
            report.incomplete.append(table);
    }
    if (!target.handle().commit())
        return tl::unexpected<Error>(fromSqlError(target.handle().lastError(), fresh));
    return report;
}

Result<void> makeFresh(const QString& file)
{
    QFile::remove(file);
    if (auto made = preparePrivateFile(file); !made)
        return made;
    auto database = Database::open(file);
    if (!database)
        return tl::unexpected<Error>(database.error());
    return migrate(**database, migrations());
}

/// The first name that is free: an earlier rescue is never overwritten.
QString asideName(const QString& file)
{
    for (int number = 1;; ++number) {
        const QString name = u"%1.damaged-%2"_s.arg(file).arg(number);
        if (!QFile::exists(name))
            return name;
    }
}

} // namespace

Result<RepairReport> repairDatabase(const QString& directory)
{
    const QString path = QDir::cleanPath(QDir(directory).absolutePath());
    if (auto ready = prepareDataDirectory(path); !ready)
        return tl::unexpected<Error>(ready.error());
    const auto lock = DirectoryLock::take(path);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    const QString file = path + u"/reveille.db";
    if (!QFile::exists(file))
        return fail(ErrorCode::NotFound, file);
    if (const auto sound = Database::open(file); sound)
        return fail(ErrorCode::InvalidArgument, file, u"The database is not damaged."_s);
    else if (sound.error().code != ErrorCode::StorageCorrupt)
        return tl::unexpected<Error>(sound.error());

    const QString fresh = file + u".repaired";
    if (auto made = makeFresh(fresh); !made)
        return tl::unexpected<Error>(made.error());
    auto report = copyAll(file, fresh);
    if (!report) {
        QFile::remove(fresh);
        return report;
    }
    if (auto synced = syncFile(fresh); !synced)
        return tl::unexpected<Error>(synced.error());
    report->damagedFile = asideName(file);
    for (const QString& part : {u"-wal"_s, u"-shm"_s}) {
        if (QFile::exists(file + part) && !QFile::rename(file + part, report->damagedFile + part))
            return tl::unexpected<Error>(fromErrno(errno, file + part));
    }
    if (!QFile::rename(file, report->damagedFile) || !QFile::rename(fresh, file))
        return tl::unexpected<Error>(fromErrno(errno, file));
    if (auto synced = syncFile(file); !synced)
        return tl::unexpected<Error>(synced.error());
    return report;
}

} // namespace reveille
