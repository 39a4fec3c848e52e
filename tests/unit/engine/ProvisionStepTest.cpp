#include "core/engine/ProvisionStep.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

const Instant kStart{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};

Error errorOf(ErrorCode code, std::optional<std::chrono::milliseconds> after = {})
{
    Error error;
    error.code = code;
    error.retry.after = after;
    return error;
}

Machine machineIn(MachinePhase phase)
{
    Machine machine;
    machine.key.machine.value = u"dm-1"_s;
    machine.phase = phase;
    return machine;
}

ExecutionOutput printed(const QByteArray& out, const QByteArray& err)
{
    ExecutionOutput output;
    output.stdoutText = out;
    output.stderrText = err;
    return output;
}

Execution executionIn(ExecutionStatus status)
{
    Execution execution;
    execution.id.value = u"wexec-1"_s;
    execution.status = status;
    return execution;
}

Execution running()
{
    Execution execution = executionIn(ExecutionStatus::Running);
    execution.startedAt = kStart;
    return execution;
}

Execution exited(int code)
{
    Execution execution = executionIn(code == 0 ? ExecutionStatus::Succeeded : ExecutionStatus::Failed);
    execution.startedAt = kStart;
    execution.exitCode = code;
    return execution;
}

/// An order with time of its own.
struct Order
{
    Order()
    {
        ProvisionOrder order;
        order.key = u"key"_s;
        order.setup = {u"/bin/true"_s};
        order.timeout = 10min;
        state = newProvision(order, kStart);
        happen(provision::Began{});
    }
    void happen(const provision::Event& event) { state = advanceProvision(state, event, now); }
    void wait()
    {
        now += state.wait;
        happen(provision::WaitOver{});
    }
    /// To a command that runs on a machine.
    void run()
    {
        happen(provision::MachineCreated{machineIn(MachinePhase::Running)});
        happen(provision::CommandRead{running()});
    }

    ProvisionState state;
    Instant now = kStart;
};

} // namespace

class ProvisionStepTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesItsWay();
    void patienceEnds();
    void neverStartsIsRemoved();
    void endedMachineIsToldAsGone();
    void lateCommandIsEnded();
    void endingHasALimit();
    void endedWhileItWasCancelled();
    void cancelledBeforeItBegan();
    void refusalsHaveALimit();
    void outcomes_data();
    void outcomes();
    void cancelStops_data();
    void cancelStops();
    void outputIsOnlyReadWhenThereIsMore();
    void outputIsToldOnce();
    void sleepGivesUpInTheEnd();
    void sleepsByItselfAlready();
};

void ProvisionStepTest::goesItsWay()
{
    Order order;
    QCOMPARE(order.state.act, ProvisionAct::CreateMachine);
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
    QCOMPARE(order.state.act, ProvisionAct::Wait);
    order.wait();
    QCOMPARE(order.state.act, ProvisionAct::ReadMachine);
    order.happen(provision::MachineRead{machineIn(MachinePhase::Running)});
    QCOMPARE(order.state.act, ProvisionAct::StartCommand);
    QCOMPARE(order.state.news.stage, ProvisionStage::SettingUp);
    order.happen(provision::CommandRead{running()});
    order.happen(provision::OutputRead{printed("out", "err")});
    order.wait();
    order.happen(provision::CommandRead{exited(0)});
    QCOMPARE(order.state.act, ProvisionAct::ReadOutput);
    order.happen(provision::OutputRead{printed("out", "err")});
    QCOMPARE(order.state.act, ProvisionAct::SleepMachine);
    order.happen(provision::SleepAnswered{machineIn(MachinePhase::GoingToSleep)});
    order.wait();
    QCOMPARE(order.state.act, ProvisionAct::ReadMachine);
    order.happen(provision::MachineRead{machineIn(MachinePhase::Sleeping)});
    QCOMPARE(order.state.act, ProvisionAct::Finish);
    QVERIFY(order.state.news.isReady() && order.state.news.asleep);
}

void ProvisionStepTest::patienceEnds()
{
    Order order;
    int tries = 0;
    while (order.state.act != ProvisionAct::Finish && ++tries < 100) {
        order.happen(provision::MachineCreated{fail(ErrorCode::ConnectionLost)});
        if (order.state.act == ProvisionAct::Wait)
            order.wait();
    }
    QVERIFY(tries > 3 && tries < 30);
    QVERIFY(order.now - kStart >= order.state.limits.create);
    QCOMPARE(order.state.news.error->code, ErrorCode::ConnectionLost);
    QVERIFY(!order.state.news.machine);
}

void ProvisionStepTest::neverStartsIsRemoved()
{
    Order order;
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
    int looks = 0;
    while (order.state.act == ProvisionAct::Wait && ++looks < 1000) {
        order.wait();
        order.happen(provision::MachineRead{machineIn(MachinePhase::Creating)});
    }
    QVERIFY(looks < 400);
    QCOMPARE(order.state.act, ProvisionAct::RemoveMachine);
    QCOMPARE(order.state.news.error->code, ErrorCode::WakeTimedOut);
    order.happen(provision::RemoveAnswered{fail(ErrorCode::ConnectionLost)});
    QCOMPARE(order.state.act, ProvisionAct::Wait);
    order.wait();
    order.happen(provision::RemoveAnswered{});
    QVERIFY(order.state.news.isOver() && !order.state.news.machine);
    QCOMPARE(order.state.news.error->code, ErrorCode::WakeTimedOut);
}

