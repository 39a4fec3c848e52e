#include "core/runner/Advance.h"

#include "core/runner/AdvanceStep.h"
#include "core/runner/FiringId.h"
#include "core/runner/RunReasons.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr milliseconds kFirstBackOff{500};
constexpr milliseconds kLongestBackOff{minutes(1)};

/// Errors after which the request certainly did no work, so that it may simply be sent again.
bool certainlyNotDone(const Error& error)
{
    switch (error.code) {
    case ErrorCode::HostNotFound:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::NetworkDown:
    case ErrorCode::TlsFailed:
    case ErrorCode::RateLimited:
    case ErrorCode::Unavailable:
    case ErrorCode::SecretStoreLocked:
    case ErrorCode::SecretStoreUnavailable:
        return true;
    default:
        return false;
    }
}

} // namespace

milliseconds backOff(int tries, const Error& error)
{
    if (error.retry.after)
        return std::clamp(*error.retry.after, milliseconds(20), kLongestBackOff);
    return std::min(kLongestBackOff, kFirstBackOff * (1 << std::min(tries, 7)));
}

bool isTransient(const Error& error)
{
    switch (error.code) {
    case ErrorCode::ConnectionLost:
    case ErrorCode::TimedOut:
    case ErrorCode::ServerError:
    case ErrorCode::BadAnswer:
    case ErrorCode::NotThisApi: // a gateway's page while the service restarts
        return true;
    default:
        return error.retry.retryable || certainlyNotDone(error);
    }
}

const char* refusalReason(const Error& error, const char* otherwise)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return reason::kMachineNotFound;
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
    case ErrorCode::BetaAccessRequired:
        return reason::kUnauthorized;
    case ErrorCode::SecretMissing:
    case ErrorCode::SecretStoreLocked:
    case ErrorCode::SecretStoreUnavailable:
    case ErrorCode::SecretVariableUnset:
        return reason::kSecretMissing;
    default:
        return otherwise;
    }
}

// --- AdvanceStep: what every state's rules share ---

AdvanceStep::AdvanceStep(const Run& run, const RunMemory& memory, const RunContext& context, Instant now)
    : m_context(context), m_now(now)
{
    m_result.run = run;
    m_result.memory = memory;
}

Instant AdvanceStep::stateSince() const
{
    return run().steps.isEmpty() ? run().scheduledAt : run().steps.constLast().at;
}

bool AdvanceStep::pastStartDeadline() const
{
    if (run().kind == RunKind::Manual)
        return false;
    const Instant decidedAt = run().steps.isEmpty() ? run().scheduledAt : run().steps.constFirst().at;
    return m_now > decidedAt + m_context.startDeadline;
}

bool AdvanceStep::cancelWanted() const
{
    return run().outcome == Outcome::None && run().reason == QLatin1String(reason::kCancelledByPerson);
}

void AdvanceStep::enter(RunState state, const QString& note)
{
    run().state = state;
    run().steps.append(RunStep{state, m_now, note});
    memory().tries = 0;
}

void AdvanceStep::act(RunEffect effect)
{
    m_result.effect = std::move(effect);
}

void AdvanceStep::finish(Outcome outcome, const char* why, const QString& detail)
{
    run().outcome = outcome;
    run().reason = QString::fromLatin1(why);
    if (!detail.isEmpty())
        run().detail = detail;
    if (!run().endedAt)
        run().endedAt = m_now;
    enter(RunState::Releasing);
    act(effect::ReleaseMachine{});
}

void AdvanceStep::retryLater(const Error& error)
{
    act(effect::Wait{backOff(memory().tries, error)});
    ++memory().tries;
}

// --- Due and Waking ---

void AdvanceStep::machineGranted()
{
    memory().granted = true;
    switch (run().state) {
    case RunState::Due:
        if (pastStartDeadline()) {
            finish(Outcome::MissedLate, reason::kStartDeadlinePassed);
            return;
        }
        enter(RunState::Waking);
        act(effect::ReadMachine{});
        return;
    case RunState::Waking:
        act(effect::ReadMachine{});
        return;
    case RunState::Submitting:
        // The journal says "about to be sent": whether it was is asked, not guessed.
        memory().inDoubt = true;
        act(effect::ListExecutions{});
        return;
    case RunState::Running:
        act(effect::ReadExecution{});
        return;
    case RunState::Collecting:
        act(effect::ReadOutput{});
        return;
    case RunState::Releasing:
    case RunState::Closed:
        return;
    }
}

