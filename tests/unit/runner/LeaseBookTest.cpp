#include "core/runner/LeaseBook.h"

#include <chrono>

#include <QTest>

using namespace reveille;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using What = LeaseBook::Release::What;
using Turn = LeaseBook::Turn;

namespace {

const MachineKey kMachine{AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
const MachineKey kOther{AccountId{u"account-1"_s}, MachineId{u"dm-2"_s}};
const RunId kFirst{u"run-1"_s};
const RunId kSecond{u"run-2"_s};
const RunId kThird{u"run-3"_s};
const calendar::Instant kNow{1h};

} // namespace

/// One machine, one run at a time, one sleep after the last.
class LeaseBookTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneAtATimeInOrder();
    void machinesAreApart();
    void sleepIsOwedAfterTheLastOnly();
    void awakeBeforeIsLeft();
    void giveUpWhileWaiting();
    void nobodyIsGrantedWhileItGoesToSleep();
    void whoeverWaitsTakesTheDebtOver();
    void leavesDuringTheSleep();
    void firstWakeTellsThePriorPhase();
    void restart();
    void unknownRunsChangeNothing();
};

void LeaseBookTest::oneAtATimeInOrder()
{
    LeaseBook book;
    QCOMPARE(book.acquire(kFirst, kMachine, false, kNow), Turn::Granted);
    QCOMPARE(book.acquire(kFirst, kMachine, false, kNow), Turn::Granted);
    QCOMPARE(book.acquire(kSecond, kMachine, false, kNow), Turn::Queued);
    QCOMPARE(book.acquire(kThird, kMachine, false, kNow), Turn::Queued);
    const auto release = book.release(kFirst, kMachine, kNow);
    QCOMPARE(release.what, What::StillUsed);
    QCOMPARE(release.granted, QVector<RunId>{kSecond});
    QCOMPARE(book.release(kSecond, kMachine, kNow).granted, QVector<RunId>{kThird});
    QCOMPARE(book.release(kThird, kMachine, kNow).what, What::LeftAsIs);
    QVERIFY(!book.find(kMachine));
}

void LeaseBookTest::machinesAreApart()
{
    LeaseBook book;
    QCOMPARE(book.acquire(kFirst, kMachine, false, kNow), Turn::Granted);
    QCOMPARE(book.acquire(kSecond, kOther, false, kNow), Turn::Granted);
}

void LeaseBookTest::sleepIsOwedAfterTheLastOnly()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.woken(kMachine, MachinePhase::Sleeping);
    book.acquire(kSecond, kMachine, false, kNow);
    QCOMPARE(book.release(kFirst, kMachine, kNow).what, What::StillUsed);
    QVERIFY(!book.find(kMachine)->sleepOwedSince);
    const auto last = book.release(kSecond, kMachine, kNow + 1min);
    QCOMPARE(last.what, What::SleepOwed);
    QVERIFY(last.wokenByUs);
    QCOMPARE(book.find(kMachine)->sleepOwedSince, std::optional(kNow + 1min));
    QCOMPARE(book.owingSleep(), QVector<MachineKey>{kMachine});
    // A run that comes before the sleep is sent: no sleep is owed until it is done.
    QCOMPARE(book.acquire(kThird, kMachine, false, kNow), Turn::Granted);
    QVERIFY(!book.find(kMachine)->sleepOwedSince);
    QVERIFY(book.owingSleep().isEmpty());
    QCOMPARE(book.release(kThird, kMachine, kNow).what, What::SleepOwed);
}

void LeaseBookTest::awakeBeforeIsLeft()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    const auto release = book.release(kFirst, kMachine, kNow);
    QCOMPARE(release.what, What::LeftAsIs);
    QVERIFY(!release.wokenByUs);
}

void LeaseBookTest::giveUpWhileWaiting()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.acquire(kSecond, kMachine, false, kNow);
    book.acquire(kThird, kMachine, false, kNow);
    const auto release = book.release(kSecond, kMachine, kNow);
    QCOMPARE(release.what, What::StillUsed);
    QVERIFY2(release.granted.isEmpty(), "the first one still has its turn");
    QCOMPARE(book.release(kFirst, kMachine, kNow).granted, QVector<RunId>{kThird});
}

