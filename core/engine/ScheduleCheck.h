#pragma once

#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"

#include <optional>

namespace reveille {

/// What a schedule must fulfil before it is saved, and what saving makes of it: trimmed texts, and
/// effectiveFrom moved to `now` when an edit changes what it elapses on, so that an edit never creates past
/// occurrences. Parse errors carry line, column, length and fix (Error::subject is the line's text), refused
/// policies as checkPolicy() says; what a stored schedule had and the edit leaves alone is not refused. Pure.
[[nodiscard]] Result<Schedule> checkSchedule(Schedule schedule, const std::optional<Schedule>& before,
                                             calendar::Instant now);

/// The part of it that is about the policies, for whoever wants to tell before saving.
[[nodiscard]] Result<void> checkPolicies(const Schedule& schedule, const std::optional<Schedule>& before,
                                         calendar::Instant now);

/// What an edit leaves of what the policies have counted: each count begins anew when its limit is changed,
/// and failures also when a schedule is enabled. Pure.
[[nodiscard]] ScheduleProgress progressAfterEdit(ScheduleProgress progress, const Schedule& before,
                                                 const Schedule& after);

/// One calendar expression on its own, with the same errors.
[[nodiscard]] Result<void> checkExpression(const QString& text);

} // namespace reveille
