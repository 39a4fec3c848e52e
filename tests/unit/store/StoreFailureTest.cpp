#include "core/store/Store.h"
#include "tests/unit/store/StoreSamples.h"

#include <array>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// What can go wrong with files, and what must survive it.
class StoreFailureTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void killedAfterCommit();
    void refusesOpenDirectory_data();
    void refusesOpenDirectory();
    void makesAnEmptyDirectoryPrivate();
    void tightensTheFile();
    void refusesPathUnderAFile();
    void refusesAFileAsDirectory();
    void makesParents();
    void newerSchema();
    void otherProgramsDatabase();
    void notADatabase();
    void damagedPage();
    void damageIsNotedOnOpening();
    void fullDisk();
    void logStaysSmall();
    void busy();
    void manyOpenAtOnce();
    void leavesNoConnections();

private:
    [[nodiscard]] QString path() const { return m_directory->filePath(u"data"_s); }
    [[nodiscard]] QString file() const { return path() + u"/reveille.db"_s; }
    void fill();
    void withRawConnection(const std::function<void(QSqlDatabase&)>& act);

    std::unique_ptr<QTemporaryDir> m_directory;
};

void StoreFailureTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
}

void StoreFailureTest::cleanup()
{
    m_directory.reset();
}

/// A store with enough in it to take many pages, closed again.
void StoreFailureTest::fill()
{
    const auto store = samples::open(path());
    JournalBatch batch;
    for (int i = 0; i < 500; ++i)
        batch.runs.append(samples::run(u"run-%1"_s.arg(i), QByteArray::number(i).leftJustified(16, '.')));
    QVERIFY(store->commit(batch).has_value());
}

void StoreFailureTest::withRawConnection(const std::function<void(QSqlDatabase&)>& act)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        database.setDatabaseName(file());
        QVERIFY(database.open());
        act(database);
    }
    QSqlDatabase::removeDatabase(u"raw"_s);
}

void StoreFailureTest::killedAfterCommit()
{
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        // The child dies with one batch committed and another one written but not committed.
        const auto store = samples::open(path());
        JournalBatch batch;
        batch.runs = {samples::run(u"committed"_s, QByteArray(16, 'a'))};
        if (store->commit(batch)) {
            QSqlDatabase own = QSqlDatabase::database(QSqlDatabase::connectionNames().constFirst(), false);
            QSqlQuery query(own);
            if (query.exec(u"BEGIN IMMEDIATE"_s) && query.exec(u"UPDATE runs SET detail = 'torn'"_s))
                ::kill(::getpid(), SIGKILL);
        }
        ::_exit(1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGKILL);

    const auto store = samples::open(path());
    QCOMPARE(store->runs({}, {}, 10).value(),
             (QVector<Run>{samples::run(u"committed"_s, QByteArray(16, 'a'))}));
}

void StoreFailureTest::refusesOpenDirectory_data()
{
    QTest::addColumn<int>("mode");
    for (const int mode : {0750, 0705, 0711, 0720, 0777})
        QTest::addRow("%o", static_cast<unsigned>(mode)) << mode;
}

void StoreFailureTest::refusesOpenDirectory()
{
    QFETCH(int, mode);
    const QByteArray name = QFile::encodeName(path());
    QCOMPARE(::mkdir(name.constData(), 0700), 0);
    QFile something(path() + u"/notes.txt"_s);
    QVERIFY(something.open(QIODevice::WriteOnly));
    QCOMPARE(::chmod(name.constData(), static_cast<mode_t>(mode)), 0);
    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StoragePermission);
    QCOMPARE(store.error().subject, path());
    QVERIFY(!QFile::exists(file()));
}

