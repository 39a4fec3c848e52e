#include "tests/unit/cli/CliBench.h"

#include <csignal>

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class StatusCommandTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nobodyFires();
    void onWithMachines();
    void aPauseThatCoversTheNextSaysSo();
    void heldSaysHowToGoOn();
    void aClockThatDiffersIsTold();
    void missedSaysHowToChoose();
    void asJson();
    void watchPrintsChanges();
    void answersCatchUp_data();
    void answersCatchUp();
    void unknownAnswerIsUsage();
    void nothingToAnswer();
    void acceptsTheClock();
    void repairRefusesWhatIsWhole();

private:
    RunnerStatus& status() { return m_bench->fake.world.status; }
    std::unique_ptr<CliBench> m_bench;
};

void StatusCommandTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.world.machines = {CliBench::machine(u"dm-1"_s, u"build-box"_s, u"account-1"_s)};
    m_bench->fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s)};
    status().state = RunnerState::Viewer;
}

void StatusCommandTest::nobodyFires()
{
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"nobody fires"));
    QVERIFY(m_bench->fake.calls.contains(u"followRunner"_s));
}

void StatusCommandTest::onWithMachines()
{
    status().elsewhere = RunnerState::On;
    status().nextAt = m_bench->now() + std::chrono::minutes(5);
    status().nextSchedule.value = u"schedule-1"_s;
    status().openRuns = 1;
    MachineLease lease;
    lease.machine = m_bench->fake.world.machines.constFirst().key;
    lease.since = m_bench->now() - std::chrono::minutes(10);
    lease.sleepOwedSince = m_bench->now() - std::chrono::minutes(3);
    lease.sleepAttempts = 4;
    lease.note = u"hold window\x1b[31m"_s;
    m_bench->fake.world.leases = {lease};
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    const QString out = m_bench->outText();
    QVERIFY2(out.contains(u"Firing:   on\n"), qPrintable(out));
    QVERIFY(out.contains(u"nightly"));
    QVERIFY(out.contains(u"1 run\n"));
    QVERIFY2(out.contains(u"build-box awake since"), qPrintable(out));
    QVERIFY(out.contains(u"tried 4 times: hold window"));
    QVERIFY(!out.contains(u'\x1b'));
}

void StatusCommandTest::aPauseThatCoversTheNextSaysSo()
{
    status().elsewhere = RunnerState::Paused;
    status().nextAt = m_bench->now() + std::chrono::minutes(5);
    status().pause = Pause{m_bench->now(), m_bench->now() + std::chrono::hours(1), u"moving"_s};
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"(skipped: paused)"_s), qPrintable(m_bench->outText()));
    status().pause->until = m_bench->now() + std::chrono::minutes(1);
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(!m_bench->outText().contains(u"skipped"_s));
}

void StatusCommandTest::heldSaysHowToGoOn()
{
    status().elsewhere = RunnerState::Held;
    status().clock =
        ClockTrouble{ClockTrouble::Kind::TooFar, m_bench->now(), m_bench->now() + std::chrono::hours(72)};
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"reveillectl accept-clock"));
    QVERIFY(m_bench->outText().contains(u"jumped ahead"));
}

void StatusCommandTest::aClockThatDiffersIsTold()
{
    const AccountId id = m_bench->fake.world.accounts.constFirst().id;
    AccountStatus& account = m_bench->fake.world.accountStatus[id];
    account.account = id;
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(!m_bench->outText().contains(u"Clock:"));
    account.skew = std::chrono::milliseconds(4000);
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY2(
        m_bench->outText().contains(u"Clock:    This computer's clock is 4 s ahead of that of \"Work\".\n"),
        qPrintable(m_bench->outText()));
    account.skew = std::chrono::milliseconds(-90'000);
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"1 min 30 s behind"));
    QVERIFY(m_bench->outText().contains(u"set it right"));
}

