#include "core/engine/RunnerLock.h"
#include "core/store/Store.h"
#include "tests/support/LiveClock.h"
#include "tests/support/TempHome.h"
#include "tests/support/VirtualDesktop.h"

#include <chrono>
#include <memory>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSchedules = 1000;
constexpr int kPatienceMs = 20'000;
constexpr std::chrono::seconds kCalm{3};
constexpr std::chrono::seconds kMinute{60};

/// Clock ticks of user and system time that the process has used, all threads together (proc(5), fields 14
/// and 15).
qint64 cpuTicks(qint64 pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = file.readAll();
    // The name in parentheses may hold anything; what follows it is numbers.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return fields.at(11).toLongLong() + fields.at(12).toLongLong();
}

qint64 proportionalSetKb(qint64 pid)
{
    QFile file(u"/proc/%1/smaps_rollup"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.simplified().split(' ').at(1).toLongLong();
    }
    return -1;
}

/// Lets real time pass: what is measured here is what a program does while nothing happens.
void letPass(std::chrono::milliseconds time)
{
    QTimer timer;
    timer.setSingleShot(true);
    QSignalSpy over(&timer, &QTimer::timeout);
    timer.start(time);
    QVERIFY(over.wait(static_cast<int>(time.count()) + kPatienceMs));
}

} // namespace

/// A runner that lives in the tray all day must cost nothing while it waits.
class IdleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usesNoProcessorTimeForAMinuteInTheTray();
};

void IdleTest::usesNoProcessorTimeForAMinuteInTheTray()
{
    TempHome home;
    VirtualDesktop desktop;
    QVERIFY2(desktop.start(), qPrintable(desktop.problem()));
    {
        const auto store = Store::open(home.dataDirectory());
        QVERIFY(store.has_value());
        Account account;
        account.id.value = u"account"_s;
        account.name = u"far away"_s;
        account.endpoint = QUrl(u"http://127.0.0.1:1"_s);
        account.keySource = KeySource::Environment;
        account.keyRef = u"NO_SUCH_KEY"_s;
        QVERIFY((*store)->saveAccount(account).has_value());
        for (int i = 0; i < kSchedules; ++i) {
            Schedule schedule;
            schedule.id.value = u"schedule-%1"_s.arg(i);
            schedule.name = u"yearly %1"_s.arg(i);
            schedule.machine = {account.id, MachineId{u"dm-1"_s}};
            schedule.when = {u"2199-01-01 %1:%2"_s.arg(i / 60 % 24).arg(i % 60)};
            schedule.zone = u"Europe/Berlin"_s;
            schedule.argv = {u"/bin/true"_s};
            schedule.effectiveFrom = LiveClock().now();
            QVERIFY((*store)->saveSchedule(schedule).has_value());
        }
    }
    QProcess program;
    program.setProcessEnvironment(desktop.environment());
    program.start(QStringLiteral(REVEILLE_BIN "/reveille"), {u"--background"_s});
    QVERIFY(program.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(desktop.trayIcons(u"Reveille"_s), 1, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!RunnerLock::take(home.dataDirectory()), kPatienceMs);
    QVERIFY(desktop.windows(u"Reveille"_s).isEmpty());

    // Starting up costs what it costs; idle begins when it is over.
    qint64 before = -1;
    for (qint64 now = cpuTicks(program.processId()); now != before; now = cpuTicks(program.processId())) {
        before = now;
        letPass(kCalm);
    }
    letPass(kMinute);
    const qint64 used = cpuTicks(program.processId()) - before;
    qInfo(
        "idle for 60 s in the tray with %d schedules: %lld ticks of processor time, %lld KiB of memory (PSS)",
        kSchedules, static_cast<long long>(used),
        static_cast<long long>(proportionalSetKb(program.processId())));
    QCOMPARE(used, 0);

    program.terminate();
    QVERIFY(program.waitForFinished(kPatienceMs));
}

QTEST_GUILESS_MAIN(IdleTest)
#include "IdleTest.moc"
