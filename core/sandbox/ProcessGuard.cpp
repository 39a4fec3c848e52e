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

void closeEverything()
{
    if (::syscall(SYS_close_range, 0U, ~0U, 0U) == 0)
        return;
    for (int fd = 0; fd < 4096; ++fd)
        ::close(fd);
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
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::kill(::getpid(), number);
    ::_exit(128 + number);
}

[[noreturn]] void guard(pid_t command, pid_t sandbox, const sigset_t& waited)
{
    ::setpgid(command, command);
    closeEverything();
    ::prctl(PR_SET_NAME, "reveille-guard");
    ::prctl(PR_SET_PDEATHSIG, kSandboxGone);
    if (::getppid() != sandbox)
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
        } else if (number == kGuardKill || (number == kSandboxGone && ::getppid() != sandbox)) {
            clearAway(command);
            endLike(SIGKILL); // a wait status of a death by SIGKILL is the signal's number
        }
    }
}

} // namespace

void becomeGuard(pid_t sandbox)
{
    // Of its own session: a Ctrl-C meant for the sandbox does not reach the commands behind its back.
    ::setsid();
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    std::signal(SIGCHLD, SIG_DFL);
    const pid_t self = ::getpid();
    const pid_t child = ::_Fork();
    if (child > 0) {
        sigset_t waited;
        sigemptyset(&waited);
        for (const int number : {SIGCHLD, kGuardTerminate, kGuardKill, kSandboxGone})
            sigaddset(&waited, number);
        guard(child, sandbox, waited);
    }
    if (child < 0)
        ::_exit(127);
    ::setpgid(0, 0);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != self)
        ::_exit(127);
    for (int number = 1; number < NSIG; ++number)
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace reveille::sandbox
