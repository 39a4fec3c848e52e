#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"
#include "tests/system/DesktopProgram.h"
#include "tests/system/cli/CliBed.h"
#include "tests/system/cli/SmallDisk.h"

#include <csignal>
#include <memory>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 40'000;
const QString kTrouble = u"Nothing is fired until the journal can be written again"_s;

} // namespace

/// The window on a disk that is full, and on one whose fsync fails: it says so as long as it lasts, fires
/// nothing that is not in the journal, and loses nothing.
class DesktopDiskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void saysSoAndLosesNothing_data();
    void saysSoAndLosesNothing();

private:
    void breakDisk(bool full);
    void mendDisk(bool full);

    std::unique_ptr<TempHome> m_home;
    std::unique_ptr<SmallDisk> m_disk;
    VirtualDesktop m_desktop;
};

void DesktopDiskTest::initTestCase()
{
    m_home = std::make_unique<TempHome>();
    QVERIFY2(m_desktop.start(), qPrintable(m_desktop.problem()));
    QVERIFY2(m_desktop.startAccessibility(), qPrintable(m_desktop.problem()));
}

void DesktopDiskTest::init()
{
    m_home.reset();
    m_home = std::make_unique<TempHome>();
    QVERIFY(QDir().mkpath(m_home->dataDirectory()));
    m_disk = std::make_unique<SmallDisk>(m_home->dataDirectory());
    QVERIFY2(m_disk->isMounted(),
             "this test mounts a small tmpfs: it needs root or unprivileged user namespaces");
}

void DesktopDiskTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_disk.reset();
}

void DesktopDiskTest::breakDisk(bool full)
{
    if (full) {
        QVERIFY(m_disk->fill());
        return;
    }
    QFile fault(m_home->path() + u"/fault"_s);
    QVERIFY(fault.open(QIODevice::WriteOnly));
    fault.write("sync");
}

void DesktopDiskTest::mendDisk(bool full)
{
    if (full)
        m_disk->free();
    else
        QVERIFY(QFile::remove(m_home->path() + u"/fault"_s));
}

void DesktopDiskTest::saysSoAndLosesNothing_data()
{
    QTest::addColumn<bool>("full");
    QTest::addColumn<QString>("why");
    QTest::newRow("full disk") << true << u"There is no space left"_s;
    QTest::newRow("failing fsync") << false << u"cannot be opened or written"_s;
}

void DesktopDiskTest::saysSoAndLosesNothing()
{
    QFETCH(const bool, full);
    QFETCH(const QString, why);
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString ran = m_home->path() + u"/ran"_s;
    QVERIFY(!furnish(cloud, {u"*:*:*"_s},
                     {u"sh"_s, u"-c"_s, u"echo \"$REVEILLE_SCHEDULED_AT\" >> '%1'"_s.arg(ran)})
                 .isEmpty());
    const auto since = effectiveFrom();
    const auto executions = [&] { return truthOf(cloud.truth, u"execution_created"_s).size(); };
    DesktopProgram window(m_desktop, {},
                          {{u"LD_PRELOAD"_s, QStringLiteral(FAULT_SHIM)},
                           {u"REVEILLE_FAULT_FILE"_s, m_home->path() + u"/fault"_s},
                           {u"ASAN_OPTIONS"_s, u"verify_asan_link_order=0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(executions() > 0, kPatience);

    breakDisk(full);
    QVERIFY2(window.shows(kTrouble), window.said().constData());
    QVERIFY2(window.isShown(why), window.said().constData());
    QVERIFY2(window.isShown(u"Runner stopped"_s), window.said().constData());
    QVERIFY(!m_desktop.screenshot(full ? u"desktop-full-disk"_s : u"desktop-failing-disk"_s).isEmpty());
    const auto before = executions();
    QVERIFY(!QTest::qWaitFor([&] { return !window.isRunning(); }, 1'500));
    QCOMPARE(executions(), before);

    std::unique_ptr<QProcess> next;
    if (full) {
        mendDisk(full);
        QVERIFY2(window.shows(u"Runner on"_s), window.said().constData());
        QVERIFY(window.hides(kTrouble));
    } else {
        // It does not even end in order.
        QVERIFY(endedAfter(window.process(), SIGKILL) >= 0);
        mendDisk(full);
        next = CliRunner::start({u"run"_s});
    }
    QTRY_VERIFY_WITH_TIMEOUT(executions() > before, kPatience);
    QCOMPARE(CliRunner::run({u"schedule"_s, u"disable"_s, u"job"_s}).exitCode, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!anyOpen(allRuns()), kPatience);
    QVERIFY(endedAfter(full ? window.process() : *next, SIGTERM) >= 0);
    const QString wrong = accountedFor(allRuns(), since, 1);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const QString twice = executedTwice(cloud, ran);
    QVERIFY2(twice.isEmpty(), qPrintable(twice));
}

int main(int argc, char** argv)
{
    // Before anything starts a thread; what is not allowed shows when the disk is mounted.
    enterOwnMountNamespace();
    QCoreApplication application(argc, argv);
    DesktopDiskTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "DesktopDiskTest.moc"
