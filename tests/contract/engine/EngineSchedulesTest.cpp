#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "core/model/TimeText.h"
#include "core/runner/RunReasons.h"
#include "tests/support/FakeCloud.h"
#include "tests/support/FakeNetwork.h"
#include "tests/support/FakeProvider.h"
#include "tests/support/FakeWallTimer.h"

#include <memory>
#include <optional>

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

Instant at(const QString& clock)
{
    return fromRfc3339(u"2026-03-02T%1:00Z"_s.arg(clock)).value();
}

} // namespace

/// What the engine does with schedules and their history, on a real store, in made-up time.
class EngineSchedulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void pausedScheduleIsSkippedUntilResumed();
    void pauseInThePastIsRefused();
    void pauseEndsByItself();
    void backfillRunsWhatItPlanned();
    void backfillIsBounded();
    void instantsAreExplained();
    void stretchesAreExplained();

private:
    void open(Engine::Role role = Engine::Role::Runner);
    template <typename T, typename Ask> Result<T> ask(Ask begin);
    Schedule add(const QString& when, const std::function<void(Schedule&)>& change = {});
    void runUntil(Instant until);
    QVector<Run> runs();
    Explanation explanation(const Schedule& schedule, const QString& clock);

    test::FakeClock m_clock;
    std::unique_ptr<test::FakeNetwork> m_network;
    std::unique_ptr<test::FakeCloud> m_cloud;
    std::unique_ptr<test::FakeWallTimer> m_timer;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<EngineProxy> m_client;
};

void EngineSchedulesTest::init()
{
    m_clock.setWall(at(u"08:00"_s));
    m_network = std::make_unique<test::FakeNetwork>(m_clock);
    m_cloud = std::make_unique<test::FakeCloud>(m_clock);
    m_cloud->addMachine(u"dm-1"_s);
    m_home = std::make_unique<QTemporaryDir>();
    open();
    Account account;
    account.id.value = u"account-1"_s;
    account.name = u"cloud"_s;
    account.keySource = KeySource::Environment;
    QVERIFY(ask<Account>([&](auto reply) { m_client->saveAccount(account, QString(), reply); }).has_value());
}

void EngineSchedulesTest::cleanup()
{
    m_client.reset();
    m_engine.reset();
    m_timer.reset();
}

void EngineSchedulesTest::open(Engine::Role role)
{
    cleanup();
    m_timer = std::make_unique<test::FakeWallTimer>(m_clock);
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = m_timer.get();
    ports.makeProvider = [this](const Account&) {
        return std::make_unique<test::FakeProvider>(*m_cloud, *m_network);
    };
    m_engine = std::make_unique<Engine>(ports);
    QVERIFY(m_engine->open(m_home->path() + u"/data"_s, role).has_value());
    m_client = std::make_unique<EngineProxy>(*m_engine);
    m_client->connectToEngine();
}

template <typename T, typename Ask> Result<T> EngineSchedulesTest::ask(Ask begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
        return fail(ErrorCode::TimedOut);
    return *answer;
}

Schedule EngineSchedulesTest::add(const QString& when, const std::function<void(Schedule&)>& change)
{
    Schedule item;
    item.name = u"item"_s;
    item.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    item.when = {when};
    item.zone = u"UTC"_s;
    item.argv = {u"true"_s};
    if (change)
        change(item);
    return ask<Schedule>([&](auto reply) { m_client->saveSchedule(item, reply); }).value_or(Schedule{});
}

void EngineSchedulesTest::runUntil(Instant until)
{
    for (;;) {
        for (int chain = 0; chain < 12; ++chain)
            QCoreApplication::sendPostedEvents();
        const auto end = m_clock.sinceBoot() + (until - m_clock.now());
        const auto arrival = m_network->nextAt();
        const auto alarm = m_timer->dueAt();
        const bool alarmFirst = alarm && (!arrival || *alarm < *arrival);
        const auto next = alarmFirst ? alarm : arrival;
        if (!next || *next > end) {
            m_clock.advance(end - m_clock.sinceBoot());
            return;
        }
        if (*next > m_clock.sinceBoot())
            m_clock.advance(*next - m_clock.sinceBoot());
        if (alarmFirst)
            m_timer->fire();
        else
            m_network->deliver();
    }
}

