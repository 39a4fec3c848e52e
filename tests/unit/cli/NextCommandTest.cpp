#include "tests/unit/cli/CliBench.h"

#include <QRegularExpression>
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
    void looksBack();
    void saysWhyNever();
    void explains();
    void explainsAsJson();
    void readsDialects_data();
    void readsDialects();
    void saysWhatWasLost();
    void dialectRefused();
    void offersTheDialect();
    void batchAnswersLines();

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
    QTest::newRow("from") << QStringList{u"--from"_s, u"crontab"_s} << 2;
    QTest::newRow("batch") << QStringList{u"--batch"_s} << 2;
}

void NextCommandTest::otherMistakes()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    QCOMPARE(m_bench.run(QStringList{u"next"_s, u"daily"_s} + options), code);
    QVERIFY(!m_bench.errText().isEmpty());
}

void NextCommandTest::looksBack()
{
    QCOMPARE(
        m_bench.run({u"next"_s, u"12:00"_s, u"18:00"_s, u"--previous"_s, u"--count"_s, u"3"_s, u"--json"_s}),
        0);
    const QJsonArray previous = m_bench.object().value(u"previous"_s).toArray();
    QCOMPARE(previous.size(), 3);
    QCOMPARE(previous.at(0).toObject().value(u"utc"_s), u"2026-03-01T18:00:00Z"_s);
    QCOMPARE(previous.at(2).toObject().value(u"utc"_s), u"2026-02-28T18:00:00Z"_s);
    QVERIFY(!m_bench.object().contains(u"next"_s));
    QCOMPARE(m_bench.run({u"next"_s, u"2199-01-01"_s, u"--previous"_s}), 0);
    QVERIFY2(m_bench.outText().contains(u"did not elapse before"_s), qPrintable(m_bench.outText()));
}

void NextCommandTest::saysWhyNever()
{
    QCOMPARE(m_bench.run({u"next"_s, u"*-02-30"_s}), 0);
    QVERIFY2(m_bench.outText().contains(u"30 February does not exist"_s), qPrintable(m_bench.outText()));
}

void NextCommandTest::explains()
{
    QCOMPARE(
        m_bench.run({u"next"_s, u"--explain"_s, u"Mon *-*~7/1 18:00"_s, u"--zone"_s, u"Europe/Berlin"_s}), 0);
    for (
        const QString& line : {
            u"\nThe last Monday of every month at 18:00 in Berlin.\n"_s,
            u"\n12 runs in the next 365 days, about 28 to 35 days apart.\n"_s,
            u"\n- 2026-03-29: clocks go forward from 02:00 to 03:00 in Berlin; no run is affected; in UTC they come 1 hour earlier from then on.\n"_s,
            u"\n- Note: Weekday and date must both match; cron would take either.\n"_s,
            u"\nMon 2026-03-30 18:00:00 +02:00"_s,
        })
        QVERIFY2(m_bench.outText().contains(line), qPrintable(m_bench.outText()));
    // The zone was given, and what a clock change does is said once.
    QVERIFY(!m_bench.outText().contains(u"No zone is written"_s));
    QCOMPARE(m_bench.run({u"next"_s, u"--explain"_s, u"*:0/15"_s, u"--zone"_s, u"Europe/Berlin"_s}), 0);
    QCOMPARE(m_bench.outText().count(u"silent for 1 hour 15 minutes"_s), 1);
    QVERIFY2(m_bench.outText().contains(u"Instead: “*:0/15 UTC”."_s), qPrintable(m_bench.outText()));
    // Of several, a remark says which one it is about.
    QCOMPARE(m_bench.run({u"next"_s, u"--explain"_s, u"daily"_s, u"09:00,12:00"_s}), 0);
    QVERIFY2(m_bench.outText().contains(u"- Warning: “09:00,12:00”: This is 09:00 and 09:12"_s),
             qPrintable(m_bench.outText()));
}

void NextCommandTest::explainsAsJson()
{
    QCOMPARE(m_bench.run(
                 {u"next"_s, u"--explain"_s, u"*-*-* 02:30"_s, u"--zone"_s, u"Europe/Berlin"_s, u"--json"_s}),
             0);
    const QJsonObject said = m_bench.object().value(u"explanation"_s).toObject();
    QCOMPARE(said.value(u"words"_s), u"every day at 02:30 in Berlin"_s);
    QCOMPARE(said.value(u"rate"_s).toObject().value(u"next_year"_s), 364);
    QCOMPARE(said.value(u"rate"_s).toObject().value(u"longest_gap_s"_s), 47 * 3600);
    const QJsonArray changes = said.value(u"clock_changes"_s).toArray();
    QCOMPARE(changes.at(0).toObject().value(u"effect"_s), u"day-lost"_s);
    QCOMPARE(changes.at(0).toObject().value(u"at"_s), u"2026-03-29T01:00:00Z"_s);
    QCOMPARE(changes.at(1).toObject().value(u"effect"_s), u"first-pass-only"_s);
    QCOMPARE(said.value(u"lints"_s).toArray().at(0).toObject().value(u"code"_s), u"day-lost"_s);
    QCOMPARE(said.value(u"lints"_s).toArray().at(0).toObject().value(u"severity"_s), u"warning"_s);
}

