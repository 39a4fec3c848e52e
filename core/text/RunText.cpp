#include "core/text/RunText.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"

#include <algorithm>
#include <iterator>

#include <QCoreApplication>
#include <QLatin1String>

namespace reveille {

namespace {

struct Reason
{
    QLatin1String word;
    const char* sentence;
};

constexpr Reason kReasons[] = {
    {QLatin1String("action-refused"), QT_TRANSLATE_NOOP("RunText", "The platform refused to do it.")},
    {QLatin1String("already-running"),
     QT_TRANSLATE_NOOP("RunText", "The machine was running already, so there was nothing to see.")},
    {QLatin1String("already-stopped"),
     QT_TRANSLATE_NOOP("RunText", "The machine stood still already, so there was nothing to see.")},
    {QLatin1String("checkpoint-made"),
     QT_TRANSLATE_NOOP("RunText", "The checkpoint is in the machine's history.")},
    {QLatin1String("delete-locked"), QT_TRANSLATE_NOOP("RunText", "The machine is locked against deletion.")},
    {QLatin1String("did-not-start"), QT_TRANSLATE_NOOP("RunText", "The machine did not start at that time.")},
    {QLatin1String("did-not-stop"), QT_TRANSLATE_NOOP("RunText", "The machine ran on.")},
    {QLatin1String("happened-since"),
     QT_TRANSLATE_NOOP("RunText", "The machine was started or stopped since, which hides it.")},
    {QLatin1String("machine-gone"), QT_TRANSLATE_NOOP("RunText", "The machine is gone.")},
    {QLatin1String("no-checkpoint"), QT_TRANSLATE_NOOP("RunText", "No checkpoint was made at that time.")},
    {QLatin1String("not-told"),
     QT_TRANSLATE_NOOP("RunText",
                       "The platform tells nothing of what became of commands it runs by itself.")},
    {QLatin1String("not-watched"), QT_TRANSLATE_NOOP("RunText", "Too many passed while nobody looked.")},
    {QLatin1String("start-failed"),
     QT_TRANSLATE_NOOP("RunText", "The platform tried to start the machine and could not.")},
    {QLatin1String("started-then"), QT_TRANSLATE_NOOP("RunText", "The machine started at that time.")},
    {QLatin1String("state-not-reached"),
     QT_TRANSLATE_NOOP("RunText", "The platform accepted it, but the machine did not follow.")},
    {QLatin1String("still-there"), QT_TRANSLATE_NOOP("RunText", "The machine is still there.")},
    {QLatin1String("stopped-then"), QT_TRANSLATE_NOOP("RunText", "The machine stopped at that time.")},
    {QLatin1String("told-by-audit"),
     QT_TRANSLATE_NOOP("RunText", "The platform's own stream of changes told it.")},
    {QLatin1String("cancelled-elsewhere"),
     QT_TRANSLATE_NOOP("RunText", "Somebody else cancelled it at the service.")},
    {QLatin1String("cancelled-by-person"), QT_TRANSLATE_NOOP("RunText", "You cancelled it.")},
    {QLatin1String("command-failed"), QT_TRANSLATE_NOOP("RunText", "The command ended with a failure.")},
    {QLatin1String("excluded"), QT_TRANSLATE_NOOP("RunText", "The day is excluded from the schedule.")},
    {QLatin1String("execution-lost"),
     QT_TRANSLATE_NOOP("RunText", "The service no longer knows this execution.")},
    {QLatin1String("execution-refused"),
     QT_TRANSLATE_NOOP("RunText", "The platform refused the execution before the command ran.")},
    {QLatin1String("in-doubt"),
     QT_TRANSLATE_NOOP("RunText", "It cannot be told whether the command ran, so it was not repeated.")},
    {QLatin1String("interrupted"),
     QT_TRANSLATE_NOOP("RunText", "Reveille was ended while the run was open.")},
    {QLatin1String("interrupted-on-machine"),
     QT_TRANSLATE_NOOP("RunText", "The platform ended the command; it may have done part of its work.")},
    {QLatin1String("machine-deleted"), QT_TRANSLATE_NOOP("RunText", "The machine was deleted.")},
    {QLatin1String("machine-failed"), QT_TRANSLATE_NOOP("RunText", "The machine is in its failed state.")},
    {QLatin1String("machine-not-found"), QT_TRANSLATE_NOOP("RunText", "The machine no longer exists.")},
    {QLatin1String("machine-stopped"),
     QT_TRANSLATE_NOOP("RunText", "The machine was put to sleep while the command ran.")},
    {QLatin1String("miss-limit"),
     QT_TRANSLATE_NOOP("RunText", "More occurrences were missed than the schedule catches up.")},
    {QLatin1String("newer-occurrence"),
     QT_TRANSLATE_NOOP("RunText", "A newer occurrence of the same schedule took its place.")},
    {QLatin1String("no-answer"), QT_TRANSLATE_NOOP("RunText", "The service could not be reached.")},
    {QLatin1String("not-running"),
     QT_TRANSLATE_NOOP("RunText", "Reveille was not running at the time, or the computer was asleep.")},
    {QLatin1String("not-started-in-time"),
     QT_TRANSLATE_NOOP("RunText", "The platform did not start the command in time.")},
    {QLatin1String("output-lost"), QT_TRANSLATE_NOOP("RunText", "The output could not be fetched.")},
    {QLatin1String("paused"), QT_TRANSLATE_NOOP("RunText", "The schedule was paused.")},
    {QLatin1String("previous-run-open"), QT_TRANSLATE_NOOP("RunText", "The run before it was still open.")},
    {QLatin1String("queue-full"), QT_TRANSLATE_NOOP("RunText", "The queue of the schedule was full.")},
    {QLatin1String("repeated-after-failure"),
     QT_TRANSLATE_NOOP("RunText", "The command failed and is tried once more.")},
    {QLatin1String("replaced"), QT_TRANSLATE_NOOP("RunText", "The next occurrence took its place.")},
    {QLatin1String("run-limit"), QT_TRANSLATE_NOOP("RunText", "The schedule has had all its runs.")},
    {QLatin1String("schedule-removed"), QT_TRANSLATE_NOOP("RunText", "The schedule was removed.")},
    {QLatin1String("secret-missing"),
     QT_TRANSLATE_NOOP("RunText", "The API key of the account could not be read.")},
    {QLatin1String("sleep-failed"),
     QT_TRANSLATE_NOOP("RunText", "The machine could not be put back to sleep.")},
    {QLatin1String("skipped-by-person"), QT_TRANSLATE_NOOP("RunText", "You skipped it.")},
    {QLatin1String("start-deadline-passed"),
     QT_TRANSLATE_NOOP("RunText", "It could not start before its start deadline.")},
    {QLatin1String("submit-refused"),
     QT_TRANSLATE_NOOP("RunText", "The service refused to take the command.")},
    {QLatin1String("timed-out"), QT_TRANSLATE_NOOP("RunText", "The command ran longer than its time limit.")},
    {QLatin1String("unauthorized"),
     QT_TRANSLATE_NOOP("RunText", "The service refused the account's API key.")},
    {QLatin1String("wake-refused"), QT_TRANSLATE_NOOP("RunText", "The service refused to wake the machine.")},
    {QLatin1String("wake-timed-out"), QT_TRANSLATE_NOOP("RunText", "The machine did not wake up in time.")},
};

/// Outcomes whose text says the reason already.
struct Told
{
    Outcome outcome;
    QLatin1String reason;
};

constexpr Told kTold[] = {
    {Outcome::Failed, QLatin1String("command-failed")},
    {Outcome::TimedOut, QLatin1String("timed-out")},
    {Outcome::SkippedOverlap, QLatin1String("previous-run-open")},
    {Outcome::SkippedPaused, QLatin1String("paused")},
    {Outcome::SkippedExcluded, QLatin1String("excluded")},
    {Outcome::SkippedByUser, QLatin1String("skipped-by-person")},
    {Outcome::Coalesced, QLatin1String("newer-occurrence")},
    {Outcome::MissedLate, QLatin1String("start-deadline-passed")},
    {Outcome::MissedNotRunning, QLatin1String("not-running")},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("RunText", text);
}

QString failedText(const Run& run)
{
    if (run.signal)
        return QCoreApplication::translate("RunText", "Failed: ended by signal %1").arg(*run.signal);
    if (run.exitCode)
        return QCoreApplication::translate("RunText", "Failed with exit code %1").arg(*run.exitCode);
    return outcomeLabel(Outcome::Failed);
}

} // namespace

QString outcomeText(const Run& run)
{
    switch (run.outcome) {
    case Outcome::None:
        return runStateText(run.state);
    case Outcome::Failed:
        return failedText(run);
    case Outcome::TimedOut:
        if (run.startedAt && run.endedAt && *run.endedAt > *run.startedAt) {
            const auto ran =
                std::chrono::duration_cast<std::chrono::milliseconds>(*run.endedAt - *run.startedAt);
            return QCoreApplication::translate("RunText", "Timed out after %1").arg(durationText(ran));
        }
        return outcomeLabel(run.outcome);
    case Outcome::SkippedOverlap:
        return QCoreApplication::translate("RunText", "Skipped: the run before was still open");
    case Outcome::SkippedPaused:
        return QCoreApplication::translate("RunText", "Skipped: the schedule was paused");
    case Outcome::SkippedExcluded:
        return QCoreApplication::translate("RunText", "Skipped: the day is excluded");
    case Outcome::SkippedByUser:
        return QCoreApplication::translate("RunText", "Skipped by you");
    case Outcome::Coalesced:
        return QCoreApplication::translate("RunText", "Merged into a later run");
    case Outcome::MissedLate:
        return QCoreApplication::translate("RunText", "Missed: too late to start");
    case Outcome::MissedNotRunning:
        return QCoreApplication::translate("RunText", "Missed: Reveille was not running");
    case Outcome::Unknown:
        return QCoreApplication::translate("RunText", "Unknown: it may have run");
    case Outcome::Seen:
        return QCoreApplication::translate("RunText", "Seen to happen");
    case Outcome::NotSeen:
        return QCoreApplication::translate("RunText", "Not seen to happen");
    case Outcome::CannotKnow:
        return QCoreApplication::translate("RunText", "Can't be known");
    case Outcome::Succeeded:
    case Outcome::Cancelled:
    case Outcome::Expired:
        break;
    }
    return outcomeLabel(run.outcome);
}

QString outcomeLabel(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
        return {};
    case Outcome::Succeeded:
        return QCoreApplication::translate("RunText", "Succeeded");
    case Outcome::Failed:
        return QCoreApplication::translate("RunText", "Failed");
    case Outcome::TimedOut:
        return QCoreApplication::translate("RunText", "Timed out");
    case Outcome::Cancelled:
        return QCoreApplication::translate("RunText", "Cancelled");
    case Outcome::Expired:
        return QCoreApplication::translate("RunText", "Expired");
    case Outcome::SkippedOverlap:
        return QCoreApplication::translate("RunText", "Skipped (overlap)");
    case Outcome::SkippedPaused:
        return QCoreApplication::translate("RunText", "Skipped (paused)");
    case Outcome::SkippedExcluded:
        return QCoreApplication::translate("RunText", "Skipped (excluded)");
    case Outcome::SkippedByUser:
        return QCoreApplication::translate("RunText", "Skipped (by you)");
    case Outcome::Coalesced:
        return QCoreApplication::translate("RunText", "Merged");
    case Outcome::MissedLate:
        return QCoreApplication::translate("RunText", "Missed (late)");
    case Outcome::MissedNotRunning:
        return QCoreApplication::translate("RunText", "Missed (not running)");
    case Outcome::Unknown:
        return QCoreApplication::translate("RunText", "Unknown");
    case Outcome::Seen:
        return QCoreApplication::translate("RunText", "Seen");
    case Outcome::NotSeen:
        return QCoreApplication::translate("RunText", "Not seen");
    case Outcome::CannotKnow:
        return QCoreApplication::translate("RunText", "Can't be known");
    }
    return {};
}

