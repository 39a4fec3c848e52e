#include "app/runtime/Runtime.h"
#include "core/engine/EngineProxy.h"
#include "core/sandbox/SandboxFault.h"
#include "tests/support/SandboxFixture.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kKey = u"order-1"_s;

} // namespace

/// Making machines ready: the engine as the programs have it, over real HTTP, against the sandbox.
class ProvisionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void makesSetsUpAndSleeps();
    void withoutCommandItOnlySleeps();
    void keptAwakeWhereThatIsWanted();
    void lostAnswerMakesNoSecondMachine_data();
    void lostAnswerMakesNoSecondMachine();
    void failedCommandKeepsTheMachine_data();
    void failedCommandKeepsTheMachine();
    void refusedOrderLeavesNothing();
    void failedStartLeavesNothing();
    void refusedCommandIsGivenAgain();
    void lostCommandAnswerRunsItOnce();
    void cancelledBeforeItRunsLeavesNothing();
    void cancelledCommandIsEnded();
    void holdWindowPutsTheSleepOff();
    void owedSleepIsSettledAfterARestart();
    void secretsAreMaskedAsTheyCome();
    void missingSecretIsNamed();
    void keysAndNamesAreUsedOnce();
    void ratesAreKeptPerAccount();
    void keyThatIsLookedForElsewhereIsForgotten();

private:
    void start();
    template <typename T, typename Ask> Result<T> ask(Ask begin, int atMost = 20'000);
    ProvisionOrder order(const QString& script) const;
    Result<ProvisionNews> carryOut(const ProvisionOrder& order);
    void fault(SandboxFault::Kind kind, const QString& method, const QString& path, int times = 1,
               const std::function<void(SandboxFault&)>& change = {});
    qsizetype truth(const QString& event) const { return m_cloud->truth(event).size(); }
    QByteArray printed() const;

    std::unique_ptr<test::SandboxFixture> m_cloud;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Runtime> m_runtime;
    std::unique_ptr<EngineProxy> m_client;
    QVector<ProvisionNews> m_news;
    QHash<MachineKey, Machine> m_machines;
    QHash<RunId, Run> m_runs;
    QSet<MachineKey> m_leases;
    Account m_account;
};

void ProvisionTest::init()
{
    // Slow enough that the platform's own autosleep stays out of the way on a busy computer.
    SandboxOptions options = test::SandboxFixture::defaults();
    options.speed = 20;
    options.seedMachines = 0;
    m_cloud = std::make_unique<test::SandboxFixture>(options);
    m_home = std::make_unique<QTemporaryDir>();
    m_runs.clear();
    start();
    Account account;
    account.name = u"cloud"_s;
    account.provider = ProviderKind::Sandbox;
    account.endpoint = m_cloud->endpoint();
    account.keySource = KeySource::KeyFile;
    const auto saved =
        ask<Account>([&](auto reply) { m_client->saveAccount(account, m_cloud->key(), reply); });
    QVERIFY(saved.has_value());
    m_account = *saved;
}

void ProvisionTest::start()
{
    m_client.reset();
    m_runtime.reset();
    m_news.clear();
    m_machines.clear();
    m_leases.clear();
    m_runtime = std::make_unique<Runtime>(m_home->path() + u"/data"_s);
    const auto opened = m_runtime->engine().open(m_home->path() + u"/data"_s, Engine::Role::Runner);
    QVERIFY2(opened.has_value(), opened ? "" : qPrintable(opened.error().detail));
    m_client = std::make_unique<EngineProxy>(m_runtime->engine());
    connect(m_client.get(), &EngineClient::provisioned, this,
            [this](const ProvisionNews& news) { m_news.append(news); });
    connect(m_client.get(), &EngineClient::changed, this, [this](const Changes& changes) {
        for (const Machine& machine : changes.machines)
            m_machines.insert(machine.key, machine);
        for (const MachineKey& gone : changes.machinesRemoved)
            m_machines.remove(gone);
        for (const Run& run : changes.runs)
            m_runs.insert(run.id, run);
        for (const MachineLease& lease : changes.leases)
            m_leases.insert(lease.machine);
        for (const MachineKey& gone : changes.leasesRemoved)
            m_leases.remove(gone);
    });
    m_client->connectToEngine();
}

