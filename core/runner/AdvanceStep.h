#pragma once

#include "core/runner/Advance.h"

#include <utility>

namespace reveille {

/// Failures after which the same call may be made again, with the same idempotency key.
[[nodiscard]] bool isTransient(const Error& error);
/// The word for a refusal that has one of its own, else `otherwise`.
[[nodiscard]] const char* refusalReason(const Error& error, const char* otherwise);

/// The rules behind advance(), one function per event. Lives for one step; not for use elsewhere.
class AdvanceStep
{
public:
    AdvanceStep(const Run& run, const RunMemory& memory, const RunContext& context, calendar::Instant now);

    void begin();
    void machineGranted();
    void machineRead(const Result<Machine>& answer);
    void wakeAnswered(const Result<Machine>& answer);
    void submitted(const Result<Execution>& answer);
    void executionsListed(const Result<QVector<Execution>>& answer);
    void executionAnswered(const Result<Execution>& answer);
    void executionCancelled(const Result<Execution>& answer);
    void outputRead(const Result<ExecutionOutput>& answer);
    void machineReleased(bool wokenByUs);
    void waitOver();
    void cancelAsked(const event::CancelAsked& asked);

    [[nodiscard]] RunStepResult take() { return std::move(m_result); }

private:
    Run& run() { return m_result.run; }
    [[nodiscard]] const Run& run() const { return m_result.run; }
    RunMemory& memory() { return m_result.memory; }
    [[nodiscard]] const RunMemory& memory() const { return m_result.memory; }

    [[nodiscard]] calendar::Instant stateSince() const;
    /// When the run was decided on, or the latest repetition of its command.
    [[nodiscard]] calendar::Instant begunAt() const;
    [[nodiscard]] bool pastStartDeadline() const;
    /// The start deadline, also for runs by hand.
    [[nodiscard]] bool pastPatience() const;
    [[nodiscard]] bool pastWakeLimit() const;
    [[nodiscard]] bool pastGuard() const;
    [[nodiscard]] bool cancelWanted() const;
    /// Why it shall end, while cancelWanted().
    [[nodiscard]] const char* cancelReason() const;
    [[nodiscard]] bool endWanted() const;
    /// The call under way has failed for so long, and not just once after a long silence.
    [[nodiscard]] bool failedFor(std::chrono::milliseconds duration) const;
    [[nodiscard]] QString freshKey(const QString& what) const;

    void enter(RunState state, const QString& note = {});
    void act(RunEffect effect);
    void finish(Outcome outcome, const char* why, const QString& detail = {});
    void retryLater(const Error& error);

    void sendWake();
    void pollMachine();
    void wakingFailed(const Error& error, const char* why);
    void submit();
    void giveUpStarting(const char* why, const QString& detail = {});
    void askForIt();
    void endIt();
    void endingFailed(const char* why, const QString& detail);
    /// Whether the try was begun cannot be found out any more: another one if the command is safe to repeat,
    /// else Unknown.
    void stayedInDoubt(const QString& detail);
    void executionKnown(const Execution& execution);
    void executionRead(const Execution& execution);
    void executionEnded(const Execution& execution);
    void refused(const Execution& execution);
    /// The command ran and failed: another try if the policy has one left, else the outcome.
    void commandFailed(Outcome outcome, const char* why, const QString& detail = {});
    [[nodiscard]] int repetitions() const;
    /// What the failed try printed has been read, or cannot be: on to the next one.
    void attemptRead(const Result<ExecutionOutput>& answer);
    /// How long until the next try; nothing if there is no time left for one.
    [[nodiscard]] std::optional<std::chrono::milliseconds>
    waitForNext(int triesBefore, const std::optional<std::chrono::milliseconds>& hint, bool repeats) const;
    /// A new attempt with a key of its own after a wait; false if there is no time left for it.
    bool tryAgain(int triesBefore, const std::optional<std::chrono::milliseconds>& hint, bool repeats,
                  const QString& note);
    void collect(Outcome outcome, const char* why, const QString& detail = {});

    const RunContext& m_context;
    calendar::Instant m_now;
    RunStepResult m_result;
};

} // namespace reveille