QVector<Run> EngineSchedulesTest::runs()
{
    auto all = ask<QVector<Run>>([&](auto reply) {
        RunQuery query;
        query.limit = -1;
        m_client->fetchRuns(query, reply);
    });
    if (!all)
        return {};
    std::ranges::reverse(*all);
    return *all;
}

Explanation EngineSchedulesTest::explanation(const Schedule& schedule, const QString& clock)
{
    return ask<Explanation>([&](auto reply) { m_client->explain(schedule.id, at(clock), reply); })
        .value_or(Explanation{});
}

void EngineSchedulesTest::pausedScheduleIsSkippedUntilResumed()
{
    const Schedule item = add(u"*:0/10"_s);
    QVERIFY(ask<void>([&](auto reply) {
                m_client->pauseSchedule(item.id, std::nullopt, u" rebuilding "_s, reply);
            }).has_value());
    runUntil(at(u"08:25"_s));
    QCOMPARE(runs().size(), 2);
    QCOMPARE(runs().constFirst().outcome, Outcome::SkippedPaused);
    QCOMPARE(m_cloud->jobs().size(), 0U);
    QVERIFY(ask<void>([&](auto reply) { m_client->resumeSchedule(item.id, reply); }).has_value());
    runUntil(at(u"08:35"_s));
    QCOMPARE(m_cloud->jobs().size(), 1U);
    QCOMPARE(runs().constLast().outcome, Outcome::Succeeded);
    QCOMPARE(runs().size(), 3);
}

void EngineSchedulesTest::pauseInThePastIsRefused()
{
    const Schedule item = add(u"*:0/10"_s);
    const auto answer =
        ask<void>([&](auto reply) { m_client->pauseSchedule(item.id, at(u"07:00"_s), {}, reply); });
    QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    const auto unknown =
        ask<void>([&](auto reply) { m_client->pauseSchedule(ScheduleId{u"x"_s}, std::nullopt, {}, reply); });
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
}

void EngineSchedulesTest::pauseEndsByItself()
{
    const Schedule item = add(u"*:0/10"_s);
    QVERIFY(ask<void>([&](auto reply) {
                m_client->pauseSchedule(item.id, at(u"08:15"_s), {}, reply);
            }).has_value());
    runUntil(at(u"08:25"_s));
    const auto all = runs();
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.at(0).outcome, Outcome::SkippedPaused);
    QCOMPARE(all.at(1).outcome, Outcome::Succeeded);
}

void EngineSchedulesTest::backfillRunsWhatItPlanned()
{
    const Schedule item = add(u"*:0/10"_s, [](Schedule& s) {
        s.enabled = false;
        s.policy.excludedDates = QStringList{u"2026-03-01"_s};
    });
    const Instant from = at(u"00:00"_s) - 1h;
    const auto planned = ask<QVector<Instant>>(
        [&](auto reply) { m_client->planBackfill(item.id, from, at(u"00:20"_s), reply); });
    QVERIFY(planned.has_value());
    QCOMPARE(*planned, (QVector<Instant>{at(u"00:00"_s), at(u"00:10"_s), at(u"00:20"_s)}));
    const auto made =
        ask<QVector<Run>>([&](auto reply) { m_client->backfill(item.id, from, at(u"00:20"_s), reply); });
    QVERIFY(made.has_value());
    QCOMPARE(made->size(), 3);
    runUntil(at(u"08:05"_s));
    const auto all = runs();
    QCOMPARE(all.size(), 3);
    for (const Run& run : all) {
        QCOMPARE(run.kind, RunKind::Backfill);
        QCOMPARE(run.outcome, Outcome::Succeeded);
        QVERIFY(!run.lateness());
    }
    // One after the other, on one wake.
    QVERIFY(*all.at(1).startedAt >= *all.at(0).endedAt);
    QVERIFY(*all.at(2).startedAt >= *all.at(1).endedAt);
    QCOMPARE(m_cloud->host(u"dm-1"_s).wakes, 1);
}

