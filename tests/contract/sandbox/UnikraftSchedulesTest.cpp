#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QFile>
#include <QTest>

#include "core/model/TimeText.h"

using namespace Qt::StringLiterals;
using namespace std::chrono;
using reveille::SandboxOptions;
using reveille::test::Answer;
using reveille::test::FakeClock;
using reveille::test::UnikraftWorld;

namespace {

QJsonObject schedule(const QString& name, const QString& when, const QString& action,
                     const QJsonArray& args = {})
{
    QJsonObject object{{u"name"_s, name}, {u"when"_s, when}, {u"action"_s, action}};
    if (!args.isEmpty())
        object.insert(u"args"_s, args);
    return object;
}

QJsonObject with(const QJsonArray& schedules)
{
    return {{u"schedules"_s, schedules}};
}

QJsonArray shell(const QString& script)
{
    return {u"/bin/sh"_s, u"-c"_s, script};
}

} // namespace

class UnikraftSchedulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOfficeHoursForFiftyDays();
    void doesNothingWhereThereIsNothingToDo();
    void deletesWhatIsRunning();
    void sparesWhatIsLocked();
    void runsCommandsOnTheInstance();
    void skipsCommandsOnWhatSleeps();
    void wakesForCommandsIfTold();
    void endsCommandsWithTheInstance();
    void ordersWhatIsDueAtOnce();
    void firesOnceAndKeepsTheEntry();
    void passesOverWhatIsLate();
    void passesOverWhatElapsedWhileDown();
    void deletesWhatStopsToBeDeleted();
    void killsAfterAStop();
    void scalesToZeroAfterAScheduledStart();
    void failsWithoutQuota();
    void firesByTheRealClock();
    void runsAheadOfTheClock();

private:
    /// "schedule outcome" of every schedule that fired, oldest first.
    static QStringList fired(UnikraftWorld& world);
};

QStringList UnikraftSchedulesTest::fired(UnikraftWorld& world)
{
    QStringList lines;
    for (const QJsonObject& line : world.fixture().truth(u"schedule_fired"_s))
        lines.append(line.value(u"schedule"_s).toString() + u' ' + line.value(u"outcome"_s).toString());
    return lines;
}

void UnikraftSchedulesTest::keepsOfficeHoursForFiftyDays()
{
    FakeClock clock; // Monday 2026-03-02 08:00
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.create(u"web"_s, with({schedule(u"morning-start"_s, u"Mon..Fri 09:00"_s, u"start"_s),
                                     schedule(u"evening-stop"_s, u"Mon..Fri 18:00"_s, u"stop"_s)}));
    world.pass(hours(2));
    QJsonObject shown = world.instance(uuid);
    QCOMPARE(shown.value(u"state"_s).toString(), u"running"_s);
    QCOMPARE(shown.value(u"started_at"_s).toString(), u"2026-03-02T09:00:00Z"_s);
    QCOMPARE(shown.value(u"schedules"_s).toArray().first().toObject().value(u"next_at"_s).toString(),
             u"2026-03-03T09:00:00Z"_s);
    world.pass(hours(9));
    shown = world.instance(uuid);
    QCOMPARE(UnikraftWorld::item(world.get(u"/v1/instances"_s)), shown);
    QCOMPARE(shown.value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(shown.value(u"stopped_at"_s).toString(), u"2026-03-02T18:00:00Z"_s);
    QCOMPARE(shown.value(u"stop_reason"_s).toInt(), 7);
    QCOMPARE(shown.value(u"uptime_ms"_s).toInteger(), milliseconds(hours(9)).count());

    world.pass(days(49));
    shown = world.instance(uuid);
    // 2026-03-02 to 2026-04-20: 36 working days.
    QCOMPARE(shown.value(u"start_count"_s).toInt(), 36);
    QCOMPARE(UnikraftWorld::item(world.get(u"/v1/instances"_s)), shown);
    QCOMPARE(shown.value(u"uptime_ms"_s).toInteger(), milliseconds(hours(9 * 36)).count());
    const QStringList lines = fired(world);
    QCOMPARE(lines.size(), 72);
    QCOMPARE(lines.count(u"morning-start done"_s), 36);
    QCOMPARE(lines.count(u"evening-stop done"_s), 36);
    const QJsonObject first = world.fixture().truth(u"schedule_fired"_s).first();
    QCOMPARE(first.value(u"due"_s), first.value(u"t"_s));
}

void UnikraftSchedulesTest::doesNothingWhereThereIsNothingToDo()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString up = world.running(u"up"_s, with({schedule(u"start"_s, u"09:00"_s, u"start"_s)}));
    const QString down = world.create(u"down"_s, with({schedule(u"stop"_s, u"10:00"_s, u"stop"_s)}));
    world.pass(hours(3));
    QCOMPARE(fired(world), QStringList({u"start no-op"_s, u"stop no-op"_s}));
    QCOMPARE(world.instance(up).value(u"start_count"_s).toInt(), 1);
    QVERIFY(!world.instance(down).contains(u"stopped_at"_s));
}

