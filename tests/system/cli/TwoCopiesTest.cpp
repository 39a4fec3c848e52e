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

constexpr int kPatience = 30'000;
constexpr int kRounds = 12;
constexpr int kElsewhere = 11;

} // namespace

/// Several real runners, begun at the same moment on one data directory, round after round.
class TwoCopiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneFiresTheOtherSteps();
    void cleanup() { qunsetenv("CLOUD_KEY"); }

private:
    TempHome m_home;
};

void TwoCopiesTest::oneFiresTheOtherSteps()
{
    const Cloud cloud = startCloud(m_home.path() + u"/cloud"_s);
    const QString ran = m_home.path() + u"/ran"_s;
    const QString machine = furnish(
        cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'"_s.arg(ran)});
    QVERIFY(!machine.isEmpty());
    const auto since = effectiveFrom();

    for (int round = 0; round < kRounds; ++round) {
        // The survivor of each round dies in a different way: ended, or killed with its work in flight.
        const bool killed = round % 2 == 1;
        const auto first = CliRunner::start({u"run"_s, u"--for"_s, killed ? u"1h"_s : u"1100ms"_s});
        const auto second = CliRunner::start({u"run"_s, u"--for"_s, killed ? u"1h"_s : u"1100ms"_s});
        const auto ended = [](const QProcess& process) { return process.state() == QProcess::NotRunning; };
        QVERIFY(QTest::qWaitFor([&] { return ended(*first) || ended(*second); }, kPatience));
        QProcess& loser = ended(*first) ? *first : *second;
        QProcess& winner = ended(*first) ? *second : *first;
        QCOMPARE(loser.exitCode(), kElsewhere);
        QVERIFY(!ended(winner));
        if (killed) {
            const auto begun = truthOf(cloud.truth, u"execution_created"_s).size();
            QVERIFY(QTest::qWaitFor(
                [&] { return truthOf(cloud.truth, u"execution_created"_s).size() > begun; }, kPatience));
            QVERIFY(endedAfter(winner, SIGKILL) >= 0);
        } else {
            QVERIFY(QTest::qWaitFor([&] { return ended(winner); }, kPatience));
            QCOMPARE(winner.exitCode(), 0);
        }
    }

    // Settles what the last one left.
    const auto runner = CliRunner::start({u"run"_s});
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);

    const QString wrong = accountedFor(allRuns(), since, 1);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
}

QTEST_GUILESS_MAIN(TwoCopiesTest)
#include "TwoCopiesTest.moc"
