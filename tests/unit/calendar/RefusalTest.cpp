#include "core/calendar/CalendarEvent.h"

#include <QTest>

using namespace reveille::calendar;

class RefusalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixes_data();
    void fixes();
    void places_data();
    void places();
    void limits();
};

void RefusalTest::fixes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("fix");
    const auto row = [](const char* text, const char* fix) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(fix);
    };
    row("*/15:00", "0/15:00");
    row("*/5:*/10", "0/5:0/10");
    row("*-*/3-01", "*-1/3-01");
    row("*-*-*/2", "*-*-1/2");
    row("*/15 * * * *", "*-*-* *:0/15:00");
    row("0 9 * * 1-5", "Mon..Fri *-*-* 9:0:00");
    row("0 9 1 * 1", ""); // cron means "or", which one line cannot say
    row("@midnight", "daily");
    row("@daily", "daily");
    row("@ 5", "@5");
    row("@+5", "@5");
    row("@-5", "");
    row("@reboot", "");
    row("month", "monthly");
    row("noon", "12:00");
    row("Thurs 09:00", "Thu 09:00");
    row("MonTue", "");
    row("Mon.Fri", "Mon..Fri");
    row("Mon, Tue 09:00", "Mon,Tue 09:00");
    row("Fri..Mon 09:00", "Mon,Fri..Sun 09:00");
    row("Tue..Mon", "Mon..Sun");
    row("12:00 Mon", "Mon 12:00");
    row("*-*-29..31 Fri", "Fri *-*-29..31");
    row("22..04:00", "22..23,00..04:00");
    row("*-11..2-1", "*-11..12,01..2-1");
    row("24:00", "00:00");
    row("9", "09:00");
    row("9am", "09:00");
    row("12am", "00:00");
    row("Fri 5:30pm", "Fri 17:30");
    row("2026-01-01T12:00", "2026-01-01 12:00");
    row("2026/1/1", "2026-1-1");
    row("*-*-L", "*-*~1");
    row("*:1-5", "*:1..5");
    row("12:00-13:00", ""); // 12:00..13:00 would be 12:00 to 12:13
    row(" daily", "daily");
    row("12:00 ", "12:00");
    row("12:00 +01:00", "12:00 Etc/GMT-1");
    row("12:00 -0530", "");
    row("12:00 Z", "12:00 UTC");
    row("12:00 PST", "12:00 America/Los_Angeles");
    row("12:00 CEST", "12:00 Europe/Berlin");
    row("12:00 europe/berlin", "12:00 Europe/Berlin");
    row("12:00 Europe/Berlln", "");
    row("12:00 right/Europe/Berlin", "12:00 Europe/Berlin");
}

void RefusalTest::fixes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, fix);
    const auto event = CalendarEvent::parse(text.toStdString());
    QVERIFY(!event);
    QCOMPARE(QByteArray(event.error().fix.value_or("").c_str()), fix);
    QVERIFY(fix.isEmpty() || CalendarEvent::parse(fix.toStdString()));
    QVERIFY(event.error().message.size() > 10);
}

void RefusalTest::places_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QByteArray>("place");
    const auto row = [](const char* text, const char* reason, const char* place) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(reason) << QByteArray(place);
    };
    row("Mon *-*-* 25:00", "hour-out-of-range", "25");
    row("*-13-01", "month-out-of-range", "13");
    row("*:00,5..70,10", "minute-out-of-range", "5..70");
    row("*:0/60", "step-too-large", "0/60");
    row("12:00 Mars/Olympus", "trailing-garbage", " ");
    row("Mon..Frx", "weekday-expected", "F");
    row("Thurs 9:00", "weekday-suffix", "Thurs");
    row("12:00 right/UTC", "unknown-zone", "right/UTC");
    row("*/5:00", "star-with-step", "*/");
    row("99999999999:00", "number-overflow", "99999999999");
}

void RefusalTest::places()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    QFETCH(QByteArray, place);
    const auto event = CalendarEvent::parse(text.toStdString());
    QVERIFY(!event);
    QCOMPARE(QByteArray(className(event.error().reason)), reason);
    QCOMPARE(text.mid(qsizetype(event.error().column), qsizetype(event.error().length)), place);
}

void RefusalTest::limits()
{
    const auto tooLong = CalendarEvent::parse(std::string(5000, '0') + ":00");
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().reason, ErrorClass::TooLong);
    QVERIFY(CalendarEvent::parse(std::string(4000, '0') + ":00"));
    const auto nul = CalendarEvent::parse(std::string_view("12:00\0", 6));
    QVERIFY(!nul);
    QVERIFY(!CalendarEvent::parse(std::string_view("Mon\0Tue", 7)));
    QVERIFY(!CalendarEvent::parse(std::string_view("12:00 UT\0C", 10)));
}

QTEST_APPLESS_MAIN(RefusalTest)
#include "RefusalTest.moc"
