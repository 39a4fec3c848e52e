#include "core/sandbox/ProcessGuard.h"

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reveille::sandbox {

static_assert(kGuardTerminate == SIGTERM && kGuardKill == SIGUSR1);

namespace {

/// The kernel's message that the sandbox is gone.
constexpr int kSandboxGone = SIGUSR2;
constexpr unsigned kCloseRangeCloexec = 1U << 2U; // linux/close_range.h

void closeAllBut(int kept)
{
    const auto low = static_cast<unsigned>(kept);
    if (::syscall(SYS_close_range, 0U, low - 1, 0U) == 0 && ::syscall(SYS_close_range, low + 1, ~0U, 0U) == 0)
        return;
    for (int fd = 0; fd < 4096; ++fd) {
        if (fd != kept)
            ::close(fd);
    }
}

/// SIGKILL to every child we have, also to those that made themselves a session of their own: being the
/// subreaper, the guard inherits what its descendants leave behind. False: the kernel does not tell.
bool killChildren()
{
    const int fd = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    char text[4096];
    ssize_t length = 0;
    pid_t pid = 0;
    while ((length = ::read(fd, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < length; ++i) {
            if (text[i] >= '0' && text[i] <= '9') {
                pid = pid * 10 + (text[i] - '0');
            } else if (pid > 0) {
                ::kill(pid, SIGKILL);
                pid = 0;
            }
        }
    }
    ::close(fd);
    return true;
}

/// Until no descendant is left: each round takes one generation of those that hid behind a parent.
void clearAway(pid_t group)
{
    ::kill(-group, SIGKILL);
    for (;;) {
        const bool all = killChildren();
        int status = 0;
        const pid_t reaped = ::waitpid(-1, &status, all ? 0 : WNOHANG);
        if (reaped == 0 || (reaped < 0 && errno != EINTR))
            return;
    }
}

[[noreturn]] void endLike(int status)
{
    if (WIFEXITED(status))
        ::_exit(WEXITSTATUS(status));
    const int number = WTERMSIG(status);
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    std::signal(number, SIG_DFL);
    // This signal alone: others may be pending, and ending by one of them would be a lie.
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, number);
    ::sigprocmask(SIG_UNBLOCK, &own, nullptr);
    ::kill(::getpid(), number);
    ::_exit(128 + number);
}

[[noreturn]] void guard(pid_t command, const GuardedCommand& what, const sigset_t& waited)
{
    ::setpgid(command, command);
    closeAllBut(what.alive);
    ::prctl(PR_SET_NAME, "reveille-guard");
    ::prctl(PR_SET_PDEATHSIG, kSandboxGone);
    if (::getppid() != what.sandbox)
        ::kill(::getpid(), kSandboxGone);
    for (;;) {
        int status = 0;
        pid_t ended = 0;
        while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended == command) {
                clearAway(command);
                endLike(status);
            }
        }
        siginfo_t info{};
        const int number = ::sigwaitinfo(&waited, &info);
        if (number == kGuardTerminate) {
            ::kill(-command, SIGTERM);
        } else if (number == kGuardKill || (number == kSandboxGone && ::getppid() != what.sandbox)) {
            clearAway(command);
            endLike(SIGKILL); // a wait status of a death by SIGKILL is the signal's number
        }
    }
}

[[noreturn]] void failed(const GuardedCommand& what)
{
    const int error = errno;
    while (::write(what.failure, &error, sizeof error) < 0 && errno == EINTR) {
    }
    ::_exit(127);
}

[[noreturn]] void execute(const GuardedCommand& what, pid_t guard)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != guard)
        ::_exit(127);
    if (::dup2(what.input, 0) < 0 || ::dup2(what.output, 1) < 0 || ::dup2(what.error, 2) < 0)
        failed(what);
    // Whatever a library of the sandbox's process left open without close-on-exec is not the command's.
    ::syscall(SYS_close_range, 3U, ~0U, kCloseRangeCloexec);
    if (::chdir(what.directory) != 0)
        failed(what);
    for (int number = 1; number < NSIG; ++number)
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(what.program, what.arguments, what.environment);
    failed(what);
}

} // namespace

void runGuarded(const GuardedCommand& command)
{
    // Of its own session: a Ctrl-C meant for the sandbox does not reach the commands behind its back.
    ::setsid();
    std::signal(SIGCHLD, SIG_DFL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t self = ::getpid();
    const pid_t child = ::_Fork();
    if (child < 0)
        failed(command);
    if (child == 0)
        execute(command, self);
    sigset_t waited;
    sigemptyset(&waited);
    for (const int number : {SIGCHLD, kGuardTerminate, kGuardKill, kSandboxGone})
        sigaddset(&waited, number);
    guard(child, command, waited);
}

} // namespace reveille::sandbox
