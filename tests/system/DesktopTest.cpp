#include "core/engine/ControlSocket.h"
#include "core/engine/RunnerLock.h"
#include "core/store/Store.h"
#include "tests/support/LiveClock.h"
#include "tests/support/TempHome.h"
#include "tests/support/VirtualDesktop.h"
#include "tests/system/DesktopProgram.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QFileInfo>
#include <QImage>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

const QString kTitle = u"Reveille"_s;
const QString kQuitQuestion = u"Nothing fires until Reveille is started again."_s;
constexpr int kPatienceMs = 20'000;
constexpr int kMenuMs = 3'000;

} // namespace

/// The finished desktop program, from outside: a window, a tray, two sleeping machines, and what stays when
/// the window is closed. One story, told in the order of its steps.
class DesktopTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void opensOnTheSandbox();
    void secondCopyRaisesTheFirst();
    void firesWithTheWindowClosed();
    void comesBackFromTheTray();
    void quittingSaysWhatIsMissed();
    void endsWhileItAsks();
    void cleanupTestCase();

private:
    /// Opens the tray icon's menu and chooses "Quit".
    [[nodiscard]] bool quitFromTheTray();
    [[nodiscard]] bool runnerIsOn() const { return !RunnerLock::take(m_home.dataDirectory()); }
    [[nodiscard]] QVector<Run> runsOf(const ScheduleId& schedule) const;
    /// A schedule that elapses every second, on the first machine of the sandbox.
    [[nodiscard]] std::optional<Schedule> addBusySchedule() const;

    TempHome m_home;
    VirtualDesktop m_desktop;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<DesktopProgram> m_program;
};

QVector<Run> DesktopTest::runsOf(const ScheduleId& schedule) const
{
    return m_store->runs(schedule, std::nullopt, 100).value_or(QVector<Run>());
}

std::optional<Schedule> DesktopTest::addBusySchedule() const
{
    const auto schedules = m_store->schedules().value_or(QVector<Schedule>());
    const auto hello = std::ranges::find(schedules, u"first-hello"_s, &Schedule::name);
    if (hello == schedules.cend())
        return std::nullopt;
    Schedule schedule = *hello;
    schedule.id = ScheduleId{u"11111111-2222-3333-4444-555555555555"_s};
    schedule.name = u"every second"_s;
    schedule.when = QStringList{u"*:*:*"_s};
    schedule.argv = QStringList{u"/bin/echo"_s, u"awake"_s};
    schedule.effectiveFrom = LiveClock().now();
    if (!m_store->saveSchedule(schedule))
        return std::nullopt;
    return schedule;
}

void DesktopTest::initTestCase()
{
    QVERIFY2(m_desktop.start(), qPrintable(m_desktop.problem()));
    QVERIFY2(m_desktop.startAccessibility(), qPrintable(m_desktop.problem()));
    m_program = std::make_unique<DesktopProgram>(m_desktop, QStringList{u"--sandbox"_s});
    QVERIFY(m_program->isRunning());
}

void DesktopTest::opensOnTheSandbox()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop.windows(kTitle).size(), 1, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop.trayIcons(kTitle), 1, kPatienceMs);
    QVERIFY(runnerIsOn());

    auto store = Store::open(m_home.dataDirectory());
    QVERIFY(store.has_value());
    m_store = std::move(*store);
    const auto furnished = [this] { return m_store->schedules().value_or(QVector<Schedule>()).size() == 6; };
    QTRY_VERIFY_WITH_TIMEOUT(furnished(), kPatienceMs);
    QCOMPARE(m_store->accounts().value_or(QVector<Account>()).size(), 1);

    const QString picture = m_desktop.screenshot(u"desktop-sandbox"_s);
    QVERIFY(!picture.isEmpty());
    QCOMPARE(QImage(picture).size(), VirtualDesktop::kSize);
}

