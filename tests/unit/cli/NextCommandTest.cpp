#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class NextCommandTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysTheZoneItUsed();
    void unionInAZone();
    void zoneInTheExpression();
    void afterAndCount();
    void neverAgain();
    void mistakePoints();
    void otherMistakes_data();
    void otherMistakes();

private:
    CliBench m_bench;
};

void NextCommandTest::saysTheZoneItUsed()
{
    QCOMPARE(m_bench.run({u"next"_s, u"Mon..Fri 09:00"_s}), 0);
    QVERIFY2(m_bench.outText().contains(u"UTC (this computer's"_s), qPrintable(m_bench.outText()));
    QVERIFY2(m_bench.outText().contains(u"Mon 2026-03-02 09:00:00 +00:00  in 1 h"_s),
             qPrintable(m_bench.outText()));
}

void NextCommandTest::unionInAZone()
{
    QCOMPARE(m_bench.run({u"next"_s, u"12:00"_s, u"17:30"_s, u"--zone"_s, u"America/New_York"_s, u"--count"_s,
                          u"3"_s, u"--json"_s}),
             0);
    const QJsonArray next = m_bench.object().value(u"next"_s).toArray();
    QCOMPARE(next.size(), 3);
    QCOMPARE(next.at(0).toObject().value(u"utc"_s), u"2026-03-02T17:00:00Z"_s);
    QCOMPARE(next.at(0).toObject().value(u"in_zone"_s), u"2026-03-02T12:00:00-05:00"_s);
    QCOMPARE(next.at(1).toObject().value(u"in_zone"_s), u"2026-03-02T17:30:00-05:00"_s);
    QCOMPARE(next.at(2).toObject().value(u"in_zone"_s), u"2026-03-03T12:00:00-05:00"_s);
    QCOMPARE(m_bench.object().value(u"expressions"_s).toArray().at(1).toObject().value(u"normalized"_s),
             u"*-*-* 17:30:00"_s);
    // In a table the zone and UTC stand side by side.
    QCOMPARE(m_bench.run({u"next"_s, u"12:00"_s, u"--zone"_s, u"America/New_York"_s, u"--count"_s, u"1"_s}),
             0);
    QVERIFY2(m_bench.outText().contains(
                 u"Mon 2026-03-02 12:00:00 -05:00  Mon 2026-03-02 17:00:00 +00:00  in 9 h"_s),
             qPrintable(m_bench.outText()));
}

void NextCommandTest::zoneInTheExpression()
{
    QCOMPARE(m_bench.run({u"next"_s, u"09:00 Asia/Tokyo"_s, u"--count"_s, u"1"_s, u"--json"_s}), 0);
    const QJsonObject object = m_bench.object();
    QCOMPARE(object.value(u"next"_s).toArray().at(0).toObject().value(u"utc"_s), u"2026-03-03T00:00:00Z"_s);
    QCOMPARE(object.value(u"expressions"_s).toArray().at(0).toObject().value(u"zone"_s), u"Asia/Tokyo"_s);
}

void NextCommandTest::afterAndCount()
{
    QCOMPARE(m_bench.run(
                 {u"next"_s, u"*-02-29"_s, u"--after"_s, u"2000-01-01"_s, u"--count"_s, u"2"_s, u"--json"_s}),
             0);
    const QJsonArray next = m_bench.object().value(u"next"_s).toArray();
    QCOMPARE(next.size(), 2);
    QCOMPARE(next.at(0).toObject().value(u"utc"_s), u"2000-02-29T00:00:00Z"_s);
    QCOMPARE(next.at(1).toObject().value(u"utc"_s), u"2004-02-29T00:00:00Z"_s);
}

void NextCommandTest::neverAgain()
{
    QCOMPARE(m_bench.run({u"next"_s, u"2020-01-01"_s}), 0);
    QVERIFY(m_bench.outText().contains(u"does not elapse"_s));
    QCOMPARE(m_bench.run({u"next"_s, u"2020-01-01"_s, u"--json"_s}), 0);
    QVERIFY(m_bench.object().value(u"next"_s).isArray());
    QVERIFY(m_bench.object().value(u"next"_s).toArray().isEmpty());
}

void NextCommandTest::mistakePoints()
{
    QCOMPARE(m_bench.run({u"next"_s, u"daily"_s, u"Mon..Fri 9:00 PM"_s}), 8);
    QVERIFY(m_bench.out().isEmpty());
    const QStringList lines = m_bench.errText().split(u'\n');
    QCOMPARE(lines.at(1), u"  Mon..Fri 9:00 PM"_s);
    QVERIFY2(lines.at(2).contains(u'^'), qPrintable(m_bench.errText()));
    QVERIFY(lines.size() > 3);
}

void NextCommandTest::otherMistakes_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("code");
    QTest::newRow("zone") << QStringList{u"--zone"_s, u"Mars/Olympus"_s} << 8;
    QTest::newRow("after") << QStringList{u"--after"_s, u"whenever"_s} << 2;
    QTest::newRow("count") << QStringList{u"--count"_s, u"0"_s} << 2;
}

void NextCommandTest::otherMistakes()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    QCOMPARE(m_bench.run(QStringList{u"next"_s, u"daily"_s} + options), code);
    QVERIFY(!m_bench.errText().isEmpty());
}

QTEST_GUILESS_MAIN(NextCommandTest)
#include "NextCommandTest.moc"
