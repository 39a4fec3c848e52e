#pragma once

#include "core/model/Run.h"
#include "core/model/Schedule.h"
#include "core/providers/Provider.h"

namespace reveille {

/// Does to a run's machine what its schedule says, by the cloud's call for it. Success means accepted. A
/// checkpoint is answered with its name as the execution's id. Clouds without instances only wake, sleep and
/// delete; InvalidArgument otherwise.
[[nodiscard]] Call callAction(Provider& provider, const Run& run, ScheduleAction action,
                              Reply<Execution> reply);

/// The machine's checkpoints, their names as ids.
[[nodiscard]] Call checkpointsOf(Provider& provider, const Run& run, Reply<QVector<Execution>> reply);

} // namespace reveille
