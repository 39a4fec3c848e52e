#include "core/model/TimeText.h"
#include "tests/support/RunnerWorld.h"

#include <chrono>
#include <functional>

#include <QSet>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;
using test::FakeFate;
using test::RunnerWorld;

namespace {

Instant at(const QString& text)
{
    return fromRfc3339(text.size() == 5 ? u"2026-03-02T%1:00Z"_s.arg(text) : text).value();
}

/// One schedule with a policy, left alone for a while.
struct Case
{
    std::function<void(Schedule&)> policy = [](Schedule&) {};
    std::function<void(RunnerWorld&)> world = [](RunnerWorld&) {};
    QString until = u"08:35"_s;
    QString asleepUntil{}; ///< from 08:05 on; empty: it does not sleep
    QString when = u"*:0/10"_s;
    QString begin = u"08:00"_s;
    QString history{};
    /// What must hold besides.
    std::function<bool(RunnerWorld&)> holds = [](RunnerWorld&) { return true; };
};

std::function<void(Schedule&)> overlap(OverlapPolicy overlap, int limit = 2)
{
    return [=](Schedule& s) {
        s.policy.overlap = overlap;
        s.policy.overlapLimit = limit;
        s.timeout = 2h;
    };
}

std::function<void(Schedule&)> onMiss(OnMissPolicy onMiss, int limit = 10, std::chrono::seconds window = 24h)
{
    return [=](Schedule& s) {
        s.policy.onMiss = onMiss;
        s.policy.missLimit = limit;
        s.policy.missWindow = window;
    };
}

std::function<void(Schedule&)> jitter(bool fixed)
{
    return [=](Schedule& s) {
        s.policy.jitter = 9min;
        s.policy.fixedJitter = fixed;
    };
}

std::function<void(Schedule&)> retries(int infrastructure, int command)
{
    return [=](Schedule& s) {
        s.policy.infrastructureRetries = infrastructure;
        s.policy.commandRetries = command;
    };
}

std::function<void(Schedule&)> clockChange(GapPolicy gap, FoldPolicy fold)
{
    return [=](Schedule& s) {
        s.zone = u"Europe/Berlin"_s;
        s.policy.gap = gap;
        s.policy.fold = fold;
    };
}

std::function<void(Schedule&)> sleepAfter(SleepAfter after)
{
    return [=](Schedule& s) { s.policy.sleepAfter = after; };
}

std::function<void(RunnerWorld&)> commandTakes(std::chrono::milliseconds time)
{
    return [=](RunnerWorld& world) { world.cloud.fate = [=] { return FakeFate{.runs = time}; }; };
}

std::function<void(RunnerWorld&)> exits(int code)
{
    return [=](RunnerWorld& world) { world.cloud.fate = [=] { return FakeFate{.exitCode = code}; }; };
}

/// The platform refuses so many executions before it takes one.
std::function<void(RunnerWorld&)> refuses(int times)
{
    return [=](RunnerWorld& world) {
        world.cloud.fate = [left = times]() mutable { return FakeFate{.refused = --left >= 0}; };
    };
}

/// Another schedule keeps the machine busy.
std::function<void(RunnerWorld&)> neighbour(std::chrono::milliseconds time, bool bearsOthers = false)
{
    return [=](RunnerWorld& world) {
        world.cloud.fate = [=, first = true]() mutable {
            return FakeFate{.runs = std::exchange(first, false) ? time : 2s};
        };
        world.addSchedule(u"2026-03-02 08:09"_s, u"dm-1"_s, [=](Schedule& s) {
            s.timeout = 2h;
            s.policy.parallelOnMachine = bearsOthers;
        });
    };
}

bool isAwake(RunnerWorld& world)
{
    return world.cloud.host(u"dm-1"_s).phase == MachinePhase::Running;
}

std::function<bool(RunnerWorld&)> executed(std::size_t times)
{
    return [=](RunnerWorld& world) { return world.cloud.jobs().size() == times; };
}

/// Of how many lengths the delays are by which the runs of `count` occurrences were put off.
std::function<bool(RunnerWorld&)> putOffBy(qsizetype lengths)
{
    return [=](RunnerWorld& world) {
        QSet<qint64> delays;
        for (const Run& run : world.runs()) {
            const auto delay = run.steps.constFirst().at - run.scheduledAt;
            if (delay < 0s || delay >= 9min)
                return false;
            delays.insert(delay.count());
        }
        return delays.size() == lengths && !delays.contains(0);
    };
}

} // namespace