void EngineSchedulesTest::backfillIsBounded()
{
    const Schedule item = add(u"*:*"_s, [](Schedule& s) { s.enabled = false; });
    const auto plan = [&](Instant from, Instant to) {
        return ask<QVector<Instant>>([&](auto reply) { m_client->planBackfill(item.id, from, to, reply); });
    };
    QCOMPARE(plan(at(u"00:00"_s) - 24h, at(u"08:00"_s)).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(plan(at(u"07:00"_s), at(u"06:00"_s)).error().code, ErrorCode::InvalidArgument);
    // What is still to come is left to the schedule itself.
    QCOMPARE(plan(at(u"07:59"_s), at(u"09:00"_s))->size(), 2);
}

void EngineSchedulesTest::instantsAreExplained()
{
    using Kind = Explanation::Kind;
    Schedule item = add(u"*:0/10"_s);
    runUntil(at(u"08:15"_s));

    const Explanation run = explanation(item, u"08:10"_s);
    QCOMPARE(run.kind, Kind::Recorded);
    QCOMPARE(run.run->outcome, Outcome::Succeeded);
    QCOMPARE(explanation(item, u"07:50"_s).kind, Kind::BeforeCreation);
    const Explanation other = explanation(item, u"08:11"_s);
    QCOMPARE(other.kind, Kind::NotAnElapse);
    QCOMPARE(other.previous, std::optional(at(u"08:10"_s)));
    QCOMPARE(other.next, std::optional(at(u"08:20"_s)));
    const Explanation future = explanation(item, u"08:30"_s);
    QCOMPARE(future.kind, Kind::InFuture);
    QCOMPARE(future.startsAt, std::optional(at(u"08:30"_s)));
    QVERIFY(future.reason.isEmpty());

    QVERIFY(ask<void>([&](auto reply) {
                m_client->pauseSchedule(item.id, at(u"08:35"_s), {}, reply);
            }).has_value());
    QCOMPARE(explanation(item, u"08:30"_s).reason, QLatin1String(reason::kPaused));
    QVERIFY(explanation(item, u"08:40"_s).reason.isEmpty());
    QVERIFY(ask<void>([&](auto reply) { m_client->resumeSchedule(item.id, reply); }).has_value());

    item.policy.skipNext = 1;
    item.policy.excludedDates = QStringList{u"2026-03-03"_s};
    item.policy.until = at(u"12:00"_s) + 24h;
    item.when = {u"*:0/20"_s};
    const auto saved = ask<Schedule>([&](auto reply) { m_client->saveSchedule(item, reply); });
    QVERIFY(saved.has_value());
    QCOMPARE(explanation(item, u"08:10"_s).kind, Kind::Recorded);
    QCOMPARE(explanation(item, u"08:00"_s).kind, Kind::BeforeCreation);
    QCOMPARE(explanation(item, u"08:20"_s).reason, QLatin1String(reason::kSkippedByPerson));
    QVERIFY(explanation(item, u"08:40"_s).reason.isEmpty());
    const auto tomorrow =
        ask<Explanation>([&](auto reply) { m_client->explain(item.id, at(u"11:00"_s) + 24h, reply); });
    QCOMPARE(tomorrow->reason, QLatin1String(reason::kExcluded));
    const auto after =
        ask<Explanation>([&](auto reply) { m_client->explain(item.id, at(u"13:00"_s) + 24h, reply); });
    QCOMPARE(after->kind, Kind::AfterEnd);

    QVERIFY(ask<void>([&](auto reply) { m_client->setScheduleEnabled(item.id, false, reply); }).has_value());
    QCOMPARE(explanation(item, u"08:40"_s).kind, Kind::Disabled);
    QCOMPARE(
        ask<Explanation>([&](auto reply) { m_client->explain(ScheduleId{u"x"_s}, at(u"08:00"_s), reply); })
            .error()
            .code,
        ErrorCode::NotFound);
}

void EngineSchedulesTest::stretchesAreExplained()
{
    const Schedule item = add(u"*:*"_s);
    cleanup();
    m_clock.advance(5h);
    open();
    runUntil(at(u"13:01"_s));
    const Explanation told = explanation(item, u"09:17"_s);
    QCOMPARE(told.kind, Explanation::Kind::Recorded);
    QVERIFY(told.run->occurrences > 100);
    QVERIFY(told.run->outcome == Outcome::Coalesced || told.run->outcome == Outcome::MissedNotRunning);
}

QTEST_GUILESS_MAIN(EngineSchedulesTest)
#include "EngineSchedulesTest.moc"