QString runStateText(RunState state)
{
    switch (state) {
    case RunState::Due:
        return QCoreApplication::translate("RunText", "Due");
    case RunState::Waking:
        return QCoreApplication::translate("RunText", "Waking the machine");
    case RunState::Submitting:
        return QCoreApplication::translate("RunText", "Handing over the command");
    case RunState::Running:
        return QCoreApplication::translate("RunText", "Running");
    case RunState::Collecting:
        return QCoreApplication::translate("RunText", "Fetching the output");
    case RunState::Releasing:
        return QCoreApplication::translate("RunText", "Putting the machine to sleep");
    case RunState::Closed:
        return QCoreApplication::translate("RunText", "Closed");
    }
    return {};
}

QString reasonText(const QString& reason, const QString& detail)
{
    const auto found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                    [&](const Reason& row) { return row.word == reason; });
    if (found != std::end(kReasons))
        return translated(found->sentence);
    return plainLine(detail.isEmpty() ? reason : detail);
}

QString outcomeWithReason(const Run& run)
{
    const bool told = std::any_of(std::begin(kTold), std::end(kTold), [&run](const Told& row) {
        return row.outcome == run.outcome && row.reason == run.reason;
    });
    const QString outcome = outcomeText(run);
    const QString reason = told ? QString() : reasonText(run.reason, run.detail);
    return reason.isEmpty() ? outcome
                            : QCoreApplication::translate("RunText", "%1: %2", "an outcome and its reason")
                                  .arg(outcome, reason);
}