void LeaseBookTest::nobodyIsGrantedWhileItGoesToSleep()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.woken(kMachine, MachinePhase::Sleeping);
    book.release(kFirst, kMachine, kNow);
    book.sleepSent(kMachine);
    QCOMPARE(book.acquire(kSecond, kMachine, false, kNow), Turn::Queued);
    QCOMPARE(book.waiting(kMachine), std::optional(kSecond));
    QCOMPARE(book.settled(kMachine), QVector<RunId>{kSecond});
    QVERIFY2(!book.find(kMachine)->wokenByUs, "it sleeps: nothing is owed until it is woken again");
    QCOMPARE(book.find(kMachine)->sleepAttempts, 0);
}

void LeaseBookTest::whoeverWaitsTakesTheDebtOver()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.woken(kMachine, MachinePhase::Sleeping);
    book.release(kFirst, kMachine, kNow);
    book.sleepSent(kMachine);
    book.acquire(kSecond, kMachine, false, kNow);
    book.sleepEnded(kMachine, u"refused"_s);
    QVERIFY(!book.find(kMachine)->sleepOwedSince);
    QVERIFY(book.find(kMachine)->wokenByUs);
    QCOMPARE(book.find(kMachine)->note, u"refused"_s);
    QCOMPARE(book.release(kSecond, kMachine, kNow).what, What::SleepOwed);
}

void LeaseBookTest::leavesDuringTheSleep()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.woken(kMachine, MachinePhase::Sleeping);
    book.release(kFirst, kMachine, kNow);
    book.sleepSent(kMachine);
    book.acquire(kSecond, kMachine, false, kNow);
    QCOMPARE(book.release(kSecond, kMachine, kNow).what, What::StillUsed);
    book.sleepEnded(kMachine, {});
    QVERIFY2(book.find(kMachine)->sleepOwedSince.has_value(), "the sleep is still owed");
    QVERIFY(book.settled(kMachine).isEmpty());
    QVERIFY(!book.find(kMachine));
}

void LeaseBookTest::firstWakeTellsThePriorPhase()
{
    LeaseBook book;
    book.acquire(kFirst, kMachine, false, kNow);
    book.woken(kMachine, MachinePhase::GoingToSleep);
    book.woken(kMachine, MachinePhase::Sleeping);
    QCOMPARE(book.find(kMachine)->priorPhase, MachinePhase::GoingToSleep);
    book.woken(kOther, MachinePhase::Sleeping);
    QVERIFY(!book.find(kOther));
}

void LeaseBookTest::restart()
{
    MachineLease owed;
    owed.machine = kMachine;
    owed.wokenByUs = true;
    owed.sleepOwedSince = kNow;
    MachineLease used = owed;
    used.machine = kOther;
    used.sleepOwedSince.reset();
    LeaseBook book;
    book.restore({owed, used});
    QCOMPARE(book.acquire(kSecond, kOther, true, kNow), Turn::Granted);
    QCOMPARE(book.acquire(kFirst, kOther, false, kNow), Turn::Queued);
    QCOMPARE(book.owingSleep(), QVector<MachineKey>{kMachine});
    QVERIFY(book.find(kOther)->wokenByUs);
    QCOMPARE(book.release(kSecond, kOther, kNow).granted, QVector<RunId>{kFirst});
    QCOMPARE(book.release(kFirst, kOther, kNow).what, What::SleepOwed);
}

void LeaseBookTest::unknownRunsChangeNothing()
{
    LeaseBook book;
    QCOMPARE(book.release(kFirst, kMachine, kNow).what, What::NotHeld);
    book.acquire(kFirst, kMachine, false, kNow);
    QCOMPARE(book.release(kSecond, kMachine, kNow).what, What::NotHeld);
    QVERIFY(book.settled(kOther).isEmpty());
    QVERIFY(!book.waiting(kOther));
    book.sleepSent(kOther);
    book.sleepEnded(kOther, {});
    book.oweSleep(kOther, kNow);
    QVERIFY(!book.find(kOther));
}

QTEST_APPLESS_MAIN(LeaseBookTest)
#include "LeaseBookTest.moc"
