#include "core/runner/MachineDesk.h"
#include "tests/support/FakeProvider.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <vector>

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const MachineKey kMachine{AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
const RunId kFirst{u"run-1"_s};
const RunId kSecond{u"run-2"_s};

/// A desk on a real store, with a fake cloud and fake time.
class Office
{
public:
    Office()
    {
        store = Store::open(directory.filePath(u"data"_s)).value();
        cloud.addMachine(u"dm-1"_s, MachinePhase::Running);
        provider.fault = [this](const char* call) {
            if (qstrcmp(call, "sleep") != 0)
                return FakeFault{};
            sleepsAsked.push_back(clock.now());
            return sleepFault;
        };
        open();
    }

    /// The program starts again with what is on disk.
    void open()
    {
        desk.reset();
        journal = std::make_unique<Journal>(*store);
        desk = std::make_unique<MachineDesk>(clock, alarm, *journal, [this](const AccountId&) -> Provider* {
            return accountGone ? nullptr : &provider;
        });
        QObject::connect(desk.get(), &MachineDesk::granted, desk.get(),
                         [this](const RunId& run) { told.append(u"granted "_s + run.value); });
        QObject::connect(desk.get(), &MachineDesk::released, desk.get(),
                         [this](const RunId& run, bool woken) {
                             told.append(u"released "_s + run.value + (woken ? u" woken"_s : QString()));
                         });
        QObject::connect(desk.get(), &MachineDesk::leftAwake, desk.get(),
                         [this] { told.append(u"left awake"_s); });
        desk->restore(store->leases().value());
    }

    void runFor(milliseconds duration)
    {
        const auto end = clock.sinceBoot() + duration;
        for (;;) {
            for (int i = 0; i < 8; ++i)
                QCoreApplication::sendPostedEvents();
            const auto arrival = network.nextAt();
            const auto due = timer.dueAt();
            const bool alarmFirst = due && (!arrival || *due < *arrival);
            const auto next = alarmFirst ? due : arrival;
            if (!next || *next > end)
                break;
            clock.advance(std::max(*next - clock.sinceBoot(), microseconds(0)));
            if (alarmFirst)
                timer.fire();
            else
                network.deliver();
        }
        clock.advance(end - clock.sinceBoot());
    }

    /// A run takes the machine and has woken it.
    void takeAwake(const RunId& run)
    {
        desk->acquire(run, kMachine, false);
        desk->woken(kMachine, MachinePhase::Sleeping);
        runFor(1s);
    }

    QString heard()
    {
        const QString all = told.join(u"; "_s);
        told.clear();
        return all;
    }
    MachinePhase phase() { return cloud.host(u"dm-1"_s).phase; }
    QVector<MachineLease> leases() { return store->leases().value(); }

    QTemporaryDir directory{storeRoom()};
    std::unique_ptr<Store> store;
    FakeClock clock;
    FakeNetwork network{clock};
    FakeCloud cloud{clock};
    FakeProvider provider{cloud, network};
    FakeWallTimer timer{clock};
    Alarm alarm{clock, timer};
    std::unique_ptr<Journal> journal;
    std::unique_ptr<MachineDesk> desk;
    FakeFault sleepFault;
    bool accountGone = false;
    std::vector<Instant> sleepsAsked;
    QStringList told;
};

} // namespace

/// Machines are handed out one run at a time, and put back to sleep when we woke them.
class MachineDeskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneSleepAfterTheLastRun();
    void awakeBeforeStaysAwake();
    void foreignWorkIsLeft();
    void failingSleepIsTriedAgain();
    void holdWindowIsObeyed();
    void acceptedButAwake();
    void answerLost();
    void runComesWhile_data();
    void runComesWhile();
    void runComesWhileASleepIsOwed();
    void restartWithOwedSleep();
    void restartWithARunThatGoesOn();
    void accountGone();
    void lifecycleForbidden();
};