Q_DECLARE_METATYPE(Case)

/// Each value of each policy once, from the clock to the cloud and back to the journal.
class PolicyTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table();

private:
    static void overlaps();
    static void starts();
    static void failures();
    static void ends();
    static void machines();
    static void clockChanges();
    static void row(const char* name, const Case& policy) { QTest::newRow(name) << policy; }
};

void PolicyTableTest::overlaps()
{
    const auto busy = commandTakes(55min);
    row("overlap: skip", {.policy = overlap(OverlapPolicy::Skip),
                          .world = busy,
                          .history = u"08:10 open:running; 08:20 skipped-overlap; 08:30 skipped-overlap"_s});
    row("overlap: queue one", {.policy = overlap(OverlapPolicy::QueueOne),
                               .world = busy,
                               .history = u"08:10 open:running; 08:20 open:due; 08:30 skipped-overlap"_s});
    row("overlap: queue all, at most two",
        {.policy = overlap(OverlapPolicy::QueueAll, 2),
         .world = busy,
         .until = u"08:45"_s,
         .history = u"08:10 open:running; 08:20 open:due; 08:30 open:due; 08:40 skipped-overlap"_s});
    row("overlap: replace", {.policy = overlap(OverlapPolicy::Replace),
                             .world = busy,
                             .until = u"08:25"_s,
                             .history = u"08:10 cancelled; 08:20 open:running"_s});
    row("overlap: allow two",
        {.policy = overlap(OverlapPolicy::Allow, 2),
         .world = busy,
         .history = u"08:10 open:running; 08:20 open:running; 08:30 skipped-overlap"_s});
}

void PolicyTableTest::starts()
{
    row("start deadline: half the period by itself",
        {.world = neighbour(9min), .until = u"08:19"_s, .history = u"08:09 succeeded; 08:10 missed-late"_s});
    row("start deadline: its own", {.policy = [](Schedule& s) { s.policy.startDeadline = 9min; },
                                    .world = neighbour(9min),
                                    .until = u"08:19"_s,
                                    .history = u"08:09 succeeded; 08:10 succeeded"_s});
    row("on miss: skip",
        {.policy = onMiss(OnMissPolicy::Skip),
         .until = u"08:39"_s,
         .asleepUntil = u"08:38"_s,
         .history = u"08:10 missed-not-running; 08:20 missed-not-running; 08:30 missed-not-running"_s});
    row("on miss: latest", {.policy = onMiss(OnMissPolicy::Latest),
                            .until = u"08:39"_s,
                            .asleepUntil = u"08:38"_s,
                            .history = u"08:10 coalesced; 08:20 coalesced; 08:30 succeeded"_s});
    row("on miss: all", {.policy = onMiss(OnMissPolicy::All),
                         .until = u"08:39"_s,
                         .asleepUntil = u"08:38"_s,
                         .history = u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s});
    row("on miss: all, at most two",
        {.policy = onMiss(OnMissPolicy::All, 2),
         .until = u"08:39"_s,
         .asleepUntil = u"08:38"_s,
         .history = u"08:10 missed-not-running; 08:20 succeeded; 08:30 succeeded"_s});
    row("on miss: none older than the window",
        {.policy = onMiss(OnMissPolicy::All, 10, 20min),
         .until = u"08:39"_s,
         .asleepUntil = u"08:38"_s,
         .history = u"08:10 missed-not-running; 08:20 succeeded; 08:30 succeeded"_s});
    row("jitter: each by its own share", {.policy = jitter(false),
                                          .until = u"08:40"_s,
                                          .history = u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s,
                                          .holds = putOffBy(3)});
    row("jitter: all by the same share", {.policy = jitter(true),
                                          .until = u"08:40"_s,
                                          .history = u"08:10 succeeded; 08:20 succeeded; 08:30 succeeded"_s,
                                          .holds = putOffBy(1)});
}

