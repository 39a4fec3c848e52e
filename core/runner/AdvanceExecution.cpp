#include "core/runner/AdvanceStep.h"

#include "core/runner/RunReasons.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr milliseconds kShortestPoll{100};
constexpr milliseconds kLongestPoll{seconds(5)};
constexpr milliseconds kFirstRetry{seconds(5)};
/// The machine is awake meanwhile.
constexpr milliseconds kLongestRetry{minutes(10)};
constexpr int kMostFailedEnds = 8;
/// The next try is worth more than what the last one printed.
constexpr int kMostOutputTries = 5;

/// An eighth of what the run has taken so far: a short job is seen to end at once, a long one is not asked
/// after twelve hundred times.
milliseconds pollInterval(const Execution& execution, Instant since, Instant now)
{
    if (execution.retryAfter)
        return std::clamp(*execution.retryAfter, kShortestPoll, kLongestPoll);
    return std::clamp(duration_cast<milliseconds>((now - since) / 8), kShortestPoll, kLongestPoll);
}

QString detailOf(const Execution& execution)
{
    if (execution.errorMessage.isEmpty())
        return execution.errorCode;
    return execution.errorCode.isEmpty() ? execution.errorMessage
                                         : execution.errorCode + u": " + execution.errorMessage;
}

} // namespace

milliseconds retryWait(int tries, const std::optional<milliseconds>& hint, double share)
{
    if (hint)
        return std::clamp(*hint, kShortestPoll, kLongestRetry);
    const milliseconds whole = std::min(kLongestRetry, kFirstRetry * (1 << std::clamp(tries, 0, 7)));
    return std::max(kShortestPoll, milliseconds(static_cast<qint64>(static_cast<double>(whole.count()) *
                                                                    std::clamp(share, 0.0, 1.0))));
}

bool AdvanceStep::pastGuard() const
{
    const auto& limits = m_context.limits;
    if (run().startedAt)
        return m_now > std::max(*run().startedAt, stateSince()) + m_context.timeout + limits.guard;
    return m_now > stateSince() + limits.wake + m_context.timeout + limits.guard;
}

bool AdvanceStep::endWanted() const
{
    return cancelWanted() ||
           (run().outcome == Outcome::None && run().reason == QLatin1String(reason::kTimedOut));
}

void AdvanceStep::executionAnswered(const Result<Execution>& answer)
{
    if (run().state != RunState::Running)
        return;
    if (answer) {
        memory().tries = 0;
        executionRead(*answer);
        return;
    }
    const Error& error = answer.error();
    if (error.code == ErrorCode::NotFound) {
        finish(Outcome::Unknown, reason::kExecutionLost, error.detail);
        return;
    }
    // Whatever else is wrong (a rotated key, a network that is gone), the command runs on: keep asking until
    // our own patience ends, then say that we do not know.
    if (pastGuard() && failedFor(m_context.limits.inDoubt)) {
        finish(Outcome::Unknown, refusalReason(error, reason::kNoAnswer), error.detail);
        return;
    }
    retryLater(error);
}

void AdvanceStep::executionRead(const Execution& execution)
{
    if (execution.startedAt)
        run().startedAt = execution.startedAt;
    run().stdoutBytes = execution.stdoutBytes.value_or(run().stdoutBytes);
    run().stderrBytes = execution.stderrBytes.value_or(run().stderrBytes);
    if (isTerminal(execution.status) || execution.errorCode == u"cannot_know") {
        executionEnded(execution);
        return;
    }
    if (!endWanted() && pastGuard()) {
        // The platform should have ended it long ago; now we do.
        run().reason = QString::fromLatin1(reason::kTimedOut);
    }
    if (endWanted())
        endIt();
    else
        act(effect::Wait{pollInterval(execution, stateSince(), m_now)});
}

void AdvanceStep::endIt()
{
    const auto& askedAt = memory().endAcceptedAt;
    if (!askedAt) {
        act(effect::CancelExecution{freshKey(u"-cancel-"_s)});
        return;
    }
    // It has been accepted: a second request could delete the record of what has ended by now.
    if (m_now > *askedAt + m_context.limits.guard)
        endingFailed(reason::kNoAnswer, {});
    else
        act(effect::Wait{
            std::clamp(duration_cast<milliseconds>((m_now - *askedAt) / 8), kShortestPoll, kLongestPoll)});
}

