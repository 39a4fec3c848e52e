#include "core/engine/UpcomingRuns.h"
#include "core/model/TimeText.h"

#include <chrono>
#include <functional>

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

using Change = std::function<void(Schedule&, ScheduleProgress&)>;

Instant at(const QString& text)
{
    return fromRfc3339(text.size() == 5 ? u"2026-03-02T%1:00Z"_s.arg(text) : text).value();
}

QString textOf(std::optional<Instant> instant)
{
    return instant ? toRfc3339(*instant) : u"none"_s;
}

Schedule hourly()
{
    Schedule schedule;
    schedule.id.value = u"schedule-1"_s;
    schedule.when = {u"hourly"_s};
    schedule.zone = u"UTC"_s;
    return schedule;
}

} // namespace

class UpcomingRunsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nextStart_data();
    void nextStart();
    void thePauseOfEverythingCounts();
    void theListEndsWithTheLimit();
    void skipsThatWereUsedUpAreNotSkippedAgain();
    void fixedJitterIsTheSameEachTime();
};

void UpcomingRunsTest::nextStart_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Change& change, const QString& expected) {
        QTest::newRow(name) << change << expected;
    };
    row(
        "plain", [](Schedule&, ScheduleProgress&) {}, u"2026-03-02T09:00:00Z"_s);
    row(
        "limit with a run left",
        [](Schedule& s, ScheduleProgress& p) {
            s.policy.runLimit = 3;
            p.starts = 2;
        },
        u"2026-03-02T09:00:00Z"_s);
    row(
        "limit reached",
        [](Schedule& s, ScheduleProgress& p) {
            s.policy.runLimit = 3;
            p.starts = 3;
        },
        u"none"_s);
    row(
        "until a later one", [](Schedule& s, ScheduleProgress&) { s.policy.until = at(u"09:30"_s); },
        u"2026-03-02T09:00:00Z"_s);
    row(
        "until before the next", [](Schedule& s, ScheduleProgress&) { s.policy.until = at(u"08:30"_s); },
        u"none"_s);
    row(
        "skip two", [](Schedule& s, ScheduleProgress&) { s.policy.skipNext = 2; }, u"2026-03-02T11:00:00Z"_s);
    row(
        "skip two, one of them used up",
        [](Schedule& s, ScheduleProgress& p) {
            s.policy.skipNext = 2;
            p.skipped = 1;
        },
        u"2026-03-02T10:00:00Z"_s);
    row(
        "excluded days",
        [](Schedule& s, ScheduleProgress&) {
            s.when = {u"minutely"_s};
            s.policy.excludedDates = {u"2026-03-02"_s, u"2026-03-03"_s};
        },
        u"2026-03-04T00:00:00Z"_s);
    row(
        "paused until resumed",
        [](Schedule& s, ScheduleProgress&) {
            s.pause = Pause{at(u"08:00"_s), std::nullopt, {}};
        },
        u"none"_s);
    row(
        "paused until a time",
        [](Schedule& s, ScheduleProgress&) {
            s.pause = Pause{at(u"08:00"_s), at(u"12:00"_s), {}};
        },
        u"2026-03-02T12:00:00Z"_s);
    row(
        "a pause uses up no skips",
        [](Schedule& s, ScheduleProgress&) {
            s.pause = Pause{at(u"08:00"_s), at(u"12:00"_s), {}};
            s.policy.skipNext = 1;
        },
        u"2026-03-02T13:00:00Z"_s);
}

void UpcomingRunsTest::nextStart()
{
    QFETCH(const Change, change);
    Schedule schedule = hourly();
    ScheduleProgress progress;
    change(schedule, progress);
    const auto upcoming = UpcomingRuns::of(schedule, progress);
    QVERIFY(upcoming.has_value());
    QTEST(textOf(upcoming->nextStart(at(u"08:10"_s), std::nullopt)), "expected");
}

void UpcomingRunsTest::thePauseOfEverythingCounts()
{
    Schedule schedule = hourly();
    schedule.pause = Pause{at(u"08:00"_s), at(u"10:00"_s), {}};
    const auto upcoming = UpcomingRuns::of(schedule);
    const Pause all{at(u"09:30"_s), at(u"11:30"_s), {}};
    QCOMPARE(textOf(upcoming->nextStart(at(u"08:10"_s), all)), u"2026-03-02T12:00:00Z"_s);
    QCOMPARE(textOf(upcoming->nextStart(at(u"08:10"_s), Pause{at(u"08:00"_s), std::nullopt, {}})), u"none"_s);
    // What it would be without any pause is another question.
    QCOMPARE(textOf(upcoming->next(at(u"08:10"_s))), u"2026-03-02T09:00:00Z"_s);
}

void UpcomingRunsTest::theListEndsWithTheLimit()
{
    Schedule schedule = hourly();
    schedule.policy.runLimit = 5;
    schedule.policy.skipNext = 1;
    ScheduleProgress progress;
    progress.starts = 3;
    const auto runs = UpcomingRuns::of(schedule, progress)->after(at(u"08:10"_s), 10);
    QCOMPARE(runs.size(), std::size_t{3});
    QCOMPARE(runs[0].fate, UpcomingRun::Fate::Skipped);
    QCOMPARE(runs[2].fate, UpcomingRun::Fate::Runs);
    QCOMPARE(textOf(runs[2].at), u"2026-03-02T11:00:00Z"_s);
}

void UpcomingRunsTest::skipsThatWereUsedUpAreNotSkippedAgain()
{
    Schedule schedule = hourly();
    schedule.policy.skipNext = 2;
    ScheduleProgress progress;
    progress.skipped = 2;
    const auto runs = UpcomingRuns::of(schedule, progress)->after(at(u"08:10"_s), 1);
    QCOMPARE(runs.at(0).fate, UpcomingRun::Fate::Runs);
}

void UpcomingRunsTest::fixedJitterIsTheSameEachTime()
{
    Schedule schedule = hourly();
    schedule.policy.jitter = std::chrono::minutes(50);
    const auto shares = [&schedule] {
        QSet<qint64> all;
        for (const UpcomingRun& run : UpcomingRuns::of(schedule)->after(at(u"08:10"_s), 20))
            all.insert((run.startsAt - run.at).count());
        return all;
    };
    QVERIFY(shares().size() > 15);
    schedule.policy.fixedJitter = true;
    QCOMPARE(shares().size(), 1);
    QCOMPARE(textOf(UpcomingRuns::of(schedule)->nextStart(at(u"08:10"_s), std::nullopt)),
             toRfc3339(UpcomingRuns::of(schedule)->after(at(u"08:10"_s), 1).at(0).startsAt));
}

QTEST_APPLESS_MAIN(UpcomingRunsTest)
#include "UpcomingRunsTest.moc"