void ProvisionStepTest::endedMachineIsToldAsGone()
{
    Order order;
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
    order.wait();
    order.happen(provision::MachineRead{fail(ErrorCode::NotFound)});
    QVERIFY(order.state.news.isOver() && !order.state.news.machine);
    QCOMPARE(order.state.news.error->code, ErrorCode::NotFound);
}

void ProvisionStepTest::lateCommandIsEnded()
{
    Order order;
    order.run();
    order.now += 20min;
    order.happen(provision::CommandRead{running()});
    QCOMPARE(order.state.act, ProvisionAct::EndCommand);
    // Accepted once: a second request could delete the record of what has ended.
    order.happen(provision::EndAnswered{running()});
    order.wait();
    order.happen(provision::CommandRead{running()});
    QCOMPARE(order.state.act, ProvisionAct::Wait);
    order.wait();
    order.happen(provision::CommandRead{executionIn(ExecutionStatus::Cancelled)});
    QCOMPARE(order.state.news.setup, Outcome::TimedOut);
    QVERIFY(!order.state.news.cancelled);
}

void ProvisionStepTest::endingHasALimit()
{
    Order order;
    order.run();
    order.now += 20min;
    // The command can be read all the time, and never be ended.
    int asked = 0;
    for (int i = 0; i < 100 && order.state.news.stage == ProvisionStage::SettingUp; ++i) {
        if (order.state.act == ProvisionAct::Wait) {
            order.wait();
        } else if (order.state.act == ProvisionAct::EndCommand) {
            ++asked;
            order.happen(provision::EndAnswered{tl::unexpected(errorOf(ErrorCode::ServerError))});
        } else {
            order.happen(provision::CommandRead{running()});
        }
    }
    QCOMPARE(order.state.news.stage, ProvisionStage::Sleeping);
    QCOMPARE(order.state.news.setup, Outcome::Unknown);
    QVERIFY2(asked > 1 && asked < 20, qPrintable(QString::number(asked)));
}

void ProvisionStepTest::endedWhileItWasCancelled()
{
    Order order;
    order.run();
    order.happen(provision::CancelAsked{});
    order.happen(provision::CommandRead{running()});
    QCOMPARE(order.state.act, ProvisionAct::EndCommand);
    order.happen(provision::EndAnswered{tl::unexpected(errorOf(ErrorCode::InvalidState))});
    order.wait();
    QCOMPARE(order.state.act, ProvisionAct::ReadCommand);
    order.happen(provision::CommandRead{exited(3)});
    order.happen(provision::OutputRead{ExecutionOutput{}});
    QCOMPARE(order.state.news.setup, Outcome::Failed);
    QCOMPARE(order.state.news.exitCode, 3);
}

void ProvisionStepTest::cancelledBeforeItBegan()
{
    Order order;
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Running)});
    QCOMPARE(order.state.act, ProvisionAct::StartCommand);
    order.happen(provision::CancelAsked{});
    order.happen(provision::CommandRead{tl::unexpected(errorOf(ErrorCode::InvalidState))});
    QCOMPARE(order.state.news.stage, ProvisionStage::Sleeping);
    QVERIFY(order.state.execution.isEmpty());
}

void ProvisionStepTest::refusalsHaveALimit()
{
    Order order;
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Running)});
    Execution refused = executionIn(ExecutionStatus::Failed);
    refused.errorCode = u"machine_not_routable"_s;
    int tries = 0;
    while (order.state.act == ProvisionAct::StartCommand && ++tries < 100) {
        QCOMPARE(order.state.attempt, tries);
        order.happen(provision::CommandRead{refused});
        if (order.state.act == ProvisionAct::Wait)
            order.wait();
    }
    QCOMPARE(tries, order.state.limits.refusals + 1);
    QCOMPARE(order.state.news.setup, Outcome::Failed);
    QCOMPARE(order.state.news.error->code, ErrorCode::ExecutionRefused);
}

void ProvisionStepTest::outcomes_data()
{
    QTest::addColumn<Execution>("execution");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<bool>("platform");
    Execution killed = running();
    killed.status = ExecutionStatus::Failed;
    killed.signal = 9;
    Execution overrun = running();
    overrun.status = ExecutionStatus::Expired;
    Execution cancelled = running();
    cancelled.status = ExecutionStatus::Cancelled;
    Execution broken = running();
    broken.status = ExecutionStatus::Failed;
    broken.errorCode = u"execution_runner_interrupted"_s;
    Execution endedAnyway = exited(137);
    endedAnyway.status = ExecutionStatus::Expired;
    QTest::addRow("exit 0") << exited(0) << Outcome::Succeeded << false;
    QTest::addRow("exit 3") << exited(3) << Outcome::Failed << false;
    QTest::addRow("signal") << killed << Outcome::Failed << false;
    QTest::addRow("overrun") << overrun << Outcome::TimedOut << false;
    QTest::addRow("overrun with a code") << endedAnyway << Outcome::TimedOut << false;
    QTest::addRow("never started") << executionIn(ExecutionStatus::Expired) << Outcome::Expired << true;
    QTest::addRow("cancelled by others") << cancelled << Outcome::Cancelled << true;
    QTest::addRow("interrupted") << broken << Outcome::Failed << true;
}