void UnikraftSchedulesTest::deletesWhatIsRunning()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.running(u"web"_s, with({schedule(u"cleanup"_s, u"2026-03-02 23:59:00"_s, u"delete"_s),
                                      schedule(u"later"_s, u"23:59:30"_s, u"stop"_s)}));
    world.pass(days(2));
    QCOMPARE(world.instance(uuid).value(u"error"_s).toInt(), 8);
    QCOMPARE(fired(world), QStringList{u"cleanup done"_s});
    QVERIFY(!world.sandbox().unikraftNextDue());
}

void UnikraftSchedulesTest::sparesWhatIsLocked()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, with({schedule(u"cleanup"_s, u"23:59"_s, u"delete"_s)}));
    static_cast<void>(
        world.call("PATCH", u"/v1/instances/"_s + uuid,
                   QJsonObject{{u"prop"_s, u"delete_lock"_s}, {u"op"_s, u"set"_s}, {u"value"_s, true}}));
    world.pass(days(2));
    QCOMPARE(fired(world), QStringList(2, u"cleanup failed: Deletion protection enabled"_s));
    QCOMPARE(world.instance(uuid).value(u"schedules"_s).toArray().size(), 1);
}

void UnikraftSchedulesTest::runsCommandsOnTheInstance()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.running(
        u"web"_s,
        {{u"env"_s, QJsonObject{{u"WHO"_s, u"me"_s}}},
         {u"schedules"_s,
          QJsonArray{schedule(u"report"_s, u"09:00"_s, u"exec"_s, shell(u"echo \"$WHO\" $(ls); : > mark"_s)),
                     schedule(u"ghost"_s, u"11:00"_s, u"exec"_s, {u"no-such-program"_s})}}});
    world.pass(hours(2));
    world.pass(hours(23));
    const auto ends = world.fixture().truth(u"exec_ended"_s);
    QCOMPARE(ends.size(), 3);
    QCOMPARE(ends.at(0).value(u"exit_code"_s).toInt(-1), 0);
    QCOMPARE(ends.at(1).value(u"exit_code"_s).toInt(), 127);
    QCOMPARE(fired(world), QStringList({u"report done"_s, u"ghost done"_s, u"report done"_s}));
    const QJsonObject log = UnikraftWorld::item(world.get(u"/v1/instances/%1/log"_s.arg(uuid)));
    const QByteArray console = QByteArray::fromBase64(log.value(u"output"_s).toString().toLatin1());
    QVERIFY2(console.endsWith("me\nno-such-program: not found\nme mark\n"), console.constData());
}

void UnikraftSchedulesTest::skipsCommandsOnWhatSleeps()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.create(u"web"_s, with({schedule(u"report"_s, u"09:00"_s, u"exec"_s, shell(u"echo hi"_s))}));
    world.pass(hours(2));
    QCOMPARE(fired(world), QStringList{u"report skipped: not running"_s});
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
    QVERIFY(world.fixture().truth(u"exec_started"_s).isEmpty());
}

