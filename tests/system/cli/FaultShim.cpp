/// Preloaded into the real programs (ld.so(8), LD_PRELOAD): makes the disk under the database fail on demand,
/// or ends the process at a chosen point, as a power cut would. Plain C inside: it runs before and below
/// everything else.
///
/// REVEILLE_FAULT_FILE names a file; while it exists and holds "sync", "write" or "full", calls of that kind
/// on the database's files fail with EIO, EIO and ENOSPC. REVEILLE_KILL_AT is "before-sync N", "after-sync N"
/// or "after-send N": the process gets SIGKILL at its Nth such call, on the database or to the network.

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr const char* kDatabase = "/reveille.db";

template <typename Function> Function next(const char* name)
{
    void* const found = ::dlsym(RTLD_NEXT, name);
    Function function = nullptr;
    static_assert(sizeof function == sizeof found);
    std::memcpy(&function, &found, sizeof found);
    return function;
}

bool isDatabase(int fd)
{
    char link[64];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return std::strstr(path, kDatabase) != nullptr;
}

bool isNetwork(int fd)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return ::getsockname(fd, static_cast<sockaddr*>(static_cast<void*>(&address)), &size) == 0 &&
           address.ss_family != AF_UNIX;
}

/// The word in the fault file; read with bare system calls, for the library's own are what is replaced here.
bool asked(const char* word)
{
    const char* const file = std::getenv("REVEILLE_FAULT_FILE");
    if (!file)
        return false;
    const long fd = ::syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    char text[16] = {};
    ::syscall(SYS_read, fd, text, sizeof text - 1);
    ::syscall(SYS_close, fd);
    return std::strcmp(text, word) == 0;
}

void killAt(const char* point, std::atomic<int>& count)
{
    const char* const wish = std::getenv("REVEILLE_KILL_AT");
    const std::size_t length = std::strlen(point);
    if (!wish || std::strncmp(wish, point, length) != 0 || wish[length] != ' ')
        return;
    if (++count == std::atoi(wish + length))
        ::kill(::getpid(), SIGKILL);
}

std::atomic<int> beforeSyncs{0};
std::atomic<int> afterSyncs{0};
std::atomic<int> sends{0};

int sync(int fd, const char* name)
{
    const auto real = next<int (*)(int)>(name);
    if (!isDatabase(fd))
        return real(fd);
    killAt("before-sync", beforeSyncs);
    if (asked("sync")) {
        errno = EIO;
        return -1;
    }
    const int result = real(fd);
    killAt("after-sync", afterSyncs);
    return result;
}

bool refusesWrite(int fd)
{
    if (asked("write") && isDatabase(fd)) {
        errno = EIO;
        return true;
    }
    if (asked("full") && isDatabase(fd)) {
        errno = ENOSPC;
        return true;
    }
    return false;
}

} // namespace

extern "C" {

int fsync(int fd)
{
    return sync(fd, "fsync");
}

int fdatasync(int fd)
{
    return sync(fd, "fdatasync");
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at)
{
    if (refusesWrite(fd))
        return -1;
    return next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at)
{
    if (refusesWrite(fd))
        return -1;
    return next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(fd, bytes, size, at);
}

/// What Qt's sockets send with.
ssize_t write(int fd, const void* bytes, size_t size)
{
    const ssize_t written = next<ssize_t (*)(int, const void*, size_t)>("write")(fd, bytes, size);
    if (isNetwork(fd))
        killAt("after-send", sends);
    return written;
}

} // extern "C"
