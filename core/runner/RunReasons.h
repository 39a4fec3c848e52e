#pragma once

/// Words for Run::reason, stored in the journal and printed by --json; core/text says each in a sentence.
namespace reveille::reason {

inline constexpr auto kExcluded = "excluded";
inline constexpr auto kSkippedByPerson = "skipped-by-person";
inline constexpr auto kPaused = "paused";
inline constexpr auto kPreviousRunOpen = "previous-run-open";
inline constexpr auto kNewerOccurrence = "newer-occurrence";
inline constexpr auto kQueueFull = "queue-full";
inline constexpr auto kMissLimit = "miss-limit";
inline constexpr auto kRunLimit = "run-limit";
inline constexpr auto kRepeated = "repeated-after-failure";
inline constexpr auto kReplaced = "replaced";
inline constexpr auto kNotRunning = "not-running";
inline constexpr auto kStartDeadlinePassed = "start-deadline-passed";
inline constexpr auto kMachineFailed = "machine-failed";
inline constexpr auto kMachineNotFound = "machine-not-found";
inline constexpr auto kMachineDeleted = "machine-deleted";
inline constexpr auto kMachineStopped = "machine-stopped";
inline constexpr auto kWakeTimedOut = "wake-timed-out";
inline constexpr auto kWakeRefused = "wake-refused";
inline constexpr auto kNoAnswer = "no-answer";
inline constexpr auto kUnauthorized = "unauthorized";
inline constexpr auto kSecretMissing = "secret-missing";
inline constexpr auto kExecutionRefused = "execution-refused";
inline constexpr auto kSubmitRefused = "submit-refused";
inline constexpr auto kInDoubt = "in-doubt";
inline constexpr auto kExecutionLost = "execution-lost";
inline constexpr auto kInterrupted = "interrupted-on-machine";
inline constexpr auto kCommandFailed = "command-failed";
inline constexpr auto kTimedOut = "timed-out";
inline constexpr auto kNotStartedInTime = "not-started-in-time";
inline constexpr auto kCancelledByPerson = "cancelled-by-person";
inline constexpr auto kCancelledElsewhere = "cancelled-elsewhere";
inline constexpr auto kActionRefused = "action-refused";
inline constexpr auto kStateNotReached = "state-not-reached";
inline constexpr auto kDeleteLocked = "delete-locked";
inline constexpr auto kNotTold = "not-told"; ///< of what it ran by itself the platform tells nothing
inline constexpr auto kScheduleRemoved = "schedule-removed";

} // namespace reveille::reason
