#include "core/runner/LeaseBook.h"
#include "tests/support/RunnerWorld.h"

#include <algorithm>

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::RunnerWorld;

namespace {

const calendar::Instant kNow{};
const MachineKey kMachine{AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};

MachineUse use(const QString& schedule, int ownAtOnce, bool besideOthers)
{
    MachineUse made;
    made.schedule.value = schedule;
    made.ownAtOnce = ownAtOnce;
    made.besideOthers = besideOthers;
    return made;
}

RunId run(int number)
{
    return RunId{u"run-%1"_s.arg(number)};
}

int mostAtOnce(const QVector<Run>& runs)
{
    int most = 0;
    for (const Run& one : runs) {
        const auto beside = std::ranges::count_if(runs, [&](const Run& other) {
            return one.startedAt && other.startedAt && *other.startedAt <= *one.startedAt &&
                   (!other.endedAt || *other.endedAt > *one.startedAt);
        });
        most = std::max(most, static_cast<int>(beside));
    }
    return most;
}

} // namespace

/// Who may use a machine beside whom, how many may be at work, and what becomes of the machine afterwards.
class SharedMachineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serialUnlessAllAllowIt();
    void ownRunsUpToTheirLimit();
    void backfillsLetOthersGoFirst();
    void allowedOverlapsRunTogether();
    void parallelSchedulesRunTogether();
    void noMoreThanTheLimitAreAtWork();
    void sleepAfter_data();
    void sleepAfter();
};

void SharedMachineTest::serialUnlessAllAllowIt()
{
    using Turn = LeaseBook::Turn;
    LeaseBook book;
    QCOMPARE(book.acquire(run(1), kMachine, false, kNow, use(u"a"_s, 1, true)), Turn::Granted);
    QCOMPARE(book.acquire(run(2), kMachine, false, kNow, use(u"b"_s, 1, true)), Turn::Granted);
    QCOMPARE(book.acquire(run(3), kMachine, false, kNow, use(u"c"_s, 1, false)), Turn::Queued);
    // Nobody overtakes the one that must be alone.
    QCOMPARE(book.acquire(run(4), kMachine, false, kNow, use(u"d"_s, 1, true)), Turn::Queued);
    QVERIFY(book.release(run(1), kMachine, kNow).granted.isEmpty());
    QCOMPARE(book.release(run(2), kMachine, kNow).granted, QVector<RunId>{run(3)});
    QCOMPARE(book.release(run(3), kMachine, kNow).granted, QVector<RunId>{run(4)});
}

void SharedMachineTest::ownRunsUpToTheirLimit()
{
    using Turn = LeaseBook::Turn;
    LeaseBook book;
    const MachineUse two = use(u"a"_s, 2, false);
    QCOMPARE(book.acquire(run(1), kMachine, false, kNow, two), Turn::Granted);
    QCOMPARE(book.acquire(run(2), kMachine, false, kNow, two), Turn::Granted);
    QCOMPARE(book.acquire(run(3), kMachine, false, kNow, two), Turn::Queued);
    QCOMPARE(book.release(run(1), kMachine, kNow).granted, QVector<RunId>{run(3)});
}

void SharedMachineTest::backfillsLetOthersGoFirst()
{
    using Turn = LeaseBook::Turn;
    LeaseBook book;
    MachineUse backfill = use(u"a"_s, 1, false);
    backfill.yields = true;
    QCOMPARE(book.acquire(run(1), kMachine, false, kNow, backfill), Turn::Granted);
    QCOMPARE(book.acquire(run(2), kMachine, false, kNow, backfill), Turn::Queued);
    QCOMPARE(book.acquire(run(3), kMachine, false, kNow, use(u"a"_s, 1, false)), Turn::Queued);
    QCOMPARE(book.release(run(1), kMachine, kNow).granted, QVector<RunId>{run(3)});
    QCOMPARE(book.release(run(3), kMachine, kNow).granted, QVector<RunId>{run(2)});
}