void MachineDeskTest::oneSleepAfterTheLastRun()
{
    Office office;
    office.takeAwake(kFirst);
    office.desk->acquire(kSecond, kMachine, false);
    QCOMPARE(office.heard(), u"granted run-1"_s);
    office.desk->release(kFirst, kMachine);
    office.runFor(10s);
    QCOMPARE(office.heard(), u"released run-1 woken; granted run-2"_s);
    QVERIFY(office.sleepsAsked.empty());
    office.desk->release(kSecond, kMachine);
    office.runFor(10s);
    QCOMPARE(office.heard(), u"released run-2 woken"_s);
    QCOMPARE(office.sleepsAsked.size(), size_t(1));
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::awakeBeforeStaysAwake()
{
    Office office;
    office.desk->acquire(kFirst, kMachine, false);
    office.desk->release(kFirst, kMachine);
    office.runFor(10min);
    QCOMPARE(office.heard(), u"granted run-1; released run-1"_s);
    QVERIFY(office.sleepsAsked.empty());
}

void MachineDeskTest::foreignWorkIsLeft()
{
    Office office;
    office.takeAwake(kFirst);
    office.cloud.startForeign(u"dm-1"_s, 1min);
    office.desk->release(kFirst, kMachine);
    office.runFor(10min);
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken"_s);
    QVERIFY(office.sleepsAsked.empty());
    QCOMPARE(office.phase(), MachinePhase::Running);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::failingSleepIsTriedAgain()
{
    Office office;
    office.takeAwake(kFirst);
    office.sleepFault = {FakeFault::Kind::Refused, ErrorCode::ServerError};
    office.desk->release(kFirst, kMachine);
    office.runFor(5min);
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken"_s);
    QVERIFY(office.sleepsAsked.size() > 6 && office.sleepsAsked.size() < 14);
    const auto lease = office.leases().constFirst();
    QVERIFY(lease.sleepOwedSince.has_value());
    QCOMPARE(lease.sleepAttempts, int(office.sleepsAsked.size()));
    office.runFor(10min);
    QCOMPARE(office.heard(), u"left awake"_s);
    office.sleepFault = {};
    office.runFor(2min);
    QCOMPARE(office.heard(), QString());
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::holdWindowIsObeyed()
{
    Office office;
    office.cloud.addMachine(u"dm-1"_s, MachinePhase::Sleeping);
    office.cloud.holdWindow = 45s;
    QVERIFY(office.cloud.wake(kMachine.machine).has_value());
    const Instant woken = office.clock.now();
    office.takeAwake(kFirst);
    office.runFor(1s);
    office.desk->release(kFirst, kMachine);
    office.runFor(1min);
    QCOMPARE(office.sleepsAsked.size(), size_t(2));
    QVERIFY(office.sleepsAsked[1] - woken >= 45s && office.sleepsAsked[1] - woken < 46s);
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
}

void MachineDeskTest::acceptedButAwake()
{
    Office office;
    office.cloud.sleepTakes = 2s;
    office.takeAwake(kFirst);
    office.desk->release(kFirst, kMachine);
    office.runFor(1s);
    office.cloud.addMachine(u"dm-1"_s, MachinePhase::Running); // it came back by itself
    office.runFor(1min);
    QCOMPARE(office.sleepsAsked.size(), size_t(2));
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken"_s);
}

void MachineDeskTest::answerLost()
{
    Office office;
    office.takeAwake(kFirst);
    office.sleepFault = {FakeFault::Kind::AnswerLost, {}};
    office.desk->release(kFirst, kMachine);
    office.runFor(10s);
    office.sleepFault = {};
    office.runFor(1min);
    QCOMPARE(office.cloud.host(u"dm-1"_s).sleeps, 1);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::runComesWhile_data()
{
    QTest::addColumn<int>("after");
    QTest::addColumn<int>("sleeps");
    QTest::addRow("the sleep is about to begin") << 0 << 0;
    QTest::addRow("executions are being listed") << 30 << 0;
    QTest::addRow("the sleep is on its way") << 50 << 1;
    QTest::addRow("the sleep has been accepted") << 120 << 1;
    QTest::addRow("it goes to sleep") << 400 << 1;
}

/// The run gets its machine in each case, once, and the machine sleeps after it.
void MachineDeskTest::runComesWhile()
{
    QFETCH(const int, after);
    QFETCH(const int, sleeps);
    Office office;
    office.takeAwake(kFirst);
    office.desk->release(kFirst, kMachine);
    office.runFor(milliseconds(after));
    office.desk->acquire(kSecond, kMachine, false);
    office.runFor(10s);
    const QStringList heard = office.heard().split(u"; "_s);
    QCOMPARE(heard.count(u"granted run-2"_s), 1);
    QCOMPARE(heard.count(u"released run-1 woken"_s), 1);
    QCOMPARE(int(office.sleepsAsked.size()), sleeps);
    QCOMPARE(office.phase(), sleeps == 0 ? MachinePhase::Running : MachinePhase::Sleeping);
    if (sleeps > 0) {
        QVERIFY(office.leases().isEmpty());
        QVERIFY(office.cloud.wake(kMachine.machine).has_value());
        office.desk->woken(kMachine, MachinePhase::Sleeping);
        office.runFor(2s);
    }
    office.desk->release(kSecond, kMachine);
    office.runFor(10s);
    QCOMPARE(office.heard(), u"released run-2 woken"_s);
    QCOMPARE(int(office.sleepsAsked.size()), sleeps + 1);
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::runComesWhileASleepIsOwed()
{
    Office office;
    office.takeAwake(kFirst);
    office.sleepFault = {FakeFault::Kind::Refused, ErrorCode::ServerError};
    office.desk->release(kFirst, kMachine);
    office.runFor(50s);
    const size_t asked = office.sleepsAsked.size();
    office.desk->acquire(kSecond, kMachine, false);
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken; granted run-2"_s);
    office.runFor(30min);
    QCOMPARE(office.sleepsAsked.size(), asked);
    QCOMPARE(office.heard(), QString());
    office.sleepFault = {};
    office.desk->release(kSecond, kMachine);
    office.runFor(10s);
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
}

void MachineDeskTest::restartWithOwedSleep()
{
    Office office;
    office.takeAwake(kFirst);
    office.open();
    office.desk->settleOwed();
    office.runFor(10s);
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::restartWithARunThatGoesOn()
{
    Office office;
    office.takeAwake(kFirst);
    office.open();
    office.desk->acquire(kFirst, kMachine, true);
    office.desk->settleOwed();
    office.runFor(10s);
    QVERIFY(office.sleepsAsked.empty());
    office.desk->release(kFirst, kMachine);
    office.runFor(10s);
    QCOMPARE(office.phase(), MachinePhase::Sleeping);
}

void MachineDeskTest::accountGone()
{
    Office office;
    office.takeAwake(kFirst);
    office.accountGone = true;
    office.desk->release(kFirst, kMachine);
    office.runFor(10s);
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken"_s);
    QVERIFY(office.leases().isEmpty());
}

void MachineDeskTest::lifecycleForbidden()
{
    Office office;
    office.takeAwake(kFirst);
    office.sleepFault = {FakeFault::Kind::Refused, ErrorCode::LifecycleForbidden};
    office.desk->release(kFirst, kMachine);
    office.runFor(10min);
    QCOMPARE(office.sleepsAsked.size(), size_t(1));
    QCOMPARE(office.heard(), u"granted run-1; released run-1 woken"_s);
    QVERIFY(office.leases().isEmpty());
}

QTEST_GUILESS_MAIN(MachineDeskTest)
#include "MachineDeskTest.moc"
