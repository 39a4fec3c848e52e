#include "core/model/TimeText.h"
#include "core/runner/ClockGuard.h"
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

Instant at(const QString& clock)
{
    return fromRfc3339(u"2026-03-02T%1:00Z"_s.arg(clock)).value();
}

} // namespace

/// What the policies, the clock and the catching up make the runner do.
class RunnerPolicyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clockGuard();
    void aClockSetFarAheadIsHeldUntilAccepted();
    void aClockSetFarAheadByMistakeAndBackIsNoMatter();
    void aDeadClockCausesNoCatchUp();
    void aClockThatWentBackFiresNothingTwice();
    void replacingCancelsTheOpenRun();
    void failuresPauseTheSchedule();
    void limitedRunsSurviveARestart();
    void runsByHandUseUpNoLimit();
    void skipNextSurvivesARestart();
    void aStormIsBroken();
    void catchUpIsAnnouncedAndBegins_data();
    void catchUpIsAnnouncedAndBegins();
    void catchUpWaitsForTheNetwork();
    void aCrashWhileCatchUpIsShownLosesNothing();
};

void RunnerPolicyTest::clockGuard()
{
    ClockGuard guard;
    const Instant start = at(u"08:00"_s);
    guard.look(start, 1h);
    QVERIFY(!guard.trouble());
    // A night's sleep moves both.
    guard.look(start + 9h, 10h);
    QVERIFY(!guard.trouble());
    guard.look(start + 9h - 3min, 10h);
    QCOMPARE(guard.trouble()->kind, ClockTrouble::Kind::WentBack);
    QCOMPARE(guard.trouble()->expected - guard.trouble()->shown, microseconds(3min));
    QVERIFY(!guard.holds());
    guard.look(start + 9h, 10h + 3min);
    QVERIFY(!guard.trouble());
    guard.look(start + 9h + 23h, 10h + 3min);
    QVERIFY(!guard.trouble());
    guard.look(start + 24h * 400, 10h + 4min);
    QCOMPARE(guard.trouble()->kind, ClockTrouble::Kind::TooFar);
    QVERIFY(guard.holds());
    guard.accept(start + 24h * 400, 10h + 4min);
    QVERIFY(!guard.holds());
    guard.look(Instant(sys_days(1970y / 1 / 1)), 10h + 5min);
    QCOMPARE(guard.trouble()->kind, ClockTrouble::Kind::BeforeUse);
    QVERIFY(guard.holds());
    guard.accept(Instant(sys_days(1970y / 1 / 1)), 10h + 5min);
    QVERIFY(guard.holds());
    guard.look(start + 24h * 400 + 1min, 10h + 5min);
    QVERIFY(!guard.holds());
}

void RunnerPolicyTest::aClockSetFarAheadIsHeldUntilAccepted()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:05"_s));
    world.setClock(at(u"08:05"_s) + 24h * 300);
    QCOMPARE(world.runner().status().state, RunnerState::Held);
    QCOMPARE(world.runner().status().clock->kind, ClockTrouble::Kind::TooFar);
    world.runFor(30min);
    QVERIFY(world.runs().isEmpty());
    QVERIFY(world.runner().acceptClock().has_value());
    QVERIFY(!world.runner().acceptClock().has_value());
    world.runFor(1min);
    QCOMPARE(world.runner().status().state, RunnerState::On);
    QCOMPARE(world.cloud.jobs().size(), 1U);
}

void RunnerPolicyTest::aClockSetFarAheadByMistakeAndBackIsNoMatter()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:05"_s));
    world.setClock(at(u"08:05"_s) + 24h * 300);
    world.setClock(at(u"08:05"_s));
    QCOMPARE(world.runner().status().state, RunnerState::On);
    world.runUntil(at(u"08:25"_s));
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 succeeded"_s);
}

void RunnerPolicyTest::aDeadClockCausesNoCatchUp()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    world.setClock(Instant(sys_days(1970y / 1 / 1)));
    QVERIFY(world.start());
    world.runFor(2h);
    QCOMPARE(world.runner().status().state, RunnerState::Held);
    QVERIFY(world.runs().isEmpty());
    // A time service sets it.
    world.setClock(at(u"08:05"_s));
    QCOMPARE(world.runner().status().state, RunnerState::On);
    world.runUntil(at(u"08:15"_s));
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
}