void AdvanceStep::endingFailed(const char* why, const QString& detail)
{
    if (cancelWanted())
        finish(Outcome::Unknown, why, detail);
    else
        finish(Outcome::TimedOut, reason::kTimedOut, detail);
}

void AdvanceStep::executionCancelled(const Result<Execution>& answer)
{
    if (run().state != RunState::Running)
        return;
    if (answer) {
        if (isTerminal(answer->status)) {
            executionEnded(*answer);
            return;
        }
        memory().endAcceptedAt = m_now;
        act(effect::Wait{kShortestPoll});
        return;
    }
    const Error& error = answer.error();
    if (error.code == ErrorCode::NotFound) {
        endingFailed(reason::kExecutionLost, error.detail);
        return;
    }
    if (++memory().failedEnds >= kMostFailedEnds) {
        endingFailed(refusalReason(error, reason::kNoAnswer), error.detail);
        return;
    }
    act(effect::Wait{backOff(memory().failedEnds, error)});
}

void AdvanceStep::executionEnded(const Execution& execution)
{
    run().exitCode = execution.exitCode;
    run().signal = execution.signal;
    run().endedAt = execution.completedAt ? execution.completedAt : std::optional<Instant>(m_now);

    if (execution.errorCode == u"cannot_know") {
        finish(Outcome::CannotKnow, reason::kNotTold, execution.errorMessage);
        return;
    }
    // An exit code means the command really ran: it judges, unless the platform says that the command was
    // made to end. Without one, the platform's word counts.
    const bool madeToEnd =
        execution.status == ExecutionStatus::Expired || execution.status == ExecutionStatus::Cancelled;
    if (execution.exitCode == 0) {
        collect(Outcome::Succeeded, "");
        return;
    }
    if (execution.exitCode && !madeToEnd) {
        commandFailed(Outcome::Failed, reason::kCommandFailed);
        return;
    }
    switch (execution.status) {
    case ExecutionStatus::Succeeded:
        collect(Outcome::Succeeded, "");
        return;
    case ExecutionStatus::Expired:
        if (execution.startedAt || execution.exitCode || execution.errorCode == "execution_timed_out"_L1)
            commandFailed(Outcome::TimedOut, reason::kTimedOut, detailOf(execution));
        else
            collect(Outcome::Expired, reason::kNotStartedInTime, detailOf(execution));
        return;
    case ExecutionStatus::Cancelled:
        if (run().reason == QLatin1String(reason::kTimedOut))
            commandFailed(Outcome::TimedOut, reason::kTimedOut);
        else if (cancelWanted())
            collect(Outcome::Cancelled, cancelReason());
        else
            collect(Outcome::Cancelled,
                    execution.errorCode == "machine_stopped"_L1 ? reason::kMachineStopped
                                                                : reason::kCancelledElsewhere,
                    detailOf(execution));
        return;
    default:
        if (execution.signal)
            commandFailed(Outcome::Failed, reason::kCommandFailed, detailOf(execution));
        else if (execution.startedAt)
            commandFailed(Outcome::Failed, reason::kInterrupted, detailOf(execution));
        else
            refused(execution);
        return;
    }
}

void AdvanceStep::refused(const Execution& execution)
{
    const int tries = run().attempt - 1 - repetitions();
    const bool mayTry = tries < m_context.infrastructureRetries && !endWanted();
    if (mayTry && tryAgain(tries, execution.retryAfter, false, detailOf(execution)))
        return;
    finish(cancelWanted() ? Outcome::Cancelled : Outcome::Failed,
           cancelWanted() ? cancelReason() : reason::kExecutionRefused, detailOf(execution));
}

int AdvanceStep::repetitions() const
{
    return static_cast<int>(
        std::ranges::count(run().steps, QLatin1String(reason::kRepeated), &RunStep::note));
}

void AdvanceStep::commandFailed(Outcome outcome, const char* why, const QString& detail)
{
    const int tries = repetitions();
    if (tries >= m_context.commandRetries || cancelWanted() || !waitForNext(tries, {}, true)) {
        collect(outcome, why, detail);
        return;
    }
    RunAttempt ended;
    ended.run = run().id;
    ended.attempt = run().attempt;
    ended.outcome = outcome;
    ended.reason = QString::fromLatin1(why);
    ended.detail = detail;
    ended.startedAt = run().startedAt;
    ended.endedAt = run().endedAt;
    ended.exitCode = run().exitCode;
    ended.signal = run().signal;
    memory().ended = ended;
    act(effect::ReadOutput{});
}