void UnikraftSchedulesTest::wakesForCommandsIfTold()
{
    FakeClock clock;
    SandboxOptions options = UnikraftWorld::defaults();
    options.unikraft.execWakes = true;
    UnikraftWorld world(options, &clock);
    const QString uuid =
        world.create(u"web"_s, with({schedule(u"report"_s, u"09:00"_s, u"exec"_s, shell(u"echo hi"_s))}));
    world.pass(hours(2));
    QCOMPARE(world.stateOf(uuid), u"running"_s);
    QCOMPARE(world.fixture().truth(u"exec_ended"_s).size(), 1);
}

void UnikraftSchedulesTest::endsCommandsWithTheInstance()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.running(u"web"_s, with({schedule(u"long"_s, u"09:00"_s, u"exec"_s, shell(u"sleep 600"_s))}));
    clock.advance(hours(1));
    world.sandbox().lookAtClock();
    QCOMPARE(world.fixture().truth(u"exec_started"_s).size(), 1);
    QVERIFY(!world.sandbox().isSettled());
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid)));
    QTRY_VERIFY(world.sandbox().isSettled());
    QCOMPARE(world.fixture().truth(u"exec_ended"_s).first().value(u"error"_s).toString(),
             u"the instance was stopped"_s);
}

void UnikraftSchedulesTest::ordersWhatIsDueAtOnce()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    static_cast<void>(world.running(u"web"_s, with({schedule(u"d"_s, u"09:00"_s, u"stop"_s),
                                                    schedule(u"c"_s, u"09:00"_s, u"checkpoint"_s),
                                                    schedule(u"b"_s, u"09:00"_s, u"exec"_s, {u"true"_s}),
                                                    schedule(u"a"_s, u"09:00"_s, u"start"_s)})));
    world.pass(hours(2));
    QCOMPARE(fired(world), QStringList({u"a no-op"_s, u"b done"_s, u"c done"_s, u"d done"_s}));
}

void UnikraftSchedulesTest::firesOnceAndKeepsTheEntry()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.create(u"web"_s, with({schedule(u"once"_s, u"2026-03-02 09:00:00"_s, u"start"_s)}));
    world.pass(days(3));
    QCOMPARE(fired(world), QStringList{u"once done"_s});
    const QJsonObject entry = world.instance(uuid).value(u"schedules"_s).toArray().first().toObject();
    QCOMPARE(entry, schedule(u"once"_s, u"2026-03-02 09:00:00"_s, u"start"_s));
}

void UnikraftSchedulesTest::passesOverWhatIsLate()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, with({schedule(u"start"_s, u"09:00"_s, u"start"_s)}));
    QCOMPARE(UnikraftWorld::item(world.get(u"/v1/instances"_s)), world.instance(uuid));
    // The computer slept.
    clock.advance(hours(2));
    world.sandbox().lookAtClock();
    QVERIFY(fired(world).isEmpty());
    QCOMPARE(world.fixture().truth(u"schedule_missed"_s).size(), 1);
    // The list, too, knows of the next occurrence.
    QCOMPARE(UnikraftWorld::item(world.get(u"/v1/instances"_s)), world.instance(uuid));
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
    world.pass(days(1));
    QCOMPARE(fired(world), QStringList{u"start done"_s});
}

void UnikraftSchedulesTest::passesOverWhatElapsedWhileDown()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, with({schedule(u"start"_s, u"09:00"_s, u"start"_s)}));
    clock.advance(hours(30));
    world.restart();
    world.sandbox().lookAtClock();
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
    QCOMPARE(world.sandbox().unikraftNextDue().value(), *reveille::fromRfc3339(u"2026-03-04T09:00:00Z"));
    world.pass(days(1));
    QCOMPARE(fired(world), QStringList{u"start done"_s});
}

void UnikraftSchedulesTest::deletesWhatStopsToBeDeleted()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid =
        world.running(u"web"_s, {{u"features"_s, QJsonArray{u"delete-on-stop"_s}},
                                 {u"schedules"_s, QJsonArray{schedule(u"stop"_s, u"09:00"_s, u"stop"_s)}}});
    world.pass(hours(2));
    QCOMPARE(fired(world), QStringList{u"stop done"_s});
    QCOMPARE(world.instance(uuid).value(u"error"_s).toInt(), 8);
}

