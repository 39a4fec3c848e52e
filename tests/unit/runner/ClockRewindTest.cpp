#include "core/model/TimeText.h"
#include "core/runner/FailurePause.h"
#include "core/runner/RunReasons.h"
#include "tests/support/RunnerWorld.h"

#include <algorithm>

#include <QSignalSpy>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono;
using namespace std::chrono_literals;
using calendar::Instant;
using test::RunnerWorld;

namespace {

constexpr auto kTenMinutes = 10min;

Instant at(const QString& clock)
{
    return fromRfc3339(u"2026-03-02T%1:00Z"_s.arg(clock)).value();
}

/// How many executions the cloud has had for one instant.
qsizetype executionsFor(RunnerWorld& world, Instant scheduledAt)
{
    return std::ranges::count_if(world.cloud.jobs(), [&](const auto& job) {
        return job.env.value(u"REVEILLE_SCHEDULED_AT"_s) == toRfc3339(scheduledAt);
    });
}

/// Each instant of a schedule that elapses every ten minutes stands in one row, over (after, until].
QString wrongRows(RunnerWorld& world, Instant after, Instant until)
{
    QStringList wrong;
    const auto runs = world.runs();
    for (Instant one = after + kTenMinutes; one <= until; one += kTenMinutes) {
        const auto rows = std::ranges::count_if(runs, [&](const Run& run) {
            return run.scheduledAt <= one && one <= run.lastScheduledAt.value_or(run.scheduledAt) &&
                   (run.lastScheduledAt || run.scheduledAt == one);
        });
        if (rows != 1)
            wrong.append(u"%1 in %2 rows"_s.arg(toRfc3339(one)).arg(rows));
    }
    return wrong.join(u"; "_s);
}

} // namespace

/// A clock that was wrong by days and has been set right, and what a crash may leave undone.
class ClockRewindTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAcceptedClockThatWentBackFiresAgain();
    void nothingStartedIsStartedTwice();
    void recordsOfAWrongClockAreTakenBack();
    void aClockSetBackWhileNobodyRanIsHeld();
    void aStretchKeepsWhatHasPassed();
    void pauseAfterFailuresSurvivesACrash();
    void resumedOneStaysResumed();
};

void ClockRewindTest::anAcceptedClockThatWentBackFiresAgain()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:25"_s));
    world.setClock(at(u"08:05"_s) - 72h);
    QCOMPARE(world.runner().status().state, RunnerState::Held);
    QVERIFY(world.runner().acceptClock().has_value());
    QCOMPARE(world.runner().status().state, RunnerState::On);
    QCOMPARE(*world.runner().status().nextAt, at(u"08:10"_s) - 72h);
    world.runFor(20min);
    QCOMPARE(executionsFor(world, at(u"08:10"_s) - 72h), 1);
    QCOMPARE(executionsFor(world, at(u"08:20"_s) - 72h), 1);
}

void ClockRewindTest::nothingStartedIsStartedTwice()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:25"_s));
    const Instant back = at(u"07:45"_s) - 25h;
    world.setClock(back);
    QVERIFY(world.runner().acceptClock().has_value());
    world.runFor(30min);
    // Also over a restart, and when time has gone the whole way again.
    world.crash();
    QVERIFY(world.start());
    world.runFor(20min);
    world.crash();
    world.clock.advanceTo(at(u"08:15"_s));
    QVERIFY(world.start());
    world.runUntil(at(u"08:45"_s));
    for (const QString& clock : {u"08:10"_s, u"08:20"_s, u"08:30"_s, u"08:40"_s})
        QCOMPARE(executionsFor(world, at(clock)), 1);
    const QString wrong = wrongRows(world, back + 5min, at(u"08:40"_s));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void ClockRewindTest::recordsOfAWrongClockAreTakenBack()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:15"_s));
    const Instant ahead = at(u"08:05"_s) + 24h * 300;
    world.setClock(ahead);
    QVERIFY(world.runner().acceptClock().has_value());
    world.runFor(3min);
    const Instant caughtUp = at(u"08:00"_s) + 24h * 300;
    QCOMPARE(executionsFor(world, caughtUp), 1);
    QVERIFY(world.runs().size() > 50);

    world.setClock(at(u"08:17"_s));
    QCOMPARE(world.runner().status().state, RunnerState::Held);
    QSignalSpy withdrawn(&world.runner(), &Runner::runsWithdrawn);
    QVERIFY(world.runner().acceptClock().has_value());
    QCOMPARE(withdrawn.size(), 1);
    world.runFor(10min);
    const auto rows = world.runs();
    QCOMPARE(rows.size(), 3); // 08:10, 08:20 and what really ran under the wrong clock
    QCOMPARE(rows.at(1).scheduledAt, at(u"08:20"_s));
    QCOMPARE(rows.at(1).outcome, Outcome::Succeeded);
    QCOMPARE(rows.at(2).scheduledAt, caughtUp);
    const QString wrong = wrongRows(world, at(u"08:00"_s), at(u"08:20"_s));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void ClockRewindTest::aClockSetBackWhileNobodyRanIsHeld()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:25"_s));
    world.quit();
    world.setClock(at(u"08:00"_s) - 72h);
    QVERIFY(world.start());
    QCOMPARE(world.runner().status().state, RunnerState::Held);
    QCOMPARE(world.runner().status().clock->kind, ClockTrouble::Kind::TooFar);
    QVERIFY(world.runner().acceptClock().has_value());
    world.runFor(15min);
    QCOMPARE(executionsFor(world, at(u"08:10"_s) - 72h), 1);
    // An hour back is no matter of days: it is shown, and firing goes on when the clock has caught up.
    world.quit();
    world.setClock(at(u"07:30"_s) - 72h);
    QVERIFY(world.start());
    QCOMPARE(world.runner().status().state, RunnerState::On);
    QCOMPARE(world.runner().status().clock->kind, ClockTrouble::Kind::WentBack);
}

