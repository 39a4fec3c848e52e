#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class ModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rfc3339_data();
    void rfc3339();
    void rfc3339Refuses_data();
    void rfc3339Refuses();
    void durations_data();
    void durations();
    void durationsRefuse_data();
    void durationsRefuse();
    void wordsRoundTrip();
    void policyRoundTrips();
    void policyRefusesWhatItDoesNotKnow();
};

void ModelTest::rfc3339_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("usec");
    QTest::addColumn<QString>("printed");
    QTest::addRow("plain") << u"2026-08-05T18:27:34Z"_s << qint64(1785954454000000)
                           << u"2026-08-05T18:27:34Z"_s;
    QTest::addRow("nanoseconds") << u"2026-08-05T18:27:34.091276598Z"_s << qint64(1785954454091276)
                                 << u"2026-08-05T18:27:34.091276Z"_s;
    QTest::addRow("one digit") << u"2026-08-05T18:27:34.5Z"_s << qint64(1785954454500000)
                               << u"2026-08-05T18:27:34.5Z"_s;
    QTest::addRow("offset") << u"2026-08-05T20:27:34+02:00"_s << qint64(1785954454000000)
                            << u"2026-08-05T18:27:34Z"_s;
    QTest::addRow("before the epoch")
        << u"1969-12-31T23:59:59Z"_s << qint64(-1000000) << u"1969-12-31T23:59:59Z"_s;
}

void ModelTest::rfc3339()
{
    QFETCH(QString, text);
    QFETCH(qint64, usec);
    QFETCH(QString, printed);
    const auto read = fromRfc3339(text);
    QVERIFY(read.has_value());
    QCOMPARE(qint64(read->time_since_epoch().count()), usec);
    QCOMPARE(toRfc3339(*read), printed);
}

void ModelTest::rfc3339Refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "2026", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-08-05T18:27:34",
          "2026-08-05T18:27:34.Z", "2026-08-05T24:00:00Z", "2026-08-05T18:27:34Zx"})
        QTest::addRow("%s", text) << QString::fromLatin1(text);
}

void ModelTest::rfc3339Refuses()
{
    QFETCH(QString, text);
    QVERIFY(!fromRfc3339(text).has_value());
}

void ModelTest::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("printed");
    QTest::addRow("bare seconds") << u"90"_s << qint64(90'000) << u"1m30s"_s;
    QTest::addRow("minutes") << u"10m"_s << qint64(600'000) << u"10m"_s;
    QTest::addRow("mixed") << u"1h30m"_s << qint64(5'400'000) << u"1h30m"_s;
    QTest::addRow("milliseconds") << u"250ms"_s << qint64(250) << u"250ms"_s;
    QTest::addRow("days") << u"2d"_s << qint64(172'800'000) << u"2d"_s;
    QTest::addRow("nothing") << u"0s"_s << qint64(0) << u"0s"_s;
}

void ModelTest::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, ms);
    QFETCH(QString, printed);
    const auto read = durationFromText(text);
    QVERIFY(read.has_value());
    QCOMPARE(qint64(read->count()), ms);
    QCOMPARE(durationToText(*read), printed);
}

void ModelTest::durationsRefuse_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "m", "10x", "-5m", "1h30", "10 m", "99999999999999999999s", "9223372036854775807d"})
        QTest::addRow("%s", text) << QString::fromLatin1(text);
}

void ModelTest::durationsRefuse()
{
    QFETCH(QString, text);
    QVERIFY(!durationFromText(text).has_value());
}

void ModelTest::wordsRoundTrip()
{
    for (int i = static_cast<int>(Outcome::Succeeded); i <= static_cast<int>(Outcome::Unknown); ++i) {
        const auto outcome = static_cast<Outcome>(i);
        QVERIFY2(!toWord(outcome).isEmpty(), qPrintable(QString::number(i)));
        QCOMPARE(fromWord<Outcome>(toWord(outcome)), outcome);
    }
    for (int i = 0; i <= static_cast<int>(RunState::Closed); ++i)
        QCOMPARE(fromWord<RunState>(toWord(static_cast<RunState>(i))), static_cast<RunState>(i));
    for (int i = 0; i <= static_cast<int>(MachinePhase::Failed); ++i)
        QCOMPARE(fromWord<MachinePhase>(toWord(static_cast<MachinePhase>(i))), static_cast<MachinePhase>(i));
    QVERIFY(!fromWord<Outcome>(u"").has_value());
    QVERIFY(!fromWord<Outcome>(u"Succeeded").has_value());
}

void ModelTest::policyRoundTrips()
{
    const SchedulePolicy plain;
    QVERIFY(toJson(plain, JsonDetail::Brief).isEmpty());
    QCOMPARE(policyFromJson(toJson(plain, JsonDetail::Full)), plain);

    SchedulePolicy rich;
    rich.overlap = OverlapPolicy::Allow;
    rich.overlapLimit = 4;
    rich.onMiss = OnMissPolicy::All;
    rich.startDeadline = 90s;
    rich.until = fromRfc3339(u"2027-01-01T00:00:00Z");
    rich.runLimit = 12;
    rich.excludedDates = QStringList{u"2026-12-25"_s};
    rich.sleepAfter = SleepAfter::Always;
    rich.gap = GapPolicy::EndOfGap;
    rich.fold = FoldPolicy::Second;
    QCOMPARE(policyFromJson(toJson(rich, JsonDetail::Brief)), rich);
    QCOMPARE(policyFromJson(toJson(rich, JsonDetail::Full)), rich);
}

void ModelTest::policyRefusesWhatItDoesNotKnow()
{
    QVERIFY(!policyFromJson({{u"overlap"_s, u"sometimes"_s}}).has_value());
    QVERIFY(!policyFromJson({{u"until"_s, u"tomorrow"_s}}).has_value());
    QVERIFY(!policyFromJson({{u"miss_limit"_s, u"many"_s}}).has_value());
    QVERIFY(policyFromJson({{u"unheard_of"_s, 1}}).has_value());
}

QTEST_GUILESS_MAIN(ModelTest)
#include "ModelTest.moc"
