#include "tests/unit/runner/RunWalk.h"

#include "core/model/Words.h"
#include "core/runner/FiringId.h"

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

const calendar::Instant kStart{sys_days(year(2026) / 3 / 2) + hours(8)};

Machine machineIn(MachinePhase phase)
{
    Machine machine;
    machine.key.machine.value = u"dm-1"_s;
    machine.phase = phase;
    return machine;
}

Execution executionIn(ExecutionStatus status)
{
    Execution execution;
    execution.id.value = u"wexec-1"_s;
    execution.status = status;
    execution.createdAt = kStart;
    return execution;
}

Execution startedIn(ExecutionStatus status)
{
    Execution execution = executionIn(status);
    execution.startedAt = kStart + seconds(1);
    return execution;
}

template <typename T> Result<T> failed(ErrorCode code)
{
    return tl::unexpected<Error>(on::error(code));
}

} // namespace

RunWalk::RunWalk(RunKind kind) : now(kStart)
{
    run.id.value = u"run-1"_s;
    run.schedule.value = u"schedule-1"_s;
    run.machine.machine.value = u"dm-1"_s;
    run.kind = kind;
    run.scheduledAt = kStart;
    run.firingId = firingIdOf(run.schedule, kStart);
    run.steps = {RunStep{RunState::Due, kStart, {}}};
    context.makeBody = [this](const Run& current, calendar::Instant) -> QByteArray {
        return QByteArray("body ") + QByteArray::number(++bodiesMade) + " of attempt " +
               QByteArray::number(current.attempt);
    };
}

QString RunWalk::on(const RunEvent& event, milliseconds later)
{
    now += later;
    last = advance(run, memory, event, context, now);
    run = last.run;
    memory = last.memory;
    return last.effect ? toWord(run.state) + u' ' + textOf(*last.effect) : toWord(run.state);
}

QString textOf(const RunEffect& effect)
{
    struct Namer
    {
        QString operator()(const effect::AcquireMachine&) const { return u"acquire"_s; }
        QString operator()(const effect::ReadMachine&) const { return u"read-machine"_s; }
        QString operator()(const effect::SendWake&) const { return u"wake"_s; }
        QString operator()(const effect::SendExecution&) const { return u"submit"_s; }
        QString operator()(const effect::ListExecutions&) const { return u"list"_s; }
        QString operator()(const effect::ReadExecution&) const { return u"read"_s; }
        QString operator()(const effect::ReadOutput&) const { return u"read-output"_s; }
        QString operator()(const effect::CancelExecution&) const { return u"cancel"_s; }
        QString operator()(const effect::Wait& wait) const
        {
            return u"wait %1ms"_s.arg(qint64(wait.duration.count()));
        }
        QString operator()(const effect::ReleaseMachine&) const { return u"release"_s; }
    };
    return std::visit(Namer{}, effect);
}

namespace on {

Error error(ErrorCode code)
{
    Error error;
    error.code = code;
    error.detail = u"the other side's words"_s;
    return error;
}

RunEvent begin()
{
    return event::Begin{};
}
RunEvent granted()
{
    return event::MachineGranted{};
}
RunEvent waitOver()
{
    return event::WaitOver{};
}
RunEvent cancel()
{
    return event::CancelAsked{};
}
RunEvent released(bool wokenByUs)
{
    return event::MachineReleased{wokenByUs};
}
RunEvent machine(MachinePhase phase)
{
    return event::MachineRead{machineIn(phase)};
}
RunEvent machine(ErrorCode code)
{
    return event::MachineRead{failed<Machine>(code)};
}
RunEvent woke(MachinePhase phase)
{
    return event::WakeAnswered{machineIn(phase)};
}
RunEvent woke(ErrorCode code)
{
    return event::WakeAnswered{failed<Machine>(code)};
}
RunEvent submitted(const Execution& execution)
{
    return event::Submitted{execution};
}
RunEvent submitted(ErrorCode code)
{
    return event::Submitted{failed<Execution>(code)};
}
RunEvent listed(const QVector<Execution>& executions)
{
    return event::ExecutionsListed{executions};
}
RunEvent listed(ErrorCode code)
{
    return event::ExecutionsListed{failed<QVector<Execution>>(code)};
}
RunEvent read(const Execution& execution)
{
    return event::ExecutionRead{execution};
}
RunEvent read(ErrorCode code)
{
    return event::ExecutionRead{failed<Execution>(code)};
}
RunEvent cancelled(const Execution& execution)
{
    return event::ExecutionCancelled{execution};
}
RunEvent cancelled(ErrorCode code)
{
    return event::ExecutionCancelled{failed<Execution>(code)};
}
RunEvent output(const QByteArray& text)
{
    ExecutionOutput output;
    output.stdoutText = text;
    return event::OutputRead{output};
}
RunEvent output(ErrorCode code)
{
    return event::OutputRead{failed<ExecutionOutput>(code)};
}

} // namespace on

namespace told {

Execution queued()
{
    return executionIn(ExecutionStatus::Queued);
}
Execution running()
{
    return startedIn(ExecutionStatus::Running);
}
Execution exited(int code)
{
    Execution execution = startedIn(code == 0 ? ExecutionStatus::Succeeded : ExecutionStatus::Failed);
    execution.exitCode = code;
    execution.completedAt = kStart + seconds(2);
    return execution;
}
Execution refused()
{
    Execution execution = executionIn(ExecutionStatus::Failed);
    execution.errorCode = u"machine_not_routable"_s;
    execution.errorMessage = u"machine is not routable for execution"_s;
    return execution;
}
Execution interrupted()
{
    Execution execution = startedIn(ExecutionStatus::Failed);
    execution.errorCode = u"execution_runner_interrupted"_s;
    return execution;
}
Execution killed(int signal)
{
    Execution execution = startedIn(ExecutionStatus::Failed);
    execution.signal = signal;
    return execution;
}
Execution expired(bool started)
{
    Execution execution =
        started ? startedIn(ExecutionStatus::Expired) : executionIn(ExecutionStatus::Expired);
    if (started)
        execution.errorCode = u"execution_timed_out"_s;
    return execution;
}
Execution cancelled()
{
    return startedIn(ExecutionStatus::Cancelled);
}
Execution marked(Execution execution, const Run& run)
{
    execution.envKeys = {u"PATH"_s, markerOf(run.firingId, run.attempt)};
    return execution;
}

} // namespace told