void AdvanceStep::attemptRead(const Result<ExecutionOutput>& answer)
{
    if (!answer && isTransient(answer.error()) && ++memory().outputTries <= kMostOutputTries) {
        act(effect::Wait{backOff(memory().outputTries, answer.error())});
        return;
    }
    RunAttempt attempt = *memory().ended;
    attempt.stdoutBytes = run().stdoutBytes;
    attempt.stderrBytes = run().stderrBytes;
    if (answer) {
        attempt.stdoutText = answer->stdoutText;
        attempt.stderrText = answer->stderrText;
        attempt.stdoutBytes =
            answer->stdoutTotal.value_or(std::max<qint64>(run().stdoutBytes, answer->stdoutText.size()));
        attempt.stderrBytes =
            answer->stderrTotal.value_or(std::max<qint64>(run().stderrBytes, answer->stderrText.size()));
    }
    if (tryAgain(repetitions(), {}, true, QString::fromLatin1(reason::kRepeated)))
        m_result.failedAttempt = std::move(attempt);
    else
        collect(attempt.outcome, attempt.reason.toLatin1().constData(), attempt.detail);
}

std::optional<milliseconds> AdvanceStep::waitForNext(int triesBefore, const std::optional<milliseconds>& hint,
                                                     bool repeats) const
{
    const double share = m_context.retryShare ? m_context.retryShare(run()) : 1.0;
    const milliseconds wait = retryWait(triesBefore, hint, share);
    if (m_context.retryBefore && m_now + wait >= *m_context.retryBefore)
        return std::nullopt;
    const bool hasDeadline = run().kind == RunKind::Scheduled && !repeats;
    if (hasDeadline && m_now + wait > begunAt() + m_context.startDeadline)
        return std::nullopt;
    return wait;
}

bool AdvanceStep::tryAgain(int triesBefore, const std::optional<milliseconds>& hint, bool repeats,
                           const QString& note)
{
    const auto wait = waitForNext(triesBefore, hint, repeats);
    if (!wait)
        return false;
    // The old key would only replay the old answer.
    ++run().attempt;
    run().execution = {};
    run().idempotencyKey.clear();
    run().requestBody.clear();
    run().reason.clear();
    run().startedAt.reset();
    run().endedAt.reset();
    run().exitCode.reset();
    run().signal.reset();
    run().stdoutBytes = 0;
    run().stderrBytes = 0;
    RunMemory next;
    next.granted = memory().granted;
    next.wakeSent = memory().wakeSent;
    memory() = next;
    enter(RunState::Waking, note);
    act(effect::Wait{*wait});
    return true;
}

void AdvanceStep::collect(Outcome outcome, const char* why, const QString& detail)
{
    run().outcome = outcome;
    run().reason = QString::fromLatin1(why);
    if (!detail.isEmpty())
        run().detail = detail;
    enter(RunState::Collecting);
    act(effect::ReadOutput{});
}

void AdvanceStep::outputRead(const Result<ExecutionOutput>& answer)
{
    if (run().state == RunState::Running && memory().ended) {
        attemptRead(answer);
        return;
    }
    if (run().state != RunState::Collecting)
        return;
    QString note;
    if (answer) {
        m_result.output = RunOutput{answer->stdoutText, answer->stderrText};
        run().stdoutKept = answer->stdoutText.size();
        run().stderrKept = answer->stderrText.size();
        run().stdoutBytes =
            answer->stdoutTotal.value_or(std::max<qint64>(run().stdoutBytes, run().stdoutKept));
        run().stderrBytes =
            answer->stderrTotal.value_or(std::max<qint64>(run().stderrBytes, run().stderrKept));
    } else {
        if (isTransient(answer.error()) && !failedFor(m_context.limits.collect)) {
            retryLater(answer.error());
            return;
        }
        note = u"output-lost"_s;
        if (run().detail.isEmpty())
            run().detail = answer.error().detail;
    }
    enter(RunState::Releasing, note);
    act(effect::ReleaseMachine{});
}

void AdvanceStep::machineReleased(bool wokenByUs)
{
    if (run().state != RunState::Releasing)
        return;
    if (wokenByUs) {
        const auto woken = std::ranges::find_if(
            run().steps, [](const RunStep& step) { return step.state == RunState::Waking; });
        if (woken != run().steps.cend())
            run().awake = duration_cast<milliseconds>(m_now - woken->at);
    }
    enter(RunState::Closed);
    run().closedAt = m_now;
}

} // namespace reveille
