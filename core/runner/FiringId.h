#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <QByteArray>
#include <QString>

namespace reveille {

/// The identity of one firing: 16 bytes made from the schedule's id and the scheduled instant alone, so that
/// a crash, a second copy or an edit of the schedule can never give the same firing another name.
[[nodiscard]] QByteArray firingIdOf(const ScheduleId& schedule, calendar::Instant scheduledAt);
/// Names the schedule's own share of a jitter that is the same for each of its firings.
[[nodiscard]] QByteArray fixedShareOf(const ScheduleId& schedule);
/// A random identity for runs that belong to no occurrence.
[[nodiscard]] QByteArray randomFiringId();

/// Sent as Idempotency-Key: 32 hex digits, "-", the attempt.
[[nodiscard]] QString idempotencyKeyOf(const QByteArray& firingId, int attempt);
/// The name of an environment variable that goes with the execution. Providers list the names of an
/// execution's variables, so an execution whose answer was lost can still be found.
[[nodiscard]] QString markerOf(const QByteArray& firingId, int attempt);

} // namespace reveille