void StoreFailureTest::makesAnEmptyDirectoryPrivate()
{
    // What a disk looks like that has just been mounted.
    const QByteArray name = QFile::encodeName(path());
    QCOMPARE(::mkdir(name.constData(), 0700), 0);
    QCOMPARE(::chmod(name.constData(), 01777), 0);
    QVERIFY(Store::open(path()).has_value());
    struct stat status = {};
    QCOMPARE(::stat(name.constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t{0700});
}

void StoreFailureTest::tightensTheFile()
{
    fill();
    QCOMPARE(::chmod(QFile::encodeName(file()).constData(), 0644), 0);
    const auto store = samples::open(path());
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(file()).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
}

void StoreFailureTest::refusesPathUnderAFile()
{
    QFile plain(path());
    QVERIFY(plain.open(QIODevice::WriteOnly));
    const auto store = Store::open(path() + u"/inner"_s);
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageUnavailable);
    QCOMPARE(store.error().subject, QString(path() + u"/inner"_s));
}

void StoreFailureTest::refusesAFileAsDirectory()
{
    QFile plain(path());
    QVERIFY(plain.open(QIODevice::WriteOnly));
    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageUnavailable);
    QCOMPARE(store.error().subject, path());
}

void StoreFailureTest::makesParents()
{
    const QString deep = path() + u"/a/b/../c"_s;
    const auto store = samples::open(deep);
    QCOMPARE(store->directory(), QString(path() + u"/a/c"_s));
    QVERIFY(QFileInfo::exists(path() + u"/a/c/reveille.db"_s));
}

void StoreFailureTest::newerSchema()
{
    fill();
    withRawConnection([](QSqlDatabase& database) {
        QSqlQuery query(database);
        QVERIFY(query.exec(u"PRAGMA user_version = 999"_s));
    });
    QFile content(file());
    QVERIFY(content.open(QIODevice::ReadOnly));
    const QByteArray before = content.readAll();

    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageNewerSchema);
    QCOMPARE(store.error().subject, file());
    content.seek(0);
    QCOMPARE(content.readAll(), before);
}

void StoreFailureTest::otherProgramsDatabase()
{
    QCOMPARE(::mkdir(QFile::encodeName(path()).constData(), 0700), 0);
    withRawConnection([](QSqlDatabase& database) {
        QSqlQuery query(database);
        QVERIFY(query.exec(u"CREATE TABLE theirs (a)"_s));
    });
    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageCorrupt);
}

void StoreFailureTest::notADatabase()
{
    QCOMPARE(::mkdir(QFile::encodeName(path()).constData(), 0700), 0);
    QFile plain(file());
    QVERIFY(plain.open(QIODevice::WriteOnly));
    plain.write(QByteArray("this was never a database\n").repeated(400));
    plain.close();
    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageCorrupt);
    QCOMPARE(store.error().subject, file());
}

void StoreFailureTest::damagedPage()
{
    fill();
    const auto store = samples::open(path());
    // Damage that comes while the store is open is found by the statement that reads it.
    QFile raw(file());
    QVERIFY(raw.open(QIODevice::ReadWrite));
    QVERIFY(raw.size() > 20 * 4096);
    QVERIFY(raw.seek(4096));
    raw.write(QByteArray(static_cast<int>(raw.size()) - 4096, '\x5a'));
    raw.close();
    QSqlDatabase own = QSqlDatabase::database(QSqlDatabase::connectionNames().constFirst(), false);
    QVERIFY(QSqlQuery(own).exec(u"PRAGMA shrink_memory"_s)); // forgets the pages read on opening
    const auto runs = store->runs({}, {}, -1);
    QVERIFY(!runs.has_value());
    QCOMPARE(runs.error().code, ErrorCode::StorageCorrupt);
    QCOMPARE(runs.error().subject, file());
}

void StoreFailureTest::damageIsNotedOnOpening()
{
    fill();
    QFile raw(file());
    QVERIFY(raw.open(QIODevice::ReadWrite));
    QVERIFY(raw.seek(raw.size() / 4096 / 2 * 4096));
    raw.write(QByteArray(8 * 4096, '\x5a'));
    raw.close();
    const auto store = Store::open(path());
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::StorageCorrupt);
    QCOMPARE(store.error().subject, file());
}

