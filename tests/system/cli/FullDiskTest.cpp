#include "tests/support/CliRunner.h"
#include "tests/system/cli/CliBed.h"
#include "tests/system/cli/SmallDisk.h"

#include <csignal>
#include <memory>

#include <QCoreApplication>
#include <QDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 40'000;

} // namespace

/// The real programs on a data directory whose disk is really full.
class FullDiskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void runnerWaitsAndLosesNothing();
    void commandsSayWhatIsWrong();

private:
    std::unique_ptr<TempHome> m_home;
    std::unique_ptr<SmallDisk> m_disk;
};

void FullDiskTest::init()
{
    m_home = std::make_unique<TempHome>();
    QVERIFY(QDir().mkpath(m_home->dataDirectory()));
    m_disk = std::make_unique<SmallDisk>(m_home->dataDirectory());
    QVERIFY2(m_disk->isMounted(),
             "this test mounts a small tmpfs: it needs root or unprivileged user namespaces");
}

void FullDiskTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_disk.reset();
    m_home.reset();
}

void FullDiskTest::runnerWaitsAndLosesNothing()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString machine = furnish(cloud, {u"*:*:*"_s}, {u"true"_s});
    QVERIFY(!machine.isEmpty());
    const auto since = effectiveFrom();
    const auto runner = CliRunner::start({u"run"_s, u"--json"_s});
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));

    QVERIFY(m_disk->fill());
    QVERIFY(says(*runner, QProcess::StandardError, "There is no space left"));
    // Firings pass meanwhile; nobody may be told of a run that is not in the journal.
    const auto before = truthOf(cloud.truth, u"execution_created"_s).size();
    runner->setReadChannel(QProcess::StandardOutput);
    runner->readAll();
    QVERIFY(!QTest::qWaitFor([&runner] { return runner->state() == QProcess::NotRunning; }, 3000));
    QCOMPARE(truthOf(cloud.truth, u"execution_created"_s).size(), before);
    QVERIFY(runner->readAll().isEmpty());

    m_disk->free();
    QVERIFY(says(*runner, QProcess::StandardError, "The journal can be written again."));
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!machineAwake(machine), kPatience);
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    QCOMPARE(runner->exitCode(), 0);
    const QString wrong = accountedFor(allRuns(), since, 1);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void FullDiskTest::commandsSayWhatIsWrong()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    QVERIFY(m_disk->fill());
    // The first changes may still find room in the log that is there.
    CliRunner::Ended refused;
    for (int i = 0; i < 200 && refused.exitCode != 7; ++i) {
        refused = CliRunner::run({u"schedule"_s, u"add"_s, u"more %1"_s.arg(i), u"--machine"_s,
                                  CliRunner::run({u"schedule"_s, u"show"_s, u"job"_s, u"--json"_s})
                                      .json()
                                      .object()
                                      .value(u"machine"_s)
                                      .toString(),
                                  u"--when"_s, u"yearly"_s, u"--"_s, u"true"_s, QString(4000, u'x')});
    }
    QCOMPARE(refused.exitCode, 7);
    QVERIFY2(refused.err.contains("There is no space left"), refused.err.constData());
    QVERIFY(refused.err.contains("Free some space"));
    QVERIFY(refused.out.isEmpty());
    m_disk->free();
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
}

int main(int argc, char** argv)
{
    // Before anything starts a thread; what is not allowed shows when the disk is mounted.
    enterOwnMountNamespace();
    QCoreApplication application(argc, argv);
    FullDiskTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "FullDiskTest.moc"
