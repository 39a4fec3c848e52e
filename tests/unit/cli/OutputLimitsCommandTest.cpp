#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class OutputLimitsCommandTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<CliBench>(); }
    void showsTheDefaults();
    void setsWhatIsGiven();
    void keepsEverything();
    void refusesNonsense_data();
    void refusesNonsense();
    void findsRunsByOutput();
    void parallelRunsAreShownAndSet();

private:
    std::unique_ptr<CliBench> m_bench;
};

void OutputLimitsCommandTest::showsTheDefaults()
{
    QCOMPARE(m_bench->run({u"output-limits"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"kept for 90d"), qPrintable(m_bench->outText()));
    QVERIFY(m_bench->outText().contains(u"1024.0 MiB"));
}

void OutputLimitsCommandTest::setsWhatIsGiven()
{
    m_bench->fake.pruned = 3;
    QCOMPARE(m_bench->run({u"output-limits"_s, u"--age"_s, u"30d"_s}), 0);
    QCOMPARE(m_bench->fake.limits.age, std::chrono::hours(24 * 30));
    QCOMPARE(m_bench->fake.limits.bytes, OutputLimits{}.bytes);
    QVERIFY(m_bench->errText().contains(u"of 3 runs"));
    QCOMPARE(m_bench->run({u"output-limits"_s, u"--size"_s, u"500m"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->fake.limits.bytes, qint64{500} * 1024 * 1024);
    QCOMPARE(m_bench->object().value(u"keep_hours"_s).toInt(), 24 * 30);
}

void OutputLimitsCommandTest::keepsEverything()
{
    QCOMPARE(m_bench->run({u"output-limits"_s, u"--age"_s, u"forever"_s, u"--size"_s, u"unlimited"_s}), 0);
    QCOMPARE(m_bench->fake.limits.age.count(), 0);
    QCOMPARE(m_bench->fake.limits.bytes, 0);
}

void OutputLimitsCommandTest::refusesNonsense_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("text");
    QTest::newRow("word") << u"--age"_s << u"long"_s;
    QTest::newRow("too short") << u"--age"_s << u"5m"_s;
    QTest::newRow("negative") << u"--size"_s << u"-5M"_s;
    QTest::newRow("overflow") << u"--size"_s << u"9999999999999999G"_s;
    QTest::newRow("unit alone") << u"--size"_s << u"G"_s;
}

void OutputLimitsCommandTest::refusesNonsense()
{
    QFETCH(QString, option);
    QFETCH(QString, text);
    QCOMPARE(m_bench->run({u"output-limits"_s, option + u'=' + text}), 2);
    QVERIFY(m_bench->errText().contains(text));
    QCOMPARE(m_bench->fake.limits, OutputLimits{});
}

void OutputLimitsCommandTest::findsRunsByOutput()
{
    m_bench->fake.world.runs = {CliBench::run(u"0123abcd-ef"_s, Outcome::Failed)};
    QCOMPARE(m_bench->run({u"runs"_s, u"--grep"_s, u"No space"_s}), 0);
    QCOMPARE(m_bench->fake.lastQuery.output, u"No space"_s);
}

void OutputLimitsCommandTest::parallelRunsAreShownAndSet()
{
    QCOMPARE(m_bench->run({u"parallel-runs"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"Up to 4 runs"), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"parallel-runs"_s, u"9"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->fake.parallelRuns, 9);
    QCOMPARE(m_bench->object().value(u"parallel_runs"_s).toInt(), 9);
    for (const QString& wrong : {u"0"_s, u"65"_s, u"many"_s})
        QCOMPARE(m_bench->run({u"parallel-runs"_s, wrong}), 2);
    QCOMPARE(m_bench->fake.parallelRuns, 9);
}

QTEST_GUILESS_MAIN(OutputLimitsCommandTest)
#include "OutputLimitsCommandTest.moc"
