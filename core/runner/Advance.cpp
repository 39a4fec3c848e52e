#include "core/runner/Advance.h"

#include "core/runner/AdvanceAction.h"
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
/// About two minutes of asking. Without it one question right after a resume, before the network is back,
/// would use up a patience that is counted in hours.
constexpr int kLeastTries = 8;

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
        return error.retry.retryable;
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

Instant AdvanceStep::begunAt() const
{
    for (auto step = run().steps.crbegin(); step != run().steps.crend(); ++step) {
        if (step->note == QLatin1String(reason::kRepeated))
            return step->at;
    }
    return run().steps.isEmpty() ? run().scheduledAt : run().steps.constFirst().at;
}

bool AdvanceStep::pastStartDeadline() const
{
    if (run().kind != RunKind::Scheduled)
        return false;
    return m_now > begunAt() + m_context.startDeadline;
}

bool AdvanceStep::pastPatience() const
{
    if (run().kind == RunKind::Scheduled)
        return pastStartDeadline();
    // A run by hand, or of the past, may wait for its turn as long as it takes; from then on it is as patient
    // as any other.
    const auto turn = std::ranges::find(run().steps, RunState::Waking, &RunStep::state);
    return turn != run().steps.cend() && m_now > std::max(turn->at, begunAt()) + m_context.startDeadline;
}

bool AdvanceStep::failedFor(milliseconds duration) const
{
    const auto& since = memory().failingSince;
    return since && memory().tries >= kLeastTries && m_now > *since + duration;
}

void AdvanceStep::giveUpStarting(const char* why, const QString& detail)
{
    if (cancelWanted())
        finish(Outcome::Cancelled, cancelReason(), detail);
    else if (run().attempt > 1)
        finish(Outcome::Failed, reason::kExecutionRefused, detail);
    else
        finish(run().kind == RunKind::Scheduled ? Outcome::MissedLate : Outcome::Failed, why, detail);
}

bool AdvanceStep::cancelWanted() const
{
    const QString& wish = run().reason;
    return run().outcome == Outcome::None &&
           (wish == QLatin1String(reason::kCancelledByPerson) || wish == QLatin1String(reason::kReplaced));
}

const char* AdvanceStep::cancelReason() const
{
    return run().reason == QLatin1String(reason::kReplaced) ? reason::kReplaced : reason::kCancelledByPerson;
}

void AdvanceStep::enter(RunState state, const QString& note)
{
    run().state = state;
    run().steps.append(RunStep{state, m_now, note});
    memory().tries = 0;
    memory().seenSince.reset();
}

void AdvanceStep::act(RunEffect effect)
{
    m_result.effect = std::move(effect);
}

QString AdvanceStep::freshKey(const QString& what) const
{
    // Waking and ending are the same done twice, and an old key would only replay an old refusal.
    const auto stamp = duration_cast<milliseconds>(m_now.time_since_epoch()).count();
    return idempotencyKeyOf(run().firingId, run().attempt) + what + QString::number(stamp);
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
    if (memory().tries == 0)
        memory().failingSince = m_now;
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
        askForIt();
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
    if (!memory().seenSince)
        memory().seenSince = m_now;
    if (!run().priorPhase)
        run().priorPhase = answer->phase;
    switch (answer->phase) {
    case MachinePhase::Running:
        submit();
        return;
    case MachinePhase::Sleeping:
    case MachinePhase::Stopped:
        if (!memory().wakeSent && pastStartDeadline()) {
            giveUpStarting(reason::kStartDeadlinePassed);
            return;
        }
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
    act(effect::SendWake{freshKey(u"-wake-"_s)});
}

void AdvanceStep::pollMachine()
{
    // The machine bills from the moment it runs, so the first looks are close together.
    const auto waited = duration_cast<milliseconds>(m_now - stateSince());
    act(effect::Wait{std::clamp(waited / 4, milliseconds(60), milliseconds(1000))});
}

bool AdvanceStep::pastWakeLimit() const
{
    // While nobody could be asked, nobody was slow to wake.
    return m_now > memory().seenSince.value_or(stateSince()) + m_context.limits.wake;
}

void AdvanceStep::wakeAnswered(const Result<Machine>& answer)
{
    if (run().state != RunState::Waking)
        return;
    if (answer) {
        memory().tries = 0;
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
    const bool undated = run().kind != RunKind::Scheduled;
    if (pastStartDeadline() || (undated && failedFor(m_context.limits.wake))) {
        const char* word = refusalReason(error, reason::kNoAnswer);
        if (memory().wakeSent)
            finish(Outcome::Failed, word, error.detail);
        else
            giveUpStarting(word, error.detail);
        return;
    }
    retryLater(error);
}

// --- Cancel and waits ---

void AdvanceStep::cancelAsked(const event::CancelAsked& asked)
{
    if (run().outcome != Outcome::None)
        return;
    const char* why = asked.scheduleRemoved ? reason::kScheduleRemoved
                      : asked.replaced      ? reason::kReplaced
                                            : reason::kCancelledByPerson;
    switch (run().state) {
    case RunState::Due:
    case RunState::Waking:
        finish(Outcome::Cancelled, why);
        return;
    case RunState::Submitting:
        // It may be there already: the wish is journalled and carried out when that is known.
        run().reason = QString::fromLatin1(why);
        return;
    case RunState::Running:
        // It may have ended since it was last read, and an ended one must not be cancelled.
        run().reason = QString::fromLatin1(why);
        act(effect::ReadExecution{});
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
    if (context.action != ScheduleAction::Exec)
        return advanceAction(run, memory, event, context, now);
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
        void operator()(const event::CancelAsked& e) { step.cancelAsked(e); }
        void operator()(const event::MachineReleased& e) { step.machineReleased(e.wokenByUs); }
    };
    if (run.state != RunState::Closed)
        std::visit(Visitor{step}, event);
    return step.take();
}

} // namespace reveille