void StoreFailureTest::fullDisk()
{
    const auto store = samples::open(path());
    JournalBatch first;
    first.runs = {samples::run(u"before"_s, QByteArray(16, 'a'))};
    QVERIFY(store->commit(first).has_value());

    QSqlDatabase own = QSqlDatabase::database(QSqlDatabase::connectionNames().constFirst(), false);
    QSqlQuery query(own);
    QVERIFY(query.exec(u"PRAGMA max_page_count = 1"_s)); // means: not one page more than there are
    JournalBatch batch;
    for (int i = 0; i < 100; ++i)
        batch.runs.append(samples::run(u"run-%1"_s.arg(i), QByteArray::number(i).leftJustified(16, '.')));
    const auto refused = store->commit(batch);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, ErrorCode::StorageFull);
    QCOMPARE(store->runs({}, {}, -1).value(), first.runs);

    QVERIFY(query.exec(u"PRAGMA max_page_count = 1000000"_s));
    query.finish();
    QVERIFY(store->commit(batch).has_value());
    QCOMPARE(store->runs({}, {}, -1).value().size(), 101);
}

void StoreFailureTest::logStaysSmall()
{
    const auto store = samples::open(path());
    for (int i = 0; i < 200; ++i) {
        JournalBatch batch;
        batch.runs = {samples::run(u"run-%1"_s.arg(i), QByteArray::number(i).leftJustified(16, '.'))};
        QVERIFY(store->commit(batch).has_value());
    }
    const qint64 log = QFileInfo(file() + u"-wal"_s).size();
    QVERIFY2(log > 0 && log < 1024 * 1024, qPrintable(QString::number(log)));
}

void StoreFailureTest::busy()
{
    const auto store = samples::open(path());
    QSqlDatabase own = QSqlDatabase::database(QSqlDatabase::connectionNames().constFirst(), false);
    QSqlQuery shorten(own);
    QVERIFY(shorten.exec(u"PRAGMA busy_timeout = 5000"_s));
    QVERIFY(shorten.exec(u"PRAGMA busy_timeout"_s) && shorten.next());
    QCOMPARE(shorten.value(0).toInt(), 5000);
    QVERIFY(shorten.exec(u"PRAGMA busy_timeout = 1"_s)); // the wait itself is SQLite's
    shorten.finish();
    withRawConnection([&](QSqlDatabase& other) {
        QSqlQuery lock(other);
        QVERIFY(lock.exec(u"BEGIN IMMEDIATE"_s));
        const auto refused = store->commit({});
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::StorageBusy);
        QVERIFY(refused.error().retry.retryable);
        // Readers are not held up by a writer.
        QVERIFY(store->accounts().has_value());
        QVERIFY(lock.exec(u"ROLLBACK"_s));
    });
    QVERIFY(store->commit({}).has_value());
}

void StoreFailureTest::manyOpenAtOnce()
{
    constexpr int kThreads = 8;
    std::array<QString, kThreads> failures;
    {
        std::vector<std::thread> threads;
        for (QString& failure : failures) {
            threads.emplace_back([this, &failure] {
                const auto store = Store::open(path());
                if (!store)
                    failure = store.error().detail;
                else if (auto set = (*store)->setSetting(u"key"_s, u"value"_s); !set)
                    failure = set.error().detail;
            });
        }
        for (std::thread& thread : threads)
            thread.join();
    }
    for (const QString& failure : failures)
        QCOMPARE(failure, QString());
}

void StoreFailureTest::leavesNoConnections()
{
    {
        const auto store = samples::open(path());
        QCOMPARE(QSqlDatabase::connectionNames().size(), 1);
        QVERIFY(store->runs({}, {}, 10).has_value());
    }
    QVERIFY(QSqlDatabase::connectionNames().isEmpty());
}

QTEST_GUILESS_MAIN(StoreFailureTest)
#include "StoreFailureTest.moc"