void SharedMachineTest::allowedOverlapsRunTogether()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.runs = 25min}; };
    world.addSchedule(u"*:0/10"_s, u"dm-1"_s, [](Schedule& schedule) {
        schedule.policy.overlap = OverlapPolicy::Allow;
        schedule.policy.overlapLimit = 2;
        schedule.timeout = 1h;
    });
    QVERIFY(world.start());
    world.runFor(55min);
    QCOMPARE(mostAtOnce(world.runs()), 2);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 0);
    QCOMPARE(world.cloud.sleptWhileBusy, 0);
}

void SharedMachineTest::parallelSchedulesRunTogether()
{
    RunnerWorld world;
    world.cloud.fate = [] { return test::FakeFate{.runs = 5min}; };
    for (int i = 0; i < 3; ++i) {
        world.addSchedule(u"08:10"_s, u"dm-1"_s,
                          [](Schedule& schedule) { schedule.policy.parallelOnMachine = true; });
    }
    QVERIFY(world.start());
    world.runFor(30min);
    QCOMPARE(world.history(), u"08:10 succeeded; 08:10 succeeded; 08:10 succeeded"_s);
    QCOMPARE(mostAtOnce(world.runs()), 3);
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, 1);
    QCOMPARE(world.cloud.host(u"dm-1"_s).sleeps, 1);
    QCOMPARE(world.cloud.sleptWhileBusy, 0);
}

void SharedMachineTest::noMoreThanTheLimitAreAtWork()
{
    RunnerWorld world;
    world.options.parallelRuns = 2;
    world.cloud.fate = [] { return test::FakeFate{.runs = 1min}; };
    for (int i = 2; i <= 6; ++i) {
        const QString machine = u"dm-%1"_s.arg(i);
        world.cloud.addMachine(machine);
        world.addSchedule(u"08:10"_s, machine);
    }
    QVERIFY(world.start());
    world.runFor(30min);
    const auto runs = world.runs();
    QCOMPARE(runs.size(), 5);
    QVERIFY(std::ranges::all_of(runs, [](const Run& one) { return one.outcome == Outcome::Succeeded; }));
    QCOMPARE(mostAtOnce(runs), 2);
}

void SharedMachineTest::sleepAfter_data()
{
    QTest::addColumn<int>("policy");
    QTest::addColumn<bool>("awakeBefore");
    QTest::addColumn<int>("sleeps");
    QTest::newRow("restore a sleeping one") << int(SleepAfter::Restore) << false << 1;
    QTest::newRow("restore one that was awake") << int(SleepAfter::Restore) << true << 0;
    QTest::newRow("always, a sleeping one") << int(SleepAfter::Always) << false << 1;
    QTest::newRow("always, one that was awake") << int(SleepAfter::Always) << true << 1;
    QTest::newRow("never, a sleeping one") << int(SleepAfter::Never) << false << 0;
    QTest::newRow("never, one that was awake") << int(SleepAfter::Never) << true << 0;
}

void SharedMachineTest::sleepAfter()
{
    QFETCH(const int, policy);
    QFETCH(const bool, awakeBefore);
    RunnerWorld world;
    world.cloud.addMachine(u"dm-2"_s, awakeBefore ? MachinePhase::Running : MachinePhase::Sleeping);
    world.addSchedule(u"08:10"_s, u"dm-2"_s, [policy](Schedule& schedule) {
        schedule.policy.sleepAfter = static_cast<SleepAfter>(policy);
    });
    QVERIFY(world.start());
    world.runFor(20min);
    QCOMPARE(world.history(), u"08:10 succeeded"_s);
    QTEST(world.cloud.host(u"dm-2"_s).sleeps, "sleeps");
    QVERIFY(world.otherConnection().leases()->isEmpty());
    // A restart owes nothing either.
    world.quit();
    QVERIFY(world.start());
    world.runFor(5min);
    QTEST(world.cloud.host(u"dm-2"_s).sleeps, "sleeps");
}

QTEST_GUILESS_MAIN(SharedMachineTest)
#include "SharedMachineTest.moc"
