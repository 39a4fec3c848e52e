#include "core/model/TimeText.h"
#include "core/runner/RunReasons.h"
#include "tests/support/RunnerWorld.h"

#include <chrono>
#include <functional>

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;
using test::FakeFault;
using test::RunnerWorld;

namespace {

Instant at(const char* text)
{
    return fromRfc3339(QString::fromLatin1(text)).value();
}

/// The program ends at one point of a run and starts again.
struct Crash
{
    /// How far the run has come, by the journal on disk and by what the cloud has seen.
    std::function<bool(RunnerWorld&, const Run*)> when;
    std::chrono::milliseconds away{1s};
    std::function<void(RunnerWorld&)> before = [](RunnerWorld&) {};
    std::function<void(RunnerWorld&)> meanwhile = [](RunnerWorld&) {};
    std::function<void(Schedule&)> schedule = [](Schedule&) {};
    QString history{};
    std::size_t executions = 1;
    int wakes = 1;
};

auto inState(RunState state)
{
    return [state](RunnerWorld&, const Run* run) { return run != nullptr && run->state == state; };
}

/// What happens to every request of one kind.
auto faultOn(const char* which, FakeFault::Kind kind, ErrorCode code = ErrorCode::Unavailable)
{
    return [=](RunnerWorld& world) {
        world.fault = [=](const char* call) {
            return qstrcmp(call, which) == 0 ? FakeFault{kind, code} : FakeFault{};
        };
    };
}

void heal(RunnerWorld& world)
{
    world.fault = nullptr;
}

} // namespace

Q_DECLARE_METATYPE(Crash)

/// Where a run may be cut short, and what the next start makes of it. The cloud forgets every key at once, so
/// that nothing but asking first prevents a second execution.
class CrashTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table();
};

void CrashTableTest::table_data()
{
    QTest::addColumn<Crash>("crash");
    const auto row = [](const char* name, const Crash& crash) { QTest::newRow(name) << crash; };
    const QString ran = u"08:10 succeeded"_s;
    const QString late = u"08:10 missed-late"_s;

    // Its write fails, so nothing of it is on disk.
    const auto unwritten = [](RunnerWorld& world, const Run*) {
        if (world.clock.now() < at("2026-03-02T08:09:59Z"))
            return false;
        world.breakDisk(true);
        world.runFor(2s);
        return true;
    };
    row("before due is durable: the ordinary decision about what was missed",
        {.when = unwritten, .away = 2min, .history = ran});
    row("before due is durable, nothing is caught up: missed",
        {.when = unwritten,
         .away = 2h,
         .schedule = [](Schedule& s) { s.policy.onMiss = OnMissPolicy::Skip; },
         .history = u"08:10 missed-not-running"_s,
         .executions = 0,
         .wakes = 0});

    const auto noTurns = [](RunnerWorld& world) { world.options.parallelRuns = 0; };
    const auto turns = [](RunnerWorld& world) { world.options.parallelRuns = 4; };
    row("after due, before the wake: goes on",
        {.when = inState(RunState::Due), .before = noTurns, .meanwhile = turns, .history = ran});
    row("after due, before the wake, too late by now: missed late, and not woken",
        {.when = inState(RunState::Due),
         .away = 2h,
         .before = noTurns,
         .meanwhile = turns,
         .history = late,
         .executions = 0,
         .wakes = 0});

    const auto woken = [](RunnerWorld& world, const Run* run) {
        return run != nullptr && run->state == RunState::Waking && world.cloud.host(u"dm-1"_s).wakes > 0;
    };
    row("after the wake was sent: asked how it stands, goes on", {.when = woken, .history = ran});
    row("after the wake was sent, given up: asleep again as it was found",
        {.when = woken, .away = 2h, .history = late, .executions = 0});

    const auto submitting = inState(RunState::Submitting);
    row("submitting durable, not sent: not found, sent with the same key and bytes",
        {.when = submitting,
         .before = faultOn("start", FakeFault::Kind::RequestLost),
         .meanwhile = heal,
         .history = ran});
    row("submitting durable, not sent, too late by now: missed late, nothing ran",
        {.when = submitting,
         .away = 2h,
         .before = faultOn("start", FakeFault::Kind::RequestLost),
         .meanwhile = heal,
         .history = late,
         .executions = 0});
    row("submitting durable, sent, it arrives while nobody is there: found by its marker",
        {.when = submitting, .history = ran});
    row("submitting durable, answered but not stored: found by its marker",
        {.when = [](RunnerWorld& world,
                    const Run* run) { return run != nullptr && !world.cloud.jobs().empty(); },
         .history = ran});
    row("submitting durable, answered but not stored, too late by now: found, it counts",
        {.when = [](RunnerWorld& world,
                    const Run* run) { return run != nullptr && !world.cloud.jobs().empty(); },
         .away = 5h,
         .history = ran});

    // Other work on the machine is not to be seen meanwhile either, so it goes to sleep after that.
    const auto silent = [](RunnerWorld& world) {
        world.fault = [&clock = world.clock, until = world.clock.now() + 70min](const char* call) {
            return qstrcmp(call, "list") == 0 && clock.now() < until
                       ? FakeFault{FakeFault::Kind::Refused, ErrorCode::Unavailable}
                       : FakeFault{};
        };
    };
    row("the list is not to be had for longer than a key is known: unknown",
        {.when = submitting, .meanwhile = silent, .history = u"08:10 unknown"_s});
    row("the list is not to be had for longer than a key is known, safe to repeat: once more",
        {.when = submitting,
         .meanwhile = silent,
         .schedule = [](Schedule& s) { s.policy.commandRetries = 1; },
         .history = ran,
         .executions = 2});

    row("running: asked how it stands, and seen to its end",
        {.when = inState(RunState::Running), .history = ran});
    row("running, ended long ago: its end is read",
        {.when = inState(RunState::Running), .away = 5h, .history = ran});
    row("output half read: read again from its beginning",
        {.when = inState(RunState::Collecting), .history = ran});
    row("output half read, the network comes back later: read again",
        {.when = inState(RunState::Collecting),
         .meanwhile =
             [](RunnerWorld& world) {
                 world.fault = [failures = 5](const char* call) mutable {
                     return qstrcmp(call, "output") == 0 && --failures >= 0
                                ? FakeFault{FakeFault::Kind::RequestLost, {}}
                                : FakeFault{};
                 };
             },
         .history = ran});
    row("its outcome stands, before the release: released",
        {.when = inState(RunState::Releasing), .history = ran});
    row("the sleep was sent, its answer is lost: asked for once more, asleep",
        {.when = [](RunnerWorld& world, const Run*) { return world.cloud.host(u"dm-1"_s).sleeps > 0; },
         .before = faultOn("sleep", FakeFault::Kind::AnswerLost),
         .meanwhile = heal,
         .history = ran});
}

