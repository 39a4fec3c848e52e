#include "core/engine/ControlSocket.h"
#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "core/model/TimeText.h"
#include "tests/support/FakeCloud.h"
#include "tests/support/FakeNetwork.h"
#include "tests/support/FakeProvider.h"
#include "tests/support/FakeWallTimer.h"

#include <memory>
#include <optional>

#include <QHash>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

/// One copy of the program: its engine, and all it has been told.
struct Copy
{
    std::unique_ptr<test::FakeWallTimer> timer;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<EngineProxy> client;
    RunnerStatus status;
    QHash<RunId, Run> runs;
    QHash<ScheduleId, Schedule> schedules;
    QHash<ScheduleId, ScheduleProgress> progress;
    std::optional<std::chrono::milliseconds> skew;
    int leases = 0;

    void take(const Changes& changes)
    {
        if (changes.status)
            status = *changes.status;
        for (const Run& run : changes.runs)
            runs.insert(run.id, run);
        for (const Schedule& schedule : changes.schedules)
            schedules.insert(schedule.id, schedule);
        for (const ScheduleId& id : changes.schedulesRemoved)
            schedules.remove(id);
        progress.insert(changes.progress);
        for (const AccountStatus& account : changes.accountStatus)
            skew = account.skew;
        leases += int(changes.leases.size()) - int(changes.leasesRemoved.size());
    }
};

} // namespace

/// Two copies on one data directory: one fires, the other looks on over the real socket.
class FollowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void viewerSeesWhatHappens();
    void viewerHearsOfTheCloudsClock();
    void viewerKnowsWhatIsLeftOfALimit();
    void viewerSeesEditsOfTheRunner();
    void viewerAnswersForTheRunner();
    void viewerKnowsThatNobodyFires();
    void viewerFindsTheNextRunner();
    void viewerTakesOver();
    void deafWatchersAreDropped();

private:
    std::unique_ptr<Copy> start(Engine::Role role);
    template <typename T, typename Ask> Result<T> ask(Ask begin);
    Schedule add(Copy& copy, const QString& when);
    void runFor(Copy& copy, std::chrono::seconds time);

    test::FakeClock m_clock;
    std::unique_ptr<test::FakeNetwork> m_network;
    std::unique_ptr<test::FakeCloud> m_cloud;
    std::unique_ptr<QTemporaryDir> m_home;
};