void NextCommandTest::readsDialects_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("normalized");
    QTest::newRow("either") << u"cron"_s << u"0 9 1 * MON"_s
                            << QStringList{u"*-*-01 09:00:00"_s, u"Mon *-*-* 09:00:00"_s};
    QTest::newRow("EventBridge") << u"cron"_s << u"cron(0 9 ? * MON-FRI *)"_s
                                 << QStringList{u"Mon..Fri *-*-* 09:00:00 UTC"_s};
    QTest::newRow("rate") << u"rate"_s << u"rate(5 minutes)"_s << QStringList{u"*-*-* *:00..55/5:00 UTC"_s};
    QTest::newRow("zone") << u"rrule"_s
                          << u"DTSTART;TZID=America/New_York:20260101T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO"_s
                          << QStringList{u"Mon *-*-* 09:00:00 America/New_York"_s};
    QTest::newRow("words") << u"words"_s << u"last Friday 18:00"_s
                           << QStringList{u"Fri *-*~01..07 18:00:00"_s};
}

void NextCommandTest::readsDialects()
{
    QFETCH(QString, from);
    QFETCH(QString, text);
    QFETCH(QStringList, normalized);
    QCOMPARE(m_bench.run({u"next"_s, u"--from"_s, from, text, u"--json"_s}), 0);
    QStringList found;
    for (const QJsonValue& each : m_bench.object().value(u"expressions"_s).toArray())
        found.append(each.toObject().value(u"normalized"_s).toString());
    QCOMPARE(found, normalized);
    const QJsonObject translation = m_bench.object().value(u"translations"_s).toArray().at(0).toObject();
    QCOMPARE(translation.value(u"text"_s).toString(), text);
    QCOMPARE(translation.value(u"expressions"_s).toArray().size(), normalized.size());
    QVERIFY(translation.value(u"losses"_s).isArray());
}

void NextCommandTest::saysWhatWasLost()
{
    QCOMPARE(
        m_bench.run({u"next"_s, u"--from"_s, u"rrule"_s, u"DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY"_s}),
        0);
    QVERIFY2(m_bench.outText().contains(u"start on 2026-01-01 is not kept"_s), qPrintable(m_bench.outText()));
    QCOMPARE(m_bench.run({u"next"_s, u"--from"_s, u"cron"_s, u"0 9 * * *"_s}), 0);
    QVERIFY2(m_bench.outText().contains(QRegularExpression(u"Lost: +nothing"_s)),
             qPrintable(m_bench.outText()));
}

void NextCommandTest::dialectRefused()
{
    QCOMPARE(m_bench.run({u"next"_s, u"--from"_s, u"rate"_s, u"rate(7 minutes)"_s}), 8);
    QVERIFY(m_bench.out().isEmpty());
    QVERIFY2(m_bench.errText().contains(u"does not divide a day"_s), qPrintable(m_bench.errText()));
    QVERIFY(m_bench.errText().contains(u"\n  rate(7 minutes)\n       ^"_s));
    // Advice on calendar events would be of no use here.
    QVERIFY(!m_bench.errText().contains(u"Mon..Fri"_s));
}

void NextCommandTest::offersTheDialect()
{
    QCOMPARE(m_bench.run({u"next"_s, u"every weekday at 9"_s}), 8);
    QVERIFY2(m_bench.errText().contains(
                 u"Read as plain words it is “Mon..Fri 09:00”; say --from words for that."_s),
             qPrintable(m_bench.errText()));
    QCOMPARE(m_bench.run({u"next"_s, u"25:00"_s}), 8);
    QVERIFY(!m_bench.errText().contains(u"--from"_s));
}

void NextCommandTest::batchAnswersLines()
{
    QCOMPARE(m_bench.run({u"next"_s}), 2);
    const QByteArray input = "{\"expr\":\"daily\",\"count\":1}\nx\n"
                             "{\"expr\":\"12:00\",\"tz\":\"Asia/Tokyo\",\"base_usec\":1767225600000000}\n";
    QCOMPARE(m_bench.run({u"next"_s, u"--batch"_s, u"--zone"_s, u"Europe/Berlin"_s, u"--after"_s,
                          u"2026-01-01"_s, u"--count"_s, u"2"_s},
                         input),
             0);
    const QByteArrayList lines = m_bench.out().split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.at(0),
             QByteArray(R"({"valid":true,"normalized":"*-*-* 00:00:00","next":[1767308400000000]})"));
    QVERIFY(lines.at(1).startsWith(R"({"valid":false,"error":{"code":"bad-input",)"));
    QCOMPARE(
        lines.at(2),
        QByteArray(
            R"({"valid":true,"normalized":"*-*-* 12:00:00","next":[1767236400000000,1767322800000000]})"));
    // Without options a line means the same everywhere: UTC, and from now on.
    QCOMPARE(m_bench.run({u"next"_s, u"--batch"_s}, R"({"expr":"daily","count":1})"), 0);
    QCOMPARE(m_bench.out(),
             QByteArray("{\"valid\":true,\"normalized\":\"*-*-* 00:00:00\",\"next\":[1772496000000000]}\n"));
    QCOMPARE(m_bench.run({u"next"_s, u"--batch"_s, u"--zone"_s, u"Mars/Olympus"_s}), 8);
    QCOMPARE(m_bench.run({u"next"_s, u"--batch"_s, u"--after"_s, u"whenever"_s}), 2);
}

QTEST_GUILESS_MAIN(NextCommandTest)
#include "NextCommandTest.moc"
