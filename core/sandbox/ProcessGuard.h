#pragma once

#include <sys/types.h>

namespace reveille::sandbox {

/// Between the sandbox and a command stands a small process of its own, the guard: a fork without exec that
/// starts the command, waits for it, ends as it ended, and sees to it that nothing the command started
/// outlives it: neither the command's own end, nor a kill asked for, nor the sandbox's death by SIGKILL.
///
/// Call in the child right before exec (QProcess::setChildProcessModifier); `sandbox` is the process that
/// forked. Returns in a grandchild, which then execs the command in a process group of its own with default
/// signals; the calling process itself becomes the guard and never returns. Async-signal-safe.
void becomeGuard(pid_t sandbox);

/// Signals to a guard: to the whole group, politely; and the end of everything below it, at once.
constexpr int kGuardTerminate = 15; // SIGTERM
constexpr int kGuardKill = 10;      // SIGUSR1 on every Linux but Alpha, MIPS and SPARC; checked in the source

} // namespace reveille::sandbox