void ProvisionTest::cleanup()
{
    m_client.reset();
    m_runtime.reset();
    m_cloud.reset();
    m_home.reset();
}

template <typename T, typename Ask> Result<T> ProvisionTest::ask(Ask begin, int atMost)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, atMost))
        return fail(ErrorCode::TimedOut, u"the test"_s);
    return *answer;
}

ProvisionOrder ProvisionTest::order(const QString& script) const
{
    ProvisionOrder wanted;
    wanted.key = kKey;
    wanted.account = m_account.id;
    wanted.name = u"backup"_s;
    wanted.timeout = 60s;
    if (!script.isEmpty())
        wanted.setup = {u"/bin/sh"_s, u"-c"_s, script};
    return wanted;
}

Result<ProvisionNews> ProvisionTest::carryOut(const ProvisionOrder& wanted)
{
    return ask<ProvisionNews>([&](auto reply) { m_client->provisionMachine(wanted, reply); });
}

void ProvisionTest::fault(SandboxFault::Kind kind, const QString& method, const QString& path, int times,
                          const std::function<void(SandboxFault&)>& change)
{
    SandboxFault fault;
    fault.kind = kind;
    fault.method = method;
    fault.path = path;
    fault.times = times;
    if (change)
        change(fault);
    m_cloud->sandbox().addFault(fault);
}

QByteArray ProvisionTest::printed() const
{
    QByteArray all;
    for (const ProvisionNews& news : m_news)
        all += news.stdoutText + news.stderrText;
    return all;
}

void ProvisionTest::makesSetsUpAndSleeps()
{
    ProvisionOrder wanted = order(u"echo one; sleep 0.6; echo two; echo three >&2"_s);
    wanted.spec.vcpu = 2;
    wanted.spec.memoryMib = 2048;
    wanted.spec.storageGib = 20;
    wanted.spec.autosleep = u"5m"_s;
    const auto done = carryOut(wanted);
    QVERIFY(done.has_value());
    QVERIFY(done->isReady());
    QVERIFY(done->asleep);
    QCOMPARE(done->setup, Outcome::Succeeded);
    QCOMPARE(done->exitCode, 0);
    QCOMPARE(done->machine->name, u"backup"_s);
    QCOMPARE(done->machine->vcpu, 2.0);
    QCOMPARE(done->machine->memoryMib, 2048);
    QCOMPARE(done->machine->storageGib, 20);
    QCOMPARE(done->machine->autosleep, 300s);

    QVector<ProvisionStage> stages;
    for (const ProvisionNews& news : std::as_const(m_news)) {
        if (stages.isEmpty() || stages.last() != news.stage)
            stages.append(news.stage);
    }
    QCOMPARE(stages, (QVector<ProvisionStage>{ProvisionStage::Creating, ProvisionStage::Starting,
                                              ProvisionStage::SettingUp, ProvisionStage::Sleeping,
                                              ProvisionStage::Over}));
    // The first line was told while the command still ran.
    const auto first = std::ranges::find_if(m_news, [](const auto& n) { return n.stdoutText == "one\n"; });
    QVERIFY(first != m_news.cend());
    QCOMPARE(first->stage, ProvisionStage::SettingUp);
    QCOMPARE(printed(), "one\ntwo\nthree\n");

    QCOMPARE(truth(u"machine_created"_s), 1);
    QCOMPARE(truth(u"execution_created"_s), 1);
    QCOMPARE(truth(u"asleep"_s), 1);
    const Run run = m_runs.value(done->run);
    QCOMPARE(run.kind, RunKind::SetUp);
    QCOMPARE(run.outcome, Outcome::Succeeded);
    QVERIFY(run.startedAt && run.endedAt && run.closedAt && !run.isOpen());
    const auto output = ask<RunOutput>([&](auto reply) { m_client->fetchOutput(done->run, reply); });
    QCOMPARE(output.value_or(RunOutput{}).stdoutText, "one\ntwo\n");
    QCOMPARE(output.value_or(RunOutput{}).stderrText, "three\n");
    QTRY_VERIFY(m_leases.isEmpty());
    QCOMPARE(m_machines.value(done->machine->key).name, u"backup"_s);
}

