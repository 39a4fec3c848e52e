#include "core/calendar/TimeZone.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cctz/time_zone.h>
#include <cstdlib>
#include <thread>

using namespace reveille::calendar;
using std::chrono::seconds;
using Kind = TimeZone::Resolution::Kind;

namespace {

Instant at(std::int64_t second)
{
    return Instant(seconds(second));
}

} // namespace

class TimeZoneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names();
    void loads();
    void localFollowsTheEnvironment();
    void gapsAndOverlaps();
    void agreesWithTheDatabase();
    void extremes();
    void manyThreads();
};

void TimeZoneTest::names()
{
    const auto names = TimeZone::names();
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
    for (const char* name :
         {"UTC", "Europe/Berlin", "America/New_York", "US/Eastern", "Etc/GMT-7", "Asia/Kathmandu"})
        QVERIFY2(std::find(names.begin(), names.end(), name) != names.end(), name);
    for (const std::string& name : names) {
        QVERIFY2(name.rfind("posix/", 0) != 0 && name.rfind("right/", 0) != 0, name.c_str());
        QVERIFY2(TimeZone::load(name), name.c_str());
    }
}

void TimeZoneTest::loads()
{
    QVERIFY(TimeZone::load("UTC")->isUtc());
    QVERIFY(TimeZone() == TimeZone::utc());
    QVERIFY(!TimeZone::load("Etc/UTC")->isUtc());
    QCOMPARE(TimeZone::load("posix/Asia/Tokyo")->name(), std::string("posix/Asia/Tokyo"));
    for (const char* name :
         {"", "utc", "europe/berlin", "Europe", "Europe/", "/Europe/Berlin", "Europe//Berlin",
          "../zoneinfo/UTC", "right/UTC", "tzdata.zi", "Nowhere/Land", "UTC+1", "Fixed/UTC+01:00:00"})
        QVERIFY2(!TimeZone::load(name), name);
}

void TimeZoneTest::localFollowsTheEnvironment()
{
    const char* const before = std::getenv("TZ");
    const std::string saved = before != nullptr ? before : "";
    qputenv("TZ", "Asia/Tokyo");
    QCOMPARE(TimeZone::local().name(), std::string("Asia/Tokyo"));
    qputenv("TZ", ":Europe/Berlin");
    QCOMPARE(TimeZone::local().name(), std::string("Europe/Berlin"));
    qputenv("TZ", "/usr/share/zoneinfo/Europe/Paris");
    QCOMPARE(TimeZone::local().name(), std::string("Europe/Paris"));
    qputenv("TZ", "No/Such");
    QVERIFY(TimeZone::local().isUtc());
    qunsetenv("TZ");
    QVERIFY(!TimeZone::local().name().empty());
    qputenv("TZ", saved.c_str());
}

void TimeZoneTest::gapsAndOverlaps()
{
    const TimeZone berlin = TimeZone::load("Europe/Berlin").value();
    const auto gap = berlin.resolve({2026, 3, 29, 2, 30});
    QCOMPARE(gap.kind, Kind::Skipped);
    QCOMPARE(gap.first, at(1'774'746'000)); // 01:00 UTC
    const auto overlap = berlin.resolve({2026, 10, 25, 2, 30, 0, 5});
    QCOMPARE(overlap.kind, Kind::Repeated);
    QCOMPARE(overlap.first, at(1'792'888'200) + std::chrono::microseconds(5));
    QCOMPARE(overlap.second - overlap.first, seconds(3600));
    QCOMPARE(berlin.resolve({2026, 7, 1, 12}).kind, Kind::Unique);
    const auto change = berlin.nextTransition(at(1'767'225'600));
    QVERIFY(change);
    QCOMPARE(change->at, at(1'774'746'000));
    QCOMPARE(change->offsetBefore, seconds(3600));
    QCOMPARE(change->offsetAfter, seconds(7200));
    // A whole day that never was: Apia went from the 29th to the 31st of December 2011.
    const TimeZone apia = TimeZone::load("Pacific/Apia").value();
    QCOMPARE(apia.resolve({2011, 12, 30, 12}).kind, Kind::Skipped);
}

void TimeZoneTest::agreesWithTheDatabase()
{
    for (const std::string& name : TimeZone::names()) {
        const TimeZone ours = TimeZone::load(name).value();
        cctz::time_zone theirs;
        QVERIFY(cctz::load_time_zone(name, &theirs));
        // Odd strides, so that every hour of day and every season comes by.
        for (std::int64_t second = 0; second < 7'258'118'400; second += 29'989'433) {
            const auto lookup = theirs.lookup(cctz::time_point<cctz::seconds>(cctz::seconds(second)));
            const CivilTime civil = ours.toCivil(at(second));
            const bool same = ours.offsetAt(at(second)) == seconds(lookup.offset) &&
                              civil.year == lookup.cs.year() && civil.month == lookup.cs.month() &&
                              civil.day == lookup.cs.day() && civil.hour == lookup.cs.hour() &&
                              civil.minute == lookup.cs.minute() && civil.second == lookup.cs.second();
            QVERIFY2(same, qPrintable(QString::fromStdString(name) + u' ' + QString::number(second)));
        }
    }
}

void TimeZoneTest::extremes()
{
    const TimeZone berlin = TimeZone::load("Europe/Berlin").value();
    QVERIFY(berlin.toCivil(Instant::max()).year > 2200);
    QVERIFY(berlin.toCivil(Instant::min()).year < 1969);
    QVERIFY(!berlin.nextTransition(Instant::max()));
    QVERIFY(berlin.nextTransition(Instant::min()));
    QVERIFY(!TimeZone::utc().nextTransition(at(0)));
    QCOMPARE(berlin.toCivil(at(0) - std::chrono::microseconds(1)).microsecond, 999'999);
}

void TimeZoneTest::manyThreads()
{
    const auto names = TimeZone::names();
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&names, &failures, t] {
            for (std::size_t i = t * 7; i < names.size(); i += 3) {
                const auto zone = TimeZone::load(names[i]);
                if (!zone || zone->name() != names[i] || !(*zone == TimeZone::load(names[i])))
                    ++failures;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
}

QTEST_APPLESS_MAIN(TimeZoneTest)
#include "TimeZoneTest.moc"
