#include "tests/unit/cli/CliBench.h"

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Making machines ready, what is awake and why, and what a person pays.
class MachineSetUpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void setsUp();
    void setUpFromAFile();
    void setUpRefuses_data();
    void setUpRefuses();
    void exitCodes_data();
    void exitCodes();
    void setUpInJson();
    void awakeSaysWhy();
    void awakeOfOne();
    void awakeInJson();
    void ratesAreKeptAndUsed();
    void ratesRefuse();
    void usageAsCsv();

private:
    [[nodiscard]] static ProvisionNews over(Outcome outcome, std::optional<int> exitCode = {});
    std::unique_ptr<CliBench> m_bench;
};

void MachineSetUpTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.machines = {CliBench::machine(u"dm-1"_s, u"builder"_s, u"account-1"_s)};
}

ProvisionNews MachineSetUpTest::over(Outcome outcome, std::optional<int> exitCode)
{
    ProvisionNews news;
    news.name = u"runner"_s;
    news.stage = ProvisionStage::Over;
    news.machine = CliBench::machine(u"dm-new"_s, u"runner"_s, u"account-1"_s);
    news.setup = outcome;
    news.exitCode = exitCode;
    news.asleep = true;
    news.run = RunId{u"3fa90000-0000-4000-8000-000000000000"_s};
    return news;
}

void MachineSetUpTest::setsUp()
{
    ProvisionNews starting;
    starting.stage = ProvisionStage::Starting;
    ProvisionNews running;
    running.stage = ProvisionStage::SettingUp;
    running.stdoutText = "Reading package lists\n";
    running.stderrText = "debconf: no terminal\n";
    m_bench->fake.provisionSteps = {starting, running, over(Outcome::Succeeded, 0)};
    QCOMPARE(m_bench->run({u"machine"_s, u"create"_s, u"--name"_s, u"runner"_s, u"--vcpu"_s, u"0.5"_s,
                           u"--memory"_s, u"2G"_s, u"--setup"_s, u"apt-get install -y jq"_s, u"--env"_s,
                           u"TOKEN=secret:TOKEN"_s, u"--setup-timeout"_s, u"5m"_s}),
             0);
    const ProvisionOrder& order = m_bench->fake.order;
    QCOMPARE(order.setup, (QStringList{u"/bin/bash"_s, u"-c"_s, u"apt-get install -y jq"_s}));
    QCOMPARE(order.env.value(u"TOKEN"_s), u"secret:TOKEN"_s);
    QCOMPARE(order.timeout, 300s);
    QCOMPARE(order.spec.vcpu, 0.5);
    QCOMPARE(order.spec.memoryMib, 2048);
    QVERIFY(order.thenSleep && !order.key.isEmpty());
    QCOMPARE(m_bench->out(), "Reading package lists\n");
    const QString notes = m_bench->errText();
    for (const QString& text : {u"Waiting until it runs"_s, u"Running the set-up command"_s,
                                u"debconf: no terminal"_s, u"runner is ready and asleep."_s, u"dm-new"_s})
        QVERIFY2(notes.contains(text), qPrintable(notes));
}

