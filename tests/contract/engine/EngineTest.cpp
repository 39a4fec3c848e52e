#include "core/engine/Engine.h"
#include "app/runtime/TimerFd.h"
#include "core/engine/EngineProxy.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "core/providers/dedalus/DedalusProvider.h"
#include "tests/support/LiveClock.h"
#include "tests/support/SandboxFixture.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The engine whole, on a real store, over real HTTP, against the sandbox with its real processes.
class EngineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void scheduleFiresAndTheMachineSleepsAgain();
    void exitCodeThreeIsAFailure();
    void overrunTimesOutAndTheMachineSleeps();
    void awakeMachineIsLeftAwake();
    void overlappingRunsSleepOnceAfterTheLast();
    void onlySoManyRunsAreAtWorkAsChosen();
    void runIsCarriedOnAfterARestart();
    void submissionIsNeverSentTwiceAcrossRestarts();
    void sleepIsSettledAfterARestart();
    void foreignExecutionKeepsTheMachineAwake();
    void editsOfAnotherProcessAreSeen();
    void manualRunOfAnotherProcessIsCarriedOut();
    void secondRunnerIsRefused();
    void wrongKeyAndDeadServerAreToldApart();
    void pausedOccurrencesAreRecorded();
    void cancelEndsTheCommand();
    void outputIsReadWhileItRuns();
    void keysAreMaskedInStoredOutput();
    void namedMachinesAreShownBeforeAnyAnswer();

private:
    void startEngine(Engine::Role role = Engine::Role::Runner);
    std::unique_ptr<Provider> makeProvider(const Account& account, const QString& key);
    EnginePorts ports();
    template <typename T, typename Ask> Result<T> ask(Ask begin);
    Schedule schedule(const QString& name, const QStringList& argv, const QString& when = u"2099-01-01"_s);
    Run waitForClosed(const RunId& id);
    Run runToEnd(const Schedule& schedule);
    qsizetype truthCount(const QString& event) { return m_cloud->truth(event).size(); }

    test::LiveClock m_clock;
    std::unique_ptr<test::SandboxFixture> m_cloud;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<TimerFd> m_timer;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<EngineProxy> m_client;
    QHash<RunId, Run> m_runs;
    QHash<MachineKey, Machine> m_machines;
    QHash<ScheduleId, Schedule> m_schedules;
    QVector<AccountStatus> m_accountStatus;
    Account m_account;
    MachineKey m_machine;
};

void EngineTest::init()
{
    // Slow enough that the platform's own autosleep stays out of the way on a busy computer.
    SandboxOptions options = test::SandboxFixture::defaults();
    options.speed = 20;
    m_cloud = std::make_unique<test::SandboxFixture>(options);
    m_home = std::make_unique<QTemporaryDir>();
    m_network = makeNetwork();
    m_http = std::make_unique<HttpClient>(*m_network, m_redactor);
    m_runs.clear();
    m_machines.clear();
    m_schedules.clear();
    m_account = {};
    startEngine();

    Account account;
    account.name = u"cloud"_s;
    account.provider = ProviderKind::Sandbox;
    account.endpoint = m_cloud->endpoint();
    account.keySource = KeySource::Session;
    const auto saved =
        ask<Account>([&](auto reply) { m_client->saveAccount(account, m_cloud->key(), reply); });
    QVERIFY(saved.has_value());
    m_account = *saved;
    QVERIFY(ask<void>([&](auto reply) { m_client->refreshMachines(reply); }).has_value());
    QCOMPARE(m_machines.size(), 2);
    const auto keys = m_machines.keys();
    m_machine = *std::min_element(keys.cbegin(), keys.cend());
}

void EngineTest::cleanup()
{
    m_client.reset();
    m_engine.reset();
    m_timer.reset();
    m_http.reset();
    m_network.reset();
    m_cloud.reset();
    m_home.reset();
}

std::unique_ptr<Provider> EngineTest::makeProvider(const Account& account, const QString& key)
{
    return std::make_unique<DedalusProvider>(*m_http, m_redactor, account.id, account.endpoint,
                                             fixedApiKey(key));
}

