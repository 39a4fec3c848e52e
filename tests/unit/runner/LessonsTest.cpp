#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Timetable.h"
#include "core/model/TimeText.h"
#include "tests/support/RunnerWorld.h"

#include <algorithm>

#include <QElapsedTimer>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono;
using namespace std::chrono_literals;
using calendar::Instant;
using test::RunnerWorld;

namespace {

Instant when(const QString& text)
{
    return fromRfc3339(text).value();
}

/// A world that begins at an instant.
struct World : RunnerWorld
{
    explicit World(const QString& begin) { clock.setWall(when(begin)); }
};

QStringList executed(RunnerWorld& world)
{
    QStringList at;
    for (const auto& job : world.cloud.jobs())
        at.append(job.env.value(u"REVEILLE_SCHEDULED_AT"_s));
    return at;
}

} // namespace

/// Faults that other schedulers have had, each under the number by which it is known there where it has one.
class LessonsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nomad5410_noStormWhereAClockChangeSkipsTheTime();
    void nomad2721_theZoneIsThereAfterARestart();
    void kubernetes42649_moreThanAHundredMissedAreNoEnd();
    void dagster13597_anEditFiresNothingOfThePast();
    void cronicle246_aScheduleBroughtFromElsewhereFires();
    void dagu2742_whatASleepMissedIsNotDrainedAsIfItWereNew();
    void systemd30430_thePreviewIsWhatFires();
    void healthchecks1345_thereIsANextOneWhereWeekdayAndDateMustMeet();
    void kde514804_noClockChangeMakesASearchHang();
    void theWallTimeStaysOverAClockChange();
};

void LessonsTest::nomad5410_noStormWhereAClockChangeSkipsTheTime()
{
    for (const GapPolicy gap : {GapPolicy::Skip, GapPolicy::EndOfGap}) {
        World world(u"2026-03-07T00:00:00Z"_s);
        world.addSchedule(u"02:30"_s, u"dm-1"_s, [gap](Schedule& schedule) {
            schedule.zone = u"America/New_York"_s;
            schedule.policy.gap = gap;
        });
        QVERIFY(world.start());
        world.runFor(72h);
        QStringList expected{u"2026-03-07T07:30:00Z"_s, u"2026-03-09T06:30:00Z"_s};
        if (gap == GapPolicy::EndOfGap)
            expected.insert(1, u"2026-03-08T07:00:00Z"_s);
        QCOMPARE(executed(world), expected);
    }
}

void LessonsTest::nomad2721_theZoneIsThereAfterARestart()
{
    World world(u"2026-06-20T00:00:00Z"_s);
    world.addSchedule(u"09:00"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.zone = u"Europe/Paris"_s; });
    QVERIFY(world.start());
    world.runUntil(when(u"2026-06-20T07:30:00Z"_s));
    QCOMPARE(executed(world), QStringList{u"2026-06-20T07:00:00Z"_s});
    // Read in UTC, 09:00 would still be to come, and have been missed at the next start.
    world.crash();
    world.clock.advanceTo(when(u"2026-06-20T09:30:00Z"_s));
    QVERIFY(world.start());
    QCOMPARE(*world.runner().status().nextAt, when(u"2026-06-21T07:00:00Z"_s));
    world.runFor(2h);
    QCOMPARE(executed(world).size(), 1);
}

void LessonsTest::kubernetes42649_moreThanAHundredMissedAreNoEnd()
{
    World world(u"2026-03-02T08:00:00Z"_s);
    world.addSchedule(u"*:*"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(90s);
    world.quit();
    world.clock.advance(72h);
    QVERIFY(world.start());
    world.runFor(10min);
    const auto runs = world.runs();
    QVERIFY(std::ranges::count(runs, Outcome::Succeeded, &Run::outcome) >= 10);
    qint64 all = 0;
    for (const Run& run : runs)
        all += run.occurrences;
    QCOMPARE(all, 72 * 60 + 11);
}

void LessonsTest::dagster13597_anEditFiresNothingOfThePast()
{
    World world(u"2026-03-02T08:00:00Z"_s);
    Schedule schedule = world.addSchedule(u"10:00"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(when(u"2026-03-02T12:00:00Z"_s));
    QCOMPARE(executed(world), QStringList{u"2026-03-02T10:00:00Z"_s});
    // Both times have passed today.
    schedule.when = QStringList{u"09:00"_s, u"11:00"_s};
    schedule.effectiveFrom = world.clock.now();
    QVERIFY(world.runner().beforeEdit().has_value());
    QVERIFY(world.otherConnection().saveSchedule(schedule).has_value());
    QVERIFY(world.runner().reload().has_value());
    world.runUntil(when(u"2026-03-03T10:00:00Z"_s));
    QCOMPARE(executed(world), (QStringList{u"2026-03-02T10:00:00Z"_s, u"2026-03-03T09:00:00Z"_s}));
    QCOMPARE(world.runs().size(), 2);
}

void LessonsTest::cronicle246_aScheduleBroughtFromElsewhereFires()
{
    World world(u"2026-03-02T08:05:00Z"_s);
    QVERIFY(world.start());
    // Made long ago on another computer, with each policy for what was missed, and no mark here.
    for (const OnMissPolicy onMiss : {OnMissPolicy::Skip, OnMissPolicy::Latest, OnMissPolicy::All}) {
        world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [onMiss](Schedule& schedule) {
            schedule.createdAt = when(u"2020-01-01T00:00:00Z"_s);
            schedule.policy.onMiss = onMiss;
            schedule.policy.parallelOnMachine = true;
        });
    }
    QVERIFY(world.runner().reload().has_value());
    world.runFor(30min);
    for (const QString& at :
         {u"2026-03-02T08:10:00Z"_s, u"2026-03-02T08:20:00Z"_s, u"2026-03-02T08:30:00Z"_s})
        QCOMPARE(executed(world).count(at), 3);
}

void LessonsTest::dagu2742_whatASleepMissedIsNotDrainedAsIfItWereNew()
{
    World world(u"2026-03-02T08:00:00Z"_s);
    world.addSchedule(u"*:*"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.onMiss = OnMissPolicy::Skip;
        schedule.policy.startDeadline = 30s;
    });
    world.addSchedule(u"*:0/5"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.missWindow = 30min;
        schedule.policy.parallelOnMachine = true;
    });
    QVERIFY(world.start());
    world.runFor(30s);
    world.suspend(8h + 10s);
    world.runFor(20s);
    // Nothing of the first, one of the second.
    QCOMPARE(executed(world), QStringList{u"2026-03-02T16:00:00Z"_s});
    const auto runs = world.runs();
    QVERIFY(
        std::ranges::none_of(runs, [](const Run& run) { return run.outcome == Outcome::SkippedOverlap; }));
}

