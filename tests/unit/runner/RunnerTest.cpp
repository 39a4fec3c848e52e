#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/runner/FiringId.h"
#include "core/runner/NewRun.h"
#include "core/runner/RunReasons.h"
#include "tests/support/RunnerWorld.h"

#include <QSignalSpy>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// A whole runner over simulated days. The clock starts on Monday 2026-03-02 at 08:00 UTC.
class RunnerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDay();
    void putsTheMachineBack();
    void leavesAnAwakeMachineAwake();
    void neverEarly();
    void overlapSkips();
    void queueOneWaitsItsTurn();
    void twoSchedulesOneSleep();
    void suspendRunsTheLatestOnce();
    void clockBackFiresNothingTwice();
    void pauseAndResume();
    void pauseEndsByItself();
    void runNowTakesNoSlot();
    void runNowIsRefusedWhileTheDiskFails();
    void manualRowOfAnotherProgram();
    void editByAnotherProgram();
    void removalEndsWhatHasNotStarted();
    void cancelsARun();
    void settleOnlyFinishes();
    void journalsBeforeItSends();
    void goesOnAfterACrash();
    void recoversRunsBeforeNewOnes();
    void sleepsAfterARestart();
    void waitsForTheDiskAtStart();
    void firesNothingWhileTheDiskFails();
    void statusTellsTheNextFiring();
};

void RunnerTest::aDay()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    world.addSchedule(u"09:05"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(24h + 1min);
    QCOMPARE(world.runs().size(), 144 + 1);
    for (const Run& run : world.runs())
        QCOMPARE(toWord(run.outcome), u"succeeded"_s);
    QCOMPARE(world.cloud.jobs().size(), size_t(145));
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, 145);
    QVERIFY(world.otherConnection().leases()->isEmpty());
}

void RunnerTest::putsTheMachineBack()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(10min + 1500ms);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Running);
    const auto leases = world.otherConnection().leases();
    QCOMPARE(leases->size(), 1);
    QVERIFY(leases->constFirst().wokenByUs);
    world.runFor(5s);
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QVERIFY(world.otherConnection().leases()->isEmpty());
    const Run run = world.runs().constFirst();
    QCOMPARE(run.priorPhase, std::optional(MachinePhase::Sleeping));
    QVERIFY(run.awake.value() > 3s && run.awake.value() < 4s);
    QCOMPARE(world.otherConnection().output(run.id)->stdoutText, QByteArray("output of wexec-0"));
}

void RunnerTest::leavesAnAwakeMachineAwake()
{
    RunnerWorld world;
    world.cloud.addMachine(u"dm-1"_s, MachinePhase::Running);
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(1h);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Running);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 0);
    QVERIFY(!world.runs().constFirst().awake.has_value());
}

void RunnerTest::neverEarly()
{
    RunnerWorld world;
    world.addSchedule(u"*:*:0/7.25"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{10ms, 10ms, 0, false}; };
    world.cloud.addMachine(u"dm-1"_s, MachinePhase::Running);
    QVERIFY(world.start());
    world.runFor(10min);
    QVERIFY(world.cloud.jobs().size() > 60);
    for (const FakeCloud::Job& job : world.cloud.jobs()) {
        const auto scheduledAt = fromRfc3339(job.env.value(u"REVEILLE_SCHEDULED_AT"_s));
        QVERIFY(scheduledAt.has_value() && *job.told.createdAt >= *scheduledAt);
    }
}

