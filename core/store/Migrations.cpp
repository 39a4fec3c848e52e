#include "core/store/Migrations.h"

#include "core/store/DataDirectory.h"
#include "core/store/Database.h"
#include "core/store/SqlError.h"

#include <array>
#include <cerrno>

#include <QFile>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

// "RVLL": tells our files from other programs' databases (PRAGMA application_id, sqlite.org/fileformat.html).
constexpr qint64 kApplicationId = 0x52564C4C;

const Migration& version1()
{
    static const Migration migration{{
        // Times are microseconds since 1970 in UTC; lists and maps are JSON; enum values are their words.
        u"CREATE TABLE accounts ("
        " id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,"
        " provider TEXT NOT NULL, endpoint TEXT NOT NULL, key_source TEXT NOT NULL, key_ref TEXT NOT NULL"
        ") WITHOUT ROWID"_s,
        u"CREATE TABLE machine_names ("
        " account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, machine TEXT NOT NULL,"
        " name TEXT NOT NULL, PRIMARY KEY (account, machine)) WITHOUT ROWID"_s,
        u"CREATE TABLE schedules ("
        " id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,"
        " account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, machine TEXT NOT NULL,"
        " calendar TEXT NOT NULL, zone TEXT NOT NULL, action TEXT NOT NULL, fired_by TEXT NOT NULL,"
        " argv TEXT NOT NULL, cwd TEXT NOT NULL, env TEXT NOT NULL, timeout_ms INTEGER NOT NULL,"
        " stdin TEXT NOT NULL, enabled INTEGER NOT NULL, paused_since INTEGER, paused_until INTEGER,"
        " pause_note TEXT NOT NULL, ping_url TEXT NOT NULL, policy TEXT NOT NULL,"
        " created_at INTEGER NOT NULL, effective_from INTEGER NOT NULL) WITHOUT ROWID"_s,
        u"CREATE INDEX schedules_by_account ON schedules(account)"_s,
        u"CREATE TABLE schedule_cursors ("
        " schedule TEXT PRIMARY KEY NOT NULL REFERENCES schedules(id) ON DELETE CASCADE,"
        " decided_until INTEGER NOT NULL) WITHOUT ROWID"_s,
        u"CREATE TABLE schedule_progress ("
        " schedule TEXT PRIMARY KEY NOT NULL REFERENCES schedules(id) ON DELETE CASCADE,"
        " starts INTEGER NOT NULL, failures_in_row INTEGER NOT NULL, skipped INTEGER NOT NULL) WITHOUT ROWID"_s,
        // No reference to schedules or accounts: the history outlives both.
        u"CREATE TABLE runs ("
        " id TEXT PRIMARY KEY NOT NULL, schedule TEXT NOT NULL, schedule_name TEXT NOT NULL,"
        " account TEXT NOT NULL, machine TEXT NOT NULL, kind TEXT NOT NULL, scheduled_at INTEGER NOT NULL,"
        " firing_id BLOB, attempt INTEGER NOT NULL, occurrences INTEGER NOT NULL,"
        " last_scheduled_at INTEGER, state TEXT NOT NULL, outcome TEXT NOT NULL,"
        " reason TEXT NOT NULL, detail TEXT NOT NULL, prior_phase TEXT, idempotency_key TEXT NOT NULL,"
        " request_body BLOB NOT NULL, execution TEXT NOT NULL, started_at INTEGER, ended_at INTEGER,"
        " closed_at INTEGER, exit_code INTEGER, signal INTEGER, awake_ms INTEGER,"
        " stdout_bytes INTEGER NOT NULL, stderr_bytes INTEGER NOT NULL,"
        " stdout_kept INTEGER NOT NULL, stderr_kept INTEGER NOT NULL)"_s,
        // The same firing cannot be journalled twice, whatever the code above believes; its tries share one
        // row.
        u"CREATE UNIQUE INDEX runs_by_firing ON runs(firing_id)"
        " WHERE kind = 'scheduled' AND firing_id IS NOT NULL"_s,
        u"CREATE INDEX runs_by_time ON runs(scheduled_at)"_s,
        u"CREATE INDEX runs_by_schedule ON runs(schedule, scheduled_at)"_s,
        u"CREATE INDEX runs_by_machine ON runs(account, machine, scheduled_at)"_s,
        u"CREATE INDEX runs_open ON runs(scheduled_at) WHERE state <> 'closed'"_s,
        u"CREATE TABLE run_steps ("
        " run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, place INTEGER NOT NULL,"
        " state TEXT NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL,"
        " PRIMARY KEY (run, place)) WITHOUT ROWID"_s,
        u"CREATE TRIGGER run_steps_append_only BEFORE UPDATE ON run_steps"
        " BEGIN SELECT RAISE(ABORT, 'run steps are append-only'); END"_s,
        u"CREATE TABLE run_outputs ("
        " run TEXT PRIMARY KEY NOT NULL REFERENCES runs(id) ON DELETE CASCADE,"
        " stdout BLOB NOT NULL, stderr BLOB NOT NULL)"_s,
        u"CREATE TABLE leases ("
        " account TEXT NOT NULL, machine TEXT NOT NULL, prior_phase TEXT NOT NULL,"
        " woken_by_us INTEGER NOT NULL, since INTEGER NOT NULL, sleep_owed_since INTEGER,"
        " sleep_attempts INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (account, machine)) WITHOUT ROWID"_s,
        u"CREATE TABLE pause ("
        " one INTEGER PRIMARY KEY CHECK (one = 1), since INTEGER NOT NULL, until INTEGER,"
        " note TEXT NOT NULL)"_s,
        u"CREATE TABLE settings (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"_s,
    }};
    return migration;
}

