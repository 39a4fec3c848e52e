#include "core/secrets/KeyFileSecretStore.h"

#include "core/model/DeferredReply.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <QFile>
#include <QRegularExpression>
#include <QUuid>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargestKey = 64 * 1024;

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

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool closeNow() { return ::close(std::exchange(m_fd, -1)) == 0; }

private:
    int m_fd;
};

tl::unexpected<Error> systemFailure(const QString& path, int number)
{
    const QString detail = QString::fromLocal8Bit(std::strerror(number));
    switch (number) {
    case ENOENT:
        return fail(ErrorCode::SecretMissing, path, detail);
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP: // a link where a file is expected
        return fail(ErrorCode::StoragePermission, path, detail);
    case ENOSPC:
    case EDQUOT:
        return fail(ErrorCode::StorageFull, path, detail);
    default:
        return fail(ErrorCode::StorageUnavailable, path, detail);
    }
}

/// Ours, and nobody else's to read or write.
Result<void> checkPrivate(int fd, const QString& path, mode_t kind)
{
    struct stat status = {};
    if (::fstat(fd, &status) != 0)
        return systemFailure(path, errno);
    if ((status.st_mode & S_IFMT) != kind || status.st_uid != ::geteuid() ||
        (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::StoragePermission, path, u"it must belong to you alone"_s);
    return {};
}

Result<void> syncDirectory(const QString& directory)
{
    const Descriptor fd(::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.get()) != 0)
        return systemFailure(directory, errno);
    return {};
}

Result<void> makePrivateDirectory(const QString& directory)
{
    const QByteArray name = QFile::encodeName(directory);
    if (::mkdir(name.constData(), S_IRWXU) != 0 && errno != EEXIST) {
        const int number = errno;
        return number == ENOENT ? fail(ErrorCode::StorageUnavailable, directory)
                                : systemFailure(directory, number);
    }
    const Descriptor fd(::open(name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.isOpen())
        return systemFailure(directory, errno);
    return checkPrivate(fd.get(), directory, S_IFDIR);
}

Result<void> writeAll(int fd, const QByteArray& bytes, const QString& path)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto n = ::write(fd, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return systemFailure(path, errno);
        done += n;
    }
    if (::fsync(fd) != 0)
        return systemFailure(path, errno);
    return {};
}

} // namespace

KeyFileSecretStore::KeyFileSecretStore(QString directory) : m_directory(std::move(directory)) {}

Call KeyFileSecretStore::read(const AccountId& account, Reply<QString> reply)
{
    return deferredReply<QString>(readNow(account), std::move(reply));
}

Call KeyFileSecretStore::write(const AccountId& account, const QString& secret, Reply<void> reply)
{
    return deferredReply<void>(writeNow(account, secret), std::move(reply));
}

Call KeyFileSecretStore::remove(const AccountId& account, Reply<void> reply)
{
    return deferredReply<void>(removeNow(account), std::move(reply));
}

Result<QString> KeyFileSecretStore::pathOf(const AccountId& account) const
{
    static const QRegularExpression safe(u"\\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\\z"_s);
    if (!safe.match(account.value).hasMatch())
        return fail(ErrorCode::InvalidArgument, account.value);
    return QString(m_directory + u'/' + account.value);
}

Result<QString> KeyFileSecretStore::readNow(const AccountId& account) const
{
    const auto path = pathOf(account);
    if (!path)
        return tl::unexpected(path.error());
    const Descriptor fd(
        ::open(QFile::encodeName(*path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!fd.isOpen())
        return systemFailure(*path, errno);
    if (auto own = checkPrivate(fd.get(), *path, S_IFREG); !own)
        return tl::unexpected(own.error());
    QByteArray bytes;
    std::array<char, 4096> part{};
    for (;;) {
        const auto n = ::read(fd.get(), part.data(), part.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return systemFailure(*path, errno);
        if (n == 0)
            break;
        bytes.append(part.data(), n);
        if (bytes.size() > kLargestKey)
            return fail(ErrorCode::StorageCorrupt, *path);
    }
    const QString secret = QString::fromUtf8(bytes).trimmed();
    if (secret.isEmpty())
        return fail(ErrorCode::SecretMissing, *path);
    return secret;
}

Result<void> KeyFileSecretStore::writeNow(const AccountId& account, const QString& secret) const
{
    const auto path = pathOf(account);
    if (!path)
        return tl::unexpected(path.error());
    if (auto made = makePrivateDirectory(m_directory); !made)
        return made;
    const QString temporary = m_directory + u"/."_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QByteArray name = QFile::encodeName(temporary);
    Descriptor fd(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.isOpen())
        return systemFailure(temporary, errno);
    Result<void> done = writeAll(fd.get(), secret.toUtf8(), *path);
    if (done && !fd.closeNow())
        done = systemFailure(*path, errno);
    if (done && ::rename(name.constData(), QFile::encodeName(*path).constData()) != 0)
        done = systemFailure(*path, errno);
    if (!done) {
        ::unlink(name.constData());
        return done;
    }
    return syncDirectory(m_directory);
}

Result<void> KeyFileSecretStore::removeNow(const AccountId& account) const
{
    const auto path = pathOf(account);
    if (!path)
        return tl::unexpected(path.error());
    if (::unlink(QFile::encodeName(*path).constData()) != 0)
        return errno == ENOENT ? Result<void>() : systemFailure(*path, errno);
    return syncDirectory(m_directory);
}

} // namespace reveille
