// An order's command, from its start to its output.

#include "core/engine/ProvisionRules.h"

#include "core/runner/AdvanceStep.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr int kMostOutputTries = 5;
constexpr int kMostEndTries = 8;

QString refusalText(const Execution& execution)
{
    return execution.errorMessage.isEmpty() ? execution.errorCode
                                            : execution.errorCode + u": "_s + execution.errorMessage;
}

} // namespace

void ProvisionRules::on(const provision::CommandRead& event)
{
    if (event.answer) {
        m_state.tries = 0;
        commandSeen(*event.answer);
        return;
    }
    const Error& error = event.answer.error();
    const bool isStarted = !m_state.execution.isEmpty();
    if (m_state.cancelWanted && !isStarted && error.code == ErrorCode::InvalidState) {
        commandIsOver(); // refused, so there is nothing to end, and nothing is to be begun any more
        return;
    }
    const bool mayGoOn = isTransient(error) || (!isStarted && error.code == ErrorCode::InvalidState);
    const milliseconds patience =
        isStarted ? m_state.order.timeout + 2 * m_state.limits.guard : m_state.limits.submit;
    if (mayGoOn && inStage() < patience)
        retry(error, isStarted ? ProvisionAct::ReadCommand : ProvisionAct::StartCommand);
    else
        commandFailed(error);
}

void ProvisionRules::commandFailed(const Error& error)
{
    // Whatever the command did or does, nobody can be told of it any more.
    news().setup = m_state.execution.isEmpty() && !isTransient(error) ? Outcome::Failed : Outcome::Unknown;
    news().error = error;
    commandIsOver();
}

void ProvisionRules::commandSeen(const Execution& execution)
{
    m_state.execution = execution.id;
    if (execution.startedAt)
        m_state.commandStartedAt = execution.startedAt;
    if (isTerminal(execution.status)) {
        commandEnded(execution);
        return;
    }
    const milliseconds limit = m_state.order.timeout + m_state.limits.guard;
    const bool isLate = inStage() > limit;
    if (m_state.cancelWanted || isLate) {
        m_state.timedOut = isLate && !m_state.cancelWanted;
        if (!m_state.endAskedAt) {
            m_state.endAskedAt = m_now;
            act(ProvisionAct::EndCommand);
        } else if (m_now - *m_state.endAskedAt > m_state.limits.guard) {
            news().setup = Outcome::Unknown;
            commandIsOver();
        } else {
            waitFor(kShortestProvisionPause, ProvisionAct::ReadCommand);
        }
        return;
    }
    // Where the cloud counts, output is only read when there is more of it.
    const bool isCounted = execution.stdoutBytes || execution.stderrBytes;
    const bool isMore = execution.stdoutBytes.value_or(0) > m_state.stdoutRead ||
                        execution.stderrBytes.value_or(0) > m_state.stderrRead;
    if (isMore || (!isCounted && execution.startedAt))
        act(ProvisionAct::ReadOutput);
    else
        waitFor(execution.retryAfter
                    ? std::clamp(*execution.retryAfter, kShortestProvisionPause, kLongestProvisionPause)
                    : pollPause(),
                ProvisionAct::ReadCommand);
}

void ProvisionRules::commandEnded(const Execution& execution)
{
    const bool isRefused = execution.status == ExecutionStatus::Failed && !execution.exitCode &&
                           !execution.signal && !execution.startedAt;
    if (isRefused && !m_state.cancelWanted && m_state.attempt <= m_state.limits.refusals) {
        // Clouds refuse commands in the first seconds after a start; it has not run, so it is harmless to
        // ask again, under another key because the old one would replay the refusal.
        waitFor(provisionBackOff(m_state.attempt - 1, execution.retryAfter), ProvisionAct::StartCommand);
        ++m_state.attempt;
        m_state.execution = {};
        m_state.commandStartedAt.reset();
        return;
    }
    m_state.commandOver = true;
    m_state.commandEndedAt = execution.completedAt ? execution.completedAt : std::optional<Instant>(m_now);
    judge(execution);
    act(ProvisionAct::ReadOutput);
}

void ProvisionRules::judge(const Execution& execution)
{
    news().exitCode = execution.exitCode;
    news().signal = execution.signal;
    const auto platformSays = [&](ErrorCode code) {
        Error error;
        error.code = code;
        error.subject = news().name;
        error.detail = refusalText(execution);
        error.providerCode = execution.errorCode;
        news().error = error;
    };
    const bool madeToEnd =
        execution.status == ExecutionStatus::Expired || execution.status == ExecutionStatus::Cancelled;
    if (execution.exitCode == 0 || (execution.status == ExecutionStatus::Succeeded && !execution.exitCode)) {
        news().setup = Outcome::Succeeded;
    } else if (execution.exitCode && !madeToEnd) {
        news().setup = Outcome::Failed;
    } else if (m_state.timedOut || (execution.status == ExecutionStatus::Expired && execution.startedAt)) {
        news().setup = Outcome::TimedOut;
    } else if (execution.status == ExecutionStatus::Cancelled) {
        news().setup = Outcome::Cancelled;
        if (!m_state.cancelWanted)
            platformSays(ErrorCode::ExecutionRefused);
    } else if (execution.signal) {
        news().setup = Outcome::Failed;
    } else {
        news().setup = execution.status == ExecutionStatus::Expired ? Outcome::Expired : Outcome::Failed;
        platformSays(ErrorCode::ExecutionRefused);
    }
}

void ProvisionRules::on(const provision::OutputRead& event)
{
    if (event.answer) {
        const auto fresh = [](const QByteArray& text, qint64& read) {
            const QByteArray more = text.mid(read);
            read = std::max<qint64>(read, text.size());
            return more;
        };
        m_state.tries = 0;
        news().stdoutText = fresh(event.answer->stdoutText, m_state.stdoutRead);
        news().stderrText = fresh(event.answer->stderrText, m_state.stderrRead);
        m_state.stdoutBytes = event.answer->stdoutTotal.value_or(m_state.stdoutRead);
        m_state.stderrBytes = event.answer->stderrTotal.value_or(m_state.stderrRead);
    } else if (m_state.commandOver && isTransient(event.answer.error()) && m_state.tries < kMostOutputTries) {
        retry(event.answer.error(), ProvisionAct::ReadOutput);
        return;
    }
    if (m_state.commandOver)
        commandIsOver();
    else
        waitFor(pollPause(), ProvisionAct::ReadCommand);
}

void ProvisionRules::on(const provision::EndAnswered& event)
{
    if (event.answer) {
        m_state.tries = 0;
        commandSeen(*event.answer);
        return;
    }
    const Error& error = event.answer.error();
    // It may have ended by itself meanwhile, which the next look tells.
    const bool isOver = error.code == ErrorCode::InvalidState || error.code == ErrorCode::NotFound;
    if ((isTransient(error) || isOver) && m_state.endTries++ < kMostEndTries) {
        if (!isOver)
            m_state.endAskedAt.reset();
        retry(error, ProvisionAct::ReadCommand);
        return;
    }
    news().setup = Outcome::Unknown;
    news().error = error;
    commandIsOver();
}

} // namespace reveille