void PolicyTableTest::failures()
{
    row("retry: none after the platform's refusal", {.policy = retries(0, 0),
                                                     .world = refuses(1),
                                                     .until = u"08:15"_s,
                                                     .history = u"08:10 failed"_s,
                                                     .holds = executed(1)});
    row("retry: three after the platform's refusals", {.policy = retries(3, 0),
                                                       .world = refuses(3),
                                                       .until = u"08:15"_s,
                                                       .history = u"08:10 succeeded"_s,
                                                       .holds = executed(4)});
    row("retry: none after the command failed", {.policy = retries(3, 0),
                                                 .world = exits(3),
                                                 .until = u"08:15"_s,
                                                 .history = u"08:10 failed"_s,
                                                 .holds = executed(1)});
    row("retry: two after the command failed", {.policy = retries(0, 2),
                                                .world = exits(3),
                                                .until = u"08:15"_s,
                                                .history = u"08:10 failed"_s,
                                                .holds = executed(3)});
    row("run time-out: our own guard a minute later", {.policy = [](Schedule& s) { s.timeout = 5min; },
                                                       .world = commandTakes(5h),
                                                       .until = u"08:19"_s,
                                                       .history = u"08:10 timed-out"_s});
    row("pause on failure: after two", {.policy = [](Schedule& s) { s.policy.pauseAfterFailures = 2; },
                                        .world = exits(3),
                                        .history = u"08:10 failed; 08:20 failed; 08:30 skipped-paused"_s});
    row("pause on failure: never",
        {.world = exits(3), .history = u"08:10 failed; 08:20 failed; 08:30 failed"_s});
}

void PolicyTableTest::ends()
{
    row("limited runs", {.policy = [](Schedule& s) { s.policy.runLimit = 2; },
                         .history = u"08:10 succeeded; 08:20 succeeded"_s,
                         .holds = [](RunnerWorld& world) { return !world.runner().status().nextAt; }});
    row("until", {.policy = [](Schedule& s) { s.policy.until = at(u"08:20"_s); },
                  .history = u"08:10 succeeded; 08:20 succeeded"_s});
    row("skip the next two", {.policy = [](Schedule& s) { s.policy.skipNext = 2; },
                              .history = u"08:10 skipped-by-user; 08:20 skipped-by-user; 08:30 succeeded"_s});
    row("excluded days", {.policy = [](Schedule& s) { s.policy.excludedDates = {u"2026-03-02"_s}; },
                          .until = u"08:25"_s,
                          .history = u"08:10 skipped-excluded; 08:20 skipped-excluded"_s});
    row("paused for a while", {.policy =
                                   [](Schedule& s) {
                                       s.pause = Pause{at(u"08:00"_s), at(u"08:25"_s), u"moving"_s};
                                   },
                               .history = u"08:10 skipped-paused; 08:20 skipped-paused; 08:30 succeeded"_s});
}