/// What clouds of instances need: their metros, and the provider's side of the schedules that it fires.
const Migration& version2()
{
    static const Migration migration{{
        u"ALTER TABLE accounts ADD COLUMN metros TEXT NOT NULL DEFAULT '[]'"_s,
        u"ALTER TABLE schedules ADD COLUMN note TEXT NOT NULL DEFAULT ''"_s,
        u"ALTER TABLE schedules ADD COLUMN provider_side TEXT NOT NULL DEFAULT ''"_s,
    }};
    return migration;
}

const Migration& version3()
{
    static const Migration migration{{
        // The tries of a run before its last one, with what they printed.
        u"CREATE TABLE run_attempts ("
        " run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, attempt INTEGER NOT NULL,"
        " outcome TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, started_at INTEGER,"
        " ended_at INTEGER, exit_code INTEGER, signal INTEGER, stdout_bytes INTEGER NOT NULL,"
        " stderr_bytes INTEGER NOT NULL, stdout BLOB NOT NULL, stderr BLOB NOT NULL,"
        " PRIMARY KEY (run, attempt)) WITHOUT ROWID"_s,
    }};
    return migration;
}

/// From here on a policy may say that its jitter is the same for each occurrence: a Reveille that does not
/// know that must not fire such a schedule.
const Migration& version4()
{
    static const Migration migration{{
        u"ALTER TABLE runs ADD COLUMN clock_skew_ms INTEGER"_s,
    }};
    return migration;
}

/// What the file says of itself.
struct Version
{
    qint64 schema = 0;
    bool hasTables = false;
};

Result<Version> readVersion(Database& database, qint64 newest)
{
    // In this order: another process that makes the schema just now commits all three at once.
    const auto tables = database.readInteger(u"SELECT count(*) FROM sqlite_schema"_s);
    if (!tables)
        return tl::unexpected<Error>(tables.error());
    const auto application = database.readInteger(u"PRAGMA application_id"_s);
    if (!application)
        return tl::unexpected<Error>(application.error());
    const auto schema = database.readInteger(u"PRAGMA user_version"_s);
    if (!schema)
        return tl::unexpected<Error>(schema.error());
    if (*tables > 0 && *application != kApplicationId)
        return fail(ErrorCode::StorageCorrupt, database.file(), u"not a database of Reveille"_s);
    if (*schema > newest)
        return fail(ErrorCode::StorageNewerSchema, database.file(),
                    u"schema %1, this version knows %2"_s.arg(*schema).arg(newest));
    return Version{*schema, *tables > 0};
}

Result<void> backUp(Database& database, qint64 version)
{
    const QString target = backupName(database.file(), version);
    const QString part = target + u".part";
    QFile::remove(part);
    // VACUUM INTO accepts an empty file and keeps its rights; one that it made itself would follow the umask.
    if (auto made = preparePrivateFile(part); !made)
        return made;
    QString quoted = part;
    quoted.replace(u'\'', u"''"_s);
    if (auto copied = database.execute(u"VACUUM INTO '%1'"_s.arg(quoted)); !copied) {
        QFile::remove(part);
        return copied;
    }
    if (auto synced = syncFile(part); !synced)
        return synced;
    QFile::remove(target);
    if (!QFile::rename(part, target))
        return tl::unexpected<Error>(fromErrno(errno, target));
    return syncFile(target);
}

Result<void> applyStep(Database& database, const Migration& step, qint64 version)
{
    Transaction transaction(database);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    // Another process may have done this step while we waited for the lock.
    const auto current = database.readInteger(u"PRAGMA user_version"_s);
    if (!current)
        return tl::unexpected<Error>(current.error());
    if (*current >= version)
        return transaction.commit();
    for (const QString& statement : step.statements) {
        if (auto done = database.execute(statement); !done)
            return done;
    }
    for (const QString& mark :
         {u"PRAGMA application_id = %1"_s.arg(kApplicationId), u"PRAGMA user_version = %1"_s.arg(version)}) {
        if (auto done = database.execute(mark); !done)
            return done;
    }
    return transaction.commit();
}

} // namespace

std::span<const Migration> migrations()
{
    static const std::array<Migration, 4> all{version1(), version2(), version3(), version4()};
    return all;
}

QString backupName(const QString& file, qint64 version)
{
    return u"%1.schema-%2.backup"_s.arg(file).arg(version);
}

Result<void> migrate(Database& database, std::span<const Migration> steps)
{
    const auto newest = static_cast<qint64>(steps.size());
    const auto version = readVersion(database, newest);
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (version->schema == newest)
        return {};
    if (version->hasTables) {
        if (auto done = backUp(database, version->schema); !done)
            return done;
    }
    for (qint64 step = version->schema + 1; step <= newest; ++step) {
        if (auto done = applyStep(database, steps[static_cast<std::size_t>(step - 1)], step); !done)
            return done;
    }
    return {};
}

} // namespace reveille
