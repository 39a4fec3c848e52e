#pragma once

#include "core/runner/Advance.h"

#include <optional>

#include <QByteArray>
#include <QString>

namespace reveille {

/// advance() for what is done to a machine itself: start, stop, suspend, delete, checkpoint. No lease and no
/// wake. Such calls have no idempotency key, so one whose answer was lost, also by a crash, is settled by
/// looking: what is done already is a success, anything else is sent again, which does no harm to a machine
/// twice; a checkpoint is looked up by its name. Uses the events of executions: SendExecution is the action
/// itself, ListExecutions the machine's checkpoints with their names as ids.
[[nodiscard]] RunStepResult advanceAction(const Run& run, const RunMemory& memory, const RunEvent& event,
                                          const RunContext& context, calendar::Instant now);

/// What is journalled as the request, so that it is known after a crash whatever became of the schedule.
[[nodiscard]] QByteArray actionBody(ScheduleAction action);
/// Nothing for the request of an execution.
[[nodiscard]] std::optional<ScheduleAction> actionOfBody(const QByteArray& body);

/// "reveille-" and the beginning of the firing's id.
[[nodiscard]] QString checkpointNameOf(const Run& run);

} // namespace reveille
