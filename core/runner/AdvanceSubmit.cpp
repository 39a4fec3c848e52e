#include "core/runner/AdvanceStep.h"

#include "core/runner/FiringId.h"
#include "core/runner/RunReasons.h"

#include <algorithm>

namespace reveille {

using calendar::Instant;

namespace {

/// Failures before anything left this computer. No other error proves that nothing arrived: a call is tried
/// several times inside the provider, and only its last failure is told.
bool neverSent(const Error& error)
{
    return error.code == ErrorCode::SecretStoreLocked || error.code == ErrorCode::SecretStoreUnavailable;
}

} // namespace

void AdvanceStep::submit()
{
    if (pastStartDeadline()) {
        giveUpStarting(reason::kStartDeadlinePassed);
        return;
    }
    const QString key = idempotencyKeyOf(run().firingId, run().attempt);
    // A key always goes with the same bytes, also when the machine had to be woken once more in between.
    if (run().idempotencyKey != key || run().requestBody.isEmpty()) {
        run().idempotencyKey = key;
        run().requestBody = m_context.makeBody(run(), m_now);
    }
    memory().inDoubt = false;
    enter(RunState::Submitting);
    act(effect::SendExecution{});
}

void AdvanceStep::askForIt()
{
    memory().inDoubt = true;
    act(effect::ListExecutions{});
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
        // Something is there under this key, with other bytes than ours: only its marker tells whose it is.
        memory().keyReused = true;
        askForIt();
        return;
    }
    if (error.code == ErrorCode::InvalidState && !cancelWanted() && !pastPatience()) {
        // The machine went to sleep between the wake and the submission.
        enter(RunState::Waking, error.detail);
        const auto turns = std::ranges::count(run().steps, RunState::Waking, &RunStep::state);
        act(effect::Wait{backOff(static_cast<int>(std::min<qsizetype>(turns, 7)) - 1, error)});
        return;
    }
    if (!isTransient(error)) {
        if (cancelWanted())
            finish(Outcome::Cancelled, cancelReason(), error.detail);
        else
            finish(Outcome::Failed, refusalReason(error, reason::kSubmitRefused), error.detail);
        return;
    }
    if (!neverSent(error)) {
        memory().inDoubt = true;
    } else if (cancelWanted() || pastPatience()) {
        giveUpStarting(refusalReason(error, reason::kNoAnswer), error.detail);
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
        if (!isTransient(error)) {
            finish(Outcome::Unknown, reason::kInDoubt, error.detail);
            return;
        }
        if (failedFor(m_context.limits.inDoubt)) {
            stayedInDoubt(error.detail);
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
    if (memory().keyReused) {
        finish(Outcome::Unknown, reason::kInDoubt);
        return;
    }
    if (cancelWanted() || pastPatience()) {
        giveUpStarting(reason::kStartDeadlinePassed);
        return;
    }
    // Not there: the same key and the same bytes once more, so that even a request still on its way runs
    // once.
    memory().inDoubt = false;
    act(effect::SendExecution{});
}

void AdvanceStep::stayedInDoubt(const QString& detail)
{
    // Who allows repetitions has said that the command may run twice; nobody else is asked to guess.
    const int tries = repetitions();
    if (tries < m_context.commandRetries && !cancelWanted() &&
        tryAgain(tries, {}, true, QString::fromLatin1(reason::kRepeated)))
        return;
    finish(Outcome::Unknown, reason::kInDoubt, detail);
}

void AdvanceStep::executionKnown(const Execution& execution)
{
    run().execution = execution.id;
    enter(RunState::Running);
    executionRead(execution);
}

} // namespace reveille