void RunnerTest::overlapSkips()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) { schedule.timeout = 1h; });
    world.cloud.fate = [] { return FakeFate{200ms, 25min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(36min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 skipped-overlap; 08:30 skipped-overlap"_s);
}

void RunnerTest::queueOneWaitsItsTurn()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.overlap = OverlapPolicy::QueueOne;
        schedule.policy.startDeadline = 1h;
        schedule.timeout = 1h;
    });
    world.cloud.fate = [] { return FakeFate{200ms, 25min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(38min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 open:running; 08:30 skipped-overlap"_s);
    const auto& jobs = world.cloud.jobs();
    QCOMPARE(jobs.size(), size_t(2));
    QVERIFY(*jobs[1].told.startedAt >= *jobs[0].told.completedAt);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 0);
}

void RunnerTest::twoSchedulesOneSleep()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(11min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:10 succeeded"_s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, 1);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 1);
    QVERIFY(*world.cloud.jobs()[1].told.createdAt >= *world.cloud.jobs()[0].told.completedAt);
}

void RunnerTest::suspendRunsTheLatestOnce()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/30"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(5min);
    world.suspend(3h);
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:30 coalesced; 09:00 coalesced; 09:30 coalesced; 10:00 coalesced; "
                              "10:30 coalesced; 11:00 succeeded"_s);
    QCOMPARE(world.cloud.jobs().size(), size_t(1));
    world.runFor(30min);
    QCOMPARE(world.cloud.jobs().size(), size_t(2));
}

void RunnerTest::clockBackFiresNothingTwice()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(31min);
    QCOMPARE(world.cloud.jobs().size(), size_t(3));
    world.setClock(world.clock.now() - 25min);
    world.runFor(10min);
    world.crash();
    QVERIFY(world.start());
    world.runFor(14min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s);
    world.runFor(11min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded; 08:40 succeeded"_s);
    QCOMPARE(world.cloud.jobs().size(), size_t(4));
}

void RunnerTest::pauseAndResume()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(15min);
    QVERIFY(world.runner().setPause(Pause{world.clock.now(), std::nullopt, {}}).has_value());
    QCOMPARE(world.runner().status().state, RunnerState::Paused);
    world.runFor(20min);
    QVERIFY(world.runner().setPause(std::nullopt).has_value());
    QCOMPARE(world.runner().status().state, RunnerState::On);
    world.runFor(6min);
    QCOMPARE(world.history(),
             u"08:10 succeeded; 08:20 skipped-paused; 08:30 skipped-paused; 08:40 succeeded"_s);
}

void RunnerTest::pauseEndsByItself()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(5min);
    QVERIFY(world.runner().setPause(Pause{world.clock.now(), world.clock.now() + 12min, {}}).has_value());
    world.crash();
    world.clock.advance(6min);
    QVERIFY(world.start());
    world.runFor(10min);
    QCOMPARE(world.history(), u"08:10 skipped-paused; 08:20 succeeded"_s);
    QCOMPARE(world.runner().status().state, RunnerState::On);
    QVERIFY(!world.otherConnection().pause()->has_value());
}

void RunnerTest::runNowTakesNoSlot()
{
    RunnerWorld world;
    const Schedule schedule = world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 30s, 0, false}; };
    QVERIFY(world.start());
    world.runFor(9min + 50s);
    const auto run = world.runner().runNow(schedule.id);
    QVERIFY(run.has_value());
    QCOMPARE(world.otherConnection().run(run->id.value)->kind, RunKind::Manual);
    world.runFor(2min);
    QCOMPARE(world.history(), u"manual succeeded; 08:10 succeeded"_s);
    QVERIFY(*world.cloud.jobs()[1].told.createdAt >= *world.cloud.jobs()[0].told.completedAt);
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, 1);
    QCOMPARE(world.runner().runNow(ScheduleId{u"nothing"_s}).error().code, ErrorCode::NotFound);
}

