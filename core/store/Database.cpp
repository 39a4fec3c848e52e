#include "core/store/Database.h"

#include "core/store/SqlError.h"

#include <atomic>
#include <tuple>
#include <utility>

#include <QFileInfo>
#include <QSqlError>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

// Reading a whole big journal would hold up every start; beyond this size damage is found when it is read.
constexpr qint64 kQuickCheckLimit = 8 * 1024 * 1024;

QString nextConnectionName()
{
    static std::atomic<quint64> counter{0};
    return u"reveille-store-%1"_s.arg(++counter);
}

Result<void> check(Database& database)
{
    // The first read of the schema is what tells a file that is no database.
    if (auto tables = database.readInteger(u"SELECT count(*) FROM sqlite_schema"_s); !tables)
        return tl::unexpected<Error>(tables.error());
    if (QFileInfo(database.file()).size() > kQuickCheckLimit)
        return {};
    Statement quickCheck = database.statement("PRAGMA quick_check(1)");
    if (auto ran = quickCheck.run(); !ran)
        return ran;
    if (!quickCheck.next()) {
        if (auto ended = quickCheck.ended(); !ended)
            return ended;
        return fail(ErrorCode::StorageCorrupt, database.file());
    }
    if (const QString finding = quickCheck.text(); finding != u"ok")
        return fail(ErrorCode::StorageCorrupt, database.file(), finding);
    return {};
}

} // namespace

/// No copy of the handle may be left elsewhere: the connection's name can only be given back after the last
/// one.
Database::Connection Database::newConnection()
{
    Connection connection{nextConnectionName(), {}};
    connection.handle = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection.name);
    return connection;
}

Database::Database(QString file, Connection connection)
    : m_file(std::move(file)), m_connection(std::move(connection))
{}

Database::~Database()
{
    // Queries and handles must be gone before the connection's name is.
    m_statements.clear();
    m_connection.handle.close();
    m_connection.handle = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection.name);
}

Result<std::unique_ptr<Database>> Database::open(const QString& file)
{
    auto database = std::make_unique<Database>(file, newConnection());
    QSqlDatabase& handle = database->m_connection.handle;
    if (!handle.isValid())
        return fail(ErrorCode::StorageUnavailable, file, u"the SQLite driver of Qt is missing"_s);
    handle.setDatabaseName(file);
    handle.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!handle.open())
        return tl::unexpected<Error>(fromSqlError(handle.lastError(), file));
    if (auto checked = check(*database); !checked)
        return tl::unexpected<Error>(checked.error());
    // A checkpoint each 100 pages: the log of 1000, SQLite's habit, would itself fill a small disk.
    for (const QString& pragma :
         {u"PRAGMA synchronous=FULL"_s, u"PRAGMA foreign_keys=ON"_s, u"PRAGMA wal_autocheckpoint=100"_s}) {
        if (auto set = database->execute(pragma); !set)
            return tl::unexpected<Error>(set.error());
    }
    return database;
}

Statement Database::statement(const char* sql)
{
    auto found = m_statements.find(sql);
    if (found == m_statements.end()) {
        QSqlQuery query(m_connection.handle);
        query.setForwardOnly(true);
        found = m_statements.emplace(sql, Prepared{std::move(query), false}).first;
    }
    Prepared& prepared = found->second;
    if (!prepared.ready)
        prepared.ready = prepared.query.prepare(QString::fromLatin1(sql));
    return Statement(prepared.query, prepared.ready, m_file);
}

Result<void> Database::execute(const QString& sql)
{
    QSqlQuery query(m_connection.handle);
    if (!query.exec(sql))
        return tl::unexpected<Error>(fromSqlError(query.lastError(), m_file));
    return {};
}

Result<qint64> Database::readInteger(const QString& sql)
{
    QSqlQuery query(m_connection.handle);
    if (!query.exec(sql) || !query.next())
        return tl::unexpected<Error>(fromSqlError(query.lastError(), m_file));
    return query.value(0).toLongLong();
}

Result<void> Database::useWriteAheadLog()
{
    QSqlQuery query(m_connection.handle);
    if (!query.exec(u"PRAGMA journal_mode=WAL"_s) || !query.next())
        return tl::unexpected<Error>(fromSqlError(query.lastError(), m_file));
    // SQLite answers with the mode it could get: a network share often has no shared memory for WAL.
    if (const QString mode = query.value(0).toString(); mode != u"wal")
        return fail(ErrorCode::StorageUnavailable, m_file,
                    u"journal mode %1: this file system cannot hold the database"_s.arg(mode));
    return {};
}

Transaction::Transaction(Database& database) : m_database(database) {}

Transaction::~Transaction()
{
    if (m_open) {
        // After some failures (a full disk) SQLite has rolled back itself; then this one is refused: fine.
        Statement rollback = m_database.statement("ROLLBACK");
        std::ignore = rollback.run();
    }
}

Result<void> Transaction::begin()
{
    Statement begin = m_database.statement("BEGIN IMMEDIATE");
    auto begun = begin.run();
    m_open = begun.has_value();
    return begun;
}

Result<void> Transaction::commit()
{
    Statement commit = m_database.statement("COMMIT");
    auto committed = commit.run();
    m_open = !committed.has_value();
    return committed;
}

} // namespace reveille
