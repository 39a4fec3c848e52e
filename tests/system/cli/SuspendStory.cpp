#include "tests/system/cli/SuspendStory.h"

#include "tests/support/CliRunner.h"
#include "tests/support/LiveClock.h"

#include <algorithm>
#include <csignal>

#include <QTest>

namespace reveille::test {

using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000;
constexpr int kSleepMs = 6'000;

/// When the runner made up its mind about it.
Instant decidedAt(const Run& run)
{
    return run.steps.isEmpty() ? run.closedAt.value_or(run.scheduledAt) : run.steps.constFirst().at;
}

/// Chosen to be run after all. On a busy computer one of them may come later to its start than the second it
/// has.
bool wasCaughtUp(const Run& run)
{
    return run.outcome == Outcome::Succeeded || run.outcome == Outcome::MissedLate;
}

Instant lastOf(const Run& run)
{
    return run.lastScheduledAt.value_or(run.scheduledAt);
}

} // namespace

SuspendStory::SuspendStory() = default;
SuspendStory::~SuspendStory() = default;

void SuspendStory::addSchedule(const QString& name, const std::function<void(SchedulePolicy&)>& change)
{
    Schedule schedule = m_template;
    schedule.id.value = name;
    schedule.name = name;
    schedule.when = QStringList{u"*:*:*"_s};
    schedule.enabled = true;
    // Shorter than the commands allow, so that seconds are enough to be late.
    schedule.policy.startDeadline = 1s;
    schedule.policy.parallelOnMachine = true;
    change(schedule.policy);
    schedule.createdAt = schedule.effectiveFrom = LiveClock().now();
    QVERIFY(m_store->saveSchedule(schedule).has_value());
}

QVector<Run> SuspendStory::runsOf(const QString& name) const
{
    auto runs = m_store->runs(ScheduleId{name}, {}, -1).value_or(QVector<Run>());
    std::reverse(runs.begin(), runs.end());
    return runs;
}

QVector<Run> SuspendStory::decidedOnResume(const QString& name) const
{
    QVector<Run> decided;
    std::optional<Instant> when;
    for (const Run& run : runsOf(name)) {
        if (decidedAt(run) < m_woke)
            continue;
        when = when.value_or(decidedAt(run));
        if (decidedAt(run) == *when)
            decided.append(run);
    }
    return decided;
}