void RunnerPolicyTest::aClockThatWentBackFiresNothingTwice()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:21"_s));
    world.setClock(at(u"08:06"_s));
    QCOMPARE(world.runner().status().clock->kind, ClockTrouble::Kind::WentBack);
    QCOMPARE(world.runner().status().state, RunnerState::On);
    world.runUntil(at(u"08:31"_s));
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s);
    QVERIFY(!world.runner().status().clock);
}

void RunnerPolicyTest::replacingCancelsTheOpenRun()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.runs = 25min}; };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.overlap = OverlapPolicy::Replace;
        schedule.timeout = 1h;
    });
    QVERIFY(world.start());
    world.runUntil(at(u"08:25"_s));
    const auto runs = world.runs();
    QCOMPARE(runs.size(), 2);
    QCOMPARE(runs.at(0).outcome, Outcome::Cancelled);
    QCOMPARE(runs.at(0).reason, QLatin1String(reason::kReplaced));
    QVERIFY(runs.at(1).isOpen());
    QCOMPARE(runs.at(1).state, RunState::Running);
    // Never both at once.
    QVERIFY(*runs.at(1).startedAt >= *runs.at(0).endedAt);
}

void RunnerPolicyTest::failuresPauseTheSchedule()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.exitCode = 7}; };
    const Schedule item = world.addSchedule(
        u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.policy.pauseAfterFailures = 2; });
    QVERIFY(world.start());
    QSignalSpy paused(&world.runner(), &Runner::schedulePaused);
    world.runUntil(at(u"08:15"_s));
    QVERIFY(paused.isEmpty());
    world.runUntil(at(u"08:45"_s));
    QCOMPARE(paused.size(), 1);
    QCOMPARE(world.history(), u"08:10 failed; 08:20 failed; 08:30 skipped-paused; 08:40 skipped-paused"_s);
    const auto schedules = world.otherConnection().schedules();
    QCOMPARE(schedules->constFirst().pause->note, failurePauseNote(2, world.runs().at(1).id));
    QCOMPARE(world.otherConnection().progress()->value(item.id).failuresInRow, 2);

    QCOMPARE(failuresAfter(3, Outcome::Succeeded), 0);
    QCOMPARE(failuresAfter(3, Outcome::TimedOut), 4);
    QCOMPARE(failuresAfter(3, Outcome::Cancelled), 3);
}

void RunnerPolicyTest::limitedRunsSurviveARestart()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.policy.runLimit = 2; });
    QVERIFY(world.start());
    world.runUntil(at(u"08:15"_s));
    QVERIFY(world.runner().status().nextAt.has_value());
    world.crash();
    QVERIFY(world.start());
    world.runUntil(at(u"09:00"_s));
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 succeeded"_s);
    QVERIFY(!world.runner().status().nextAt);
}

void RunnerPolicyTest::runsByHandUseUpNoLimit()
{
    RunnerWorld world;
    const Schedule schedule = world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& made) {
        made.policy.runLimit = 2;
        made.policy.skipNext = 1;
    });
    QVERIFY(world.start());
    QVERIFY(world.runner().runNow(schedule.id).has_value());
    world.runUntil(at(u"09:00"_s));
    QCOMPARE(world.history(), u"manual succeeded; 08:10 skipped-by-user; 08:20 succeeded; 08:30 succeeded"_s);
}

void RunnerPolicyTest::skipNextSurvivesARestart()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.policy.skipNext = 2; });
    QVERIFY(world.start());
    world.runUntil(at(u"08:15"_s));
    world.crash();
    QVERIFY(world.start());
    world.runUntil(at(u"08:35"_s));
    QCOMPARE(world.history(), u"08:10 skipped-by-user; 08:20 skipped-by-user; 08:30 succeeded"_s);
}

