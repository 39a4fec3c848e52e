#include "core/runner/Journal.h"
#include "tests/support/StoreRoom.h"

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

Run runNamed(const QString& id, RunState state = RunState::Due)
{
    Run run;
    run.id.value = id;
    run.schedule.value = u"schedule-1"_s;
    run.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    run.kind = RunKind::Manual;
    run.state = state;
    run.steps.append(RunStep{state, {}, {}});
    return run;
}

} // namespace

/// Nothing is acted upon before it is on disk, and nothing is lost while the disk refuses.
class JournalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void commitsATurnAtOnce();
    void actsAfterTheCommit();
    void actsInOrderAndMayPutMore();
    void lastStateOfARunWins();
    void leasesAndCursors();
    void outputGoesFirst();
    void failingDiskKeepsEverything();
    void fullDatabase();

private:
    void setPragma(const QString& pragma);
    [[nodiscard]] QVector<Run> onDisk() { return m_other->runs({}, {}, -1).value(); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Store> m_other; ///< another program's view of the same file
    QString m_connection;
};

void JournalTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>(test::storeRoom());
    m_store = Store::open(m_directory->filePath(u"data"_s)).value();
    m_connection = QSqlDatabase::connectionNames().constFirst();
    m_other = Store::open(m_directory->filePath(u"data"_s)).value();
}

void JournalTest::cleanup()
{
    m_other.reset();
    m_store.reset();
    m_directory.reset();
}

void JournalTest::setPragma(const QString& pragma)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    QVERIFY(query.exec(u"PRAGMA "_s + pragma));
}

void JournalTest::commitsATurnAtOnce()
{
    Journal journal(*m_store);
    QSignalSpy written(&journal, &Journal::runsWritten);
    journal.put(runNamed(u"run-1"_s));
    journal.put(runNamed(u"run-2"_s));
    QVERIFY2(onDisk().isEmpty(), "not before the turn ends");
    QTRY_COMPARE(written.size(), 1);
    QCOMPARE(written.constFirst().constFirst().value<QVector<Run>>().size(), 2);
    QCOMPARE(onDisk().size(), 2);
}

void JournalTest::actsAfterTheCommit()
{
    Journal journal(*m_store);
    qsizetype seen = -1;
    journal.put(runNamed(u"run-1"_s));
    journal.then([&] { seen = onDisk().size(); });
    QCOMPARE(seen, -1);
    QTRY_COMPARE(seen, 1);
}

void JournalTest::actsInOrderAndMayPutMore()
{
    Journal journal(*m_store);
    QStringList order;
    journal.then([&] {
        order.append(u"first"_s);
        journal.put(runNamed(u"run-1"_s));
        journal.then([&] { order.append(u"third, with %1 row"_s.arg(onDisk().size())); });
    });
    journal.then([&] { order.append(u"second"_s); });
    QVERIFY(journal.flush());
    QCOMPARE(order, (QStringList{u"first"_s, u"second"_s}));
    QTRY_COMPARE(order.size(), 3);
    QCOMPARE(order.constLast(), u"third, with 1 row"_s);
}

void JournalTest::lastStateOfARunWins()
{
    Journal journal(*m_store);
    Run run = runNamed(u"run-1"_s);
    journal.put(run);
    run.state = RunState::Waking;
    run.steps.append(RunStep{RunState::Waking, {}, u"note"_s});
    journal.put(run);
    QVERIFY(journal.flush());
    QCOMPARE(onDisk(), QVector<Run>{run});
}

void JournalTest::leasesAndCursors()
{
    Journal journal(*m_store);
    QSignalSpy written(&journal, &Journal::leasesWritten);
    MachineLease lease;
    lease.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    journal.put(lease);
    lease.wokenByUs = true;
    journal.put(lease);
    journal.decided(ScheduleId{u"removed meanwhile"_s}, {});
    QVERIFY2(journal.flush(), "a schedule that another program removed does not stop the journal");
    QCOMPARE(m_other->leases().value(), QVector<MachineLease>{lease});
    journal.drop(lease.machine);
    journal.put(lease);
    QVERIFY(journal.flush());
    QCOMPARE(m_other->leases()->size(), 1);
    journal.put(lease);
    journal.drop(lease.machine);
    QVERIFY(journal.flush());
    QVERIFY(m_other->leases()->isEmpty());
    QCOMPARE(written.size(), 3);
}

void JournalTest::outputGoesFirst()
{
    Journal journal(*m_store);
    journal.put(runNamed(u"run-1"_s));
    QVERIFY(journal.flush());
    journal.put(RunId{u"run-1"_s}, RunOutput{"text", "more"});
    journal.put(runNamed(u"run-1"_s, RunState::Releasing));
    QVERIFY(journal.flush());
    QCOMPARE(m_other->output(RunId{u"run-1"_s})->stdoutText, QByteArray("text"));
    QCOMPARE(onDisk().constFirst().state, RunState::Releasing);
}

void JournalTest::failingDiskKeepsEverything()
{
    Journal journal(*m_store);
    QSignalSpy failed(&journal, &Journal::failed);
    QSignalSpy recovered(&journal, &Journal::recovered);
    QStringList acts;
    journal.put(runNamed(u"run-1"_s));
    QVERIFY(journal.flush());

    setPragma(u"query_only=ON"_s);
    journal.put(runNamed(u"run-2"_s));
    journal.put(RunId{u"run-1"_s}, RunOutput{"text", {}});
    journal.then([&] { acts.append(u"first"_s); });
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(journal.failure().has_value());
    journal.put(runNamed(u"run-3"_s));
    journal.then([&] { acts.append(u"second"_s); });
    QVERIFY(!journal.flush());
    QVERIFY(acts.isEmpty());
    QCOMPARE(onDisk().size(), 1);

    setPragma(u"query_only=OFF"_s);
    QVERIFY(journal.flush());
    QCOMPARE(recovered.size(), 1);
    QVERIFY(!journal.failure());
    QCOMPARE(acts, (QStringList{u"first"_s, u"second"_s}));
    QCOMPARE(onDisk().size(), 3);
    QCOMPARE(m_other->output(RunId{u"run-1"_s})->stdoutText, QByteArray("text"));
}

void JournalTest::fullDatabase()
{
    Journal journal(*m_store);
    bool acted = false;
    setPragma(u"max_page_count=1"_s);
    Run run = runNamed(u"run-1"_s);
    run.requestBody = QByteArray(400'000, 'x');
    journal.put(run);
    journal.then([&] { acted = true; });
    QVERIFY(!journal.flush());
    QCOMPARE(journal.failure()->code, ErrorCode::StorageFull);
    QVERIFY(!acted);
    QVERIFY(onDisk().isEmpty());
    setPragma(u"max_page_count=1000000"_s);
    QVERIFY(journal.flush());
    QVERIFY(acted);
    QCOMPARE(onDisk(), QVector<Run>{run});
}

QTEST_GUILESS_MAIN(JournalTest)
#include "JournalTest.moc"