void ProvisionTest::withoutCommandItOnlySleeps()
{
    const auto done = carryOut(order({}));
    QVERIFY(done.has_value());
    QVERIFY(done->isReady() && done->asleep);
    QVERIFY(done->run.isEmpty());
    QCOMPARE(truth(u"execution_created"_s), 0);
    QCOMPARE(truth(u"asleep"_s), 1);
}

void ProvisionTest::keptAwakeWhereThatIsWanted()
{
    ProvisionOrder wanted = order(u"true"_s);
    wanted.thenSleep = false;
    const auto done = carryOut(wanted);
    QVERIFY(done.has_value());
    QVERIFY(done->isReady() && !done->asleep);
    QCOMPARE(truth(u"sleep"_s), 0);
    QVERIFY(m_leases.isEmpty());
}

void ProvisionTest::lostAnswerMakesNoSecondMachine_data()
{
    QTest::addColumn<int>("lost");
    QTest::addRow("once") << 1;
    QTest::addRow("longer than the client tries by itself") << 4;
}

void ProvisionTest::lostAnswerMakesNoSecondMachine()
{
    QFETCH(const int, lost);
    fault(SandboxFault::Kind::Drop, u"POST"_s, u"/machines$"_s, lost);
    const auto done = carryOut(order(u"true"_s));
    QVERIFY(done.has_value());
    QVERIFY(done->isReady());
    QCOMPARE(truth(u"machine_created"_s), 1);
}

void ProvisionTest::failedCommandKeepsTheMachine_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("timeout");
    QTest::addColumn<Outcome>("outcome");
    QTest::addRow("exit code") << u"echo no >&2; exit 7"_s << 60'000 << Outcome::Failed;
    QTest::addRow("signal") << u"kill -9 $$"_s << 60'000 << Outcome::Failed;
    QTest::addRow("time-out") << u"sleep 60"_s << 400 << Outcome::TimedOut;
}

void ProvisionTest::failedCommandKeepsTheMachine()
{
    QFETCH(const QString, script);
    QFETCH(const int, timeout);
    QFETCH(const Outcome, outcome);
    ProvisionOrder wanted = order(script);
    wanted.timeout = std::chrono::milliseconds(timeout);
    const auto done = carryOut(wanted);
    QVERIFY(done.has_value());
    QVERIFY(!done->isReady());
    QCOMPARE(done->setup, outcome);
    QVERIFY(done->machine && done->asleep);
    QCOMPARE(m_runs.value(done->run).outcome, outcome);
    QCOMPARE(truth(u"asleep"_s), 1);
    QCOMPARE(truth(u"machine_deleted"_s), 0);
}

void ProvisionTest::refusedOrderLeavesNothing()
{
    fault(SandboxFault::Kind::Answer, u"POST"_s, u"/machines$"_s, 0, [](SandboxFault& f) { f.status = 403; });
    const auto done = carryOut(order(u"true"_s));
    QVERIFY(done.has_value());
    QVERIFY(done->isOver() && !done->machine);
    QCOMPARE(done->error->code, ErrorCode::Forbidden);
    QCOMPARE(truth(u"machine_created"_s), 0);
    QVERIFY(m_machines.isEmpty() && m_leases.isEmpty());
}

void ProvisionTest::failedStartLeavesNothing()
{
    fault(SandboxFault::Kind::WakeFails, {}, {});
    const auto done = carryOut(order(u"true"_s));
    QVERIFY(done.has_value());
    QCOMPARE(done->error->code, ErrorCode::MachineFailed);
    QVERIFY(!done->machine);
    QTRY_COMPARE(truth(u"machine_deleted"_s), 1);
    QTRY_VERIFY(m_leases.isEmpty());
    // Its name is free again.
    const auto again = [&] {
        ProvisionOrder next = order({});
        next.key = u"order-2"_s;
        return carryOut(next);
    }();
    QVERIFY(again && again->isReady());
}

void ProvisionTest::refusedCommandIsGivenAgain()
{
    fault(SandboxFault::Kind::Refuse, {}, {}, 2, [](SandboxFault& f) { f.code = u"machine_not_routable"_s; });
    const auto done = carryOut(order(u"echo ran"_s));
    QVERIFY(done && done->isReady());
    QCOMPARE(printed(), "ran\n");
    QCOMPARE(m_runs.value(done->run).attempt, 3);
    QCOMPARE(truth(u"execution_started"_s), 1);
}