void AdvanceStep::machineRead(const Result<Machine>& answer)
{
    if (run().state != RunState::Waking)
        return;
    if (!answer) {
        wakingFailed(answer.error(), reason::kNoAnswer);
        return;
    }
    memory().tries = 0;
    if (!run().priorPhase)
        run().priorPhase = answer->phase;
    switch (answer->phase) {
    case MachinePhase::Running:
        submit();
        return;
    case MachinePhase::Sleeping:
        if (pastWakeLimit())
            break;
        sendWake();
        return;
    case MachinePhase::Failed:
        finish(Outcome::Failed, reason::kMachineFailed, answer->reason);
        return;
    case MachinePhase::Deleting:
    case MachinePhase::Deleted:
        finish(Outcome::Failed, reason::kMachineDeleted);
        return;
    case MachinePhase::Unknown:
    case MachinePhase::Creating:
    case MachinePhase::Waking:
    case MachinePhase::GoingToSleep:
        if (pastWakeLimit())
            break;
        pollMachine();
        return;
    }
    finish(Outcome::Failed, reason::kWakeTimedOut, answer->reason);
}

void AdvanceStep::sendWake()
{
    memory().wakeSent = true;
    m_result.wakesMachine = true;
    // Each return to this state is another wake: an old key would only replay the old answer.
    const auto wakes = std::ranges::count(run().steps, RunState::Waking, &RunStep::state);
    act(effect::SendWake{idempotencyKeyOf(run().firingId, run().attempt) + u"-wake-" +
                         QString::number(wakes)});
}

void AdvanceStep::pollMachine()
{
    // The machine bills from the moment it runs, so the first looks are close together.
    const auto waited = duration_cast<milliseconds>(m_now - stateSince());
    act(effect::Wait{std::clamp(waited / 4, milliseconds(60), milliseconds(1000))});
}

bool AdvanceStep::pastWakeLimit() const
{
    return m_now > stateSince() + m_context.limits.wake;
}

void AdvanceStep::wakeAnswered(const Result<Machine>& answer)
{
    if (run().state != RunState::Waking)
        return;
    if (answer) {
        if (answer->phase == MachinePhase::Running)
            submit();
        else
            pollMachine();
        return;
    }
    if (answer.error().code == ErrorCode::LifecycleForbidden) {
        // Some deployments refuse wake to ordinary keys; an execution wakes the machine all the same.
        submit();
        return;
    }
    if (answer.error().code == ErrorCode::InvalidState && !pastWakeLimit()) {
        pollMachine();
        return;
    }
    wakingFailed(answer.error(), reason::kWakeRefused);
}

void AdvanceStep::wakingFailed(const Error& error, const char* why)
{
    if (!isTransient(error)) {
        finish(Outcome::Failed, refusalReason(error, why), error.detail);
        return;
    }
    if (pastStartDeadline() || (run().kind == RunKind::Manual && pastWakeLimit())) {
        const Outcome outcome =
            memory().wakeSent || run().kind == RunKind::Manual ? Outcome::Failed : Outcome::MissedLate;
        finish(outcome, refusalReason(error, reason::kNoAnswer), error.detail);
        return;
    }
    retryLater(error);
}

// --- Submitting ---

void AdvanceStep::submit()
{
    run().idempotencyKey = idempotencyKeyOf(run().firingId, run().attempt);
    run().requestBody = m_context.makeBody(run(), m_now);
    memory().inDoubt = false;
    enter(RunState::Submitting);
    act(effect::SendExecution{});
}

void AdvanceStep::submitted(const Result<Execution>& answer)
{
    if (run().state != RunState::Submitting)
        return;
    if (answer) {
        executionKnown(*answer);
        return;
    }
    const Error& error = answer.error();
    if (error.code == ErrorCode::IdempotencyKeyReused) {
        memory().inDoubt = true;
        act(effect::ListExecutions{});
        return;
    }
    if (error.code == ErrorCode::InvalidState && !cancelWanted() && !pastStartDeadline()) {
        // The machine went to sleep between the wake and the submission.
        enter(RunState::Waking, error.detail);
        act(effect::Wait{backOff(1, error)});
        return;
    }
    if (!isTransient(error)) {
        finish(Outcome::Failed, refusalReason(error, reason::kSubmitRefused), error.detail);
        return;
    }
    if (!certainlyNotDone(error)) {
        memory().inDoubt = true;
    } else if (!memory().inDoubt && pastStartDeadline()) {
        finish(Outcome::MissedLate, refusalReason(error, reason::kNoAnswer), error.detail);
        return;
    }
    retryLater(error);
}