void ClockRewindTest::aStretchKeepsWhatHasPassed()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:05"_s));
    world.setClock(at(u"08:05"_s) + 24h * 10);
    QVERIFY(world.runner().acceptClock().has_value());
    world.runFor(1min);
    const Instant back = at(u"12:05"_s) + 24h * 4;
    world.setClock(back);
    QVERIFY(world.runner().acceptClock().has_value());
    world.runFor(20min);
    const QString wrong = wrongRows(world, at(u"08:00"_s), back + 15min);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    qint64 occurrences = 0;
    for (const Run& run : world.runs())
        occurrences += run.scheduledAt <= back ? run.occurrences : 0;
    QCOMPARE(occurrences, 4 * 144 + 24);
}

void ClockRewindTest::pauseAfterFailuresSurvivesACrash()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.exitCode = 7}; };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s,
                      [](Schedule& schedule) { schedule.policy.pauseAfterFailures = 2; });
    QVERIFY(world.start());
    // The program ends in the very moment in which the second failure has reached the disk.
    QObject::connect(&world.runner(), &Runner::runsChanged, &world.runner(),
                     [&world](const QVector<Run>& runs) {
                         for (const Run& run : runs) {
                             if (!run.isOpen() && run.scheduledAt == at(u"08:20"_s))
                                 world.breakDisk(true);
                         }
                     });
    world.runUntil(at(u"08:25"_s));
    QVERIFY(!world.otherConnection().schedules()->constFirst().pause);
    world.crash();
    world.clock.advanceTo(at(u"08:31"_s));
    QVERIFY(world.start());
    world.runUntil(at(u"08:45"_s));
    QCOMPARE(world.history(), u"08:10 failed; 08:20 failed; 08:30 skipped-paused; 08:40 skipped-paused"_s);
    const auto schedules = world.otherConnection().schedules();
    QCOMPARE(schedules->constFirst().pause->note, failurePauseNote(2, world.runs().at(1).id));
}

void ClockRewindTest::resumedOneStaysResumed()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.exitCode = 7}; };
    Schedule item = world.addSchedule(u"*:0/10"_s, u"dm-1"_s,
                                      [](Schedule& schedule) { schedule.policy.pauseAfterFailures = 2; });
    QVERIFY(world.start());
    world.runUntil(at(u"08:25"_s));
    QVERIFY(world.otherConnection().schedules()->constFirst().pause);
    world.quit();
    // As a command does it: the pause goes, and with it what was counted.
    QVERIFY(world.otherConnection().saveSchedule(item).has_value());
    QVERIFY(world.otherConnection().commit({{}, {}, {{item.id, {}}}, {}, {}}).has_value());
    QVERIFY(world.start());
    world.runUntil(at(u"08:35"_s));
    QCOMPARE(world.runs().constLast().outcome, Outcome::Failed);
    QVERIFY(!world.otherConnection().schedules()->constFirst().pause);
}

QTEST_GUILESS_MAIN(ClockRewindTest)
#include "ClockRewindTest.moc"