void ProvisionTest::lostCommandAnswerRunsItOnce()
{
    fault(SandboxFault::Kind::Drop, u"POST"_s, u"/executions$"_s);
    const auto done = carryOut(order(u"echo ran"_s));
    QVERIFY(done && done->isReady());
    QCOMPARE(truth(u"execution_created"_s), 1);
}

void ProvisionTest::cancelledBeforeItRunsLeavesNothing()
{
    std::optional<Result<ProvisionNews>> done;
    m_client->provisionMachine(order(u"echo never"_s), [&](const auto& answer) { done = answer; });
    QTRY_VERIFY(!m_news.isEmpty() && m_news.last().stage == ProvisionStage::Starting);
    QVERIFY(ask<void>([&](auto reply) { m_client->cancelProvision(kKey, reply); }).has_value());
    QTRY_VERIFY(done.has_value());
    QVERIFY((*done)->isOver() && (*done)->cancelled && !(*done)->machine && !(*done)->error);
    QCOMPARE(truth(u"execution_created"_s), 0);
    QTRY_COMPARE(truth(u"machine_deleted"_s), 1);
    QCOMPARE(ask<void>([&](auto reply) { m_client->cancelProvision(kKey, reply); }).error().code,
             ErrorCode::NotFound);
}

void ProvisionTest::cancelledCommandIsEnded()
{
    std::optional<Result<ProvisionNews>> done;
    m_client->provisionMachine(order(u"echo begun; sleep 60; echo never"_s),
                               [&](const auto& answer) { done = answer; });
    QTRY_VERIFY_WITH_TIMEOUT(printed() == "begun\n", 10'000);
    QVERIFY(ask<void>([&](auto reply) { m_client->cancelProvision(kKey, reply); }).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(done.has_value(), 10'000);
    QCOMPARE((*done)->setup, Outcome::Cancelled);
    QVERIFY((*done)->cancelled && (*done)->machine && (*done)->asleep);
    QCOMPARE(printed(), "begun\n");
    QCOMPARE(m_runs.value((*done)->run).outcome, Outcome::Cancelled);
    QCOMPARE(truth(u"asleep"_s), 1);
}

void ProvisionTest::holdWindowPutsTheSleepOff()
{
    fault(SandboxFault::Kind::Answer, u"POST"_s, u"/sleep$"_s, 3, [](SandboxFault& f) {
        f.status = 409;
        f.code = u"SLEEP_HOLD_WINDOW_ACTIVE"_s;
        f.retryAfter = 100ms;
    });
    const auto done = carryOut(order(u"true"_s));
    QVERIFY(done && done->isReady() && done->asleep);
    QVERIFY(!done->sleepError);
    const bool told = std::ranges::any_of(m_news, [](const ProvisionNews& news) {
        return news.sleepError && news.sleepError->code == ErrorCode::HoldWindow;
    });
    QVERIFY(told);
    QCOMPARE(truth(u"asleep"_s), 1);
}

void ProvisionTest::owedSleepIsSettledAfterARestart()
{
    fault(SandboxFault::Kind::Answer, u"POST"_s, u"/sleep$"_s, 0, [](SandboxFault& f) {
        f.status = 409;
        f.code = u"SLEEP_HOLD_WINDOW_ACTIVE"_s;
        f.retryAfter = 60s;
    });
    m_client->provisionMachine(order(u"true"_s), [](const auto&) {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_news.isEmpty() && m_news.last().sleepError, 10'000);
    QCOMPARE(truth(u"asleep"_s), 0);
    m_cloud->sandbox().clearFaults();
    start();
    QTRY_COMPARE_WITH_TIMEOUT(truth(u"asleep"_s), 1, 10'000);
    QTRY_VERIFY(m_leases.isEmpty());
}

void ProvisionTest::secretsAreMaskedAsTheyCome()
{
    const QString value = u"canary-42-of-the-mine"_s;
    const SecretEntry entry{u"TOKEN"_s, KeySource::KeyFile};
    QVERIFY(ask<void>([&](auto reply) { m_client->saveSecret(entry, value, reply); }).has_value());
    // Written in two halves, with time to be read in between.
    ProvisionOrder wanted = order(u"printf 'got %.9s' \"$TOKEN\"; sleep 0.7; "
                                  "printf '%s' \"$TOKEN\" | tail -c +10; echo ' end'"_s);
    wanted.env.insert(u"TOKEN"_s, u"secret:TOKEN"_s);
    const auto done = carryOut(wanted);
    QVERIFY(done && done->isReady());
    QCOMPARE(printed(), "got [redacted] end\n");
    QVERIFY(m_runs.value(done->run).requestBody.contains("secret:TOKEN"));
    QDirIterator files(m_home->path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QFile::ReadOnly));
        QVERIFY2(file.fileName().contains(u"/keys"_s) || !file.readAll().contains("canary-42"),
                 qPrintable(file.fileName()));
    }
}

void ProvisionTest::missingSecretIsNamed()
{
    ProvisionOrder wanted = order(u"true"_s);
    wanted.env.insert(u"TOKEN"_s, u"secret:NOT_THERE"_s);
    const auto done = carryOut(wanted);
    QVERIFY(done && !done->isReady());
    QCOMPARE(done->error->code, ErrorCode::SecretMissing);
    QVERIFY(done->error->subject.contains(u"NOT_THERE"_s));
    QVERIFY(done->machine && done->asleep);
    QCOMPARE(truth(u"execution_created"_s), 0);
}

void ProvisionTest::keysAndNamesAreUsedOnce()
{
    m_client->provisionMachine(order(u"sleep 60"_s), [](const auto&) {});
    QTRY_VERIFY(!m_news.isEmpty() && m_news.last().stage >= ProvisionStage::Starting);
    QCOMPARE(carryOut(order({})).error().code, ErrorCode::AlreadyExists);
    ProvisionOrder named = order({});
    named.key = u"order-2"_s;
    named.name = u"BACKUP"_s;
    QCOMPARE(carryOut(named).error().code, ErrorCode::AlreadyExists);
    ProvisionOrder nowhere = order({});
    nowhere.key = u"order-3"_s;
    nowhere.name.clear();
    nowhere.account = AccountId{u"none"_s};
    QCOMPARE(carryOut(nowhere).error().code, ErrorCode::NotFound);
    QCOMPARE(truth(u"machine_created"_s), 1);
}

void ProvisionTest::ratesAreKeptPerAccount()
{
    const auto read = [&](const AccountId& account) {
        return ask<UsageRates>([&](auto reply) { m_client->fetchRates(account, reply); });
    };
    QVERIFY(!read(m_account.id)->isSet());
    const UsageRates rates{0.045, 0.0146, 0.0001, u"€"_s};
    const auto save = [&](const AccountId& account, const UsageRates& value) {
        return ask<void>([&](auto reply) { m_client->saveRates(account, value, reply); });
    };
    QVERIFY(save(m_account.id, rates).has_value());
    QCOMPARE(*read(m_account.id), rates);
    QCOMPARE(save(AccountId{u"none"_s}, rates).error().code, ErrorCode::NotFound);
    QCOMPARE(save(m_account.id, UsageRates{-1, 0, 0}).error().code, ErrorCode::InvalidArgument);
    start();
    QCOMPARE(*read(m_account.id), rates);
    QVERIFY(!read(AccountId{u"none"_s})->isSet());
}

void ProvisionTest::keyThatIsLookedForElsewhereIsForgotten()
{
    const auto files = [this] {
        QByteArray all;
        QDirIterator found(m_home->path() + u"/data/keys"_s, QDir::Files);
        while (found.hasNext()) {
            QFile file(found.next());
            if (file.open(QFile::ReadOnly))
                all += file.readAll();
        }
        return all;
    };
    QVERIFY(files().contains(m_cloud->key().toUtf8()));
    Account account = m_account;
    account.keySource = KeySource::Environment;
    account.keyRef = u"CLOUD_KEY"_s;
    QVERIFY(ask<Account>([&](auto reply) { m_client->saveAccount(account, {}, reply); }).has_value());
    QTRY_VERIFY(!files().contains(m_cloud->key().toUtf8()));
}

QTEST_GUILESS_MAIN(ProvisionTest)
#include "ProvisionTest.moc"
