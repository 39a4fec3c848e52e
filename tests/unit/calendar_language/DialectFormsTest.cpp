#include "core/calendar/dialect/Dialect.h"

#include "core/calendar/Timetable.h"

#include <QRandomGenerator>
#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

QStringList linesOf(const Translation& translation)
{
    QStringList lines;
    for (const std::string& line : translation.lines)
        lines.append(QString::fromStdString(line));
    return lines;
}

} // namespace

/// Which dialect a text is in, what it becomes to the letter, and what is refused and where.
class DialectFormsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detected_data();
    void detected();
    void lines_data();
    void lines();
    void refused_data();
    void refused();
    void zonesAndLosses();
    void anyBytesAreSafe();
};

void DialectFormsTest::detected_data()
{
    QTest::addColumn<QString>("dialect");
    const auto row = [](const char* text, const char* dialect) {
        QTest::newRow(text) << QString::fromLatin1(dialect);
    };
    row("daily", "calendar event");
    row("Mon..Fri 09:00", "calendar event");
    row("  *-*-* 02:00 UTC ", "calendar event");
    row("*/5 * * * *", "cron");
    row("0 0 12 ? * MON-FRI 2026", "cron");
    row("CRON_TZ=Europe/Berlin 0 9 * * *", "cron");
    row("@daily", "cron");
    row("@every 5m", "rate");
    row("rate(5 minutes)", "rate");
    row("cron(0 9 ? * MON-FRI *)", "EventBridge cron");
    row("FREQ=DAILY", "recurrence rule");
    row("DTSTART:20260101T090000\nRRULE:FREQ=DAILY", "recurrence rule");
    row("R/2026-01-01T09:00:00Z/P1D", "ISO 8601 repetition");
    row("every weekday at 9", "plain words");
    row("last Friday 18:00", "plain words");
    row("%%%", "");
    row("", "");
}

void DialectFormsTest::detected()
{
    QFETCH(QString, dialect);
    const auto found = detect(QTest::currentDataTag());
    QCOMPARE(found ? QString::fromLatin1(dialectName(*found)) : QString(), dialect);
}

void DialectFormsTest::lines_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("*/15 * * * *") << QStringList{u"*:00..45/15"_s};
    QTest::newRow("0 9 13 * 5") << QStringList{u"*-*-13 09:00"_s, u"Fri 09:00"_s};
    QTest::newRow("weekdays at 9:30 and 17:30") << QStringList{u"Mon..Fri 09,17:30"_s};
    QTest::newRow("every weekday at 9") << QStringList{u"Mon..Fri 09:00"_s};
    QTest::newRow("daily") << QStringList{u"daily"_s};
}

void DialectFormsTest::lines()
{
    QFETCH(QStringList, lines);
    const auto translation = translate(QTest::currentDataTag());
    QVERIFY(translation);
    QCOMPARE(linesOf(*translation), lines);
}

void DialectFormsTest::refused_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("where");
    const auto row = [](const char* text, const char* why, const char* where = "") {
        QTest::newRow(text) << QString::fromLatin1(why) << QString::fromLatin1(where);
    };
    row("61 * * * *", "not a minute", "61");
    row("0 9 * * MOON", "not a day of the week", "MOON");
    row("0 9 31W * *", "nearest", "31W");
    row("0 H/2 * * *", "Jenkins", "H/2");
    row("*/0 * * * *", "from 1 on", "*/0");
    row("CRON_TZ=Mars/Base 0 9 * * *", "no such time zone", "CRON_TZ=Mars/Base");
    row("@reboot", "no time");
    row("rate(7 minutes)", "does not divide a day");
    row("rate(2 days)", "different lengths");
    row("cron(0 9 1 * MON *)", "must be ?", "1");
    row("cron(0 9 * *)", "six fields");
    row("FREQ=WEEKLY;INTERVAL=2", "weeks");
    row("FREQ=DAILY;INTERVAL=2", "different lengths");
    row("FREQ=YEARLY;BYWEEKNO=20", "cannot be written");
    row("FREQ=MONTHLY;BYDAY=-5MO", "cannot be written");
    row("R/2026-01-31T09:00:00Z/P1M", "31st");
    row("every other day", "Every other", "other");
    row("every two weeks", "14 days");
    row("every second monday at 9", "of the month", "second");
    row("every 7 minutes", "does not divide", "7");
    row("tomorrow at 9", "not understood", "tomorrow");
    row("every weekday at 9 unless it rains", "not understood", "unless");
}

