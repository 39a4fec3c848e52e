#include "core/calendar/Civil.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/Timetable.h"
#include "tests/unit/calendar/Oracle.h"
#include "tests/unit/calendar/RandomEvents.h"

#include <QTest>

#include <array>

using namespace reveille::calendar;
using std::chrono::microseconds;
using std::chrono::seconds;

namespace {

constexpr std::array kZones = {
    "UTC",           "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham",
    "Europe/Dublin", "America/Santiago", "Africa/Cairo",  "Antarctica/Troll",    "Pacific/Apia",
    "Asia/Gaza",     "America/St_Johns"};

constexpr std::int64_t k2026 = 1'767'225'600;
constexpr std::int64_t kYear = 365 * 86'400;

Instant at(std::int64_t second)
{
    return Instant(seconds(second));
}

std::int64_t secondOf(Instant instant)
{
    return instant.time_since_epoch().count() / 1'000'000;
}

CalendarEvent eventOf(const std::string& text)
{
    return CalendarEvent::parse(text).value();
}

/// Random instants come near a clock change most of the time: nothing happens elsewhere.
std::int64_t somewhere(RandomEvents& random, const TimeZone& zone)
{
    const std::int64_t base = random.between(k2026 - 6 * kYear, k2026 + 14 * kYear);
    const auto change = zone.nextTransition(at(base));
    if (!change || random.upTo(4) == 0)
        return base;
    return secondOf(change->at) + random.between(-8000, 8000);
}

} // namespace

class PropertyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nextAgreesWithAWalk_data();
    void nextAgreesWithAWalk();
    void datesAgreeWithAWalk();
    void everyZoneAgreesWithAWalk();
    void nextAndPreviousAreInverse();
    void countIsEnumeration();
    void unionCountIsEnumeration();
    void normalFormIsStable();
    void matchSetSaysTheSame();
    void fractions();
    void overlappingFractionsAreCountedOnce();
    void secondPassGoesOn();
};

void PropertyTest::nextAgreesWithAWalk_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* zone : kZones)
        QTest::addRow("%s", zone) << QByteArray(zone);
}

