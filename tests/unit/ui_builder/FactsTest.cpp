#include "core/calendar/Explain.h"
#include "core/model/TimeText.h"
#include "ui/builder/EngineFacts.h"
#include "ui/builder/Notices.h"
#include "ui/builder/PreviewFacts.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

calendar::Timetable timetableOf(const std::vector<std::string>& lines, const char* zone)
{
    const auto found =
        calendar::Timetable::parse(lines, calendar::TimeZone::load(zone).value_or(calendar::TimeZone()));
    if (!found)
        qFatal("no timetable");
    return *found;
}

/// Sunday evening, 22 November 2026.
TimeView view()
{
    return {fromRfc3339(u"2026-11-22T18:00:00Z"_s).value_or(calendar::Instant()), calendar::TimeZone::utc()};
}

} // namespace

class FactsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void year();
    void yearAgreesWithACount_data();
    void yearAgreesWithACount();
    void week();
    void runs();
    void aDay();
    void spans();
    void rates();
    void trapsAreTold();
    void clockChangesAreTold();
    void anEditIsCompared();
    void whoFires();
    void runsBeforeNow();
    void zonesAreToldApart();
    void nothingIsToldTwice();
};

void FactsTest::year()
{
    const YearRuns runs = yearRuns(timetableOf({"Mon..Fri 09,17:30"}, "Europe/Berlin"), 2027);
    QCOMPARE(runs.total, 522);
    QCOMPARE(runs.days, 261);
    QCOMPARE(runs.runs[0][0], 2); // a Friday
    QCOMPARE(runs.runs[0][1], 0);
    QCOMPARE(runs.runs[1][28], YearRuns::kNoSuchDay);
    QVERIFY(runs.clockChange[2][27]);
    QVERIFY(runs.clockChange[9][30]);
    QVERIFY(!runs.clockChange[2][26]);
    QCOMPARE(yearRuns(timetableOf({"*-02-29"}, "UTC"), 2028).runs[1][28], 1);
}

void FactsTest::yearAgreesWithACount_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    for (const char* text : {"*:0/15", "02:30", "00:00", "*-*~1 18:00", "Mon *-*-1..7"}) {
        for (const char* zone : {"UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"})
            QTest::addRow("%s %s", text, zone) << QString::fromLatin1(text) << QString::fromLatin1(zone);
    }
}

void FactsTest::yearAgreesWithACount()
{
    QFETCH(QString, text);
    QFETCH(QString, zone);
    const auto timetable = timetableOf({text.toStdString()}, qPrintable(zone));
    const YearRuns runs = yearRuns(timetable, 2026);
    const auto begin = timetable.zone().resolve({2026, 1, 1, 0, 0, 0, 0}).first - microseconds(1);
    const auto end = timetable.zone().resolve({2027, 1, 1, 0, 0, 0, 0}).first - microseconds(1);
    QCOMPARE(runs.total, static_cast<qint64>(timetable.countIn(begin, end)));
    // Each run is counted on its own day.
    for (const calendar::Instant at : timetable.upcoming(begin, 50)) {
        const calendar::CivilTime civil = timetable.zone().toCivil(at);
        if (civil.year == 2026)
            QVERIFY(runs.runs[static_cast<std::size_t>(civil.month - 1)]
                             [static_cast<std::size_t>(civil.day - 1)] > 0);
    }
}

void FactsTest::week()
{
    const WeekRuns seldom = weekRuns(timetableOf({"Fri *-*~07/1 18:00"}, "Europe/Berlin"), view().now);
    QCOMPARE(seldom.runs[4][18], 12);
    QCOMPARE(seldom.most, 12);
    const WeekRuns often = weekRuns(timetableOf({"Sat *:0/15"}, "UTC"), view().now);
    QCOMPARE(often.runs[5][0], 16); // four weeks
    QCOMPARE(often.runs[4][0], 0);
}

void FactsTest::runs()
{
    const auto timetable = timetableOf({"Mon..Fri 09,17:30"}, "Europe/Berlin");
    const auto lines = runLines(timetable, view(), timetable.zone(), 5, 200);
    QCOMPARE(lines.size(), 205);
    QVERIFY(lines[4].past);
    QVERIFY(!lines[5].past);
    QCOMPARE(lines[5].when, u"Mon 23 Nov 09:30"_s);
    QCOMPARE(lines[5].gap, u"in 14 h"_s);
    QCOMPARE(lines[6].gap, u"8 h later"_s);
    QVERIFY(lines[5].tip.contains(u"08:30:00 UTC"_s));
    QCOMPARE(runLines(timetable, view(), calendar::TimeZone::utc(), 0, 1).first().when,
             u"Mon 23 Nov 08:30"_s);
    QVERIFY(runLines(timetableOf({"2020-01-01"}, "UTC"), view(), calendar::TimeZone::utc(), 0, 9).isEmpty());
}

void FactsTest::aDay()
{
    const auto timetable = timetableOf({"09,17:30"}, "Europe/Berlin");
    const auto lines = runsOfDay(timetable, view(), 2026, 11, 22, 100);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].past);
    QCOMPARE(lines[1].when, u"Sun 22 Nov 17:30"_s);
    QVERIFY(runsOfDay(timetableOf({"Mon"}, "UTC"), view(), 2026, 11, 22, 100).isEmpty());
}

void FactsTest::spans()
{
    QCOMPARE(spanText(milliseconds(500)), u"500 ms"_s);
    QCOMPARE(spanText(minutes(90)), u"1 h 30 min"_s);
    QCOMPARE(spanText(hours(64)), u"64 h"_s);
    QCOMPARE(spanText(hours(24 * 28)), u"28 days"_s);
    QCOMPARE(spanText(hours(24 * 1461)), u"4 years"_s);
}

