#pragma once

#include "core/model/Result.h"
#include "core/store/Statement.h"

#include <memory>
#include <unordered_map>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>

namespace reveille {

/// One SQLite connection with a name of its own: WAL, synchronous=FULL, foreign keys, 5 s busy timeout. It
/// belongs to the thread that opened it.
class Database
{
public:
    /// The file must exist (it may be empty). Refuses what is no SQLite file or is damaged (StorageCorrupt).
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString& file);
    struct Connection
    {
        QString name;
        QSqlDatabase handle;
    };
    explicit Database(QString file, Connection connection); ///< for open()
    [[nodiscard]] static Connection newConnection();
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const QString& file() const { return m_file; }

    /// The prepared statement of this SQL, which must be a literal: it is kept under its address.
    [[nodiscard]] Statement statement(const char* sql);
    /// Runs SQL that is needed once: pragmas and the schema.
    [[nodiscard]] Result<void> execute(const QString& sql);
    [[nodiscard]] Result<qint64> readInteger(const QString& sql);

    /// Turns on what only makes sense once the file is known to be ours.
    [[nodiscard]] Result<void> useWriteAheadLog();

private:
    QString m_file;
    Connection m_connection;
    struct Prepared
    {
        QSqlQuery query;
        bool ready = false;
    };
    std::unordered_map<const char*, Prepared> m_statements;
};

/// All or nothing: rolls back unless commit() succeeded. Takes the write lock at once, so that a busy
/// database shows before anything was decided on old rows.
class Transaction
{
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> commit();

private:
    Database& m_database;
    bool m_open = false;
};

} // namespace reveille
