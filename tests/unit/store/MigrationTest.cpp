#include "core/store/DataDirectory.h"
#include "core/store/Database.h"
#include "core/store/Migrations.h"

#include <array>

#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// Schemas go forward step by step, with a copy of what was there before.
class MigrationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void freshFileNeedsNoBackup();
    void olderSchemaIsBackedUp();
    void failedStepKeepsTheOldSchema();
    void currentSchemaIsLeftAlone();
    void releasedSchemaIsComplete();

private:
    [[nodiscard]] std::unique_ptr<Database> open() const;
    [[nodiscard]] QString file() const { return m_directory->filePath(u"it's.db"_s); }

    const Migration m_first{{u"CREATE TABLE t (a TEXT)"_s}};
    const Migration m_second{{u"ALTER TABLE t ADD COLUMN b TEXT"_s, u"UPDATE t SET b = upper(a)"_s}};
    const Migration m_broken{{u"ALTER TABLE t ADD COLUMN b TEXT"_s, u"UPDATE nowhere SET b = 1"_s}};
    std::unique_ptr<QTemporaryDir> m_directory;
};

void MigrationTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Database> MigrationTest::open() const
{
    if (!preparePrivateFile(file()))
        qFatal("no file");
    auto database = Database::open(file());
    if (!database)
        qFatal("the database did not open: %s", qPrintable(database.error().detail));
    return *std::move(database);
}

void MigrationTest::freshFileNeedsNoBackup()
{
    const auto database = open();
    const std::array steps{m_first, m_second};
    QVERIFY(migrate(*database, steps).has_value());
    QCOMPARE(database->readInteger(u"PRAGMA user_version"_s).value(), 2);
    QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files), QStringList{u"it's.db"_s});
}

void MigrationTest::olderSchemaIsBackedUp()
{
    {
        const auto database = open();
        QVERIFY(migrate(*database, std::array{m_first}).has_value());
        QVERIFY(database->execute(u"INSERT INTO t VALUES ('kept')"_s).has_value());
    }
    {
        const auto database = open();
        QVERIFY(migrate(*database, std::array{m_first, m_second}).has_value());
        QCOMPARE(database->readInteger(u"SELECT count(*) FROM t WHERE b = 'KEPT'"_s).value(), 1);
    }
    const QString backup = backupName(file(), 1);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(backup).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    const auto old = Database::open(backup);
    QVERIFY(old.has_value());
    QCOMPARE((*old)->readInteger(u"PRAGMA user_version"_s).value(), 1);
    QCOMPARE((*old)->readInteger(u"SELECT count(*) FROM t WHERE a = 'kept'"_s).value(), 1);
    QVERIFY(!(*old)->readInteger(u"SELECT count(b) FROM t"_s).has_value());
}

void MigrationTest::failedStepKeepsTheOldSchema()
{
    {
        const auto database = open();
        QVERIFY(migrate(*database, std::array{m_first}).has_value());
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto database = open();
        QVERIFY(!migrate(*database, std::array{m_first, m_broken}).has_value());
        QCOMPARE(database->readInteger(u"PRAGMA user_version"_s).value(), 1);
        QVERIFY(!database->readInteger(u"SELECT count(b) FROM t"_s).has_value());
    }
    const auto database = open();
    QVERIFY(migrate(*database, std::array{m_first, m_second}).has_value());
    QCOMPARE(database->readInteger(u"PRAGMA user_version"_s).value(), 2);
}

void MigrationTest::currentSchemaIsLeftAlone()
{
    const auto database = open();
    const std::array steps{m_first};
    QVERIFY(migrate(*database, steps).has_value());
    const qint64 before = database->readInteger(u"PRAGMA schema_version"_s).value();
    QVERIFY(migrate(*database, steps).has_value());
    QCOMPARE(database->readInteger(u"PRAGMA schema_version"_s).value(), before);
}

void MigrationTest::releasedSchemaIsComplete()
{
    const auto database = open();
    QVERIFY(migrate(*database, migrations()).has_value());
    for (const char* table : {"accounts", "machine_names", "schedules", "schedule_cursors", "runs",
                              "run_attempts", "run_steps", "run_outputs", "leases", "pause", "settings"}) {
        const auto rows = database->readInteger(u"SELECT count(*) FROM %1"_s.arg(QLatin1String(table)));
        QVERIFY2(rows.has_value(), table);
        QCOMPARE(*rows, 0);
    }
}

QTEST_GUILESS_MAIN(MigrationTest)
#include "MigrationTest.moc"