EnginePorts EngineTest::ports()
{
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = m_timer.get();
    ports.makeProvider = [this](const Account& account) { return makeProvider(account, m_cloud->key()); };
    ports.makeTrialProvider = [this](const Account& account, const QString& key) {
        return makeProvider(account, key);
    };
    ports.storeKey = [](const Account&, const QString&, const Reply<void>& reply) { reply({}); };
    ports.forgetKey = [](const Account&, const Reply<void>& reply) { reply({}); };
    ports.redact = [this](const QByteArray& bytes) { return m_redactor.redact(bytes); };
    return ports;
}

void EngineTest::startEngine(Engine::Role role)
{
    m_client.reset();
    m_engine.reset();
    m_timer = std::make_unique<TimerFd>();
    m_engine = std::make_unique<Engine>(ports());
    const auto opened = m_engine->open(m_home->path() + u"/data"_s, role);
    QVERIFY2(opened.has_value(), opened ? "" : qPrintable(opened.error().detail));
    m_client = std::make_unique<EngineProxy>(*m_engine);
    connect(m_client.get(), &EngineClient::changed, this, [this](const Changes& changes) {
        for (const Run& run : changes.runs)
            m_runs.insert(run.id, run);
        for (const Machine& machine : changes.machines)
            m_machines.insert(machine.key, machine);
        for (const Schedule& item : changes.schedules)
            m_schedules.insert(item.id, item);
        m_accountStatus += changes.accountStatus;
    });
    m_client->connectToEngine();
}

template <typename T, typename Ask> Result<T> EngineTest::ask(Ask begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
        return fail(ErrorCode::TimedOut);
    return *answer;
}

Schedule EngineTest::schedule(const QString& name, const QStringList& argv, const QString& when)
{
    Schedule item;
    item.name = name;
    item.machine = m_machine;
    item.when = {when};
    item.zone = u"UTC"_s;
    item.argv = argv;
    const auto saved = ask<Schedule>([&](auto reply) { m_client->saveSchedule(item, reply); });
    return saved.value_or(Schedule{});
}

