#pragma once

#include "core/model/Instance.h"
#include "core/providers/unikraft/Target.h"

#include <chrono>

#include <QByteArray>

namespace reveille::unikraft {

// The calls that change an instance's life. The platform has no keys that make a call unique, but these are
// safe to repeat: starting what runs and stopping what is stopped succeed without effect.

[[nodiscard]] Call startInstance(const Target& target, Reply<Machine> reply);
[[nodiscard]] Call stopInstance(const Target& target, const StopOptions& options, Reply<Machine> reply);
[[nodiscard]] Call suspendInstance(const Target& target, const StopOptions& options, Reply<Machine> reply);

/// Sleep as the rest of Reveille means it. An instance that scales to zero is suspended: it stays reachable
/// and traffic wakes it. Any other is stopped: nothing but a start would wake it from standby either.
[[nodiscard]] Call putInstanceToSleep(const Target& target, Reply<Machine> reply);

/// Answers when the instance is in that phase, or TimedOut with the platform's words.
[[nodiscard]] Call waitForInstance(const Target& target, MachinePhase phase, std::chrono::seconds atMost,
                                   Reply<Machine> reply);

/// What is gone already is a success. Locked against deletion: DeleteLocked.
[[nodiscard]] Call deleteInstance(const Target& target, Reply<void> reply);

} // namespace reveille::unikraft