QString phaseText(MachinePhase phase)
{
    switch (phase) {
    case MachinePhase::Unknown:
        return QCoreApplication::translate("RunText", "Unknown");
    case MachinePhase::Creating:
        return QCoreApplication::translate("RunText", "Being created");
    case MachinePhase::Waking:
        return QCoreApplication::translate("RunText", "Waking up");
    case MachinePhase::Running:
        return QCoreApplication::translate("RunText", "Running");
    case MachinePhase::GoingToSleep:
        return QCoreApplication::translate("RunText", "Going to sleep");
    case MachinePhase::Sleeping:
        return QCoreApplication::translate("RunText", "Sleeping");
    case MachinePhase::Stopped:
        return QCoreApplication::translate("RunText", "Stopped");
    case MachinePhase::Deleting:
        return QCoreApplication::translate("RunText", "Being deleted");
    case MachinePhase::Deleted:
        return QCoreApplication::translate("RunText", "Deleted");
    case MachinePhase::Failed:
        return QCoreApplication::translate("RunText", "Failed");
    }
    return {};
}

QString actionText(ScheduleAction action)
{
    switch (action) {
    case ScheduleAction::Exec:
        return QCoreApplication::translate("RunText", "Run a command");
    case ScheduleAction::Start:
        return QCoreApplication::translate("RunText", "Wake the machine");
    case ScheduleAction::Stop:
        return QCoreApplication::translate("RunText", "Stop the machine");
    case ScheduleAction::Suspend:
        return QCoreApplication::translate("RunText", "Put the machine to sleep");
    case ScheduleAction::Delete:
        return QCoreApplication::translate("RunText", "Delete the machine");
    case ScheduleAction::Checkpoint:
        return QCoreApplication::translate("RunText", "Take a checkpoint");
    }
    return {};
}

} // namespace reveille
