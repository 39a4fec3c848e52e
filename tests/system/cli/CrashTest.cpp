#include "core/model/TimeText.h"
#include "core/store/Store.h"
#include "tests/support/CliRunner.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>
#include <memory>

#include <QElapsedTimer>
#include <QFile>
#include <QHash>
#include <QRandomGenerator>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000;
constexpr int kKills = 15;
constexpr quint32 kSeed = 20'261'122;
constexpr int kStep = 2;

/// Where what is kept of a run's output is not byte for byte as long as the cloud's own record of it says.
QString outputLost(const Cloud& cloud, const QString& data)
{
    QHash<QString, qint64> told;
    for (const QJsonObject& line : truthOf(cloud.truth, u"execution_ended"_s))
        told.insert(line.value(u"execution"_s).toString(), line.value(u"bytes"_s).toInteger(-1));
    const auto store = Store::open(data);
    const auto runs = store ? (*store)->runs({}, {}, -1) : Result<QVector<Run>>();
    int compared = 0;
    for (const Run& run : runs.value_or(QVector<Run>())) {
        if (run.outcome != Outcome::Succeeded)
            continue;
        const qint64 theirs = told.value(run.execution.value, -1);
        const auto kept = (*store)->output(run.id);
        if (!kept)
            return u"no output of "_s + run.id.value;
        const qint64 ours = kept->stdoutText.size() + kept->stderrText.size();
        if (theirs <= 0 || ours != theirs || run.stdoutBytes + run.stderrBytes != theirs)
            return u"%1: the cloud wrote %2 bytes, %3 are told and %4 kept"_s.arg(run.id.value)
                .arg(theirs)
                .arg(run.stdoutBytes + run.stderrBytes)
                .arg(ours);
        ++compared;
    }
    return compared == 0 ? u"nothing to compare"_s : QString();
}

} // namespace

/// The real runner, killed and ended in the middle of its work, against a cloud that goes on without it.
class CrashTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<TempHome>(); }
    void cleanup();
    void killedAgainAndAgain();
    void endedWithARunInFlight();

private:
    std::unique_ptr<TempHome> m_home;
};

void CrashTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_home.reset();
}

void CrashTest::killedAgainAndAgain()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s, u"10"_s);
    const QString ran = m_home->path() + u"/ran"_s;
    const QString machine =
        furnish(cloud, {u"*:*:0/2"_s},
                {u"sh"_s, u"-c"_s,
                 u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'; seq 1 5000; sleep 0.2; echo bad >&2"_s.arg(ran)});
    QVERIFY(!machine.isEmpty());
    const auto since = effectiveFrom();

    QRandomGenerator random(kSeed);
    for (int i = 0; i < kKills; ++i) {
        const auto runner = CliRunner::start({u"run"_s});
        const int delay = random.bounded(50, 2600);
        // Only the kill ends it.
        QVERIFY(!QTest::qWaitFor([&runner] { return runner->state() == QProcess::NotRunning; }, delay));
        QVERIFY(endedAfter(*runner, SIGKILL) >= 0);
    }

    const auto runner = CliRunner::start({u"run"_s, u"--json"_s});
    // What was left open is settled, and a whole new firing goes through.
    QVERIFY(says(*runner, QProcess::StandardError, "Running"));
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!machineAwake(machine), kPatience);
    const qint64 took = endedAfter(*runner, SIGTERM);
    QVERIFY(took >= 0 && took < 10'000);
    QCOMPARE(runner->exitCode(), 0);

    const QString lost = outputLost(cloud, m_home->dataDirectory());
    QVERIFY2(lost.isEmpty(), qPrintable(lost));
    const QString wrong = accountedFor(allRuns(), since, kStep);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
}

void CrashTest::endedWithARunInFlight()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString ran = m_home->path() + u"/ran"_s;
    const QString go = m_home->path() + u"/go"_s;
    // The command ends when the test says so, not after a time.
    const QString script =
        u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'; until [ -e '%2' ]; do sleep 0.05; done"_s.arg(ran, go);
    const QString machine = furnish(cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, script});
    QVERIFY(!machine.isEmpty());
    {
        const auto runner = CliRunner::start({u"run"_s});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(ran), kPatience);
        const qint64 took = endedAfter(*runner, SIGTERM);
        QVERIFY(took >= 0 && took < 10'000);
        QCOMPARE(runner->exitStatus(), QProcess::NormalExit);
        QCOMPARE(runner->exitCode(), 0);
        QVERIFY(runner->readAllStandardError().contains("carried on at the next start"));
    }
    QVERIFY(anyOpen(allRuns()));
    QVERIFY(QFile(go).open(QIODevice::WriteOnly));

    const auto runner = CliRunner::start({u"run"_s, u"--json"_s});
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!machineAwake(machine), kPatience);
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
}

QTEST_GUILESS_MAIN(CrashTest)
#include "CrashTest.moc"