void UnikraftSchedulesTest::killsAfterAStop()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    // A night longer than the instance may stay stopped.
    const QJsonObject autokill{{u"time_ms"_s, qint64(36'000'000)}};
    const QString uuid = world.running(
        u"web"_s, {{u"autokill"_s, autokill},
                   {u"schedules"_s, QJsonArray{schedule(u"morning"_s, u"09:00"_s, u"start"_s),
                                               schedule(u"evening"_s, u"18:00"_s, u"stop"_s)}}});
    world.pass(hours(19));
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
    world.pass(hours(2));
    QCOMPARE(world.instance(uuid).value(u"error"_s).toInt(), 8);
    QCOMPARE(fired(world), QStringList({u"morning no-op"_s, u"evening done"_s}));
}

void UnikraftSchedulesTest::scalesToZeroAfterAScheduledStart()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QJsonArray services{QJsonObject{
        {u"port"_s, 443}, {u"destination_port"_s, 8080}, {u"handlers"_s, QJsonArray{u"tls"_s, u"http"_s}}}};
    const QString uuid =
        world.create(u"web"_s, {{u"service_group"_s, QJsonObject{{u"services"_s, services}}},
                                {u"scale_to_zero"_s, QJsonObject{{u"policy"_s, u"on"_s}}},
                                {u"schedules"_s, QJsonArray{schedule(u"start"_s, u"09:00"_s, u"start"_s),
                                                            schedule(u"stop"_s, u"10:00"_s, u"stop"_s)}}});
    world.pass(minutes(90));
    QVERIFY(world.comesTo(uuid, u"standby"_s));
    const QJsonObject shown = world.instance(uuid);
    QCOMPARE(shown.value(u"start_count"_s).toInt(), 1);
    QCOMPARE(shown.value(u"stop_reason"_s).toInt(), 39);
    QVERIFY(shown.value(u"scale_to_zero"_s).toObject().value(u"enabled"_s).toBool());
    world.pass(hours(1));
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
}

void UnikraftSchedulesTest::failsWithoutQuota()
{
    FakeClock clock;
    SandboxOptions options = UnikraftWorld::defaults();
    options.unikraft.mostLive = 1;
    UnikraftWorld world(options, &clock);
    static_cast<void>(world.running(u"one"_s));
    const QString two = world.create(u"two"_s, with({schedule(u"start"_s, u"09:00"_s, u"start"_s)}));
    world.pass(hours(2));
    QCOMPARE(fired(world).size(), 1);
    QVERIFY(fired(world).first().startsWith(u"start failed: "));
    QCOMPARE(world.instance(two).value(u"schedules"_s).toArray().size(), 1);
    QCOMPARE(UnikraftWorld::item(world.call("PUT", u"/v1/instances/%1/start"_s.arg(two)))
                 .value(u"error"_s)
                 .toInt(),
             19);
}

void UnikraftSchedulesTest::firesByTheRealClock()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, with({schedule(u"start"_s, u"*:*:*"_s, u"start"_s)}));
    QVERIFY(world.comesTo(uuid, u"running"_s));
}

void UnikraftSchedulesTest::runsAheadOfTheClock()
{
    // An hour of the platform's calendar is some 40 ms of ours.
    SandboxOptions options = UnikraftWorld::defaults();
    options.unikraft.calendarSpeed = 90'000;
    UnikraftWorld world(options);
    const QString uuid = world.create(u"web"_s, with({schedule(u"start"_s, u"*-*-* 09:00:00"_s, u"start"_s),
                                                      schedule(u"stop"_s, u"*-*-* 18:00:00"_s, u"stop"_s)}));
    QTRY_VERIFY_WITH_TIMEOUT(world.instance(uuid).value(u"start_count"_s).toInt() >= 2, 20'000);
    const reveille::Instant before = world.sandbox().unikraftClock().now();
    world.restart();
    QVERIFY(world.sandbox().unikraftClock().now() >= before);
}

QTEST_GUILESS_MAIN(UnikraftSchedulesTest)
#include "UnikraftSchedulesTest.moc"
