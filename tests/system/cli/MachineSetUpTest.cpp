#include "tests/support/CliRunner.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>

#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// Machines made ready by the real program, at a cloud in another process.
class MachineSetUpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void outputComesAsItIsWritten();
    void failingSetUpExitsWithTen();
    void secondOrderUnderOneKeyMakesNoSecondMachine();
    void interruptEndsTheCommand();
    void usageHasThePersonsPrices();

private:
    qsizetype truth(const QString& event) const { return truthOf(m_cloud.truth, event).size(); }
    /// Beside those that the cloud begins with.
    qsizetype machinesMade() const { return truth(u"machine_created"_s) - m_seeded; }

    std::unique_ptr<TempHome> m_home;
    Cloud m_cloud;
    qsizetype m_seeded = 0;
};

void MachineSetUpTest::init()
{
    m_home = std::make_unique<TempHome>();
    m_cloud = startCloud(m_home->path() + u"/cloud"_s, u"20"_s);
    QVERIFY(!m_cloud.endpoint.isEmpty());
    m_seeded = truth(u"machine_created"_s);
    qputenv("CLOUD_KEY", m_cloud.key.toUtf8());
    QCOMPARE(CliRunner::run({u"account"_s, u"add"_s, u"cloud"_s, u"--provider"_s, u"dedalus"_s,
                             u"--endpoint"_s, m_cloud.endpoint, u"--key-env"_s, u"CLOUD_KEY"_s})
                 .exitCode,
             0);
}

void MachineSetUpTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_cloud = {};
    m_home.reset();
}

void MachineSetUpTest::outputComesAsItIsWritten()
{
    const QString go = m_home->path() + u"/go"_s;
    const auto process = CliRunner::start(
        {u"machine"_s, u"create"_s, u"--name"_s, u"backup"_s, u"--storage"_s, u"20"_s, u"--autosleep"_s,
         u"5m"_s, u"--setup"_s, u"echo one; until [ -e '%1' ]; do sleep 0.05; done; echo two"_s.arg(go)});
    QVERIFY(says(*process, QProcess::StandardOutput, "one\n"));
    QCOMPARE(process->state(), QProcess::Running);
    QFile file(go);
    QVERIFY(file.open(QFile::WriteOnly));
    QVERIFY(process->waitForFinished(20'000));
    QCOMPARE(process->exitCode(), 0);
    QVERIFY(process->readAllStandardOutput().endsWith("two\n"));
    QVERIFY(process->readAllStandardError().contains("backup is ready and asleep."));
    QCOMPARE(machinesMade(), 1);
    QVERIFY(truth(u"asleep"_s) == 1);
    const auto shown = CliRunner::run({u"machine"_s, u"show"_s, u"backup"_s});
    QVERIFY(shown.out.contains("Sleeping") && shown.out.contains("20 GiB"));
    const auto runs = CliRunner::run({u"runs"_s, u"--json"_s});
    QVERIFY(runs.out.contains("set-up"));
}

void MachineSetUpTest::failingSetUpExitsWithTen()
{
    const auto ended = CliRunner::run(
        {u"machine"_s, u"create"_s, u"--name"_s, u"broken"_s, u"--setup"_s, u"echo why >&2; exit 3"_s});
    QCOMPARE(ended.exitCode, 10);
    QVERIFY(ended.err.contains("why\n"));
    QVERIFY(ended.err.contains("failed with exit code 3. broken is kept, and asleep."));
    QCOMPARE(truth(u"asleep"_s), 1);
}

void MachineSetUpTest::secondOrderUnderOneKeyMakesNoSecondMachine()
{
    const QStringList create{u"machine"_s, u"create"_s,  u"--idempotency-key"_s,
                             u"mine"_s,    u"--setup"_s, u"true"_s};
    QCOMPARE(CliRunner::run(create).exitCode, 0);
    QCOMPARE(CliRunner::run(create).exitCode, 0);
    QCOMPARE(machinesMade(), 1);
}

void MachineSetUpTest::interruptEndsTheCommand()
{
    const auto process =
        CliRunner::start({u"machine"_s, u"create"_s, u"--setup"_s, u"echo begun; sleep 60"_s});
    QVERIFY(says(*process, QProcess::StandardOutput, "begun\n"));
    QVERIFY(endedAfter(*process, SIGINT) >= 0);
    QCOMPARE(process->exitCode(), 130);
    QVERIFY(process->readAllStandardError().contains("the set-up command was ended"));
    QCOMPARE(truth(u"asleep"_s), 1);
}

void MachineSetUpTest::usageHasThePersonsPrices()
{
    QCOMPARE(
        CliRunner::run({u"machine"_s, u"create"_s, u"--name"_s, u"m"_s, u"--setup"_s, u"true"_s}).exitCode,
        0);
    QCOMPARE(CliRunner::run({u"machine"_s, u"rates"_s, u"3600,0,0 EUR"_s}).exitCode, 0);
    const auto usage = CliRunner::run({u"machine"_s, u"usage"_s});
    QCOMPARE(usage.exitCode, 0);
    QVERIFY2(usage.out.contains("EUR at your rates"), usage.out.constData());
    const auto awake = CliRunner::run({u"machine"_s, u"awake"_s});
    QVERIFY2(awake.out.contains("No machine is awake"), awake.out.constData());
    QCOMPARE(CliRunner::run({u"machine"_s, u"wake"_s, u"m"_s}).exitCode, 0);
    QTRY_VERIFY(truth(u"running"_s) == 2);
    const auto now = CliRunner::run({u"machine"_s, u"awake"_s, u"m"_s});
    QVERIFY2(now.out.contains("Reveille did not wake it.") && now.out.contains("EUR"), now.out.constData());
}

QTEST_GUILESS_MAIN(MachineSetUpTest)
#include "MachineSetUpTest.moc"
