#pragma once

#include "core/calendar/Timetable.h"
#include "core/model/Run.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"

#include <chrono>
#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

/// All that the fate of a schedule's due occurrences depends on.
struct ScheduleState
{
    const Schedule* schedule = nullptr;
    const calendar::Timetable* timetable = nullptr;
    /// Every occurrence up to here has its decision.
    calendar::Instant decidedUntil{};
    int openRuns = 0;   ///< runs of this schedule that are not closed, queued ones included
    int queuedRuns = 0; ///< of these, waiting for the one before
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
};

struct SchedulePlan
{
    QVector<Decision> decisions; ///< ascending by instant
    calendar::Instant decidedUntil{};
    std::optional<calendar::Instant> next; ///< the schedule's next occurrence after that
};

/// How late a start of this occurrence may be: the policy's own, else half the period, within 60 s and 1 h.
[[nodiscard]] std::chrono::seconds startDeadline(const SchedulePolicy& policy,
                                                 const calendar::Timetable& timetable,
                                                 calendar::Instant scheduledAt);

/// Decides every occurrence in (max(decidedUntil, effectiveFrom), now]: pure, and the only place that does.
/// Whatever woke the caller (the alarm, a resume, a start after a crash, a clock jump), the rule is the same.
[[nodiscard]] SchedulePlan plan(const ScheduleState& state, calendar::Instant now,
                                const std::optional<Pause>& pause);

} // namespace reveille