void StatusCommandTest::missedSaysHowToChoose()
{
    status().elsewhere = RunnerState::On;
    status().catchUp = CatchUp{{{ScheduleId{u"schedule-1"_s}, u"nightly"_s, 14, 3}}, m_bench->now(), false};
    QCOMPARE(m_bench->run({u"status"_s}), 0);
    QVERIFY(m_bench->outText().contains(
        u"1 schedule missed 14 runs: will run 3. To choose: reveillectl catch-up"));
}

void StatusCommandTest::asJson()
{
    QCOMPARE(m_bench->run({u"status"_s, u"--json"_s}), 0);
    QVERIFY(m_bench->object().value(u"state"_s).isNull());

    init();
    status().elsewhere = RunnerState::Paused;
    status().catchUp = CatchUp{{{ScheduleId{u"schedule-1"_s}, u"nightly"_s, 14, 3}}, m_bench->now(), false};
    QCOMPARE(m_bench->run({u"status"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"state"_s).toString(), u"paused"_s);
    QCOMPARE(m_bench->object().value(u"catch_up"_s).toObject().value(u"missed"_s).toInt(), 14);
}

void StatusCommandTest::watchPrintsChanges()
{
    status().elsewhere = RunnerState::On;
    m_bench->start({u"status"_s, u"--watch"_s});
    QTRY_VERIFY(m_bench->outText().contains(u"Firing:   on"));
    QCOMPARE(m_bench->exitCode(), -1);
    Changes changes;
    changes.status = status();
    changes.status->elsewhere = RunnerState::Paused;
    m_bench->engine()->tell(changes);
    QTRY_VERIFY(m_bench->outText().contains(u"Firing:   paused"));
    const auto length = m_bench->out().size();
    m_bench->engine()->tell(changes); // nothing new in it
    changes.status->openRuns = 7;
    m_bench->engine()->tell(changes);
    QTRY_VERIFY(m_bench->outText().contains(u"7 runs"));
    QCOMPARE(m_bench->outText().mid(length).count(u"Firing:"), 1);
    ::raise(SIGINT);
    QTRY_COMPARE(m_bench->exitCode(), 0);
}

void StatusCommandTest::answersCatchUp_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("answer");
    QTest::newRow("now") << u"now"_s << int(CatchUpAnswer::AsPlanned);
    QTest::newRow("all") << u"all"_s << int(CatchUpAnswer::All);
    QTest::newRow("latest") << u"latest"_s << int(CatchUpAnswer::Latest);
    QTest::newRow("none") << u"none"_s << int(CatchUpAnswer::Skip);
}

void StatusCommandTest::answersCatchUp()
{
    QFETCH(QString, word);
    QFETCH(int, answer);
    QCOMPARE(m_bench->run({u"catch-up"_s, word}), 0);
    QVERIFY(m_bench->fake.calls.contains(u"answerCatchUp %1"_s.arg(answer)));
}

void StatusCommandTest::unknownAnswerIsUsage()
{
    QCOMPARE(m_bench->run({u"catch-up"_s, u"maybe"_s}), 2);
    QVERIFY(m_bench->errText().contains(u"\"maybe\""));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void StatusCommandTest::nothingToAnswer()
{
    m_bench->fake.refusal = Error{};
    m_bench->fake.refusal->code = ErrorCode::NotFound;
    QCOMPARE(m_bench->run({u"catch-up"_s, u"all"_s}), 3);
    QVERIFY(m_bench->errText().contains(u"Nothing waits to be caught up."));
    QCOMPARE(m_bench->run({u"accept-clock"_s}), 3);
    QVERIFY(m_bench->errText().contains(u"Nothing is held because of the clock."));
}

void StatusCommandTest::acceptsTheClock()
{
    QCOMPARE(m_bench->run({u"accept-clock"_s}), 0);
    QVERIFY(m_bench->fake.calls.contains(u"acceptClock"_s));
}

void StatusCommandTest::repairRefusesWhatIsWhole()
{
    QTemporaryDir empty;
    QVERIFY(m_bench->run({u"repair"_s, u"--data"_s, empty.path()}) != 0);
    QVERIFY(!m_bench->errText().isEmpty());
}

QTEST_GUILESS_MAIN(StatusCommandTest)
#include "StatusCommandTest.moc"