void RunnerTest::runNowIsRefusedWhileTheDiskFails()
{
    RunnerWorld world;
    const Schedule schedule = world.addSchedule(u"20:00"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(1s);
    world.breakDisk(true);
    QVERIFY(!world.runner().runNow(schedule.id).has_value());
    QVERIFY(!world.runner().runNow(schedule.id).has_value());
    world.breakDisk(false);
    world.runFor(1min);
    // The person was told that it did not start: then it does not start later either.
    QCOMPARE(world.cloud.jobs().size(), size_t(0));
    QCOMPARE(world.history(), u"manual cancelled"_s);
    QVERIFY(world.runner().runNow(schedule.id).has_value());
    world.runFor(1min);
    QCOMPARE(world.cloud.jobs().size(), size_t(1));
}

void RunnerTest::manualRowOfAnotherProgram()
{
    RunnerWorld world;
    const Schedule schedule = world.addSchedule(u"20:00"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(1s);
    JournalBatch batch;
    batch.runs = {manualRun(schedule, world.clock.now())};
    QVERIFY(world.otherConnection().commit(batch).has_value());
    QVERIFY(world.runner().reload().has_value());
    QVERIFY(world.runner().reload().has_value());
    world.runFor(1min);
    QCOMPARE(world.history(), u"manual succeeded"_s);
    QCOMPARE(world.cloud.jobs().size(), size_t(1));
}

void RunnerTest::editByAnotherProgram()
{
    RunnerWorld world;
    Schedule schedule = world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(15min);
    schedule.when = QStringList{u"*:0/4"_s};
    schedule.effectiveFrom = world.clock.now();
    QVERIFY(world.otherConnection().saveSchedule(schedule).has_value());
    world.addSchedule(u"08:18"_s, u"dm-1"_s);
    QVERIFY(world.runner().reload().has_value());
    world.runFor(6min);
    schedule.enabled = false;
    schedule.effectiveFrom = world.clock.now();
    QVERIFY(world.otherConnection().saveSchedule(schedule).has_value());
    QVERIFY(world.runner().reload().has_value());
    world.runFor(1h);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:16 succeeded; 08:18 succeeded; 08:20 succeeded"_s);
}

void RunnerTest::removalEndsWhatHasNotStarted()
{
    RunnerWorld world;
    const Schedule running = world.addSchedule(u"08:10"_s, u"dm-1"_s);
    const Schedule waiting = world.addSchedule(u"08:10:01"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 2min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(11min);
    QVERIFY(world.otherConnection().removeSchedule(running.id).has_value());
    QVERIFY(world.otherConnection().removeSchedule(waiting.id).has_value());
    QVERIFY(world.runner().reload().has_value());
    world.runFor(5min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:10 cancelled"_s);
    QCOMPARE(world.runs().constLast().reason, QString::fromLatin1(reason::kScheduleRemoved));
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
}

void RunnerTest::cancelsARun()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 10min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(11min);
    const RunId id = world.runs().constFirst().id;
    QVERIFY(world.runner().cancelRun(id).has_value());
    world.runFor(5s);
    QCOMPARE(world.history(), u"08:10 cancelled"_s);
    QCOMPARE(world.cloud.jobs()[0].told.status, ExecutionStatus::Cancelled);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QCOMPARE(world.runner().cancelRun(id).error().code, ErrorCode::NotFound);
}

void RunnerTest::settleOnlyFinishes()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 1min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(10min + 10s);
    world.crash();
    QVERIFY(world.start(Runner::Scope::Settle));
    world.runFor(30min);
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QCOMPARE(world.runner().openRuns(), 0);
}

void RunnerTest::journalsBeforeItSends()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    QVector<Run> onDisk;
    QByteArray sent;
    world.cloud.onStart = [&](const QString&, const QByteArray& body) {
        onDisk = world.otherConnection().openRuns().value();
        sent = body;
    };
    QVERIFY(world.start());
    world.runFor(11min);
    QCOMPARE(onDisk.size(), 1);
    const Run& run = onDisk.constFirst();
    QCOMPARE(run.state, RunState::Submitting);
    QCOMPARE(run.idempotencyKey, idempotencyKeyOf(run.firingId, 1));
    QCOMPARE(run.requestBody, sent);
    QVERIFY(!sent.isEmpty());
}

void RunnerTest::goesOnAfterACrash()
{
    // At each tenth of a second of a run's life.
    for (milliseconds at = 10min; at < 10min + 6s; at += 100ms) {
        RunnerWorld world;
        world.addSchedule(u"08:10"_s, u"dm-1"_s);
        QVERIFY(world.start());
        world.runFor(at);
        world.crash();
        world.runFor(7s);
        QVERIFY(world.start());
        world.runFor(1min);
        QCOMPARE(world.history(), u"08:10 succeeded"_s);
        QCOMPARE(world.cloud.jobs().size(), size_t(1));
        QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
        QVERIFY(world.otherConnection().leases()->isEmpty());
    }
}

/// A run that had its turn keeps it, also before one whose time was earlier.
void RunnerTest::recoversRunsBeforeNewOnes()
{
    RunnerWorld world;
    const Schedule schedule = world.addSchedule(u"08:10"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 2min, 0, false}; };
    QVERIFY(world.start());
    world.runFor(11min);
    world.crash();
    JournalBatch batch;
    Run earlier = manualRun(schedule, world.clock.now() - 5min);
    batch.runs = {earlier};
    QVERIFY(world.otherConnection().commit(batch).has_value());
    QVERIFY(world.start());
    world.runFor(10min);
    QCOMPARE(world.cloud.jobs().size(), size_t(2));
    QVERIFY(*world.cloud.jobs()[1].told.createdAt >= *world.cloud.jobs()[0].told.completedAt);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
}

