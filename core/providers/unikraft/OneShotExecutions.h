#pragma once

#include "core/model/Execution.h"
#include "core/model/ProviderSchedule.h"
#include "core/providers/Provider.h"
#include "core/providers/unikraft/Target.h"

#include <chrono>

#include <QString>
#include <QVector>

namespace reveille::unikraft {

/// What Execution::errorCode says when a command has most likely run and nothing more can be known of it.
inline constexpr auto kCannotKnow = "cannot_know";

/// How far ahead of the platform's clock a one-shot is put: time for the request to arrive and be stored.
inline constexpr std::chrono::seconds kOneShotLead{10};
/// How long after its time it is left alone before it is taken away.
inline constexpr std::chrono::seconds kOneShotGrace{5};

/// "run-" and eight hex digits of the key: the same call can never add a second one.
[[nodiscard]] QString oneShotName(const IdempotencyKey& key);
[[nodiscard]] bool isOneShotName(const QString& name);
/// "2026-11-22 09:00:05"
[[nodiscard]] QString oneShotWhen(calendar::Instant at);

/// What such a schedule says of its command at `now` on the platform's clock. Queued until its time has
/// gone; then Unknown with kCannotKnow: the platform tells neither whether a scheduled command ran nor how it
/// ended nor what it printed.
[[nodiscard]] Execution oneShotState(const ProviderSchedule& schedule, calendar::Instant now,
                                     const MachineId& machine);

// Commands on instances without the plugin, by a schedule a few seconds ahead. It needs one of the eight
// places for that long. A command run so is never known to have succeeded.

[[nodiscard]] Call startOneShot(const Target& target, const Reading& reading, const ExecutionSpec& spec,
                                const IdempotencyKey& key, Reply<Execution> reply);
/// Takes the schedule away once its time has gone; one that is not there any more has had its time.
[[nodiscard]] Call readOneShot(const Target& target, const QString& name, Reply<Execution> reply);
[[nodiscard]] QVector<Execution> oneShotsOf(const Target& target, const Reading& reading);
/// Before its time: Cancelled, and it will not run.
[[nodiscard]] Call cancelOneShot(const Target& target, const QString& name, Reply<Execution> reply);

} // namespace reveille::unikraft