void MachineSetUpTest::setUpFromAFile()
{
    QTemporaryDir directory;
    QFile file(directory.filePath(u"setup.sh"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("set -e\necho one\n");
    file.close();
    m_bench->fake.provisionSteps = {over(Outcome::Succeeded, 0)};
    QCOMPARE(m_bench->run({u"machine"_s, u"create"_s, u"--setup-file"_s, file.fileName(), u"--keep-awake"_s,
                           u"--idempotency-key"_s, u"mine"_s}),
             0);
    QCOMPARE(m_bench->fake.order.setup.value(2), u"set -e\necho one\n"_s);
    QCOMPARE(m_bench->fake.order.key, u"mine"_s);
    QVERIFY(!m_bench->fake.order.thenSleep);
}

void MachineSetUpTest::setUpRefuses_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addRow("both") << QStringList{u"--setup"_s, u"true"_s, u"--setup-file"_s, u"/dev/null"_s};
    QTest::addRow("no such file") << QStringList{u"--setup-file"_s, u"/nowhere/at/all"_s};
    QTest::addRow("an empty file") << QStringList{u"--setup-file"_s, u"/dev/null"_s};
    QTest::addRow("blank") << QStringList{u"--setup"_s, u"  "_s};
    QTest::addRow("no variable") << QStringList{u"--setup"_s, u"true"_s, u"--env"_s, u"TOKEN"_s};
    QTest::addRow("no time") << QStringList{u"--setup"_s, u"true"_s, u"--setup-timeout"_s, u"soon"_s};
    QTest::addRow("variable for nothing") << QStringList{u"--env"_s, u"A=b"_s};
    QTest::addRow("awake for nothing") << QStringList{u"--keep-awake"_s};
    QTest::addRow("size") << QStringList{u"--setup"_s, u"true"_s, u"--vcpu"_s, u"0.3"_s};
}

void MachineSetUpTest::setUpRefuses()
{
    QFETCH(const QStringList, options);
    QCOMPARE(m_bench->run(QStringList{u"machine"_s, u"create"_s} + options), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
    QVERIFY(!m_bench->errText().isEmpty());
}

void MachineSetUpTest::exitCodes_data()
{
    QTest::addColumn<ProvisionNews>("news");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    QTest::addRow("ready") << over(Outcome::Succeeded, 0) << 0 << u"ready and asleep"_s;
    QTest::addRow("failed") << over(Outcome::Failed, 7) << 10 << u"failed with exit code 7. runner is kept"_s;
    QTest::addRow("too slow") << over(Outcome::TimedOut) << 10 << u"ran out of time"_s;
    ProvisionNews cancelled = over(Outcome::Cancelled);
    cancelled.cancelled = true;
    QTest::addRow("cancelled") << cancelled << 130 << u"Cancelled"_s;
    ProvisionNews refused;
    refused.stage = ProvisionStage::Over;
    refused.error.emplace().code = ErrorCode::Unauthorized;
    QTest::addRow("key refused") << refused << 4 << u"No machine was made"_s;
    refused.error->code = ErrorCode::ConnectionRefused;
    QTest::addRow("network") << refused << 5 << u"No machine was made"_s;
    ProvisionNews awake = over(Outcome::Succeeded, 0);
    awake.asleep = false;
    awake.sleepError.emplace().code = ErrorCode::LifecycleForbidden;
    QTest::addRow("ready but awake") << awake << 0 << u"could not be put to sleep"_s;
}

void MachineSetUpTest::exitCodes()
{
    QFETCH(const ProvisionNews, news);
    QFETCH(const QString, says);
    m_bench->fake.provisionSteps = {news};
    const int code = m_bench->run({u"machine"_s, u"create"_s, u"--setup"_s, u"true"_s});
    QTEST(code, "code");
    QVERIFY2(m_bench->errText().contains(says), qPrintable(m_bench->errText()));
}

void MachineSetUpTest::setUpInJson()
{
    ProvisionNews running;
    running.stage = ProvisionStage::SettingUp;
    running.stdoutText = "noise\n";
    m_bench->fake.provisionSteps = {running, over(Outcome::Failed, 7)};
    QCOMPARE(m_bench->run({u"machine"_s, u"create"_s, u"--setup"_s, u"true"_s, u"--json"_s}), 10);
    const QJsonObject told = m_bench->object();
    QCOMPARE(told.value(u"ready"_s), false);
    QCOMPARE(told.value(u"asleep"_s), true);
    QCOMPARE(told.value(u"exit_code"_s), 7);
    QCOMPARE(told.value(u"machine"_s).toObject().value(u"id"_s), u"dm-new"_s);
    QVERIFY(!m_bench->out().contains("noise"));
}

void MachineSetUpTest::awakeSaysWhy()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"awake"_s}), 0);
    QCOMPARE(m_bench->outText().trimmed(), u"No machine is awake."_s);

    Machine& machine = m_bench->fake.machines[0];
    machine.phase = MachinePhase::Running;
    machine.lastTransitionAt = m_bench->now() - 2h;
    machine.vcpu = 2;
    machine.memoryMib = 4096;
    machine.storageGib = 0;
    m_bench->fake.rates.insert(AccountId{u"account-1"_s}, UsageRates{1, 0.5, 0, u"EUR"_s});
    Execution foreign;
    foreign.id.value = u"wexec-9"_s;
    foreign.status = ExecutionStatus::Running;
    foreign.command = {u"pg_dump"_s, u"live"_s};
    m_bench->fake.executions = {foreign};
    QCOMPARE(m_bench->run({u"machine"_s, u"awake"_s}), 0);
    for (const QString& text : {u"builder"_s, u"for 2 h"_s, u"pg_dump live"_s, u"at most 8.0000 EUR"_s})
        QVERIFY2(m_bench->outText().contains(text), m_bench->out().constData());
}

