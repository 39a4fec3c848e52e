#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/Machine.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QVector>

namespace reveille {

/// What became of one occurrence. Each occurrence gets exactly one.
enum class Outcome
{
    None, ///< the run is still open
    Succeeded,
    Failed,
    TimedOut,
    Cancelled,
    Expired,
    SkippedOverlap,
    SkippedPaused,
    SkippedExcluded,
    SkippedByUser,
    Coalesced,
    MissedLate,
    MissedNotRunning,
    Unknown,
    // of an elapse that the provider fires: what could be observed of it
    Seen,
    NotSeen,
    CannotKnow,
};

/// How far a run has come. The order is the order of the journal; a run only moves forward.
enum class RunState
{
    Due,
    Waking,
    Submitting,
    Running,
    Collecting,
    Releasing,
    Closed
};

enum class RunKind
{
    Scheduled,
    Manual,
    Backfill,
    Provider, ///< fired by the provider; reason and detail are the evidence
    SetUp,    ///< of a machine that was just made; belongs to no schedule
};

/// One line of the journal, for people: what happened to the run and when.
struct RunStep
{
    RunState state = RunState::Due;
    calendar::Instant at{};
    QString note; ///< a machine word or the redacted detail of an error; may be empty

    friend bool operator==(const RunStep&, const RunStep&) = default;
};

/// One firing of a schedule (attempt n), from the decision to the outcome. Also the record of an occurrence
/// that did not run: then only scheduledAt, outcome and reason are set.
struct Run
{
    RunId id;
    ScheduleId schedule;
    QString scheduleName; ///< as it was when the run was made: schedules may be renamed or removed
    MachineKey machine;
    RunKind kind = RunKind::Scheduled;
    calendar::Instant scheduledAt{};
    QByteArray firingId; ///< 16 bytes; see FiringId.h
    int attempt = 1;     ///< counts the tries of this firing; each try has an idempotency key of its own

    /// A row may stand for a stretch of occurrences that share one fate (a month of missed minutes): how
    /// many, and the last of them. scheduledAt is then the first.
    qint64 occurrences = 1;
    std::optional<calendar::Instant> lastScheduledAt;

    RunState state = RunState::Due;
    Outcome outcome = Outcome::None;
    QString reason; ///< machine-readable word, e.g. "start-deadline-passed"; core/text says it in words
    QString detail; ///< the other side's own words, redacted

    std::optional<MachinePhase> priorPhase; ///< the machine's state before we touched it
    QString idempotencyKey;
    QByteArray requestBody; ///< the exact bytes sent; a retry sends them again
    ExecutionId execution;

    std::optional<calendar::Instant> startedAt; ///< on the machine, as the provider tells it
    std::optional<calendar::Instant> endedAt;
    std::optional<calendar::Instant> closedAt;
    std::optional<int> exitCode;
    std::optional<int> signal;
    std::optional<std::chrono::milliseconds> awake; ///< how long this run kept the machine awake
    /// How far this computer's clock was ahead of the cloud's then, or behind if negative; nothing while they
    /// agreed or nobody could tell.
    std::optional<std::chrono::milliseconds> clockSkew;

    qint64 stdoutBytes = 0; ///< written by the command
    qint64 stderrBytes = 0;
    qint64 stdoutKept = 0; ///< stored here
    qint64 stderrKept = 0;

    QVector<RunStep> steps;

    [[nodiscard]] bool isOpen() const { return state != RunState::Closed; }
    /// Start on the machine minus the scheduled instant; only occurrences have one.
    [[nodiscard]] std::optional<std::chrono::milliseconds> lateness() const
    {
        if (!startedAt || kind != RunKind::Scheduled)
            return std::nullopt;
        return std::chrono::duration_cast<std::chrono::milliseconds>(*startedAt - scheduledAt);
    }
    friend bool operator==(const Run&, const Run&) = default;
};

/// A try of a run whose command failed and was run again: how it ended and what it printed.
struct RunAttempt
{
    RunId run;
    int attempt = 1;
    Outcome outcome = Outcome::Failed;
    QString reason;
    QString detail;
    std::optional<calendar::Instant> startedAt;
    std::optional<calendar::Instant> endedAt;
    std::optional<int> exitCode;
    std::optional<int> signal;
    qint64 stdoutBytes = 0; ///< written by the command; what is kept may be less
    qint64 stderrBytes = 0;
    QByteArray stdoutText; ///< redacted before it was stored
    QByteArray stderrText;

    friend bool operator==(const RunAttempt&, const RunAttempt&) = default;
};

/// What a run printed, redacted before it was stored.
struct RunOutput
{
    QByteArray stdoutText;
    QByteArray stderrText;
    QVector<RunAttempt> earlier{}; ///< the tries before the last one, ascending; read only
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Run)
