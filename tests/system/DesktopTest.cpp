#include "core/engine/ControlSocket.h"
#include "core/engine/RunnerLock.h"
#include "core/store/Store.h"
#include "tests/support/LiveClock.h"
#include "tests/support/TempHome.h"
#include "tests/support/VirtualDesktop.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QFileInfo>
#include <QImage>
#include <QProcess>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

const QString kTitle = u"Reveille"_s;
constexpr int kPatienceMs = 20'000;

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
    void endsInOrder();
    void cleanupTestCase();

private:
    [[nodiscard]] std::unique_ptr<QProcess> startProgram(const QStringList& arguments) const;
    [[nodiscard]] bool runnerIsOn() const { return !RunnerLock::take(m_home.dataDirectory()); }
    [[nodiscard]] QVector<Run> runsOf(const ScheduleId& schedule) const;
    /// A schedule that elapses every second, on the first machine of the sandbox.
    [[nodiscard]] std::optional<Schedule> addBusySchedule() const;

    TempHome m_home;
    VirtualDesktop m_desktop;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<QProcess> m_program;
};

std::unique_ptr<QProcess> DesktopTest::startProgram(const QStringList& arguments) const
{
    auto program = std::make_unique<QProcess>();
    program->setProcessEnvironment(m_desktop.environment());
    program->setProcessChannelMode(QProcess::ForwardedChannels);
    program->start(QStringLiteral(REVEILLE_BIN "/reveille"), arguments);
    return program;
}

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
    m_program = startProgram({u"--sandbox"_s});
    QVERIFY2(m_program->waitForStarted(), qPrintable(m_program->errorString()));
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
    const auto second = startProgram({});
    QVERIFY(second->waitForFinished(kPatienceMs));
    QCOMPARE(second->exitStatus(), QProcess::NormalExit);
    QCOMPARE(second->exitCode(), 0);
    QCOMPARE(m_desktop.windows(kTitle).size(), 1);
}

void DesktopTest::firesWithTheWindowClosed()
{
    m_desktop.close(m_desktop.windows(kTitle).constFirst());
    QTRY_VERIFY_WITH_TIMEOUT(m_desktop.windows(kTitle).isEmpty(), kPatienceMs);
    QVERIFY(!m_desktop.screenshot(u"desktop-closed"_s).isEmpty());
    QCOMPARE(m_program->state(), QProcess::Running);
    QCOMPARE(m_desktop.trayIcons(kTitle), 1);
    QVERIFY(runnerIsOn());

    const auto schedule = addBusySchedule();
    QVERIFY(schedule.has_value());
    std::optional<bool> heard;
    sendToRunner(m_home.dataDirectory(), "changed", this,
                 [&heard](const Result<bool>& answer) { heard = answer.value_or(false); });
    QTRY_COMPARE_WITH_TIMEOUT(heard, std::optional(true), kPatienceMs);

    const auto succeeded = [&] {
        return std::ranges::any_of(runsOf(schedule->id),
                                   [](const Run& run) { return run.outcome == Outcome::Succeeded; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(succeeded(), kPatienceMs);
    const QVector<Run> runs = runsOf(schedule->id);
    const auto run =
        std::ranges::find_if(runs, [](const Run& one) { return one.outcome == Outcome::Succeeded; });
    const auto output = m_store->output(run->id);
    QVERIFY(output.has_value());
    QCOMPARE(output->stdoutText, QByteArray("awake\n"));
}

void DesktopTest::endsInOrder()
{
    m_program->terminate();
    QVERIFY(m_program->waitForFinished(kPatienceMs));
    QCOMPARE(m_program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->exitCode(), 0);
    QVERIFY(!runnerIsOn());
    QCOMPARE(m_desktop.trayIcons(kTitle), 0);
}

void DesktopTest::cleanupTestCase()
{
    m_program.reset();
    m_store.reset();
}

QTEST_GUILESS_MAIN(DesktopTest)
#include "DesktopTest.moc"
