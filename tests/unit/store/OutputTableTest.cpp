#include "core/store/Store.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

constexpr Instant kNow{std::chrono::hours(24 * 365 * 56)};

} // namespace

class OutputTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oldOutputGoes();
    void theOldestGoesFirst();
    void zeroKeepsEverything();
    void openRunsKeepTheirs();
    void textIsFound();

private:
    void add(const QString& id, std::chrono::hours ago, const QByteArray& text,
             RunState state = RunState::Closed);
    QByteArray kept(const QString& id) { return m_store->output(RunId{id})->stdoutText; }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Store> m_store;
};

void OutputTableTest::init()
{
    m_store.reset();
    m_home = std::make_unique<QTemporaryDir>();
    auto store = Store::open(m_home->path() + u"/data"_s);
    QVERIFY(store.has_value());
    m_store = std::move(*store);
}

void OutputTableTest::add(const QString& id, std::chrono::hours ago, const QByteArray& text, RunState state)
{
    Run run;
    run.id.value = id;
    run.schedule.value = u"s"_s;
    run.firingId = id.toUtf8();
    run.scheduledAt = kNow - ago;
    run.state = state;
    run.outcome = state == RunState::Closed ? Outcome::Succeeded : Outcome::None;
    if (state == RunState::Closed)
        run.closedAt = kNow - ago;
    run.stdoutBytes = run.stdoutKept = text.size();
    JournalBatch batch;
    batch.runs.append(run);
    QVERIFY(m_store->commit(batch).has_value());
    QVERIFY(m_store->saveOutput(run.id, {text, {}}).has_value());
}

void OutputTableTest::oldOutputGoes()
{
    add(u"old-1"_s, std::chrono::hours(49), "old");
    add(u"new-1"_s, std::chrono::hours(47), "new");
    QCOMPARE(m_store->pruneOutput({std::chrono::hours(48), 0}, kNow).value(), 1);
    QVERIFY(kept(u"old-1"_s).isEmpty());
    QCOMPARE(kept(u"new-1"_s), "new");
    const Run run = m_store->run(u"old-1"_s).value();
    QCOMPARE(run.stdoutKept, 0);
    QCOMPARE(run.stdoutBytes, 3); // what it wrote stays known
    QCOMPARE(m_store->pruneOutput({std::chrono::hours(48), 0}, kNow).value(), 0);
}

void OutputTableTest::theOldestGoesFirst()
{
    add(u"aaaa"_s, std::chrono::hours(3), QByteArray(400, 'a'));
    add(u"bbbb"_s, std::chrono::hours(2), QByteArray(400, 'b'));
    add(u"cccc"_s, std::chrono::hours(1), QByteArray(400, 'c'));
    QCOMPARE(m_store->pruneOutput({std::chrono::hours(0), 1000}, kNow).value(), 1);
    QVERIFY(kept(u"aaaa"_s).isEmpty());
    QCOMPARE(kept(u"bbbb"_s).size(), 400);
    QCOMPARE(kept(u"cccc"_s).size(), 400);
}

void OutputTableTest::zeroKeepsEverything()
{
    add(u"aaaa"_s, std::chrono::hours(24 * 3000), QByteArray(4000, 'a'));
    QCOMPARE(m_store->pruneOutput({std::chrono::hours(0), 0}, kNow).value(), 0);
    QCOMPARE(kept(u"aaaa"_s).size(), 4000);
}

void OutputTableTest::openRunsKeepTheirs()
{
    add(u"open"_s, std::chrono::hours(24 * 300), QByteArray(4000, 'a'), RunState::Releasing);
    QCOMPARE(m_store->pruneOutput({std::chrono::hours(1), 1}, kNow).value(), 0);
    QCOMPARE(kept(u"open"_s).size(), 4000);
}

void OutputTableTest::textIsFound()
{
    add(u"aaaa"_s, std::chrono::hours(3), "disk: No space left\n");
    add(u"bbbb"_s, std::chrono::hours(2), "fine 100%_done");
    add(u"cccc"_s, std::chrono::hours(1), "NO SPACE");
    const auto ids = m_store->runsPrinting(u"no space"_s, 10).value();
    QCOMPARE(ids, (QVector<RunId>{RunId{u"cccc"_s}, RunId{u"aaaa"_s}}));
    QCOMPARE(m_store->runsPrinting(u"no space"_s, 1)->size(), 1);
    QCOMPARE(m_store->runsPrinting(u"%_"_s, 10)->size(), 1); // no wildcards
    QVERIFY(m_store->runsPrinting(u"nowhere"_s, 10)->isEmpty());
}

QTEST_GUILESS_MAIN(OutputTableTest)
#include "OutputTableTest.moc"
