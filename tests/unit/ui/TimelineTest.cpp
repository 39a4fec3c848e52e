#include "tests/support/InventedData.h"
#include "ui/timeline/TimelineFacts.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

TimeView view()
{
    return {inventedNow(), calendar::TimeZone::utc()};
}

/// A machine with schedules of a daily time each, whose runs took an hour.
Changes worldWith(const QStringList& times)
{
    Changes world;
    Machine machine;
    machine.key = {AccountId{u"a"_s}, MachineId{u"m"_s}};
    machine.name = u"web"_s;
    world.machines = {machine};
    for (const QString& time : times) {
        Schedule schedule;
        schedule.id = ScheduleId{time};
        schedule.name = time;
        schedule.machine = machine.key;
        schedule.when = QStringList{time};
        schedule.zone = u"UTC"_s;
        world.schedules.append(schedule);
        Run run;
        run.id = RunId{u"run "_s + time};
        run.schedule = schedule.id;
        run.machine = machine.key;
        run.state = RunState::Closed;
        run.outcome = Outcome::Succeeded;
        run.startedAt = run.scheduledAt = inventedNow() - hours(30);
        run.endedAt = *run.startedAt + hours(1);
        world.runs.append(run);
    }
    return world;
}

TimelineLane laneOf(const Changes& world, hours back = hours(6), hours ahead = hours(24))
{
    EngineState state;
    state.apply(world);
    const auto lanes = timelineLanes(state, Scope(), inventedNow() - back, inventedNow() + ahead, view());
    return lanes.isEmpty() ? TimelineLane() : lanes.first();
}

} // namespace

class TimelineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMachineHasALane();
    void whatIsDueIsThere();
    void whatIsHeldIsNot();
    void runsThatMeet_data();
    void runsThatMeet();
    void manyAreBounded();
    void awakeSpansJoin();
    void clocksChangeTwiceAYear();
};

void TimelineTest::everyMachineHasALane()
{
    EngineState state;
    state.apply(inventedWorld());
    const auto lanes =
        timelineLanes(state, Scope(), inventedNow() - hours(24), inventedNow() + hours(24), view());
    QCOMPARE(lanes.size(), state.machines().size());
    Scope one;
    one.machine = state.machines().first().key;
    QCOMPARE(timelineLanes(state, one, inventedNow(), inventedNow() + hours(1), view()).size(), 1);
    for (const TimelineLane& lane : lanes) {
        for (const TimelineMark& mark : lane.marks) {
            QVERIFY(mark.due ? mark.from > inventedNow() : mark.until <= inventedNow());
            QVERIFY(!mark.text.isEmpty());
        }
    }
}

void TimelineTest::whatIsDueIsThere()
{
    const TimelineLane lane = laneOf(worldWith({u"14:00"_s}));
    QCOMPARE(lane.marks.size(), 1);
    QVERIFY(lane.marks.first().due);
    QVERIFY(lane.marks.first().from == inventedNow() + hours(2));
    // The run of thirty hours ago is there once one looks so far back.
    QCOMPARE(laneOf(worldWith({u"14:00"_s}), hours(40)).marks.size(), 2);
}

void TimelineTest::whatIsHeldIsNot()
{
    Changes world = worldWith({u"14:00"_s});
    world.schedules[0].enabled = false;
    QVERIFY(laneOf(world).marks.isEmpty());
    world.schedules[0].enabled = true;
    world.schedules[0].pause = Pause{inventedNow(), inventedNow() + hours(3), {}};
    QVERIFY(laneOf(world).marks.isEmpty());
    world.schedules[0].pause.reset();
    world.schedules[0].policy.excludedDates = QStringList{u"2026-11-22"_s};
    QVERIFY(laneOf(world).marks.isEmpty());
    world.schedules[0].policy.excludedDates.clear();
    world.schedules[0].policy.until = inventedNow() + hours(1);
    QVERIFY(laneOf(world).marks.isEmpty());
}

void TimelineTest::runsThatMeet_data()
{
    QTest::addColumn<QStringList>("times");
    QTest::addColumn<int>("clashes");
    QTest::newRow("half an hour apart") << QStringList{u"14:00"_s, u"14:30"_s} << 1;
    QTest::newRow("at once") << QStringList{u"14:00"_s, u"14:00:00"_s} << 1;
    QTest::newRow("an hour apart") << QStringList{u"14:00"_s, u"15:00"_s} << 0;
    QTest::newRow("two pairs") << QStringList{u"14,18:00"_s, u"14,18:30"_s} << 2;
    QTest::newRow("alone") << QStringList{u"14..18:00"_s} << 0;
}

void TimelineTest::runsThatMeet()
{
    QFETCH(QStringList, times);
    QFETCH(int, clashes);
    Changes world = worldWith(times);
    const TimelineLane lane = laneOf(world);
    QCOMPARE(lane.clashes.size(), clashes);
    QCOMPARE(lane.clashText.isEmpty(), clashes == 0);
    // What may run beside others does not meet them.
    for (Schedule& schedule : world.schedules)
        schedule.policy.parallelOnMachine = true;
    QVERIFY(laneOf(world).clashes.isEmpty());
}

void TimelineTest::manyAreBounded()
{
    const TimelineLane lane = laneOf(worldWith({u"*:*:*"_s}));
    QCOMPARE(lane.marks.size(), static_cast<qsizetype>(kMostDue));
    QVERIFY(lane.moreFrom.has_value());
    QVERIFY(!laneOf(worldWith({u"*:00:00"_s})).moreFrom.has_value());
}

void TimelineTest::awakeSpansJoin()
{
    Changes world = worldWith({u"14:00"_s, u"15:00"_s, u"16:00"_s});
    const auto awake = [&](int run, hours from, milliseconds length) {
        world.runs[run].steps = {{RunState::Waking, inventedNow() - from, {}}};
        world.runs[run].awake = length;
    };
    awake(0, hours(5), hours(1));
    awake(1, hours(4), minutes(30));
    awake(2, hours(2), minutes(5));
    const auto spans = laneOf(world).awake;
    QCOMPARE(spans.size(), 2);
    QCOMPARE(spans[0], TimelineLane::Span(inventedNow() - hours(5), inventedNow() - minutes(210)));
    QCOMPARE(spans[1], TimelineLane::Span(inventedNow() - hours(2), inventedNow() - minutes(115)));

    // What holds it now has not ended.
    MachineLease lease;
    lease.machine = world.machines[0].key;
    lease.since = inventedNow() - minutes(118);
    world.leases = {lease};
    QCOMPARE(laneOf(world).awake.last(), TimelineLane::Span(inventedNow() - hours(2), inventedNow()));
}

void TimelineTest::clocksChangeTwiceAYear()
{
    const auto berlin = calendar::TimeZone::load("Europe/Berlin").value_or(calendar::TimeZone::utc());
    const auto changes = clockChanges(berlin, inventedNow(), inventedNow() + days(365));
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes[0].by, seconds(3600));
    QCOMPARE(changes[1].by, seconds(-3600));
    QVERIFY(clockChanges(calendar::TimeZone::utc(), inventedNow(), inventedNow() + days(365)).isEmpty());
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "TimelineTest.moc"