void PropertyTest::nextAgreesWithAWalk()
{
    QFETCH(QByteArray, name);
    const TimeZone zone = TimeZone::load(name.toStdString()).value();
    cctz::time_zone walked;
    QVERIFY(cctz::load_time_zone(name.toStdString(), &walked));
    RandomEvents random(20260101);
    int found = 0;
    for (int i = 0; i < 400; ++i) {
        const bool withSeconds = i % 4 == 0;
        const std::string text = random.event(withSeconds);
        const auto event = CalendarEvent::parse(text);
        if (!event)
            continue; // a list may still hold what no range allows
        const Oracle oracle(event->toText());
        const std::int64_t base = somewhere(random, zone);
        const std::int64_t horizon = base + (withSeconds ? 3000 : 100'000);
        const auto wanted = oracle.next(base, horizon, withSeconds ? 1 : 60, walked);
        const auto next = event->next(at(base), zone);
        const bool inReach = next && secondOf(*next) <= horizon;
        found += wanted ? 1 : 0;
        QVERIFY2(wanted.has_value() == inReach && (!wanted || *wanted == secondOf(*next)),
                 qPrintable(QStringLiteral("%1 after %2: walked to %3, found %4")
                                .arg(QString::fromStdString(text))
                                .arg(base)
                                .arg(wanted.value_or(-1))
                                .arg(next ? secondOf(*next) : -1)));
    }
    QVERIFY(found > 50);
}

void PropertyTest::datesAgreeWithAWalk()
{
    RandomEvents random(7);
    const cctz::time_zone utc = cctz::utc_time_zone();
    for (int i = 0; i < 60; ++i) {
        const std::string text =
            (random.upTo(1) == 0 ? random.weekdays() + ' ' : std::string()) + random.date();
        const auto event = CalendarEvent::parse(text);
        if (!event)
            continue;
        const Oracle oracle(event->toText());
        std::int64_t base = k2026 + random.between(0, 3000) * 86'400;
        for (int step = 0; step < 5; ++step) {
            const std::int64_t horizon = base + 4000 * std::int64_t{86'400};
            const auto wanted = oracle.next(base, horizon, 86'400, utc);
            const auto next = event->next(at(base), TimeZone::utc());
            QVERIFY2(wanted.has_value() == (next && secondOf(*next) <= horizon), text.c_str());
            if (!wanted)
                break;
            QVERIFY2(*wanted == secondOf(*next), text.c_str());
            base = *wanted;
        }
    }
}

void PropertyTest::everyZoneAgreesWithAWalk()
{
    const std::array events = {eventOf("*:*"),   eventOf("*:0/15"), eventOf("02:30"),
                               eventOf("00:00"), eventOf("0/3:10"), eventOf("Sun *-*-* 01..03:*:00")};
    std::vector<Oracle> oracles;
    for (const CalendarEvent& event : events)
        oracles.emplace_back(event.toText());
    const auto names = TimeZone::names();
    QVERIFY(names.size() > 400);
    int changes = 0;
    for (const std::string& name : names) {
        const TimeZone zone = TimeZone::load(name).value();
        cctz::time_zone walked;
        QVERIFY(cctz::load_time_zone(name, &walked));
        Instant from = at(1'577'836'800); // 2020
        while (const auto change = zone.nextTransition(from)) {
            from = change->at;
            if (secondOf(from) > 2'208'988'800) // 2040
                break;
            ++changes;
            // One event and one base per change: over all zones and years every pair comes up many times.
            const auto pick = static_cast<std::size_t>(changes) % events.size();
            const std::int64_t base = secondOf(from) + (changes % 5 - 3) * 1700 - changes % 7;
            std::int64_t cursor = base;
            for (int n = 0; n < 3; ++n) {
                const std::int64_t horizon = cursor + 6 * 3600;
                const auto wanted = oracles[pick].next(cursor, horizon, 60, walked);
                const auto next = events[pick].next(at(cursor), zone);
                const bool same =
                    wanted ? next && secondOf(*next) == *wanted : !next || secondOf(*next) > horizon;
                QVERIFY2(same, qPrintable(QStringLiteral("%1 in %2 after %3")
                                              .arg(QString::fromStdString(events[pick].text()),
                                                   QString::fromStdString(name))
                                              .arg(cursor)));
                if (!wanted)
                    break;
                cursor = *wanted;
            }
        }
    }
    QVERIFY(changes > 5000);
}

void PropertyTest::nextAndPreviousAreInverse()
{
    RandomEvents random(99);
    for (int i = 0; i < 4000; ++i) {
        const auto event = CalendarEvent::parse(random.event(i % 2 == 0));
        if (!event)
            continue;
        const TimeZone zone = TimeZone::load(kZones[static_cast<std::size_t>(i) % kZones.size()]).value();
        const Instant base = at(somewhere(random, zone));
        const auto before = event->previous(base, zone);
        if (!before)
            continue;
        QVERIFY(*before < base);
        // Between the last elapse before a base and the next one after that there is nothing.
        const auto after = event->next(*before, zone);
        if (!after)
            continue;
        QVERIFY(*after > *before);
        QVERIFY2(*after >= base, event->text().c_str());
        QVERIFY2(event->previous(*after, zone) == before, event->text().c_str());
        // Monotone: a later base never has an earlier answer.
        const auto later = event->next(*before + microseconds(1), zone);
        QVERIFY2(later == after, event->text().c_str());
    }
}

void PropertyTest::countIsEnumeration()
{
    RandomEvents random(5);
    for (int i = 0; i < 600; ++i) {
        const auto event = CalendarEvent::parse(i % 10 == 0 ? "*:*:0/13.7" : random.event(i % 3 == 0));
        if (!event)
            continue;
        const TimeZone zone = TimeZone::load(kZones[static_cast<std::size_t>(i) % kZones.size()]).value();
        const Instant from = at(somewhere(random, zone)) + microseconds(random.upTo(1) * 17);
        const Instant until = from + seconds(random.between(0, 3 * 86'400));
        std::size_t listed = 0;
        for (auto next = event->next(from, zone); next && *next <= until; next = event->next(*next, zone))
            ++listed;
        QVERIFY2(
            event->countIn(from, until, zone) == listed,
            qPrintable(QStringLiteral("%1 in %2 from %3 to %4: counted %5, listed %6")
                           .arg(QString::fromStdString(event->text()), QString::fromStdString(zone.name()))
                           .arg(from.time_since_epoch().count())
                           .arg(until.time_since_epoch().count())
                           .arg(event->countIn(from, until, zone))
                           .arg(listed)));
    }
}

void PropertyTest::unionCountIsEnumeration()
{
    RandomEvents random(17);
    for (int i = 0; i < 200; ++i) {
        const TimeZone zone = TimeZone::load(kZones[static_cast<std::size_t>(i) % kZones.size()]).value();
        std::vector<std::string> lines;
        while (lines.size() < 3) {
            std::string text = random.event(false);
            if (CalendarEvent::parse(text))
                lines.push_back(std::move(text));
        }
        if (i % 7 == 0)
            lines.back() += " Asia/Tokyo";
        const auto table = Timetable::parse(lines, zone);
        QVERIFY(table);
        const Instant from = at(somewhere(random, zone));
        const Instant until = from + seconds(random.between(3600, 86'400));
        std::size_t listed = 0;
        auto last = from;
        for (auto next = table->next(from); next && *next <= until; next = table->next(*next)) {
            QVERIFY(*next > last);
            last = *next;
            ++listed;
        }
        const bool inSecondPass = zone.resolve(zone.toCivil(from)).first != from;
        if (!inSecondPass)
            QCOMPARE(table->countIn(from, until), listed);
        QCOMPARE(table->countIn(from, until, 3), std::min<std::size_t>(3, table->countIn(from, until)));
    }
}

void PropertyTest::normalFormIsStable()
{
    RandomEvents random(3);
    int read = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto event = CalendarEvent::parse(random.event(i % 2 == 0));
        if (!event)
            continue;
        ++read;
        const auto again = CalendarEvent::parse(event->toText());
        QVERIFY2(again, event->toText().c_str());
        QCOMPARE(again->toText(), event->toText());
    }
    QVERIFY(read > 2000);
}

void PropertyTest::matchSetSaysTheSame()
{
    RandomEvents random(11);
    for (int i = 0; i < 300; ++i) {
        const auto event = CalendarEvent::parse(random.event(true));
        if (!event)
            continue;
        const Oracle oracle(event->toText());
        for (int n = 0; n < 50; ++n) {
            const CivilTime civil = civilOfWall(random.between(k2026, k2026 + 4 * kYear) * 1'000'000);
            const cctz::civil_second same(civil.year, civil.month, civil.day, civil.hour, civil.minute,
                                          civil.second);
            QCOMPARE(event->matches().matches(civil), oracle.matches(same));
        }
    }
}

void PropertyTest::fractions()
{
    const CalendarEvent event = eventOf("*:*:59.25/0.25,1.5..2.5/0.5,0.000001");
    const TimeZone zone = TimeZone::utc();
    std::vector<std::int64_t> found;
    Instant cursor = at(k2026) - microseconds(1);
    for (int i = 0; i < 8; ++i) {
        cursor = event.next(cursor, zone).value();
        found.push_back((cursor - at(k2026)).count());
    }
    const std::vector<std::int64_t> wanted = {1,          1'500'000,  2'000'000,  2'500'000,
                                              59'250'000, 59'500'000, 59'750'000, 60'000'001};
    QCOMPARE(found, wanted);
    QCOMPARE(event.previous(at(k2026 + 60), zone).value(), at(k2026) + microseconds(59'750'000));
    QCOMPARE(event.countIn(at(k2026), at(k2026 + 60), zone), std::size_t(7));
}

void PropertyTest::overlappingFractionsAreCountedOnce()
{
    const TimeZone zone = TimeZone::utc();
    for (const char* text :
         {"*:*:0/0.3,0/0.7", "*:*:0.1/0.25,3..40/0.35,59.5", "*:*:0/0.5,1..7/1.5,0.2..30/0.9,0/13.1",
          "*:*:57/2.01,6.94/0.840409,6.94/2.19705,7/2,6.94/0.2,6.94/0.251",
          "*:*:0/1.1,0/1.3,0/1.7,0/1.9,0/2.3,0/2.9,0/3.1,0/3.7,0/4.1,0/4.3"}) {
        const CalendarEvent event = eventOf(text);
        const Instant from = at(k2026) + microseconds(123'456);
        const Instant until = from + seconds(150);
        std::size_t listed = 0;
        for (auto next = event.next(from, zone); next && *next <= until; next = event.next(*next, zone))
            ++listed;
        QCOMPARE(event.countIn(from, until, zone), listed);
    }
    // Sixty million values a minute are neither listed nor walked.
    const CalendarEvent dense = eventOf("*:*:0/0.000001,0/0.3,0.000002/0.000003");
    QCOMPARE(dense.countIn(at(k2026), at(k2026 + 60), zone), std::size_t(60'000'000));
}

void PropertyTest::secondPassGoesOn()
{
    // 2026-11-01 in New York: 01:10 comes at 05:10 and at 06:10 UTC.
    const TimeZone zone = TimeZone::load("America/New_York").value();
    const CalendarEvent event = eventOf("minutely");
    const std::int64_t day = 1'793'491'200;
    QCOMPARE(event.next(at(day + 5 * 3600 + 59 * 60), zone).value(), at(day + 7 * 3600));
    QCOMPARE(event.next(at(day + 6 * 3600 + 10 * 60), zone).value(), at(day + 6 * 3600 + 11 * 60));
    QCOMPARE(event.previous(at(day + 6 * 3600 + 10 * 60), zone).value(), at(day + 5 * 3600 + 59 * 60));
    QCOMPARE(event.countIn(at(day + 5 * 3600), at(day + 7 * 3600), zone), std::size_t(60));
}

QTEST_APPLESS_MAIN(PropertyTest)
#include "PropertyTest.moc"