void DesktopTest::secondCopyRaisesTheFirst()
{
    DesktopProgram second(m_desktop);
    QVERIFY(second.ends());
    QCOMPARE(second.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(second.process().exitCode(), 0);
    QCOMPARE(m_desktop.windows(kTitle).size(), 1);
}

void DesktopTest::firesWithTheWindowClosed()
{
    m_desktop.close(m_desktop.windows(kTitle).constFirst());
    QTRY_VERIFY_WITH_TIMEOUT(m_desktop.windows(kTitle).isEmpty(), kPatienceMs);
    QVERIFY(!m_desktop.screenshot(u"desktop-closed"_s).isEmpty());
    QVERIFY(m_program->isRunning());
    QCOMPARE(m_desktop.trayIcons(kTitle), 1);
    QVERIFY(runnerIsOn());

    const auto schedule = addBusySchedule();
    QVERIFY(schedule.has_value());
    std::optional<bool> heard;
    sendToRunner(m_home.dataDirectory(), "changed", this,
                 [&heard](const Result<bool>& answer) { heard = answer.value_or(false); });
    QTRY_COMPARE_WITH_TIMEOUT(heard, std::optional(true), kPatienceMs);

    // The outcome stands in the journal before the output does.
    const auto isDone = [](const Run& run) { return !run.isOpen() && run.outcome == Outcome::Succeeded; };
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(runsOf(schedule->id), isDone), kPatienceMs);
    const QVector<Run> runs = runsOf(schedule->id);
    const auto run = std::ranges::find_if(runs, isDone);
    const auto output = m_store->output(run->id);
    QVERIFY(output.has_value());
    QCOMPARE(output->stdoutText, QByteArray("awake\n"));
}

void DesktopTest::comesBackFromTheTray()
{
    const auto icon = m_desktop.trayIcon(kTitle);
    QVERIFY(icon.has_value());
    m_desktop.click(*icon);
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop.windows(kTitle).size(), 1, kPatienceMs);
    QVERIFY2(m_program->shows(u"Runner on"_s), m_program->said().constData());
    QVERIFY2(m_program->shows(u"every second"_s), m_program->said().constData());
}

bool DesktopTest::quitFromTheTray()
{
    // A menu is in no list of windows that a screen reader gets; "Quit" is its last entry. Keys may come
    // before the menu has the keyboard, so what they did elsewhere is closed and they are pressed again.
    const auto asked = [this] {
        const auto icon = m_desktop.trayIcon(kTitle);
        if (!icon)
            return false;
        m_desktop.press({u"Escape"_s});
        const int before = m_desktop.windowsOf(u"reveille"_s);
        m_desktop.rightClick(*icon);
        if (!QTest::qWaitFor([&] { return m_desktop.windowsOf(u"reveille"_s) > before; }, kMenuMs))
            return false;
        m_desktop.press({u"Up"_s, u"Return"_s});
        return QTest::qWaitFor([this] { return m_program->isShown(kQuitQuestion); }, kMenuMs);
    };
    return QTest::qWaitFor(asked, kPatienceMs);
}

void DesktopTest::quittingSaysWhatIsMissed()
{
    QVERIFY2(quitFromTheTray(), m_program->said().constData());
    QVERIFY(m_program->isShown(u"first-hello"_s));
    QVERIFY(!m_desktop.screenshot(u"desktop-quit"_s).isEmpty());
    QVERIFY(m_program->click(u"Keep running"_s));
    QVERIFY(m_program->hides(kQuitQuestion));
    QVERIFY(runnerIsOn());

    QVERIFY(quitFromTheTray());
    QVERIFY(m_program->click(u"Quit"_s));
    QVERIFY(m_program->ends());
    QCOMPARE(m_program->process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->process().exitCode(), 0);
    QVERIFY(!runnerIsOn());
    QCOMPARE(m_desktop.trayIcons(kTitle), 0);
}

void DesktopTest::endsWhileItAsks()
{
    m_program = std::make_unique<DesktopProgram>(m_desktop);
    QVERIFY2(m_program->shows(u"Runner on"_s), m_program->said().constData());
    QVERIFY(quitFromTheTray());
    m_program->process().terminate();
    QVERIFY(m_program->ends());
    QCOMPARE(m_program->process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->process().exitCode(), 0);
    QVERIFY(!runnerIsOn());
}

void DesktopTest::cleanupTestCase()
{
    m_program.reset();
    m_store.reset();
}

QTEST_GUILESS_MAIN(DesktopTest)
#include "DesktopTest.moc"
