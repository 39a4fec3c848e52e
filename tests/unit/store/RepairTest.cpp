#include "core/store/Repair.h"
#include "tests/unit/store/StoreSamples.h"

#include <algorithm>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// A database with a page that cannot be read: refused, and saved as far as it goes.
class RepairTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatCannotBeRepaired();
    void savesWhatCanBeRead();

private:
    static constexpr int kRuns = 400;
    /// Fills pages with nonsense, one after the other from the middle on, until the store is refused.
    bool damage();

    std::unique_ptr<QTemporaryDir> m_home;
    QString m_directory;
    QString m_file;
};

void RepairTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_directory = m_home->filePath(u"data"_s);
    m_file = m_directory + u"/reveille.db"_s;
    const auto store = samples::open(m_directory);
    QVERIFY(store->saveAccount(samples::account(u"account-1"_s, u"cloud"_s)).has_value());
    QVERIFY(
        store->saveSchedule(samples::schedule(u"schedule-1"_s, u"nightly"_s, u"account-1"_s)).has_value());
    JournalBatch batch;
    for (int i = 0; i < kRuns; ++i) {
        Run run = samples::run(u"run-%1"_s.arg(i, 4, 10, QChar(u'0')), QByteArray::number(i));
        // What was missed has no request.
        if (i % 2 == 0)
            run.requestBody.clear();
        RunAttempt attempt;
        attempt.run = run.id;
        batch.runs.append(run);
        batch.attempts.append(attempt);
    }
    QVERIFY(store->commit(batch).has_value());
}

bool RepairTest::damage()
{
    constexpr qint64 kPage = 4096;
    QFile file(m_file);
    const qint64 pages = file.size() / kPage;
    for (qint64 page = pages / 2; page < pages; ++page) {
        if (!file.open(QIODevice::ReadWrite) || !file.seek(page * kPage) ||
            file.write(QByteArray(kPage, '\xFF')) != kPage)
            return false;
        file.close();
        const auto opened = Store::open(m_directory);
        if (!opened && opened.error().code == ErrorCode::StorageCorrupt)
            return true;
    }
    return false;
}

void RepairTest::saysWhatCannotBeRepaired()
{
    QCOMPARE(repairDatabase(m_directory).error().code, ErrorCode::InvalidArgument);
    QVERIFY(QFile::remove(m_file));
    QCOMPARE(repairDatabase(m_directory).error().code, ErrorCode::NotFound);
}

void RepairTest::savesWhatCanBeRead()
{
    QVERIFY(damage());
    QFile damaged(m_file);
    QVERIFY(damaged.open(QIODevice::ReadOnly));
    const QByteArray before = damaged.readAll();
    damaged.close();

    const auto report = repairDatabase(m_directory);
    QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().detail));
    QVERIFY(report->rows > 0);
    QVERIFY(!report->incomplete.isEmpty());
    QFile kept(report->damagedFile);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), before);

    const auto store = samples::open(m_directory);
    QCOMPARE(store->accounts()->size(), 1);
    QCOMPARE(store->schedules()->constFirst().name, u"nightly"_s);
    const auto runs = store->runs(std::nullopt, std::nullopt, -1);
    QVERIFY(runs.has_value());
    // One page's rows are lost at most, out of hundreds.
    QVERIFY2(runs->size() > kRuns / 2, qPrintable(QString::number(runs->size())));
    const auto hasAttempt = [&](const Run& run) { return store->output(run.id)->earlier.size() == 1; };
    QVERIFY(std::ranges::count_if(*runs, hasAttempt) > kRuns / 2);
    QCOMPARE(repairDatabase(m_directory).error().code, ErrorCode::InvalidArgument);
}

QTEST_GUILESS_MAIN(RepairTest)
#include "RepairTest.moc"
