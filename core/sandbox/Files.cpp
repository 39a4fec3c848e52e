#include "core/sandbox/Files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

ErrorCode codeOf(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::StoragePermission;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::StorageFull;
    case ENOENT:
        return ErrorCode::NotFound;
    default:
        return ErrorCode::StorageUnavailable;
    }
}

tl::unexpected<Error> systemError(const QString& path)
{
    const int error = errno;
    return fail(codeOf(error), path, QString::fromLocal8Bit(std::strerror(error)));
}

} // namespace

Result<void> makePrivateDir(const QString& path)
{
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return systemError(path);
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), S_IRWXU) == 0)
        return {};
    if (errno != EEXIST)
        return systemError(path);
    if (!QFileInfo(path).isDir()) {
        errno = ENOTDIR;
        return systemError(path);
    }
    if (::chmod(name.constData(), S_IRWXU) != 0)
        return systemError(path);
    return {};
}

Result<void> writeFile(const QString& path, const QByteArray& bytes)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray temporary = target + ".new";
    const int fd = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return systemError(path);
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t n =
            ::write(fd, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            const auto error = systemError(path);
            ::close(fd);
            ::unlink(temporary.constData());
            return error;
        }
        done += n;
    }
    ::close(fd);
    if (std::rename(temporary.constData(), target.constData()) != 0) {
        const auto error = systemError(path);
        ::unlink(temporary.constData());
        return error;
    }
    return {};
}

Result<void> writeJson(const QString& path, const QJsonObject& object)
{
    return writeFile(path, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<QByteArray> readFile(const QString& path, qint64 limit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(file.exists() ? ErrorCode::StoragePermission : ErrorCode::NotFound, path,
                    file.errorString());
    }
    if (file.size() > limit)
        return fail(ErrorCode::AnswerTooLarge, path);
    return file.readAll();
}

Result<QJsonObject> readJson(const QString& path)
{
    const auto bytes = readFile(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(*bytes, &error);
    if (!document.isObject())
        return fail(ErrorCode::StorageCorrupt, path, error.errorString());
    return document.object();
}

} // namespace reveille::sandbox
