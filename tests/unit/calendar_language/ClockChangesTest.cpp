#include "core/calendar/lint/ClockChanges.h"

#include "core/calendar/Civil.h"

#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;
using Effect = ClockChange::Effect;

namespace {

Instant at(int year, int month, int day, int hour = 0, int minute = 0)
{
    return Instant(std::chrono::microseconds(wallMicros({year, month, day, hour, minute, 0, 0})));
}

} // namespace

Q_DECLARE_METATYPE(Effect)

/// What changes of the clocks do to timetables, in real zones and years.
class ClockChangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void effects_data();
    void effects();
    void silence_data();
    void silence();
    void sentences();
    void severalZonesInOrder();
    void endsWithTheLastElapse();
};

void ClockChangesTest::effects_data()
{
    QTest::addColumn<Effect>("spring");
    QTest::addColumn<Effect>("autumn");
    const auto row = [](const char* text, Effect spring, Effect autumn) {
        QTest::newRow(text) << spring << autumn;
    };
    row("02:30 Europe/Berlin", Effect::DayLost, Effect::FirstPassOnly);
    row("02,14:30 Europe/Berlin", Effect::TimesLost, Effect::FirstPassOnly);
    row("12:00 Europe/Berlin", Effect::Unaffected, Effect::Unaffected);
    row("03:00 Europe/Berlin", Effect::Unaffected, Effect::Unaffected);
    row("02:00 Europe/Berlin", Effect::DayLost, Effect::FirstPassOnly);
    row("*:0/15 Europe/Berlin", Effect::KeepsBeat, Effect::SilentHour);
    row("hourly Europe/Berlin", Effect::KeepsBeat, Effect::SilentHour);
    row("*:30 Europe/Berlin", Effect::KeepsBeat, Effect::SilentHour);
    row("*:*:* Europe/Berlin", Effect::KeepsBeat, Effect::SilentHour);
    row("0/2:00 Europe/Berlin", Effect::TimesLost, Effect::FirstPassOnly);
    row("1:0/15 Europe/Berlin", Effect::Unaffected, Effect::Unaffected);
    row("2:0/15 Europe/Berlin", Effect::DayLost, Effect::FirstPassOnly);
    row("Mon 02:30 Europe/Berlin", Effect::Unaffected, Effect::Unaffected);
    row("Sun 02:30 Europe/Berlin", Effect::DayLost, Effect::FirstPassOnly);
    row("02:15 Australia/Lord_Howe", Effect::Unaffected, Effect::DayLost); // half an hour, south
    row("daily America/New_York", Effect::Unaffected, Effect::Unaffected);
}

void ClockChangesTest::effects()
{
    QFETCH(Effect, spring);
    QFETCH(Effect, autumn);
    const auto table = Timetable::parse({QTest::currentDataTag()}, TimeZone::utc());
    QVERIFY(table);
    const auto changes = clockChanges(*table, at(2026, 1, 1));
    QCOMPARE(changes.size(), std::size_t{2});
    QCOMPARE(changes[0].effect, spring);
    QCOMPARE(changes[1].effect, autumn);
    for (const ClockChange& change : changes) {
        QCOMPARE(change.times.empty(), change.effect == Effect::Unaffected);
        for (const CivilTime& time : change.times) {
            const auto kind = change.zone.resolve(time).kind;
            QCOMPARE(kind, change.isForward() ? TimeZone::Resolution::Kind::Skipped
                                              : TimeZone::Resolution::Kind::Repeated);
        }
    }
}

void ClockChangesTest::silence_data()
{
    QTest::addColumn<Instant>("from");
    QTest::addColumn<Instant>("until");
    QTest::newRow("*:0/15 Europe/Berlin") << at(2026, 10, 25, 0, 45) << at(2026, 10, 25, 2);
    QTest::newRow("hourly Europe/Berlin") << at(2026, 10, 25, 0) << at(2026, 10, 25, 2);
    QTest::newRow("*:0/30 America/New_York") << at(2026, 11, 1, 5, 30) << at(2026, 11, 1, 7);
    QTest::newRow("minutely America/New_York") << at(2026, 11, 1, 5, 59) << at(2026, 11, 1, 7);
}

void ClockChangesTest::silence()
{
    QFETCH(Instant, from);
    QFETCH(Instant, until);
    const auto table = Timetable::parse({QTest::currentDataTag()}, TimeZone::utc());
    QVERIFY(table);
    const auto changes = clockChanges(*table, at(2026, 6, 1), 1);
    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].effect, Effect::SilentHour);
    QCOMPARE(changes[0].silentFrom, from);
    QCOMPARE(changes[0].silentUntil, until);
    QCOMPARE(table->next(from).value(), until);
}

void ClockChangesTest::sentences()
{
    const auto say = [](const std::string& text) {
        const auto table = Timetable::parse({text}, TimeZone::utc());
        QStringList lines;
        for (const ClockChange& change : clockChanges(table.value(), at(2026, 1, 1)))
            lines.append(QString::fromStdString(english(change)));
        return lines;
    };
    QCOMPARE(
        say("02:30 Europe/Berlin"),
        (QStringList{u"2026-03-29: clocks go forward from 02:00 to 03:00 in Berlin; 02:30 does not exist and "
                     "there is no run that day"_s,
                     u"2026-10-25: clocks go back from 03:00 to 02:00 in Berlin; 02:30 comes twice and runs "
                     "once, on the first pass (00:30 UTC)"_s}));
    QCOMPARE(
        say("*:0/15 Europe/Berlin").last(),
        u"2026-10-25: clocks go back from 03:00 to 02:00 in Berlin; silent for 1 hour 15 minutes, from 02:45 "
        "(00:45 UTC) to 03:00 (02:00 UTC)"_s);
    QCOMPARE(say("daily America/Santiago").last(), u"2026-09-06: clocks go forward from 00:00 to 01:00 in "
                                                   u"Santiago; 00:00 does not exist and there is no "
                                                   "run that day"_s);
    QVERIFY(say("daily").isEmpty());
}

void ClockChangesTest::severalZonesInOrder()
{
    const auto table =
        Timetable::parse({"02:30 Europe/Berlin", "02:30 America/New_York", "daily"}, TimeZone::utc());
    QVERIFY(table);
    const auto changes = clockChanges(*table, at(2026, 1, 1));
    QCOMPARE(changes.size(), std::size_t{4});
    QCOMPARE(changes[0].zone.name(), std::string("America/New_York"));
    QCOMPARE(changes[1].zone.name(), std::string("Europe/Berlin"));
    QVERIFY(std::is_sorted(changes.begin(), changes.end(),
                           [](const auto& a, const auto& b) { return a.transition.at < b.transition.at; }));
    // Two lines in one zone are one beat: neither's loss leaves the day empty.
    const auto both = Timetable::parse({"02:30", "14:00"}, *TimeZone::load("Europe/Berlin"));
    QCOMPARE(clockChanges(*both, at(2026, 1, 1)).front().effect, Effect::TimesLost);
}

void ClockChangesTest::endsWithTheLastElapse()
{
    const auto once = Timetable::parse({"2026-05-01 09:00 Europe/Berlin"}, TimeZone::utc());
    QCOMPARE(clockChanges(*once, at(2026, 1, 1)).size(), std::size_t{1});
    const auto never = Timetable::parse({"*-02-30 Europe/Berlin"}, TimeZone::utc());
    QVERIFY(clockChanges(*never, at(2026, 1, 1)).empty());
}

QTEST_GUILESS_MAIN(ClockChangesTest)
#include "ClockChangesTest.moc"