void SuspendStory::initTestCase()
{
    m_cloud = startCloud(m_home.path() + u"/cloud"_s);
    QVERIFY(!furnish(m_cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    auto opened = Store::open(m_home.dataDirectory());
    QVERIFY(opened.has_value());
    m_store = *std::move(opened);
    m_template = m_store->schedules()->constFirst();
    addSchedule(u"skip"_s, [](SchedulePolicy& policy) { policy.onMiss = OnMissPolicy::Skip; });
    addSchedule(u"latest"_s, [](SchedulePolicy& policy) { policy.onMiss = OnMissPolicy::Latest; });
    addSchedule(u"all"_s, [](SchedulePolicy& policy) {
        policy.onMiss = OnMissPolicy::All;
        policy.missLimit = 3;
    });
    addSchedule(u"window"_s, [](SchedulePolicy& policy) {
        policy.onMiss = OnMissPolicy::All;
        policy.missLimit = 100;
        policy.missWindow = 3s;
    });

    QVERIFY(startRunner());
    const QStringList names{u"skip"_s, u"latest"_s, u"all"_s, u"window"_s};
    const auto succeededAfter = [&](Instant when) {
        return std::ranges::all_of(names, [&](const QString& name) {
            const auto runs = runsOf(name);
            return std::ranges::any_of(runs, [&](const Run& run) {
                return run.outcome == Outcome::Succeeded && run.scheduledAt > when;
            });
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(succeededAfter(Instant{}), kPatience);

    ::kill(static_cast<pid_t>(runner().processId()), SIGSTOP);
    m_slept = LiveClock().now();
    QVERIFY(!QTest::qWaitFor([&] { return runner().state() == QProcess::NotRunning; }, kSleepMs));
    m_woke = LiveClock().now();
    ::kill(static_cast<pid_t>(runner().processId()), SIGCONT);
    seeAwake();

    QTRY_VERIFY_WITH_TIMEOUT(succeededAfter(m_woke), kPatience);
    for (const QString& name : names)
        QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, name}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QVERIFY(endedAfter(runner(), SIGTERM) >= 0);
    QCOMPARE(runner().exitCode(), 0);
}

void SuspendStory::skipCatchesNothingUp()
{
    const auto decided = decidedOnResume(u"skip"_s);
    QVERIFY(!decided.isEmpty());
    for (const Run& run : decided) {
        const auto late = decidedAt(run) - lastOf(run);
        if (late > 1s)
            QCOMPARE(run.outcome, Outcome::MissedNotRunning);
        else
            QVERIFY(run.outcome == Outcome::Succeeded || run.outcome == Outcome::Coalesced);
    }
    QVERIFY(decided.size() >= 4);
}

void SuspendStory::latestRunsOnceForAll()
{
    const auto decided = decidedOnResume(u"latest"_s);
    QVERIFY(decided.size() >= 5);
    QCOMPARE(decided.constLast().outcome, Outcome::Succeeded);
    QVERIFY(decidedAt(decided.constLast()) - decided.constLast().scheduledAt < 1s);
    for (const Run& run : decided.first(decided.size() - 1))
        QCOMPARE(run.outcome, Outcome::Coalesced);
}

void SuspendStory::allRunsUpToItsNumberInOrder()
{
    const auto decided = decidedOnResume(u"all"_s);
    QVERIFY(decided.size() >= 5);
    const auto runs = decided.last(3);
    for (const Run& run : runs)
        QVERIFY2(wasCaughtUp(run), qPrintable(run.reason));
    QCOMPARE(runs.constFirst().outcome, Outcome::Succeeded);
    for (const Run& run : decided.first(decided.size() - 3)) {
        QCOMPARE(run.outcome, Outcome::MissedNotRunning);
        QCOMPARE(run.reason, u"miss-limit"_s);
    }
    std::optional<Instant> before;
    for (const Run& run : runs) {
        QVERIFY(!run.startedAt || !before || *run.startedAt >= *before);
        before = run.startedAt ? run.startedAt : before;
    }
}

void SuspendStory::windowForgetsWhatIsOlder()
{
    const auto decided = decidedOnResume(u"window"_s);
    QVERIFY(decided.size() >= 5);
    int caughtUp = 0;
    for (const Run& run : decided) {
        const bool inReach = decidedAt(run) - lastOf(run) <= 3s;
        QVERIFY2(inReach ? wasCaughtUp(run) : run.outcome == Outcome::MissedNotRunning,
                 qPrintable(run.reason));
        caughtUp += inReach ? 1 : 0;
    }
    QVERIFY(caughtUp >= 3 && caughtUp < decided.size());
}

void SuspendStory::everyOccurrenceStandsOnce()
{
    for (const QString& name : {u"skip"_s, u"latest"_s, u"all"_s, u"window"_s}) {
        const auto runs = runsOf(name);
        Instant expected = runs.constFirst().scheduledAt;
        for (const Run& run : runs) {
            QCOMPARE(run.scheduledAt, expected);
            expected = lastOf(run) + 1s;
            QCOMPARE(run.occurrences, (lastOf(run) - run.scheduledAt) / 1s + 1);
            QVERIFY(!run.startedAt || *run.startedAt >= run.scheduledAt);
        }
        QVERIFY(runs.constFirst().scheduledAt < m_slept && runs.constLast().scheduledAt > m_woke);
    }
}

void SuspendStory::cleanupTestCase()
{
    qunsetenv("CLOUD_KEY");
    m_store.reset();
    m_cloud = {};
}

} // namespace reveille::test
