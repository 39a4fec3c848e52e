#pragma once

#include "core/model/Run.h"
#include "core/model/Schedule.h"
#include "core/runner/RunEvent.h"

#include <chrono>
#include <functional>
#include <optional>

namespace reveille {

/// The limits a run lives by; the defaults are what people get.
struct RunLimits
{
    std::chrono::milliseconds wake{std::chrono::minutes(2)};    ///< from the wake to a running machine
    std::chrono::milliseconds guard{std::chrono::minutes(1)};   ///< our own patience past the run's time-out
    std::chrono::milliseconds inDoubt{std::chrono::hours(1)};   ///< how long a lost submission is asked after
    std::chrono::milliseconds collect{std::chrono::minutes(2)}; ///< how long output is asked for
};

/// What a run's next step depends on besides the run itself.
struct RunContext
{
    std::chrono::seconds startDeadline{std::chrono::hours(1)}; ///< counted from the decision to start it
    std::chrono::milliseconds timeout{std::chrono::minutes(10)};
    int infrastructureRetries = 3;
    int commandRetries = 0;
    /// A further try starts before this or not at all: the next occurrence, where overlaps are skipped.
    std::optional<calendar::Instant> retryBefore;
    /// Which part of the wait between two tries is really waited, above 0 and at most 1; nothing: all of it.
    std::function<double(const Run&)> retryShare;
    RunLimits limits;
    /// What is done; anything but Exec by advanceAction().
    ScheduleAction action = ScheduleAction::Exec;
    /// The machine's cloud tells stopped from asleep.
    bool machinesStop = false;
    /// The request body for this run's current attempt; asked for once per attempt, right before it is
    /// journalled.
    std::function<QByteArray(const Run&, calendar::Instant now)> makeBody;
};

/// What is remembered about an open run in memory only. A crash loses it, and nothing is lost with it:
/// everything here can be had again by asking.
struct RunMemory
{
    int tries = 0;        ///< failures of the call under way, for the back-off
    bool granted = false; ///< it is our turn on the machine
    bool wakeSent = false;
    bool inDoubt = false;   ///< the submission may have arrived: ask before sending it again
    bool keyReused = false; ///< the provider has other bytes under this attempt's key
    int failedEnds = 0;     ///< requests to end the execution that were refused or lost
    int outputTries = 0;    ///< requests for what a try has printed that is to be repeated
    /// How this try ended, while what it printed is read before the next one.
    std::optional<RunAttempt> ended;
    std::optional<calendar::Instant> seenSince;     ///< the machine has been answering in this state since
    std::optional<calendar::Instant> failingSince;  ///< the first of these failures
    std::optional<calendar::Instant> endAcceptedAt; ///< the provider agreed to end the execution
};

/// The outcome of one advance().
struct RunStepResult
{
    Run run;
    RunMemory memory;
    std::optional<RunEffect> effect; ///< nothing: wait for the answer or the turn already asked for
    /// The machine slept and this run is about to wake it: the lease must say so on disk before the wake is
    /// sent.
    bool wakesMachine = false;
    /// The output to store together with the run.
    std::optional<RunOutput> output;
    /// The try that has failed and is repeated, to store together with the run.
    std::optional<RunAttempt> failedAttempt;
};

/// Decides what becomes of a run when something happens. Pure: no clock, no disk, no network; every pair of
/// state and event has an answer, and one that makes no sense leaves the run as it is. The order is journal
/// first, act second: whoever calls this writes `run` to disk before it performs `effect`.
[[nodiscard]] RunStepResult advance(const Run& run, const RunMemory& memory, const RunEvent& event,
                                    const RunContext& context, calendar::Instant now);

/// The wait before try number `tries` (from 0) of a call that failed and may be tried again.
[[nodiscard]] std::chrono::milliseconds backOff(int tries, const Error& error);

/// The wait before another try of a whole run, after `tries` of the kind that failed: 5 s, doubled each time,
/// at most 10 min, of which `share` is waited (full jitter); the other side's own word goes before.
[[nodiscard]] std::chrono::milliseconds
retryWait(int tries, const std::optional<std::chrono::milliseconds>& hint, double share);

} // namespace reveille
