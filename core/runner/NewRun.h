#pragma once

#include "core/model/Run.h"
#include "core/model/Schedule.h"

namespace reveille {

/// The row of a firing at its beginning: state Due, its first step at `now`.
[[nodiscard]] Run scheduledRun(const Schedule& schedule, calendar::Instant at, calendar::Instant now);
/// A run by hand: it belongs to no occurrence and uses none up.
[[nodiscard]] Run manualRun(const Schedule& schedule, calendar::Instant now);
/// A run of an instant of the past, on demand: whatever became of the occurrence itself stays as it is.
[[nodiscard]] Run backfillRun(const Schedule& schedule, calendar::Instant at, calendar::Instant now);

} // namespace reveille