void MachineSetUpTest::awakeOfOne()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"awake"_s, u"builder"_s}), 0);
    QCOMPARE(m_bench->outText().trimmed(), u"builder is not awake."_s);
    QVERIFY(!m_bench->fake.calls.contains(u"fetchExecutions dm-1"_s));
}

void MachineSetUpTest::awakeInJson()
{
    Machine& machine = m_bench->fake.machines[0];
    machine.phase = MachinePhase::Running;
    MachineLease lease;
    lease.machine = machine.key;
    lease.wokenByUs = true;
    lease.since = m_bench->now() - 30min;
    lease.sleepOwedSince = m_bench->now() - 10min;
    lease.sleepAttempts = 4;
    lease.note = u"sleep hold window is active"_s;
    m_bench->fake.world.leases = {lease};
    QCOMPARE(m_bench->run({u"machine"_s, u"awake"_s, u"--json"_s}), 0);
    const QJsonObject told = m_bench->array().at(0).toObject();
    QCOMPARE(told.value(u"awake_s"_s), 1800.0);
    QCOMPARE(told.value(u"alarm"_s), true);
    QCOMPARE(told.value(u"reasons"_s).toArray().at(0).toObject().value(u"reason"_s), u"sleep-failed"_s);
    QCOMPARE(told.value(u"cost_at_most"_s), QJsonValue());
}

void MachineSetUpTest::ratesAreKeptAndUsed()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"rates"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"No rates"_s));
    QCOMPARE(m_bench->run({u"machine"_s, u"rates"_s, u"3.6,0,0 EUR"_s}), 0);
    QCOMPARE(m_bench->outText().trimmed(), u"3.6,0,0 EUR"_s);
    MachineUsage day;
    day.machine.value = u"dm-1"_s;
    day.vcpuSeconds = 2000;
    m_bench->fake.usage = {day};
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"2.0000 EUR"_s), m_bench->out().constData());
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s, u"--rates"_s, u"7.2,0,0 USD"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"4.0000 USD"_s), m_bench->out().constData());
    QCOMPARE(m_bench->run({u"machine"_s, u"rates"_s, u"--forget"_s}), 0);
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s}), 0);
    QVERIFY(!m_bench->outText().contains(u"EUR"_s));
}

void MachineSetUpTest::ratesRefuse()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"rates"_s, u"cheap"_s}), 2);
    QCOMPARE(m_bench->run({u"machine"_s, u"rates"_s, u"1,1,1"_s, u"--forget"_s}), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void MachineSetUpTest::usageAsCsv()
{
    MachineUsage day;
    day.machine.value = u"dm-1"_s;
    day.day = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    day.awake = 90s;
    m_bench->fake.usage = {day};
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s, u"--csv"_s, u"-"_s}), 0);
    QVERIFY2(m_bench->out().contains("\r\n2026-03-01,dm-1,"), m_bench->out().constData());
    QTemporaryDir directory;
    const QString path = directory.filePath(u"usage.csv"_s);
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s, u"--csv"_s, path}), 0);
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    QVERIFY(file.readAll().startsWith("day,machine,name,awake_s"));
    QCOMPARE(m_bench->run({u"machine"_s, u"usage"_s, u"--csv"_s, directory.filePath(u"no/such"_s)}), 7);
}

QTEST_GUILESS_MAIN(MachineSetUpTest)
#include "MachineSetUpTest.moc"
