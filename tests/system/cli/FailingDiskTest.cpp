#include "core/model/TimeText.h"
#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>
#include <memory>

#include <QFile>
#include <QSet>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 40'000;

} // namespace

/// The real runner on a disk whose fsync or write answers with an error, and killed at each point where the
/// journal meets the disk or a request the network.
class FailingDiskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<TempHome>(); }
    void cleanup();
    void stopsFiringAndLosesNothing_data();
    void stopsFiringAndLosesNothing();
    void killedAtEachPoint();

private:
    [[nodiscard]] std::unique_ptr<QProcess> startRunner(const QString& killAt = {}) const;
    [[nodiscard]] QString faultFile() const { return m_home->path() + u"/fault"_s; }
    void settle(const QString& machine) const;

    std::unique_ptr<TempHome> m_home;
};

void FailingDiskTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_home.reset();
}

std::unique_ptr<QProcess> FailingDiskTest::startRunner(const QString& killAt) const
{
    QMap<QString, QString> extra{
        {u"LD_PRELOAD"_s, QStringLiteral(FAULT_SHIM)},
        {u"REVEILLE_FAULT_FILE"_s, faultFile()},
        // A sanitizer's library wants to be the first one; behind this one it works as well.
        {u"ASAN_OPTIONS"_s, u"verify_asan_link_order=0"_s},
    };
    if (!killAt.isEmpty())
        extra.insert(u"REVEILLE_KILL_AT"_s, killAt);
    return CliRunner::start({u"run"_s, u"--json"_s}, extra);
}

/// The last start, without faults: everything that is open comes to its end.
void FailingDiskTest::settle(const QString& machine) const
{
    const auto runner = startRunner();
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!machineAwake(machine), kPatience);
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    QCOMPARE(runner->exitCode(), 0);
}

void FailingDiskTest::stopsFiringAndLosesNothing_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("heals"); // under the running program; otherwise it is killed meanwhile
    QTest::newRow("fsync fails and works again") << QByteArray("sync") << true;
    QTest::newRow("fsync fails until it is killed") << QByteArray("sync") << false;
    QTest::newRow("writes fail until it is killed") << QByteArray("write") << false;
    QTest::newRow("no space until it is killed") << QByteArray("full") << false;
}

void FailingDiskTest::stopsFiringAndLosesNothing()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const bool, heals);
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString ran = m_home->path() + u"/ran"_s;
    const QString machine = furnish(
        cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'"_s.arg(ran)});
    QVERIFY(!machine.isEmpty());
    const auto since = effectiveFrom();
    const auto runner = startRunner();
    QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));

    QFile file(faultFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(fault);
    file.close();
    QVERIFY(
        says(*runner, QProcess::StandardError, "Nothing is fired until the journal can be written again"));
    // Firings pass meanwhile, and nothing may be sent that is not on disk.
    const auto before = truthOf(cloud.truth, u"execution_created"_s).size();
    QVERIFY(!QTest::qWaitFor([&runner] { return runner->state() == QProcess::NotRunning; }, 2500));
    QCOMPARE(truthOf(cloud.truth, u"execution_created"_s).size(), before);

    if (heals) {
        QVERIFY(file.remove());
        QVERIFY(says(*runner, QProcess::StandardError, "The journal can be written again."));
        QVERIFY(says(*runner, QProcess::StandardOutput, "\"outcome\":\"succeeded\""));
        QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
        QCOMPARE(runner->exitCode(), 0);
    } else {
        QVERIFY(endedAfter(*runner, SIGKILL) >= 0);
        QVERIFY(file.remove());
    }
    settle(machine);
    const QString wrong = accountedFor(allRuns(), since, 1);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
}

/// One process after the other, each ended a little later in its life: before the record is on disk, after it
/// but before the request, after the request but before its answer, after the answer but before its record.
void FailingDiskTest::killedAtEachPoint()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s, u"50"_s);
    const QString ran = m_home->path() + u"/ran"_s;
    const QString machine = furnish(
        cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'"_s.arg(ran)});
    QVERIFY(!machine.isEmpty());
    const auto since = effectiveFrom();
    QSet<QString> left;
    for (const QString& point : {u"before-sync %1"_s, u"after-sync %1"_s, u"after-send %1"_s}) {
        for (int nth = 1; nth <= 10; ++nth) {
            const auto runner = startRunner(point.arg(nth));
            QVERIFY2(
                QTest::qWaitFor([&runner] { return runner->state() == QProcess::NotRunning; }, kPatience),
                qPrintable(point.arg(nth)));
            QCOMPARE(runner->exitStatus(), QProcess::CrashExit);
            for (const QJsonValue& run : allRuns()) {
                if (const QString state = run.toObject().value(u"state"_s).toString(); state != u"closed"_s)
                    left.insert(state);
            }
        }
    }
    for (const QString& state : {u"waking"_s, u"submitting"_s, u"running"_s, u"collecting"_s, u"releasing"_s})
        QVERIFY2(left.contains(state), qPrintable(u"never killed while "_s + state));
    settle(machine);
    const QString wrong = accountedFor(allRuns(), since, 1);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
    for (const QJsonValue& run : allRuns())
        QVERIFY(run.toObject().value(u"outcome"_s) != u"unknown"_s);
}

QTEST_GUILESS_MAIN(FailingDiskTest)
#include "FailingDiskTest.moc"