Run EngineTest::waitForClosed(const RunId& id)
{
    const bool closed =
        QTest::qWaitFor([&] { return m_runs.contains(id) && !m_runs.value(id).isOpen(); }, 20'000);
    return closed ? m_runs.value(id) : Run{};
}

Run EngineTest::runToEnd(const Schedule& item)
{
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    return run ? waitForClosed(run->id) : Run{};
}

void EngineTest::scheduleFiresAndTheMachineSleepsAgain()
{
    const Schedule item =
        schedule(u"tick"_s, {u"/bin/sh"_s, u"-c"_s, u"echo $REVEILLE_SCHEDULED_AT"_s}, u"*:*:*"_s);
    QVERIFY(!item.id.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(m_runs, [](const Run& r) { return r.outcome == Outcome::Succeeded; }), 10'000);
    QVERIFY(ask<void>([&](auto reply) { m_client->removeSchedule(item.id, reply); }).has_value());
    const auto run = std::ranges::find(m_runs, Outcome::Succeeded, &Run::outcome);
    const Run closed = waitForClosed(run->id);
    QCOMPARE(closed.exitCode, 0);
    QVERIFY(closed.lateness().has_value());
    QVERIFY2(closed.lateness()->count() >= 0, "started before its instant");
    QVERIFY(closed.awake.has_value());
    QCOMPARE(closed.priorPhase, MachinePhase::Sleeping);
    QVector<RunState> states;
    for (const RunStep& step : closed.steps)
        states.append(step.state);
    QCOMPARE(states,
             (QVector<RunState>{RunState::Due, RunState::Waking, RunState::Submitting, RunState::Running,
                                RunState::Collecting, RunState::Releasing, RunState::Closed}));
    const auto output = ask<RunOutput>([&](auto reply) { m_client->fetchOutput(closed.id, reply); });
    QVERIFY(output.has_value());
    QVERIFY(output->stdoutText.endsWith("Z\n"));
    QTRY_COMPARE_WITH_TIMEOUT(m_machines.value(m_machine).phase, MachinePhase::Sleeping, 5'000);
}

void EngineTest::exitCodeThreeIsAFailure()
{
    const Run run = runToEnd(schedule(u"three"_s, {u"/bin/sh"_s, u"-c"_s, u"echo bad >&2; exit 3"_s}));
    QCOMPARE(run.outcome, Outcome::Failed);
    QCOMPARE(run.exitCode, 3);
    QCOMPARE(truthCount(u"execution_created"_s), 1);
    QTRY_COMPARE(truthCount(u"asleep"_s), 1);
}

void EngineTest::overrunTimesOutAndTheMachineSleeps()
{
    Schedule item = schedule(u"slow"_s, {u"/bin/sleep"_s, u"60"_s});
    item.timeout = 300ms;
    const auto saved = ask<Schedule>([&](auto reply) { m_client->saveSchedule(item, reply); });
    QVERIFY(saved.has_value());
    const Run run = runToEnd(*saved);
    QCOMPARE(run.outcome, Outcome::TimedOut);
    QVERIFY(!run.exitCode.has_value());
    QTRY_COMPARE(truthCount(u"asleep"_s), 1);
}

void EngineTest::awakeMachineIsLeftAwake()
{
    QVERIFY(ask<Machine>([&](auto reply) { m_client->wakeMachine(m_machine, reply); }).has_value());
    QTRY_COMPARE(truthCount(u"running"_s), 1);
    const Run run = runToEnd(schedule(u"guest"_s, {u"/bin/true"_s}));
    QCOMPARE(run.outcome, Outcome::Succeeded);
    QCOMPARE(run.priorPhase, MachinePhase::Running);
    QVERIFY(!run.awake.has_value());
    QCOMPARE(truthCount(u"sleep"_s), 0);
}

void EngineTest::overlappingRunsSleepOnceAfterTheLast()
{
    const Schedule one = schedule(u"one"_s, {u"/bin/sleep"_s, u"0.3"_s});
    const Schedule two = schedule(u"two"_s, {u"/bin/sleep"_s, u"0.1"_s});
    const auto first = ask<Run>([&](auto reply) { m_client->runNow(one.id, reply); });
    const auto second = ask<Run>([&](auto reply) { m_client->runNow(two.id, reply); });
    QVERIFY(first && second);
    QCOMPARE(waitForClosed(first->id).outcome, Outcome::Succeeded);
    QCOMPARE(waitForClosed(second->id).outcome, Outcome::Succeeded);
    QTRY_COMPARE(truthCount(u"asleep"_s), 1);
    QCOMPARE(truthCount(u"wake"_s), 1);
    QCOMPARE(truthCount(u"sleep"_s), 1);
}

void EngineTest::onlySoManyRunsAreAtWorkAsChosen()
{
    const auto choose = [this](int most) {
        return ask<void>([&](auto reply) { m_client->setParallelRuns(most, reply); });
    };
    for (const int wrong : {0, -1, 65}) {
        const auto refused = choose(wrong);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }
    QVERIFY(choose(1).has_value());
    startEngine();
    const auto kept = ask<int>([&](auto reply) { m_client->parallelRuns(reply); });
    QVERIFY(kept.has_value());
    QCOMPARE(*kept, 1);
    const auto run = [this](const QString& name, const QString& line) {
        Schedule item = schedule(name, {u"/bin/sh"_s, u"-c"_s, line});
        item.policy.parallelOnMachine = true;
        static_cast<void>(ask<Schedule>([&](auto reply) { m_client->saveSchedule(item, reply); }));
        return ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); }).value_or(Run{});
    };
    // The first ends only after the second has begun, which it can't before there is room for both.
    const Run first = run(u"first"_s, u"until [ -e go ]; do sleep 0.02; done"_s);
    QTRY_COMPARE(m_runs.value(first.id).state, RunState::Running);
    const Run second = run(u"second"_s, u"touch go"_s);
    QTRY_VERIFY(m_runs.contains(second.id));
    QCOMPARE(m_runs.value(second.id).state, RunState::Due);
    QVERIFY(choose(2).has_value());
    QCOMPARE(waitForClosed(second.id).outcome, Outcome::Succeeded);
    QCOMPARE(waitForClosed(first.id).outcome, Outcome::Succeeded);
}

