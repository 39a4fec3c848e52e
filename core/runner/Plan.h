#pragma once

#include "core/model/Run.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"
#include "core/runner/Occurrences.h"

#include <chrono>
#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

/// All that the fate of a schedule's due occurrences depends on.
struct ScheduleState
{
    const Schedule* schedule = nullptr;
    const Occurrences* occurrences = nullptr;
    /// Every occurrence up to here has its decision.
    calendar::Instant decidedUntil{};
    int openRuns = 0;   ///< runs of this schedule that are not closed, queued ones included
    int queuedRuns = 0; ///< of these, waiting for the one before
    ScheduleProgress progress{};
    /// So many may be started by this look, the rest is decided by a later one.
    int startsLeft = 1000;
};

/// The fate of one occurrence, or of a stretch of them that share it.
struct Decision
{
    enum class What
    {
        Start,
        Record
    };
    What what = What::Record;
    calendar::Instant scheduledAt{};
    std::optional<calendar::Instant> lastScheduledAt; ///< Record of several only
    qint64 occurrences = 1;
    Outcome outcome = Outcome::None; ///< Record only
    QString reason;
    bool replacesOpen = false; ///< Start only: what is open of the schedule is cancelled first
    bool catchesUp = false;    ///< Start only: its start deadline has passed, or it is one of several
};

struct SchedulePlan
{
    QVector<Decision> decisions; ///< ascending by instant
    calendar::Instant decidedUntil{};
    std::optional<calendar::Instant> next;   ///< the schedule's next occurrence after that
    std::optional<calendar::Instant> lookAt; ///< when to call again for it: its start, with its jitter
    ScheduleProgress progress;               ///< with this look's starts and skips
};

/// How late a start of this occurrence may be: the policy's own, else half the period, within 60 s and 1 h.
[[nodiscard]] std::chrono::seconds startDeadline(const SchedulePolicy& policy, const Occurrences& occurrences,
                                                 calendar::Instant scheduledAt);

/// Has the schedule had all the runs that it may have?
[[nodiscard]] bool hasEnded(const SchedulePolicy& policy, const ScheduleProgress& progress);

/// Decides every occurrence in (max(decidedUntil, effectiveFrom), now] whose start has come: pure, and the
/// only place that does. Whatever woke the caller (the alarm, a resume, a start after a crash, a clock jump),
/// the rule is the same: an excluded date comes before a pause, a pause before what the person skipped, that
/// before what was missed, and that before an overlap.
[[nodiscard]] SchedulePlan plan(const ScheduleState& state, calendar::Instant now,
                                const std::optional<Pause>& pause);

} // namespace reveille
