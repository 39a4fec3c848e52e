#include "core/engine/RunAlarms.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

constexpr Instant kDue{std::chrono::hours(1000)};

Run openRun(RunState state = RunState::Waking)
{
    Run run;
    run.id.value = u"run"_s;
    run.scheduleName = u"nightly"_s;
    run.scheduledAt = kDue;
    run.state = state;
    return run;
}

} // namespace

class RunAlarmsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lateIsToldOnce();
    void lateStartIsTold();
    void startInTimeIsNotLate();
    void manualRunsAreNeverLate();
    void stuckIsToldAfterTheTimeOut();
    void closedRunsAreForgotten();
};

void RunAlarmsTest::lateIsToldOnce()
{
    RunAlarms alarms;
    alarms.see(openRun(), 10min);
    QCOMPARE(alarms.nextAt(), std::optional(kDue + kLateAfter));
    QVERIFY(alarms.due(kDue + kLateAfter - 1us).isEmpty());
    const auto due = alarms.due(kDue + kLateAfter);
    QCOMPARE(due.size(), 1);
    QCOMPARE(due.constFirst().kind, Notice::Kind::RunLate);
    QCOMPARE(due.constFirst().subject, u"nightly"_s);
    QCOMPARE(due.constFirst().run, RunId{u"run"_s});
    alarms.see(openRun(), 10min);
    QVERIFY(alarms.due(kDue + 1h).isEmpty());
    QVERIFY(!alarms.nextAt());
}

void RunAlarmsTest::lateStartIsTold()
{
    RunAlarms alarms;
    Run run = openRun(RunState::Running);
    run.startedAt = kDue + 6min;
    alarms.see(run, 10min);
    QCOMPARE(alarms.due(kDue + 6min).size(), 1);
}

void RunAlarmsTest::startInTimeIsNotLate()
{
    RunAlarms alarms;
    alarms.see(openRun(), 10min);
    Run run = openRun(RunState::Running);
    run.startedAt = kDue + 4min;
    alarms.see(run, 10min);
    QVERIFY(alarms.due(kDue + 10min).isEmpty());
}

void RunAlarmsTest::manualRunsAreNeverLate()
{
    RunAlarms alarms;
    Run run = openRun();
    run.kind = RunKind::Manual;
    alarms.see(run, 10min);
    QVERIFY(!alarms.nextAt());
}

void RunAlarmsTest::stuckIsToldAfterTheTimeOut()
{
    RunAlarms alarms;
    Run run = openRun(RunState::Running);
    run.startedAt = kDue + 1s;
    alarms.see(run, 30min);
    QCOMPARE(alarms.nextAt(), std::optional(kDue + 1s + 30min + kStuckAfter));
    const auto due = alarms.due(kDue + 1s + 30min + kStuckAfter);
    QCOMPARE(due.size(), 1);
    QCOMPARE(due.constFirst().kind, Notice::Kind::RunStuck);
    QVERIFY(alarms.due(kDue + 10h).isEmpty());
}

void RunAlarmsTest::closedRunsAreForgotten()
{
    RunAlarms alarms;
    alarms.see(openRun(), 10min);
    Run run = openRun(RunState::Closed);
    run.outcome = Outcome::Succeeded;
    alarms.see(run, 10min);
    QVERIFY(!alarms.nextAt());
    QVERIFY(alarms.due(kDue + 10h).isEmpty());
}

QTEST_GUILESS_MAIN(RunAlarmsTest)
#include "RunAlarmsTest.moc"