void CrashTableTest::table()
{
    QFETCH(const Crash, crash);
    RunnerWorld world;
    world.clock.setWall(at("2026-03-02T08:00:00Z"));
    world.cloud.forgetsKeys = true;
    crash.before(world);
    world.addSchedule(u"2026-03-02 08:10"_s, u"dm-1"_s, crash.schedule);
    QVERIFY(world.start());
    const Instant end = at("2026-03-02T08:20:00Z");
    bool reached = false;
    while (!reached && world.clock.now() < end) {
        world.step(std::min(end, world.clock.now() + 1s));
        // The stored row, also of one that is only to be put to sleep still.
        const QVector<Run> stored = world.runs();
        reached = crash.when(world, stored.isEmpty() ? nullptr : &stored.constFirst());
    }
    QVERIFY(reached);
    world.crash();

    // What has been sent arrives all the same.
    world.runUntil(world.clock.now() + crash.away);
    crash.meanwhile(world);
    QVERIFY(world.start());
    world.runFor(4h);
    QCOMPARE(world.history(), crash.history);
    QCOMPARE(world.cloud.jobs().size(), crash.executions);
    QCOMPARE(world.cloud.keysReused, 0);
    QCOMPARE(world.cloud.sleptWhileBusy, 0);
    QCOMPARE(world.cloud.host(u"dm-1"_s).wakes, crash.wakes);
    QCOMPARE(world.cloud.host(u"dm-1"_s).phase, MachinePhase::Sleeping);
    QVERIFY(world.otherConnection().leases()->isEmpty());
    QVERIFY(world.otherConnection().openRuns()->isEmpty());

    // What is kept of the output is the cloud's, byte by byte.
    const Run run = world.runs().constFirst();
    if (run.outcome != Outcome::Succeeded)
        return;
    const auto told = world.cloud.output(run.execution);
    const auto kept = world.otherConnection().output(run.id);
    QVERIFY(told && kept);
    QVERIFY(!told->stdoutText.isEmpty());
    QCOMPARE(kept->stdoutText, told->stdoutText);
    QCOMPARE(run.stdoutBytes, told->stdoutText.size());
    QCOMPARE(run.stdoutKept, told->stdoutText.size());
}

QTEST_GUILESS_MAIN(CrashTableTest)
#include "CrashTableTest.moc"