void RunnerPolicyTest::aStormIsBroken()
{
    RunnerWorld world;
    world.options.startsPerMinute = 3;
    world.cloud.fate = [] { return test::FakeFate{.startsAfter = 0ms, .runs = 10ms}; };
    world.cloud.wakeTakes = 0ms;
    world.addSchedule(u"*:*:*"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.overlap = OverlapPolicy::QueueAll;
        schedule.policy.overlapLimit = 100;
    });
    QVERIFY(world.start());
    world.runFor(3min);
    int started = 0;
    qint64 sum = 0;
    for (const Run& run : world.runs()) {
        started += run.startedAt ? 1 : 0;
        sum += run.occurrences;
    }
    QVERIFY2(started >= 9 && started <= 12, qPrintable(QString::number(started)));
    // None is forgotten: those in between are merged.
    QVERIFY2(sum >= 120 && sum <= 180, qPrintable(QString::number(sum)));
}

void RunnerPolicyTest::catchUpIsAnnouncedAndBegins_data()
{
    QTest::addColumn<int>("answer"); ///< none: -1
    QTest::addColumn<QString>("history");
    const QString merged = u"08:10 coalesced; 08:20 coalesced; 08:30 succeeded"_s;
    QTest::newRow("nobody answers") << -1 << merged;
    QTest::newRow("as planned") << int(CatchUpAnswer::AsPlanned) << merged;
    QTest::newRow("all") << int(CatchUpAnswer::All) << u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s;
    QTest::newRow("latest") << int(CatchUpAnswer::Latest) << merged;
    QTest::newRow("skip")
        << int(CatchUpAnswer::Skip)
        << u"08:10 missed-not-running; 08:20 missed-not-running; 08:30 missed-not-running"_s;
}

void RunnerPolicyTest::catchUpIsAnnouncedAndBegins()
{
    QFETCH(const int, answer);
    RunnerWorld world;
    world.options.catchUpDelay = 10s;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(1min);
    QVERIFY(!world.runner().answerCatchUp(CatchUpAnswer::All).has_value());
    world.suspend(duration_cast<milliseconds>(at(u"08:34"_s) - world.clock.now()));
    const auto pending = world.runner().status().catchUp;
    QVERIFY(pending.has_value());
    QCOMPARE(pending->missed(), 3);
    QCOMPARE(pending->toRun(), 1);
    QCOMPARE(pending->startsAt, at(u"08:34"_s) + 10s);
    world.runFor(5s);
    QVERIFY(world.runs().isEmpty());
    if (answer >= 0)
        QVERIFY(world.runner().answerCatchUp(CatchUpAnswer(answer)).has_value());
    else
        world.runFor(5s);
    world.runFor(1min);
    QVERIFY(!world.runner().status().catchUp);
    QTEST(world.history(), "history");
}

void RunnerPolicyTest::catchUpWaitsForTheNetwork()
{
    RunnerWorld world;
    world.options.catchUpDelay = 10s;
    bool down = false;
    world.fault = [&down](const char*) {
        return down ? test::FakeFault{test::FakeFault::Kind::Refused, ErrorCode::NetworkDown}
                    : test::FakeFault{};
    };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    down = true;
    world.suspend(duration_cast<milliseconds>(at(u"08:34"_s) - world.clock.now()));
    world.runFor(20s);
    QVERIFY(world.runs().isEmpty());
    QVERIFY(world.runner().status().catchUp->waitsForNetwork);
    down = false;
    world.runFor(70s);
    QCOMPARE(world.history(), u"08:10 coalesced; 08:20 coalesced; 08:30 succeeded"_s);
}

void RunnerPolicyTest::aCrashWhileCatchUpIsShownLosesNothing()
{
    RunnerWorld world;
    world.options.catchUpDelay = 10s;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(1min);
    world.suspend(duration_cast<milliseconds>(at(u"08:34"_s) - world.clock.now()));
    QVERIFY(world.runner().status().catchUp.has_value());
    world.crash();
    QVERIFY(world.start());
    QVERIFY(world.runner().status().catchUp.has_value());
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:10 coalesced; 08:20 coalesced; 08:30 succeeded"_s);
}

QTEST_GUILESS_MAIN(RunnerPolicyTest)
#include "RunnerPolicyTest.moc"