void FactsTest::rates()
{
    const auto rate = [](const char* text) {
        return calendar::rateOf(timetableOf({text}, "UTC"), view().now);
    };
    QCOMPARE(rateText(rate("Mon..Fri 09,17:30")), u"10 runs a week, 522 a year"_s);
    QCOMPARE(gapText(rate("Mon..Fri 09,17:30")), u"8 h to 64 h apart"_s);
    QCOMPARE(rateText(rate("*:0/15")), u"4 runs an hour, 96 a day"_s);
    QCOMPARE(gapText(rate("*:0/15")), u"always 15 min apart"_s);
    QCOMPARE(rateText(rate("2020-01-01")), u"none in the next 365 days"_s);
}

void FactsTest::trapsAreTold()
{
    const auto told = notices(calendar::explain({"09:00,12:00"}, calendar::TimeZone::utc(), view().now));
    QVERIFY(!told.isEmpty());
    QCOMPARE(told.first().kind, Notice::Kind::Warning);
    QCOMPARE(told.first().fix, QStringList{u"09,12:00"_s});
    // What cannot be read is told under its line.
    for (const Notice& notice : notices(calendar::explain({"*/5"}, calendar::TimeZone::utc(), view().now)))
        QVERIFY(notice.kind != Notice::Kind::Error);
}

void FactsTest::clockChangesAreTold()
{
    const auto berlin = calendar::TimeZone::load("Europe/Berlin").value_or(calendar::TimeZone());
    const auto lost = notices(calendar::explain({"02:30"}, berlin, view().now));
    const bool told = std::any_of(lost.begin(), lost.end(), [](const Notice& notice) {
        return notice.kind == Notice::Kind::Clock &&
               notice.text.startsWith(u"28 March 2027: clocks go forward"_s);
    });
    QVERIFY(told);
    const auto harmless = notices(calendar::explain({"Mon..Fri 09:30"}, berlin, view().now));
    QVERIFY(harmless.last().text.contains(u"not affected"_s));
    QVERIFY(harmless.last().text.startsWith(u"28 March 2027 and 31 October 2027"_s));
}

void FactsTest::anEditIsCompared()
{
    const auto before = timetableOf({"Mon..Fri 09:30"}, "UTC");
    const auto after = timetableOf({"Mon..Fri 09,17:30"}, "UTC");
    const auto grown = editNotices(before, after, view());
    QCOMPARE(grown.size(), 1);
    QCOMPARE(grown.first().kind, Notice::Kind::Appears);
    QVERIFY2(grown.first().text.startsWith(u"22 run"_s), qPrintable(grown.first().text));
    QVERIFY(grown.first().text.contains(u"Mon 23 Nov 17:30"_s));
    QCOMPARE(editNotices(after, before, view()).first().kind, Notice::Kind::Vanishes);
    QVERIFY(editNotices(before, timetableOf({"Mon..Fri *-*-* 9:30:00"}, "UTC"), view()).isEmpty());
}

void FactsTest::whoFires()
{
    const auto daily = timetableOf({"Mon..Fri 09:30"}, "UTC");
    QVERIFY(engineFacts(FiredBy::Reveille, daily, view()).says.contains(u"Reveille fires"_s));
    const EngineFacts utc = engineFacts(FiredBy::Provider, daily, view());
    QVERIFY(utc.possible);
    QCOMPARE(utc.sent, QStringList{u"Mon..Fri *-*-* 09:30:00"_s});
    QVERIFY(utc.differs.isEmpty());
    const EngineFacts berlin =
        engineFacts(FiredBy::Provider, timetableOf({"Mon..Fri 09:30"}, "Europe/Berlin"), view());
    QVERIFY(!berlin.possible);
    QVERIFY(berlin.says.startsWith(u"The provider cannot"_s));
    // Winter's form, and the first day on which summer time makes it wrong.
    QCOMPARE(berlin.sent, QStringList{u"Mon..Fri *-*-* 08:30:00"_s});
    QVERIFY2(berlin.differs.first().contains(u"29 Mar 2027 09:30"_s), qPrintable(berlin.differs.join(u'|')));
}

void FactsTest::runsBeforeNow()
{
    const auto timetable = timetableOf({"Mon..Fri 09,17:30"}, "Europe/Berlin");
    const auto lines = pastLines(timetable, view(), timetable.zone(), 7);
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0].when, u"Fri 20 Nov 17:30"_s);
    QCOMPARE(lines[1].gap, u"8 h earlier"_s);
    QVERIFY(lines[6].past);
    QVERIFY(pastLines(timetableOf({"2030-01-01"}, "UTC"), view(), calendar::TimeZone::utc(), 7).isEmpty());
}

void FactsTest::zonesAreToldApart()
{
    const auto told =
        notices(calendar::explain({"Mon..Fri 09:30 Europe/Berlin", "Sat 11:00 America/New_York"},
                                  calendar::TimeZone::utc(), view().now));
    QStringList harmless;
    for (const Notice& notice : told) {
        if (notice.text.contains(u"not affected"_s))
            harmless += notice.text;
    }
    QCOMPARE(harmless.size(), 2);
}

void FactsTest::nothingIsToldTwice()
{
    const auto berlin = calendar::TimeZone::load("Europe/Berlin").value_or(calendar::TimeZone());
    QStringList texts;
    for (const Notice& notice : notices(calendar::explain({"*:*:0/0.5"}, berlin, view().now)))
        texts += QString(notice.text).remove(u'.');
    QCOMPARE(texts.removeDuplicates(), 0);
}

QTEST_GUILESS_MAIN(FactsTest)
#include "FactsTest.moc"
