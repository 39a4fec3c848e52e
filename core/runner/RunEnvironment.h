#pragma once

#include "core/model/Execution.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"

namespace reveille {

/// What is asked of the machine for one attempt of a run: the schedule's command and environment, and what
/// the command should know of its firing: REVEILLE_SCHEDULED_AT (RFC 3339, UTC), REVEILLE_SCHEDULED_DATE (the
/// date in the schedule's zone), REVEILLE_FIRING_ID, REVEILLE_ATTEMPT, REVEILLE_LATENESS_S, and the attempt's
/// marker.
[[nodiscard]] ExecutionSpec executionSpecFor(const Schedule& schedule, const Run& run, calendar::Instant now);

} // namespace reveille
