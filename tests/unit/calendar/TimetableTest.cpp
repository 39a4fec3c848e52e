#include "core/calendar/Timetable.h"
#include "core/calendar/MatchSet.h"

#include <QTest>

using namespace reveille::calendar;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

constexpr Instant k2026{std::chrono::microseconds(1'767'225'600'000'000)};

Timetable tableOf(const std::vector<std::string>& lines, const char* zone = "UTC")
{
    return Timetable::parse(lines, TimeZone::load(zone).value()).value();
}

} // namespace

class TimetableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theUnionComesInOrderAndOnce();
    void linesKeepTheirOwnZone();
    void refusesWithTheLine();
    void countsWithoutListing();
    void matchSetsCanBeAsked();
    void neverIsSaidAtOnce();
};

void TimetableTest::theUnionComesInOrderAndOnce()
{
    const Timetable table = tableOf({"09:00", "Thu 09:00", "12:00", "*-*-02 18:00"});
    const auto next = table.upcoming(k2026, 5);
    QCOMPARE(next.size(), std::size_t(5));
    QCOMPARE(next[0] - k2026, hours(9));
    QCOMPARE(next[1] - k2026, hours(12));
    QCOMPARE(next[2] - k2026, hours(24 + 9));
    QCOMPARE(next[3] - k2026, hours(24 + 12));
    QCOMPARE(next[4] - k2026, hours(24 + 18));
    QCOMPARE(table.previous(next[4]).value(), next[3]);
    QCOMPARE(table.countIn(k2026, next[4]), std::size_t(5));
    QCOMPARE(table.countIn(k2026, next[4], 2), std::size_t(2));
    QVERIFY(table.upcoming(k2026, 0).empty());
}

void TimetableTest::linesKeepTheirOwnZone()
{
    const Timetable table = tableOf({"09:00 Asia/Tokyo", "09:00"}, "America/New_York");
    const auto next = table.upcoming(k2026, 3);
    QCOMPARE(next[0] - k2026, hours(14)); // 09:00 in New York
    QCOMPARE(next[1] - k2026, hours(24)); // 09:00 in Tokyo
    QCOMPARE(table.countIn(k2026, k2026 + hours(48)), std::size_t(4));
}

void TimetableTest::refusesWithTheLine()
{
    const auto bad = Timetable::parse({"09:00", "25:00"}, TimeZone::utc());
    QVERIFY(!bad);
    QCOMPARE(bad.error().line, std::size_t(1));
    QCOMPARE(bad.error().error.reason, ErrorClass::HourOutOfRange);
    const auto none = Timetable::parse({}, TimeZone::utc());
    QVERIFY(!none);
    QCOMPARE(none.error().line, std::size_t(0));
    QCOMPARE(none.error().error.reason, ErrorClass::Empty);
}

void TimetableTest::countsWithoutListing()
{
    const Instant end = k2026 + hours(24 * 365);
    QCOMPARE(tableOf({"minutely"}).countIn(k2026, end), std::size_t(365 * 1440));
    QCOMPARE(tableOf({"*:0/2", "*:0/3"}).countIn(k2026, end), std::size_t(365 * 24 * (30 + 20 - 10)));
    QCOMPARE(tableOf({"*:*:0/0.000001"}).countIn(k2026, k2026 + seconds(2)), std::size_t(2'000'000));
    // New York loses one hour in March; the one repeated in November elapses once.
    QCOMPARE(tableOf({"hourly"}, "America/New_York").countIn(k2026, end), std::size_t(365 * 24 - 1));
    QCOMPARE(tableOf({"02:30"}, "America/New_York").countIn(k2026, end), std::size_t(364));
    QCOMPARE(tableOf({"*-02-30"}).countIn(k2026, end), std::size_t(0));
    QCOMPARE(tableOf({"daily"}).countIn(end, k2026), std::size_t(0));
    QCOMPARE(tableOf({"daily"}).countIn(Instant::min(), Instant::max()), std::size_t(84'006));
}

void TimetableTest::matchSetsCanBeAsked()
{
    const auto event = CalendarEvent::parse("Mon..Fri *-01/3-* 09,17:30").value();
    const MatchSet& set = event.matches();
    QVERIFY(set.values(Field::Month) == std::vector<int>({1, 4, 7, 10}));
    QVERIFY(set.values(Field::Hour) == std::vector<int>({9, 17}));
    QVERIFY(set.values(Field::Second) == std::vector<int>({0}));
    QVERIFY(set.isFull(Field::Day) && set.isFull(Field::Year) && !set.isFull(Field::Month));
    QVERIFY(set.has(Field::Minute, 30) && !set.has(Field::Minute, 31) && !set.has(Field::Hour, -1));
    QCOMPARE(set.timesPerDay(), std::int64_t(2));
    QVERIFY(set.matches({2026, 1, 1, 9, 30}));
    QVERIFY(!set.matches({2026, 1, 3, 9, 30})); // a Saturday
    QVERIFY(!set.matches({2026, 1, 1, 9, 30, 0, 1}));
    QVERIFY(set.everMatches());
    const MatchSet none = set.intersectedWith(CalendarEvent::parse("Sat 09:30").value().matches());
    QVERIFY(!none.everMatches());
}

void TimetableTest::neverIsSaidAtOnce()
{
    for (const char* text :
         {"*-02-30", "*-02,04,06,09,11-31", "Thu 2027-01-01", "Mon 2026..2043-02-29", "2025-12-31"}) {
        const auto event = CalendarEvent::parse(text).value();
        QVERIFY2(!event.next(k2026, TimeZone::utc()), text);
    }
    const auto event = CalendarEvent::parse("2199-12-31 23:59:59.999999").value();
    const auto last = event.next(k2026, TimeZone::utc());
    QCOMPARE(last.value().time_since_epoch().count(), 7'258'118'399'999'999);
    QVERIFY(!event.next(*last, TimeZone::utc()));
    QVERIFY(!event.next(Instant::max(), TimeZone::utc()));
    QCOMPARE(event.previous(Instant::max(), TimeZone::utc()), last);
    QVERIFY(!event.previous(Instant::min(), TimeZone::utc()));
    const auto daily = CalendarEvent::parse("daily").value();
    QCOMPARE(daily.next(Instant::min(), TimeZone::utc()).value().time_since_epoch().count(), 0);
}

QTEST_APPLESS_MAIN(TimetableTest)
#include "TimetableTest.moc"
