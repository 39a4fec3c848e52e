#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class HistoryCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whyTells_data();
    void whyTells();
    void whyAsJson();
    void backfillPlans();
    void backfillRuns();
    void refuses();
    void pausesOne();

private:
    std::unique_ptr<CliBench> m_bench;
};

void HistoryCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s)};
}

void HistoryCommandsTest::whyTells_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](Explanation::Kind kind, const QString& words) {
        QTest::addRow("%d", static_cast<int>(kind)) << static_cast<int>(kind) << words;
    };
    using Kind = Explanation::Kind;
    row(Kind::InFuture, u"starts at Mon 2026-03-02 09:00:00 +01:00"_s);
    row(Kind::NotDecided, u"reveillectl run"_s);
    row(Kind::NotAnElapse, u"does not elapse then"_s);
    row(Kind::BeforeCreation, u"did not exist yet"_s);
    row(Kind::BeforeEdit, u"changed later"_s);
    row(Kind::AfterEnd, u"has ended"_s);
    row(Kind::Disabled, u"schedule enable"_s);
    row(Kind::FiredElsewhere, u"provider fires"_s);
}

void HistoryCommandsTest::whyTells()
{
    QFETCH(int, kind);
    QFETCH(QString, words);
    m_bench->fake.explanation.kind = static_cast<Explanation::Kind>(kind);
    // On the schedule's clock, which is Berlin's.
    QCOMPARE(m_bench->run({u"why"_s, u"nightly"_s, u"--at"_s, u"2026-03-02 09:00"_s}), 0);
    QVERIFY2(m_bench->outText().contains(words), qPrintable(m_bench->outText()));
}

void HistoryCommandsTest::whyAsJson()
{
    m_bench->fake.explanation.kind = Explanation::Kind::Recorded;
    m_bench->fake.explanation.run = CliBench::run(u"0123abcd-ef"_s, Outcome::SkippedPaused);
    QCOMPARE(m_bench->run({u"why"_s, u"nightly"_s, u"--at"_s, u"2026-03-01 01:00"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"kind"_s), u"recorded"_s);
    QCOMPARE(m_bench->object().value(u"at"_s), u"2026-03-01T00:00:00Z"_s);
    QCOMPARE(m_bench->object().value(u"run"_s).toObject().value(u"outcome"_s), u"skipped-paused"_s);
}

void HistoryCommandsTest::backfillPlans()
{
    m_bench->fake.backfillPlan = {m_bench->now()};
    const QStringList command{u"backfill"_s, u"nightly"_s, u"--from"_s, u"2026-02-27"_s,
                              u"--to"_s,     u"now"_s,     u"--plan"_s};
    QCOMPARE(m_bench->run(command), 0);
    QVERIFY(m_bench->outText().contains(u"Mon 2026-03-02 09:00:00 +01:00"_s));
    QCOMPARE(m_bench->fake.calls, QStringList{u"planBackfill schedule-1"_s});
    QCOMPARE(m_bench->run(command + QStringList{u"--json"_s}), 0);
    QCOMPARE(m_bench->array().at(0).toObject().value(u"scheduled_at"_s), u"2026-03-02T08:00:00Z"_s);
}

void HistoryCommandsTest::backfillRuns()
{
    m_bench->fake.backfilled = {CliBench::run(u"0123abcd-ef"_s, Outcome::None)};
    m_bench->fake.backfillPlan = {m_bench->now()};
    QCOMPARE(m_bench->run({u"backfill"_s, u"nightly"_s, u"--from"_s, u"2026-02-27"_s, u"--to"_s, u"now"_s}),
             0);
    QVERIFY(m_bench->outText().startsWith(u"1 runs"_s));
    QCOMPARE(m_bench->fake.calls, (QStringList{u"planBackfill schedule-1"_s, u"backfill schedule-1"_s}));
    // The plan goes before, apart from what scripts read.
    QVERIFY(m_bench->errText().startsWith(u"It would run 1 times"_s));
    QVERIFY(m_bench->errText().contains(u"Mon 2026-03-02 09:00:00 +01:00"_s));
}

void HistoryCommandsTest::refuses()
{
    QCOMPARE(m_bench->run({u"why"_s, u"hourly"_s, u"--at"_s, u"now"_s}), 3);
    QCOMPARE(m_bench->run({u"why"_s, u"nightly"_s, u"--at"_s, u"someday"_s}), 2);
    QCOMPARE(m_bench->run({u"backfill"_s, u"nightly"_s, u"--from"_s, u"now"_s, u"--to"_s, u"2026-02-27"_s}),
             2);
    QCOMPARE(m_bench->run({u"pause"_s, u"hourly"_s}), 3);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void HistoryCommandsTest::pausesOne()
{
    QCOMPARE(m_bench->run({u"pause"_s, u"nightly"_s, u"--for"_s, u"2h"_s, u"--note"_s, u"lunch"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"\"nightly\" is not fired until"_s));
    QCOMPARE(m_bench->run({u"resume"_s, u"nightly"_s}), 0);
    QCOMPARE(m_bench->fake.calls,
             (QStringList{u"pauseSchedule schedule-1 lunch"_s, u"resumeSchedule schedule-1"_s}));
}

QTEST_GUILESS_MAIN(HistoryCommandsTest)
#include "HistoryCommandsTest.moc"
