#include "tests/system/cli/SmallDisk.h"

#include <cerrno>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QByteArray>
#include <QFile>

using namespace Qt::StringLiterals;

namespace reveille::test {

namespace {

bool writeLine(const char* path, const QByteArray& line)
{
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool written = ::write(fd, line.constData(), static_cast<std::size_t>(line.size())) == line.size();
    ::close(fd);
    return written;
}

} // namespace

bool enterOwnMountNamespace()
{
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        // Within the namespace we are root over what we mount; outside nothing changes (user_namespaces(7)).
        if (!writeLine("/proc/self/setgroups", "deny") ||
            !writeLine("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1") ||
            !writeLine("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1"))
            return false;
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

SmallDisk::SmallDisk(const QString& directory)
    : m_path(directory),
      m_mounted(::mount("none", QFile::encodeName(directory).constData(), "tmpfs", MS_NOSUID | MS_NODEV,
                        "size=2m,mode=0700") == 0)
{}

SmallDisk::~SmallDisk()
{
    if (m_mounted)
        ::umount2(QFile::encodeName(m_path).constData(), MNT_DETACH);
}

bool SmallDisk::fill()
{
    const QByteArray file = QFile::encodeName(m_path + u"/filler"_s);
    const int fd = ::open(file.constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    const QByteArray block(4096, 'x');
    ssize_t written = 0;
    while ((written = ::write(fd, block.constData(), static_cast<std::size_t>(block.size()))) > 0) {
    }
    const bool full = written < 0 && errno == ENOSPC;
    ::close(fd);
    return full;
}

void SmallDisk::free()
{
    ::unlink(QFile::encodeName(m_path + u"/filler"_s).constData());
}

} // namespace reveille::test