void RunnerTest::sleepsAfterARestart()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.fault = [](const char* call) {
        return qstrcmp(call, "sleep") == 0 ? FakeFault{FakeFault::Kind::Refused, ErrorCode::ServerError}
                                           : FakeFault{};
    };
    world.crash();
    QVERIFY(world.start());
    world.runFor(11min);
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Running);
    QVERIFY(world.otherConnection().leases()->constFirst().sleepOwedSince.has_value());
    world.crash();
    world.fault = {};
    QVERIFY(world.start());
    world.runFor(5s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QVERIFY(world.otherConnection().leases()->isEmpty());
}

void RunnerTest::waitsForTheDiskAtStart()
{
    RunnerWorld world;
    world.addSchedule(u"08:10"_s, u"dm-1"_s);
    world.cloud.fate = [] { return FakeFate{200ms, 20s, 0, false}; };
    QVERIFY(world.start());
    world.runFor(10min + 5s);
    world.crash();
    // The new decision cannot be written, so nothing is acted upon: not the sleep of the old lease either.
    world.clock.advance(10s);
    world.addSchedule(u"08:10:20"_s, u"dm-1"_s);
    world.clock.advance(1min);
    world.breakNextStart = true;
    QVERIFY(world.start());
    world.runFor(10s);
    QCOMPARE(world.runner().status().state, RunnerState::Stopped);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 0);
    world.breakDisk(false);
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:10 succeeded"_s);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
}

void RunnerTest::firesNothingWhileTheDiskFails()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runFor(5min);
    world.breakDisk(true);
    world.runFor(20min);
    QCOMPARE(world.cloud.jobs().size(), size_t(0));
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, 0);
    QCOMPARE(world.runner().status().state, RunnerState::Stopped);
    QVERIFY(world.runner().status().error.has_value());
    world.breakDisk(false);
    world.runFor(6min);
    QCOMPARE(world.runner().status().state, RunnerState::On);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    // 08:10 was decided before the disk was known to fail; 08:20 waited for it; 08:30 is on time.
    QCOMPARE(world.cloud.jobs().size(), size_t(2));
    QCOMPARE(world.runs().size(), 3);
}

void RunnerTest::statusTellsTheNextFiring()
{
    RunnerWorld world;
    world.addSchedule(u"20:00"_s, u"dm-1"_s);
    const Schedule first = world.addSchedule(u"09:00"_s, u"dm-1"_s);
    QVERIFY(world.start());
    QCOMPARE(toRfc3339(world.runner().status().nextAt.value()), u"2026-03-02T09:00:00Z"_s);
    QCOMPARE(world.runner().status().nextSchedule, first.id);
    QSignalSpy closed(&world.runner(), &Runner::runClosed);
    QSignalSpy changed(&world.runner(), &Runner::runsChanged);
    world.runFor(61min);
    QCOMPARE(closed.size(), 1);
    QVERIFY(changed.size() >= 6);
    QCOMPARE(toRfc3339(world.runner().status().nextAt.value()), u"2026-03-02T20:00:00Z"_s);
}

QTEST_GUILESS_MAIN(RunnerTest)
#include "RunnerTest.moc"
