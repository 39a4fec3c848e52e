#pragma once

#include <sys/types.h>

namespace reveille::sandbox {

/// What the child of a fork needs to start a command: all of it made before the fork, because afterwards only
/// async-signal-safe functions may be called.
struct GuardedCommand
{
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    const char* directory = nullptr;
    int input = -1;
    int output = -1;
    int error = -1;
    int failure = -1;  ///< close-on-exec; gets errno as an int if the command cannot be started
    int alive = -1;    ///< held open by the guard alone, until it ends
    pid_t sandbox = 0; ///< the process that forks
};

/// Between the sandbox and a command stands a small process, the guard: a fork without exec that starts the
/// command in a process group of its own, waits for it, ends as it ended, and sees to it that nothing the
/// command started outlives it: neither the command's own end, nor a kill asked for, nor the sandbox's death
/// by SIGKILL.
///
/// To be called by the child right after fork(2), with all signals blocked before it; never returns.
[[noreturn]] void runGuarded(const GuardedCommand& command);

/// Signals to a guard: SIGTERM to the command's group; the end of everything below the guard, at once.
constexpr int kGuardTerminate = 15; // SIGTERM
constexpr int kGuardKill = 10;      // SIGUSR1; both are checked against the system's own in the source

} // namespace reveille::sandbox
