#include "core/store/DataDirectory.h"

#include "core/store/SqlError.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

/// Closes a descriptor at the end of the scope.
class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

tl::unexpected<Error> failure(int number, const QString& subject)
{
    return tl::unexpected<Error>(fromErrno(number, subject));
}

Result<void> syncPath(const QString& path, int flags)
{
    const Descriptor fd(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.get()) != 0)
        return failure(errno, path);
    return {};
}

/// A directory of our own with nothing in it (a disk just mounted, a folder just made) holds nothing that
/// anybody could have relied on reading, so it is made private. One that holds something is somebody's
/// arrangement.
bool tightenEmptyDirectory(const QByteArray& path, const struct stat& status)
{
    if (status.st_uid != ::geteuid())
        return false;
    const QDir directory(QFile::decodeName(path));
    QStringList entries =
        directory.entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    entries.removeAll(u"lost+found"_s);
    return entries.isEmpty() && ::chmod(path.constData(), S_IRWXU) == 0;
}

} // namespace

Result<void> prepareDataDirectory(const QString& directory)
{
    const QByteArray path = QFile::encodeName(directory);
    if (::mkdir(path.constData(), S_IRWXU) == 0)
        return {};
    if (errno == ENOENT) {
        QDir().mkpath(QFileInfo(directory).absolutePath());
        if (::mkdir(path.constData(), S_IRWXU) == 0)
            return {};
    }
    if (errno != EEXIST)
        return failure(errno, directory);

    struct stat status = {};
    if (::stat(path.constData(), &status) != 0)
        return failure(errno, directory);
    if (!S_ISDIR(status.st_mode))
        return failure(ENOTDIR, directory);
    if ((status.st_mode & kOthers) == 0 || tightenEmptyDirectory(path, status))
        return {};
    return fail(ErrorCode::StoragePermission, directory,
                u"mode %1: others than its owner have rights in it"_s.arg(status.st_mode & 0777, 4, 8,
                                                                          QLatin1Char('0')));
}

Result<DirectoryLock> DirectoryLock::take(const QString& directory)
{
    DirectoryLock lock(::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.m_descriptor < 0)
        return failure(errno, directory);
    while (::flock(lock.m_descriptor, LOCK_EX) != 0) {
        if (errno != EINTR)
            return failure(errno, directory);
    }
    return lock;
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

DirectoryLock::~DirectoryLock()
{
    if (m_descriptor < 0)
        return;
    // A child that was forked a moment ago still has this descriptor, and with it the lock, until it closes
    // it.
    ::flock(m_descriptor, LOCK_UN);
    ::close(m_descriptor);
}

Result<void> preparePrivateFile(const QString& file)
{
    const Descriptor fd(
        ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.isOpen())
        return failure(errno, file);
    struct stat status = {};
    if (::fstat(fd.get(), &status) != 0)
        return failure(errno, file);
    if ((status.st_mode & kOthers) != 0 && ::fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0)
        return failure(errno, file);
    return {};
}

Result<void> syncFile(const QString& file)
{
    if (auto content = syncPath(file, O_RDONLY); !content)
        return content;
    return syncPath(QFileInfo(file).absolutePath(), O_RDONLY | O_DIRECTORY);
}

} // namespace reveille
