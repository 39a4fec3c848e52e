#include "core/engine/RunnerLock.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace reveille {

Result<std::unique_ptr<RunnerLock>> RunnerLock::take(const QString& directory)
{
    const QString path = directory + u"/runner.lock"_s;
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        const ErrorCode code = errno == ENOSPC ? ErrorCode::StorageFull
                               : errno == EACCES || errno == EPERM || errno == EROFS
                                   ? ErrorCode::StoragePermission
                                   : ErrorCode::StorageUnavailable;
        return fail(code, path, QString::fromLocal8Bit(std::strerror(errno)));
    }
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const auto size = ::pread(fd, holder.data(), holder.size() - 1, 0);
        ::close(fd);
        return fail(ErrorCode::RunnerElsewhere,
                    size > 0 ? QString::fromLatin1(holder.data(), size).trimmed() : QString());
    }
    const QByteArray pid = QByteArray::number(::getpid()) + '\n';
    // Without its number the lock still locks; only a message to a person is poorer.
    if (::ftruncate(fd, 0) == 0)
        (void)!::pwrite(fd, pid.constData(), static_cast<size_t>(pid.size()), 0);
    return std::unique_ptr<RunnerLock>(new RunnerLock(fd));
}

RunnerLock::~RunnerLock()
{
    // A child that was forked a moment ago still has this descriptor, and with it the lock, until it closes
    // it.
    ::flock(m_fd, LOCK_UN);
    ::close(m_fd);
}

} // namespace reveille