void ProvisionStepTest::outcomes()
{
    QFETCH(const Execution, execution);
    Order order;
    order.run();
    order.happen(provision::CommandRead{execution});
    QCOMPARE(order.state.act, ProvisionAct::ReadOutput);
    order.happen(provision::OutputRead{ExecutionOutput{}});
    QCOMPARE(order.state.act, ProvisionAct::SleepMachine);
    QTEST(order.state.news.setup, "outcome");
    QTEST(order.state.news.error.has_value(), "platform");
}

void ProvisionStepTest::cancelStops_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<ProvisionAct>("then");
    QTest::addRow("the order is on its way") << 0 << ProvisionAct::CreateMachine;
    QTest::addRow("it starts") << 1 << ProvisionAct::RemoveMachine;
    QTest::addRow("the command runs") << 2 << ProvisionAct::ReadCommand;
    QTest::addRow("the sleep is put off") << 3 << ProvisionAct::Finish;
}

void ProvisionStepTest::cancelStops()
{
    QFETCH(const int, at);
    Order order;
    if (at >= 1)
        order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
    if (at >= 2) {
        order.wait();
        order.happen(provision::MachineRead{machineIn(MachinePhase::Running)});
        order.happen(provision::CommandRead{executionIn(ExecutionStatus::Queued)});
    }
    if (at >= 3) {
        order.wait();
        order.happen(provision::CommandRead{exited(0)});
        order.happen(provision::OutputRead{ExecutionOutput{}});
        order.happen(provision::SleepAnswered{tl::unexpected(errorOf(ErrorCode::HoldWindow, 5min))});
        QCOMPARE(order.state.wait, std::chrono::milliseconds(5min));
    }
    order.happen(provision::CancelAsked{});
    QTEST(order.state.act, "then");
    QVERIFY(order.state.news.cancelled);
    if (at == 0) {
        order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
        QCOMPARE(order.state.act, ProvisionAct::RemoveMachine);
    }
    if (at == 2) {
        order.happen(provision::CommandRead{running()});
        QCOMPARE(order.state.act, ProvisionAct::EndCommand);
    }
}

void ProvisionStepTest::outputIsOnlyReadWhenThereIsMore()
{
    Order order;
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Running)});
    Execution counted = running();
    counted.stdoutBytes = 3;
    order.happen(provision::CommandRead{counted});
    QCOMPARE(order.state.act, ProvisionAct::ReadOutput);
    order.happen(provision::OutputRead{printed("abc", {})});
    order.wait();
    order.happen(provision::CommandRead{counted});
    QCOMPARE(order.state.act, ProvisionAct::Wait);
}

void ProvisionStepTest::outputIsToldOnce()
{
    Order order;
    order.run();
    order.happen(provision::OutputRead{printed("one\n", {})});
    QCOMPARE(order.state.news.stdoutText, "one\n");
    order.wait();
    QVERIFY(order.state.news.stdoutText.isEmpty());
    order.happen(provision::CommandRead{running()});
    order.happen(provision::OutputRead{printed("one\ntwo\n", "bad")});
    QCOMPARE(order.state.news.stdoutText, "two\n");
    QCOMPARE(order.state.news.stderrText, "bad");
}

void ProvisionStepTest::sleepGivesUpInTheEnd()
{
    Order order;
    order.run();
    order.happen(provision::CommandRead{exited(0)});
    order.happen(provision::OutputRead{ExecutionOutput{}});
    int tries = 0;
    while (!order.state.news.isOver() && ++tries < 100) {
        order.happen(provision::SleepAnswered{fail(ErrorCode::ServerError)});
        if (order.state.act == ProvisionAct::Wait)
            order.wait();
    }
    QVERIFY(tries > 10 && tries < 60);
    QCOMPARE(order.state.news.sleepError->code, ErrorCode::ServerError);
    QVERIFY(!order.state.news.asleep);
    QVERIFY(order.state.news.isReady());
}

void ProvisionStepTest::sleepsByItselfAlready()
{
    Order order;
    order.state.order.setup.clear();
    order.happen(provision::MachineCreated{machineIn(MachinePhase::Creating)});
    order.wait();
    order.happen(provision::MachineRead{machineIn(MachinePhase::Sleeping)});
    QVERIFY(order.state.news.isReady() && order.state.news.asleep);
}

QTEST_GUILESS_MAIN(ProvisionStepTest)
#include "ProvisionStepTest.moc"