void EngineTest::runIsCarriedOnAfterARestart()
{
    const Schedule item = schedule(u"long"_s, {u"/bin/sh"_s, u"-c"_s, u"sleep 0.5; echo done"_s});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QTRY_COMPARE(m_runs.value(run->id).state, RunState::Running);
    startEngine();
    const Run closed = waitForClosed(run->id);
    QCOMPARE(closed.outcome, Outcome::Succeeded);
    QCOMPARE(truthCount(u"execution_created"_s), 1);
    QTRY_COMPARE(truthCount(u"asleep"_s), 1);
}

void EngineTest::submissionIsNeverSentTwiceAcrossRestarts()
{
    const Schedule item = schedule(u"once"_s, {u"/bin/sh"_s, u"-c"_s, u"echo run >> runs.txt; sleep 0.2"_s});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    // Restarted again and again, wherever it happens to be.
    for (int i = 0; i < 12 && m_runs.value(run->id).isOpen(); ++i) {
        const qsizetype steps = m_runs.value(run->id).steps.size();
        (void)QTest::qWaitFor([&] { return m_runs.value(run->id).steps.size() > steps; }, 300);
        startEngine();
    }
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Succeeded);
    QCOMPARE(truthCount(u"execution_created"_s), 1);
    QTRY_VERIFY(truthCount(u"asleep"_s) >= 1);
}

void EngineTest::sleepIsSettledAfterARestart()
{
    const Schedule item = schedule(u"quick"_s, {u"/bin/true"_s});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QTRY_VERIFY(m_runs.value(run->id).state >= RunState::Running);
    startEngine();
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Succeeded);
    QTRY_VERIFY(truthCount(u"asleep"_s) >= 1);
    QTRY_COMPARE(m_machines.value(m_machine).phase, MachinePhase::Sleeping);
}

void EngineTest::foreignExecutionKeepsTheMachineAwake()
{
    const Schedule item = schedule(u"ours"_s, {u"/bin/sleep"_s, u"0.3"_s});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QTRY_COMPARE(m_runs.value(run->id).state, RunState::Running);
    const auto stranger = makeProvider(m_account, m_cloud->key());
    ExecutionSpec spec;
    spec.argv = {u"/bin/sleep"_s, u"30"_s};
    spec.timeout = 60s;
    std::optional<Result<Execution>> started;
    const Call call =
        stranger->startExecution(m_machine.machine, stranger->executionBody(spec), u"stranger"_s,
                                 [&](const Result<Execution>& answer) { started = answer; });
    QTRY_VERIFY(started.has_value());
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Succeeded);
    QCOMPARE(truthCount(u"sleep"_s), 0);
}

void EngineTest::editsOfAnotherProcessAreSeen()
{
    Engine other(ports());
    QVERIFY(other.open(m_home->path() + u"/data"_s, Engine::Role::Client).has_value());
    Schedule item;
    item.name = u"from elsewhere"_s;
    item.machine = m_machine;
    item.when = {u"*:*:*"_s};
    item.zone = u"UTC"_s;
    item.argv = {u"/bin/true"_s};
    const auto saved = ask<Schedule>([&](auto reply) { other.saveSchedule(item, reply); });
    QVERIFY(saved.has_value());
    QTRY_VERIFY(m_schedules.contains(saved->id));
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(m_runs, [&](const Run& run) { return run.schedule == saved->id; }), 10'000);
    other.close();
}

void EngineTest::manualRunOfAnotherProcessIsCarriedOut()
{
    const Schedule item = schedule(u"shared"_s, {u"/bin/echo"_s, u"hello"_s});
    Engine other(ports());
    QVERIFY(other.open(m_home->path() + u"/data"_s, Engine::Role::RunOnce).has_value());
    const auto run = ask<Run>([&](auto reply) { other.runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Succeeded);
    other.close();
}

void EngineTest::secondRunnerIsRefused()
{
    Engine other(ports());
    const auto opened = other.open(m_home->path() + u"/data"_s, Engine::Role::Runner);
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().code, ErrorCode::RunnerElsewhere);
    QCOMPARE(opened.error().subject, QString::number(QCoreApplication::applicationPid()));
}

