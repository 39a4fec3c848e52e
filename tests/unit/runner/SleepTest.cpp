#include "core/model/TimeText.h"
#include "tests/support/RunnerWorld.h"

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
    return fromRfc3339(u"2026-03-02T%1Z"_s.arg(clock)).value();
}

} // namespace

/// The computer says that it is going to sleep, and that it is back.
class SleepTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingNewIsStartedBeforeASleep();
    void whatIsOpenGoesOn();
    void whatWaitsForItsTurnKeepsWaiting();
    void whatWasMissedIsSaidAtOnce();
    void aSleepThatDoesNotComeHoldsNothingForLong();
    void anEndThatNobodyTellsIsNoticed();
    void aSleepThatSomebodyElseOwesIsTaken();
};

void SleepTest::nothingNewIsStartedBeforeASleep()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:09:55"_s));
    world.runner().sleepComes();
    world.runUntil(at(u"08:10:30"_s));
    QVERIFY(world.runs().isEmpty());
    world.runner().awake();
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
}

void SleepTest::whatIsOpenGoesOn()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.runs = 20s}; };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:10:05"_s));
    QCOMPARE(world.runner().openRuns(), 1);
    world.runner().sleepComes();
    world.runUntil(at(u"08:10:50"_s));
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
}

void SleepTest::whatWaitsForItsTurnKeepsWaiting()
{
    RunnerWorld world;
    world.options.parallelRuns = 1;
    world.cloud.addMachine(u"dm-2"_s);
    world.cloud.fate = [] { return test::FakeFate{.runs = 10s}; };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    world.addSchedule(u"*:0/10"_s, u"dm-2"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:10:02"_s));
    world.runner().sleepComes();
    world.runUntil(at(u"08:10:40"_s));
    QCOMPARE(world.cloud.jobs().size(), 1U);
    QCOMPARE(world.runner().openRuns(), 1);
    world.runner().awake();
    world.runFor(1min);
    QCOMPARE(world.cloud.jobs().size(), 2U);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:10 succeeded"_s);
}

void SleepTest::whatWasMissedIsSaidAtOnce()
{
    RunnerWorld world;
    world.options.catchUpDelay = 10s;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:05:00"_s));
    world.runner().sleepComes();
    world.clock.advanceTo(at(u"08:34:00"_s));
    // The bus may be quicker than the alarm.
    world.runner().awake();
    QVERIFY(world.runner().status().catchUp.has_value());
    QCOMPARE(world.runner().status().catchUp->missed(), 3);
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:10 coalesced; 08:20 coalesced; 08:30 succeeded"_s);
}

void SleepTest::aSleepThatDoesNotComeHoldsNothingForLong()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:09:55"_s));
    world.runner().sleepComes();
    world.runUntil(at(u"08:11:30"_s));
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
}

void SleepTest::anEndThatNobodyTellsIsNoticed()
{
    RunnerWorld world;
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s);
    QVERIFY(world.start());
    world.runUntil(at(u"08:09:55"_s));
    world.runner().sleepComes();
    world.suspend(15min);
    world.runFor(1min);
    QCOMPARE(world.history(), u"08:10 coalesced; 08:20 succeeded"_s);
    world.runUntil(at(u"08:31:00"_s));
    QCOMPARE(world.runs().constLast().scheduledAt, at(u"08:30:00"_s));
}

void SleepTest::aSleepThatSomebodyElseOwesIsTaken()
{
    RunnerWorld world;
    world.cloud.addMachine(u"dm-2"_s, MachinePhase::Running);
    world.cloud.addMachine(u"dm-3"_s, MachinePhase::Running);
    QVERIFY(world.start());
    const AccountId account = world.addSchedule(u"2099-01-01"_s, u"dm-1"_s).machine.account;
    MachineLease owed;
    owed.machine = {account, MachineId{u"dm-2"_s}};
    owed.priorPhase = MachinePhase::Sleeping;
    owed.wokenByUs = true;
    owed.since = world.clock.now();
    MachineLease inUse = owed; // by somebody who is still at it
    inUse.machine.machine.value = u"dm-3"_s;
    owed.sleepOwedSince = world.clock.now();
    JournalBatch batch;
    batch.leases = {owed, inUse};
    QVERIFY(world.otherConnection().commit(batch).has_value());
    world.runner().takeOwedSleeps();
    world.runFor(1min);
    QCOMPARE(world.cloud.host(u"dm-2"_s).phase, MachinePhase::Sleeping);
    QCOMPARE(world.cloud.host(u"dm-3"_s).phase, MachinePhase::Running);
}

QTEST_GUILESS_MAIN(SleepTest)
#include "SleepTest.moc"