void AdvanceStep::executionsListed(const Result<QVector<Execution>>& answer)
{
    if (run().state != RunState::Submitting)
        return;
    if (!answer) {
        const Error& error = answer.error();
        if (!isTransient(error) || m_now > stateSince() + m_context.limits.inDoubt) {
            finish(Outcome::Unknown, reason::kInDoubt, error.detail);
            return;
        }
        retryLater(error);
        return;
    }
    const QString marker = markerOf(run().firingId, run().attempt);
    const auto found = std::ranges::find_if(
        *answer, [&](const Execution& execution) { return execution.envKeys.contains(marker); });
    if (found != answer->cend()) {
        executionKnown(*found);
        return;
    }
    if (cancelWanted()) {
        finish(Outcome::Cancelled, reason::kCancelledByPerson);
        return;
    }
    if (pastStartDeadline()) {
        finish(Outcome::MissedLate, reason::kStartDeadlinePassed);
        return;
    }
    // Not there: the same key and the same bytes once more, so that even a request still on its way runs
    // once.
    memory().inDoubt = false;
    act(effect::SendExecution{});
}

void AdvanceStep::executionKnown(const Execution& execution)
{
    run().execution = execution.id;
    enter(RunState::Running);
    if (cancelWanted() && !isTerminal(execution.status)) {
        sendCancel();
        return;
    }
    executionRead(execution);
}

// --- Cancel and waits ---

void AdvanceStep::sendCancel()
{
    act(effect::CancelExecution{idempotencyKeyOf(run().firingId, run().attempt) + u"-cancel"});
}

void AdvanceStep::cancelAsked()
{
    if (run().outcome != Outcome::None)
        return;
    switch (run().state) {
    case RunState::Due:
    case RunState::Waking:
        finish(Outcome::Cancelled, reason::kCancelledByPerson);
        return;
    case RunState::Submitting:
        // It may be there already: the wish is journalled and carried out when that is known.
        run().reason = QString::fromLatin1(reason::kCancelledByPerson);
        return;
    case RunState::Running:
        run().reason = QString::fromLatin1(reason::kCancelledByPerson);
        sendCancel();
        return;
    case RunState::Collecting:
    case RunState::Releasing:
    case RunState::Closed:
        return;
    }
}

void AdvanceStep::waitOver()
{
    switch (run().state) {
    case RunState::Waking:
        act(effect::ReadMachine{});
        return;
    case RunState::Submitting:
        if (memory().inDoubt || cancelWanted())
            act(effect::ListExecutions{});
        else
            act(effect::SendExecution{});
        return;
    case RunState::Running:
        if (endWanted())
            sendCancel();
        else
            act(effect::ReadExecution{});
        return;
    case RunState::Collecting:
        act(effect::ReadOutput{});
        return;
    case RunState::Due:
    case RunState::Releasing:
    case RunState::Closed:
        return;
    }
}

void AdvanceStep::begin()
{
    switch (run().state) {
    case RunState::Closed:
        return;
    case RunState::Releasing:
        act(effect::ReleaseMachine{});
        return;
    default:
        if (run().steps.isEmpty())
            run().steps.append(RunStep{run().state, m_now, {}});
        act(effect::AcquireMachine{});
        return;
    }
}

RunStepResult advance(const Run& run, const RunMemory& memory, const RunEvent& event,
                      const RunContext& context, Instant now)
{
    AdvanceStep step(run, memory, context, now);
    struct Visitor
    {
        AdvanceStep& step;
        void operator()(const event::Begin&) { step.begin(); }
        void operator()(const event::MachineGranted&) { step.machineGranted(); }
        void operator()(const event::MachineRead& e) { step.machineRead(e.answer); }
        void operator()(const event::WakeAnswered& e) { step.wakeAnswered(e.answer); }
        void operator()(const event::Submitted& e) { step.submitted(e.answer); }
        void operator()(const event::ExecutionsListed& e) { step.executionsListed(e.answer); }
        void operator()(const event::ExecutionRead& e) { step.executionAnswered(e.answer); }
        void operator()(const event::OutputRead& e) { step.outputRead(e.answer); }
        void operator()(const event::ExecutionCancelled& e) { step.executionCancelled(e.answer); }
        void operator()(const event::WaitOver&) { step.waitOver(); }
        void operator()(const event::CancelAsked&) { step.cancelAsked(); }
        void operator()(const event::MachineReleased& e) { step.machineReleased(e.wokenByUs); }
    };
    if (run.state != RunState::Closed)
        std::visit(Visitor{step}, event);
    return step.take();
}

} // namespace reveille