void FollowTest::init()
{
    m_clock.setWall(fromRfc3339(u"2026-03-02T08:00:00Z").value());
    m_network = std::make_unique<test::FakeNetwork>(m_clock);
    m_cloud = std::make_unique<test::FakeCloud>(m_clock);
    m_cloud->addMachine(u"dm-1"_s);
    m_home = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Copy> FollowTest::start(Engine::Role role)
{
    auto copy = std::make_unique<Copy>();
    copy->timer = std::make_unique<test::FakeWallTimer>(m_clock);
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = copy->timer.get();
    ports.makeProvider = [this](const Account&) {
        return std::make_unique<test::FakeProvider>(*m_cloud, *m_network);
    };
    copy->engine = std::make_unique<Engine>(ports);
    if (!copy->engine->open(m_home->path() + u"/data"_s, role))
        return nullptr;
    copy->client = std::make_unique<EngineProxy>(*copy->engine);
    connect(copy->client.get(), &EngineClient::changed, copy->client.get(),
            [raw = copy.get()](const Changes& changes) { raw->take(changes); });
    copy->client->connectToEngine();
    if (role == Engine::Role::Client) {
        if (!ask<void>([&](auto reply) { copy->client->followRunner(reply); }))
            return nullptr;
    } else {
        Account account;
        account.id.value = u"account-1"_s;
        account.name = u"cloud"_s;
        account.keySource = KeySource::Environment;
        if (!ask<Account>([&](auto reply) { copy->client->saveAccount(account, QString(), reply); }))
            return nullptr;
    }
    return copy;
}

template <typename T, typename Ask> Result<T> FollowTest::ask(Ask begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
        return fail(ErrorCode::TimedOut);
    return *answer;
}

Schedule FollowTest::add(Copy& copy, const QString& when)
{
    Schedule item;
    item.name = u"item"_s;
    item.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    item.when = {when};
    item.zone = u"UTC"_s;
    item.argv = {u"true"_s};
    return ask<Schedule>([&](auto reply) { copy.client->saveSchedule(item, reply); }).value_or(Schedule{});
}

void FollowTest::runFor(Copy& copy, std::chrono::seconds time)
{
    const auto end = m_clock.sinceBoot() + time;
    for (;;) {
        for (int chain = 0; chain < 12; ++chain)
            QCoreApplication::sendPostedEvents();
        const auto arrival = m_network->nextAt();
        const auto alarm = copy.timer->dueAt();
        const bool alarmFirst = alarm && (!arrival || *alarm < *arrival);
        const auto next = alarmFirst ? alarm : arrival;
        if (!next || *next > end) {
            m_clock.advance(end - m_clock.sinceBoot());
            return;
        }
        if (*next > m_clock.sinceBoot())
            m_clock.advance(*next - m_clock.sinceBoot());
        if (alarmFirst)
            copy.timer->fire();
        else
            m_network->deliver();
    }
}

void FollowTest::viewerSeesWhatHappens()
{
    const auto runner = start(Engine::Role::Runner);
    QVERIFY(runner);
    const Schedule item = add(*runner, u"*:0/10"_s);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(viewer);
    QCOMPARE(viewer->status.state, RunnerState::Viewer);
    QCOMPARE(viewer->status.elsewhere, std::optional(RunnerState::On));
    QCOMPARE(viewer->status.nextSchedule, item.id);
    QVERIFY(viewer->runs.isEmpty());

    runFor(*runner, std::chrono::minutes(12));
    QTRY_COMPARE(viewer->runs.size(), 1);
    QTRY_VERIFY(
        std::ranges::all_of(viewer->runs, [](const Run& run) { return run.outcome == Outcome::Succeeded; }));
    QTRY_COMPARE(viewer->status.nextAt, runner->status.nextAt);
    QTRY_COMPARE(viewer->leases, 0);
}

void FollowTest::viewerHearsOfTheCloudsClock()
{
    using std::chrono::milliseconds;
    const AccountId account{u"account-1"_s};
    const auto runner = start(Engine::Role::Runner);
    QVERIFY(runner);
    runner->engine->noteSkew(account, milliseconds(-90'000));
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(viewer);
    QCOMPARE(viewer->skew, std::optional(milliseconds(-90'000))); // with the first news
    runner->engine->noteSkew(account, milliseconds(5000));
    QTRY_COMPARE(viewer->skew, std::optional(milliseconds(5000)));
    runner->engine->noteSkew(account, milliseconds(0));
    QTRY_VERIFY(!viewer->skew);

    // And it is in the record of a run that was carried out meanwhile.
    runner->engine->noteSkew(account, milliseconds(7000));
    add(*runner, u"*:0/10"_s);
    runFor(*runner, std::chrono::minutes(12));
    QTRY_COMPARE(runner->runs.size(), 1);
    QCOMPARE(runner->runs.cbegin()->clockSkew, std::optional(milliseconds(7000)));
    QTRY_VERIFY(viewer->runs.size() == 1 && viewer->runs.cbegin()->clockSkew == milliseconds(7000));
}

void FollowTest::viewerKnowsWhatIsLeftOfALimit()
{
    const auto runner = start(Engine::Role::Runner);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(runner && viewer);
    Schedule item = add(*runner, u"*:0/10"_s);
    item.policy.runLimit = 2;
    QVERIFY(ask<Schedule>([&](auto reply) { runner->client->saveSchedule(item, reply); }).has_value());
    runFor(*runner, std::chrono::minutes(35));
    for (const Copy* copy : {runner.get(), viewer.get()})
        QTRY_COMPARE(copy->progress.value(item.id).starts, 2);
    QCOMPARE(viewer->runs.size(), 2);
    const auto late = start(Engine::Role::Client);
    QVERIFY(late);
    QTRY_COMPARE(late->progress.value(item.id).starts, 2);
}

void FollowTest::viewerSeesEditsOfTheRunner()
{
    const auto runner = start(Engine::Role::Runner);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(runner && viewer);
    const Schedule item = add(*runner, u"*:0/10"_s);
    QTRY_VERIFY(viewer->schedules.contains(item.id));
    QVERIFY(ask<void>([&](auto reply) { runner->client->removeSchedule(item.id, reply); }).has_value());
    QTRY_VERIFY(viewer->schedules.isEmpty());
}

void FollowTest::viewerAnswersForTheRunner()
{
    const auto runner = start(Engine::Role::Runner);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(runner && viewer);
    QVERIFY(ask<void>([&](auto reply) {
                viewer->client->pause(std::nullopt, u"deploying"_s, reply);
            }).has_value());
    QTRY_COMPARE(runner->status.state, RunnerState::Paused);
    QTRY_COMPARE(viewer->status.elsewhere, std::optional(RunnerState::Paused));
    QTRY_VERIFY(viewer->status.pause && viewer->status.pause->note == u"deploying"_s);
}

void FollowTest::viewerKnowsThatNobodyFires()
{
    {
        const auto runner = start(Engine::Role::Runner);
        QVERIFY(runner);
    }
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(viewer);
    QCOMPARE(viewer->status.state, RunnerState::Viewer);
    QVERIFY(!viewer->status.elsewhere);
}

void FollowTest::viewerFindsTheNextRunner()
{
    auto runner = start(Engine::Role::Runner);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(runner && viewer);
    runner.reset();
    QTRY_VERIFY(!viewer->status.elsewhere);
    runner = start(Engine::Role::Runner);
    QVERIFY(runner);
    QTRY_COMPARE(viewer->status.elsewhere, std::optional(RunnerState::On));
}

void FollowTest::viewerTakesOver()
{
    auto runner = start(Engine::Role::Runner);
    const Schedule item = add(*runner, u"*:0/10"_s);
    const auto viewer = start(Engine::Role::Client);
    QVERIFY(viewer);
    const auto refused = ask<void>([&](auto reply) { viewer->client->takeOver(reply); });
    QCOMPARE(refused.error().code, ErrorCode::RunnerElsewhere);
    QCOMPARE(viewer->status.state, RunnerState::Viewer);

    runner.reset();
    QTRY_VERIFY(!viewer->status.elsewhere);
    QVERIFY(ask<void>([&](auto reply) { viewer->client->takeOver(reply); }).has_value());
    QTRY_COMPARE(viewer->status.state, RunnerState::On);
    runFor(*viewer, std::chrono::minutes(12));
    QTRY_COMPARE(viewer->runs.size(), 1);
    QCOMPARE(viewer->runs.cbegin()->outcome, Outcome::Succeeded);
}

void FollowTest::deafWatchersAreDropped()
{
    QTemporaryDir home;
    ControlServer server;
    QVERIFY(server.listen(home.path()).has_value());
    QLocalSocket deaf;
    deaf.setReadBufferSize(1);
    deaf.connectToServer(controlSocketPath(home.path()));
    QTRY_COMPARE(deaf.state(), QLocalSocket::ConnectedState);
    deaf.write("watch\n");
    QTRY_VERIFY(server.hasWatchers());
    for (int i = 0; i < 64; ++i)
        server.tell(QByteArray(60'000, 'x'));
    QTRY_VERIFY(!server.hasWatchers());
}

QTEST_GUILESS_MAIN(FollowTest)
#include "FollowTest.moc"