void EngineTest::wrongKeyAndDeadServerAreToldApart()
{
    const auto wrong =
        ask<void>([&](auto reply) { m_client->testAccount(m_account, u"dsk-wrong"_s, reply); });
    QVERIFY(!wrong.has_value());
    QCOMPARE(wrong.error().code, ErrorCode::Unauthorized);
    Account dead = m_account;
    dead.endpoint = QUrl(u"http://127.0.0.1:1"_s);
    const auto refused = ask<void>([&](auto reply) { m_client->testAccount(dead, u"dsk-any"_s, reply); });
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, ErrorCode::ConnectionRefused);
}

void EngineTest::pausedOccurrencesAreRecorded()
{
    QVERIFY(
        ask<void>([&](auto reply) { m_client->pause(std::nullopt, u"maintenance"_s, reply); }).has_value());
    schedule(u"paused"_s, {u"/bin/true"_s}, u"*:*:*"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        std::ranges::any_of(m_runs, [](const Run& run) { return run.outcome == Outcome::SkippedPaused; }),
        10'000);
    QCOMPARE(truthCount(u"execution_created"_s), 0);
    QVERIFY(ask<void>([&](auto reply) { m_client->resume(reply); }).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(truthCount(u"execution_created"_s) > 0, 10'000);
}

void EngineTest::cancelEndsTheCommand()
{
    const Schedule item = schedule(u"endless"_s, {u"/bin/sleep"_s, u"60"_s});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QTRY_COMPARE(m_runs.value(run->id).state, RunState::Running);
    QVERIFY(ask<void>([&](auto reply) { m_client->cancelRun(run->id, reply); }).has_value());
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Cancelled);
    QTRY_COMPARE(truthCount(u"asleep"_s), 1);
}

void EngineTest::outputIsReadWhileItRuns()
{
    const Schedule item = schedule(
        u"slow"_s, {u"/bin/sh"_s, u"-c"_s, u"echo begun key=%1; exec sleep 60"_s.arg(m_cloud->key())});
    const auto run = ask<Run>([&](auto reply) { m_client->runNow(item.id, reply); });
    QVERIFY(run.has_value());
    QTRY_COMPARE(m_runs.value(run->id).state, RunState::Running);
    QTRY_COMPARE(ask<RunOutput>([&](auto reply) { m_client->fetchOutput(run->id, reply); })->stdoutText,
                 QByteArray("begun key=[redacted]\n"));
    QVERIFY(m_runs.value(run->id).isOpen());
    QVERIFY(ask<void>([&](auto reply) { m_client->cancelRun(run->id, reply); }).has_value());
    QCOMPARE(waitForClosed(run->id).outcome, Outcome::Cancelled);
}

void EngineTest::keysAreMaskedInStoredOutput()
{
    const Run run = runToEnd(schedule(u"leaky"_s, {u"/bin/echo"_s, u"key="_s + m_cloud->key()}));
    QCOMPARE(run.outcome, Outcome::Succeeded);
    const auto output = ask<RunOutput>([&](auto reply) { m_client->fetchOutput(run.id, reply); });
    QVERIFY(output.has_value());
    QCOMPARE(output->stdoutText, QByteArray("key=[redacted]\n"));
}

void EngineTest::namedMachinesAreShownBeforeAnyAnswer()
{
    QVERIFY(
        ask<void>([&](auto reply) { m_client->renameMachine(m_machine, u"worker"_s, reply); }).has_value());
    m_machines.clear();
    startEngine(Engine::Role::Client);
    QTRY_COMPARE(m_machines.value(m_machine).name, u"worker"_s);
    QCOMPARE(m_machines.value(m_machine).phase, MachinePhase::Unknown);
}

QTEST_GUILESS_MAIN(EngineTest)
#include "EngineTest.moc"