void PolicyTableTest::machines()
{
    const QString ran = u"08:10 succeeded"_s;
    const auto found = [](RunnerWorld& world) { world.cloud.addMachine(u"dm-1"_s, MachinePhase::Running); };
    const auto asleep = [](RunnerWorld& world) { return !isAwake(world); };
    row("sleep after: restore, it slept",
        {.policy = sleepAfter(SleepAfter::Restore), .until = u"08:15"_s, .history = ran, .holds = asleep});
    row("sleep after: restore, it was awake", {.policy = sleepAfter(SleepAfter::Restore),
                                               .world = found,
                                               .until = u"08:15"_s,
                                               .history = ran,
                                               .holds = isAwake});
    row("sleep after: always, it was awake", {.policy = sleepAfter(SleepAfter::Always),
                                              .world = found,
                                              .until = u"08:15"_s,
                                              .history = ran,
                                              .holds = asleep});
    row("sleep after: never, it slept",
        {.policy = sleepAfter(SleepAfter::Never), .until = u"08:15"_s, .history = ran, .holds = isAwake});
    row("serial on its machine", {.policy = [](Schedule& s) { s.policy.startDeadline = 1h; },
                                  .world = neighbour(1h),
                                  .until = u"08:15"_s,
                                  .history = u"08:09 open:running; 08:10 open:due"_s});
    row("parallel on its machine", {.policy = [](Schedule& s) { s.policy.parallelOnMachine = true; },
                                    .world = neighbour(1h, true),
                                    .until = u"08:15"_s,
                                    .history = u"08:09 open:running; 08:10 succeeded"_s});
    row("so many at once on all machines together",
        {.policy = [](Schedule& s) { s.machine.machine.value = u"dm-2"_s; },
         .world =
             [](RunnerWorld& world) {
                 world.cloud.addMachine(u"dm-2"_s);
                 world.options.parallelRuns = 1;
                 neighbour(1h)(world);
             },
         .until = u"08:12"_s,
         .history = u"08:09 open:running; 08:10 open:due"_s});
}

void PolicyTableTest::clockChanges()
{
    const auto spring = [](GapPolicy gap, const QString& history) {
        return Case{.policy = clockChange(gap, FoldPolicy::First),
                    .until = u"2026-03-29T12:00:00Z"_s,
                    .when = u"02:30"_s,
                    .begin = u"2026-03-28T12:00:00Z"_s,
                    .history = history};
    };
    row("gap: skip", spring(GapPolicy::Skip, {}));
    row("gap: when it ends", spring(GapPolicy::EndOfGap, u"01:00 succeeded"_s));
    const auto autumn = [](FoldPolicy fold, const QString& history) {
        return Case{.policy = clockChange(GapPolicy::Skip, fold),
                    .until = u"2026-10-25T12:00:00Z"_s,
                    .when = u"02:30"_s,
                    .begin = u"2026-10-24T12:00:00Z"_s,
                    .history = history};
    };
    row("fold: the first time", autumn(FoldPolicy::First, u"00:30 succeeded"_s));
    row("fold: the second time", autumn(FoldPolicy::Second, u"01:30 succeeded"_s));
    row("fold: both times", autumn(FoldPolicy::Both, u"00:30 succeeded; 01:30 succeeded"_s));
}

void PolicyTableTest::table_data()
{
    QTest::addColumn<Case>("policy");
    overlaps();
    starts();
    failures();
    ends();
    machines();
    clockChanges();
}

void PolicyTableTest::table()
{
    QFETCH(const Case, policy);
    RunnerWorld world;
    world.clock.setWall(at(policy.begin));
    policy.world(world);
    world.addSchedule(policy.when, u"dm-1"_s, policy.policy);
    QVERIFY(world.start());
    if (!policy.asleepUntil.isEmpty()) {
        world.runUntil(at(u"08:05"_s));
        world.suspend(std::chrono::duration_cast<std::chrono::milliseconds>(at(policy.asleepUntil) -
                                                                            world.clock.now()));
    }
    world.runUntil(at(policy.until));
    QCOMPARE(world.history(), policy.history);
    QVERIFY(policy.holds(world));
    QCOMPARE(world.cloud.sleptWhileBusy, 0);
}

QTEST_GUILESS_MAIN(PolicyTableTest)
#include "PolicyTableTest.moc"