void DialectFormsTest::refused()
{
    QFETCH(QString, why);
    QFETCH(QString, where);
    const std::string text = QTest::currentDataTag();
    const auto translation = translate(text);
    QVERIFY(!translation);
    const DialectError& error = translation.error();
    QVERIFY2(QString::fromStdString(error.message).contains(why), error.message.c_str());
    if (!where.isEmpty())
        QCOMPARE(QString::fromStdString(text.substr(error.column, error.length)), where);
}

void DialectFormsTest::zonesAndLosses()
{
    const auto zoneOf = [](const char* text) {
        const auto translation = translate(text);
        return translation && translation->zone ? QString::fromStdString(translation->zone->name())
                                                : QString();
    };
    QCOMPARE(zoneOf("CRON_TZ=Europe/Berlin 30 2 * * *"), u"Europe/Berlin"_s);
    QCOMPARE(zoneOf("every day at 02:00 in Berlin"), u"Europe/Berlin"_s);
    QCOMPARE(zoneOf("at 9 in new york"), u"America/New_York"_s);
    QCOMPARE(zoneOf("DTSTART;TZID=Europe/Berlin:20260105T093000\nRRULE:FREQ=WEEKLY"), u"Europe/Berlin"_s);
    QCOMPARE(zoneOf("rate(5 minutes)"), u"UTC"_s);
    QCOMPARE(zoneOf("*/5 * * * *"), QString());
    const auto lossesOf = [](const char* text) { return translate(text)->losses.size(); };
    QCOMPARE(lossesOf("*/5 * * * *"), std::size_t{0});
    QCOMPARE(lossesOf("every weekday at 9"), std::size_t{0});
    QCOMPARE(lossesOf("first of the month"), std::size_t{1});
    QCOMPARE(lossesOf("FREQ=DAILY;COUNT=5;BYHOUR=9"), std::size_t{1});
    QCOMPARE(lossesOf("R5/2026-01-05T09:00:00/P1W"), std::size_t{2});
}

/// Whatever is pasted: an answer, soon, and only lines that parse.
void DialectFormsTest::anyBytesAreSafe()
{
    const std::string seeds[] = {"*/5 1-3 L,15W * MON#2",
                                 "rate(5 minutes)",
                                 "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2",
                                 "R5/2026-01-05T09:00:00/P1W",
                                 "every 15 minutes between 8 and 18 on weekdays",
                                 "last friday of the month at 6pm",
                                 "cron(0 18 ? * 6L 2026)"};
    QRandomGenerator random(7);
    for (int i = 0; i < 2000; ++i) {
        std::string text = seeds[std::size_t(random.bounded(int(std::size(seeds))))];
        for (int edits = random.bounded(1, 5); edits > 0 && !text.empty(); --edits) {
            const auto place = std::size_t(random.bounded(int(text.size())));
            if (random.bounded(2) == 0)
                text[place] = char(random.bounded(1, 127));
            else
                text.erase(place, std::size_t(random.bounded(1, 4)));
        }
        for (const Dialect dialect : {Dialect::Calendar, Dialect::Cron, Dialect::Rate, Dialect::EventBridge,
                                      Dialect::RRule, Dialect::IsoRepeat, Dialect::Words}) {
            const auto made = translate(text, dialect);
            if (!made) {
                QVERIFY(!made.error().message.empty());
                QVERIFY2(made.error().column + made.error().length <= text.size(), text.c_str());
                continue;
            }
            QVERIFY(!made->lines.empty() && made->lines.size() <= kMostDialectLines);
            QVERIFY2(Timetable::parse(made->lines, TimeZone::utc()), text.c_str());
        }
    }
}

QTEST_GUILESS_MAIN(DialectFormsTest)
#include "DialectFormsTest.moc"