void LessonsTest::systemd30430_thePreviewIsWhatFires()
{
    World world(u"2026-01-20T00:00:00Z"_s);
    const Schedule schedule = world.addSchedule(u"*-02,05,08,11-01 1:00:00"_s, u"dm-1"_s,
                                                [](Schedule& item) { item.zone = u"Europe/Berlin"_s; });
    const auto preview = Occurrences::of(schedule)->upcoming(world.clock.now(), 4);
    QVERIFY(world.start());
    QCOMPARE(*world.runner().status().nextAt, preview.at(0));
    QStringList expected;
    for (const Instant at : preview) {
        expected.append(toRfc3339(at));
        world.clock.advanceTo(at - 1min);
        world.runFor(5min);
    }
    QCOMPARE(executed(world), expected);
    QCOMPARE(expected, (QStringList{u"2026-02-01T00:00:00Z"_s, u"2026-04-30T23:00:00Z"_s,
                                    u"2026-07-31T23:00:00Z"_s, u"2026-11-01T00:00:00Z"_s}));
}

void LessonsTest::healthchecks1345_thereIsANextOneWhereWeekdayAndDateMustMeet()
{
    World world(u"2026-09-05T03:00:00Z"_s);
    world.addSchedule(u"Sat *-*-1..7 04:00:00"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(2h);
    QCOMPARE(executed(world), QStringList{u"2026-09-05T04:00:00Z"_s});
    QCOMPARE(*world.runner().status().nextAt, when(u"2026-10-03T04:00:00Z"_s));
}

void LessonsTest::kde514804_noClockChangeMakesASearchHang()
{
    QElapsedTimer timer;
    timer.start();
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
                             "America/Sao_Paulo", "Pacific/Apia", "Asia/Gaza", "Antarctica/Troll"}) {
        for (const QString& line : {u"02:30"_s, u"*:*"_s, u"Sun 00:00"_s, u"*-02-30"_s, u"*-*~1 02:00"_s}) {
            Schedule schedule;
            schedule.id.value = u"schedule"_s;
            schedule.when = QStringList{line};
            schedule.zone = QLatin1String(zone);
            for (const GapPolicy gap : {GapPolicy::Skip, GapPolicy::EndOfGap}) {
                schedule.policy.gap = gap;
                const auto occurrences = Occurrences::of(schedule);
                QVERIFY(occurrences.has_value());
                Instant at = when(u"2026-01-01T00:00:00Z"_s);
                for (int i = 0; i < 400; ++i) {
                    const auto next = occurrences->next(at);
                    if (!next)
                        break;
                    QVERIFY(*next > at);
                    at = *next;
                }
            }
        }
    }
    // About 30,000 searches: a matter of milliseconds, unless one of them does not end.
    QVERIFY(timer.elapsed() < 10'000);
}

void LessonsTest::theWallTimeStaysOverAClockChange()
{
    World world(u"2026-10-24T00:00:00Z"_s);
    world.addSchedule(u"07:15"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.zone = u"Europe/Berlin"_s; });
    QVERIFY(world.start());
    world.runFor(72h);
    QCOMPARE(executed(world),
             (QStringList{u"2026-10-24T05:15:00Z"_s, u"2026-10-25T06:15:00Z"_s, u"2026-10-26T06:15:00Z"_s}));
}

QTEST_GUILESS_MAIN(LessonsTest)
#include "LessonsTest.moc"
