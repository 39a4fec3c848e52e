#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"
#include "tests/system/DesktopProgram.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>
#include <memory>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000;
constexpr int kRounds = 3;
const QString kTitle = u"^Reveille$"_s;

} // namespace

/// Windows beside other copies on the same data directory: one fires, the others look on, and nothing is
/// fired twice, whoever takes over from whom.
class DesktopCopiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void looksOnBesideARunnerAndTakesOver();
    void twoAtOnceFireOnce();

private:
    [[nodiscard]] qsizetype executions() const
    {
        return truthOf(m_cloud.truth, u"execution_created"_s).size();
    }
    [[nodiscard]] bool goesOnFiring() const;
    /// Ends with nothing open; what is wrong with the journal or the cloud's own count.
    [[nodiscard]] QString settled() const;

    std::unique_ptr<TempHome> m_home;
    VirtualDesktop m_desktop;
    Cloud m_cloud;
    calendar::Instant m_since;
};

void DesktopCopiesTest::initTestCase()
{
    m_home = std::make_unique<TempHome>();
    QVERIFY2(m_desktop.start(), qPrintable(m_desktop.problem()));
    QVERIFY2(m_desktop.startAccessibility(), qPrintable(m_desktop.problem()));
}

void DesktopCopiesTest::init()
{
    m_home.reset();
    m_home = std::make_unique<TempHome>();
    m_cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(m_cloud, {u"*:*:*"_s},
                     {u"sh"_s, u"-c"_s, u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1/ran'"_s.arg(m_home->path())})
                 .isEmpty());
    m_since = effectiveFrom();
}

void DesktopCopiesTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_cloud = {};
}

bool DesktopCopiesTest::goesOnFiring() const
{
    const auto before = executions();
    return QTest::qWaitFor([&] { return executions() > before; }, kPatience);
}

QString DesktopCopiesTest::settled() const
{
    const auto runner = CliRunner::start({u"run"_s});
    if (CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode != 0)
        return u"the schedule cannot be disabled"_s;
    if (!QTest::qWaitFor([] { return !anyOpen(allRuns()); }, kPatience))
        return u"a run stays open"_s;
    if (endedAfter(*runner, SIGTERM) < 0)
        return u"the last runner does not end"_s;
    const QString wrong = accountedFor(allRuns(), m_since, 1);
    return wrong.isEmpty() ? executedTwice(m_cloud, m_home->path() + u"/ran"_s) : wrong;
}

void DesktopCopiesTest::looksOnBesideARunnerAndTakesOver()
{
    const auto runner = CliRunner::start({u"run"_s});
    QVERIFY(goesOnFiring());
    DesktopProgram window(m_desktop);
    QVERIFY2(window.shows(u"Another copy of Reveille fires; this one shows"_s), window.said().constData());
    QVERIFY2(window.shows(u"every second"_s), window.said().constData());
    QVERIFY(!m_desktop.screenshot(u"desktop-viewer"_s).isEmpty());

    // What the other copy runs comes in by itself.
    QVERIFY(window.click(u"Runs"_s));
    const auto succeeded = [&window] { return window.said().count("Succeeded"); };
    QVERIFY2(window.shows(u"Succeeded"_s), window.said().constData());
    const auto shown = succeeded();
    QTRY_VERIFY_WITH_TIMEOUT(succeeded() > shown, kPatience);
    QVERIFY(!window.isShown(u"Fire from here"_s));

    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    QVERIFY2(window.shows(u"nothing is fired now"_s), window.said().constData());
    QVERIFY(!m_desktop.screenshot(u"desktop-take-over"_s).isEmpty());
    const auto before = executions();
    QVERIFY(!QTest::qWaitFor([&] { return !window.isRunning(); }, 1'500));
    QCOMPARE(executions(), before);

    QVERIFY2(window.click(u"Fire from here"_s), window.said().constData());
    QVERIFY2(window.shows(u"Runner on"_s), window.said().constData());
    QVERIFY(window.hides(u"nothing is fired now"_s));
    QVERIFY(goesOnFiring());
    window.process().terminate();
    QVERIFY(window.ends());
    const QString wrong = settled();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void DesktopCopiesTest::twoAtOnceFireOnce()
{
    for (int round = 0; round < kRounds; ++round) {
        DesktopProgram first(m_desktop);
        DesktopProgram second(m_desktop);
        // The one that came too late shows the other's window, and that is all it has to do.
        QVERIFY(QTest::qWaitFor([&] { return !first.isRunning() || !second.isRunning(); }, kPatience));
        DesktopProgram& late = first.isRunning() ? second : first;
        DesktopProgram& fires = first.isRunning() ? first : second;
        QCOMPARE(late.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(late.process().exitCode(), 0);
        QVERIFY2(fires.shows(u"Runner on"_s), fires.said().constData());
        QVERIFY(goesOnFiring());
        QCOMPARE(m_desktop.windows(kTitle).size(), 1);
        // Each round ends in a different way: in order, or killed with its work in flight.
        QVERIFY(endedAfter(fires.process(), round % 2 == 0 ? SIGTERM : SIGKILL) >= 0);
    }
    const QString wrong = settled();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

QTEST_GUILESS_MAIN(DesktopCopiesTest)
#include "DesktopCopiesTest.moc"
