#include "core/store/SqlError.h"

#include <cerrno>
#include <cstring>

#include <sys/statvfs.h>

#include <QFile>
#include <QFileInfo>
#include <QSqlError>

namespace reveille {

namespace {

// Result codes of SQLite; the low byte is the family. Written out because the driver may bring its own
// SQLite.
constexpr int kPerm = 3;
constexpr int kBusy = 5;
constexpr int kLocked = 6;
constexpr int kReadOnly = 8;
constexpr int kIoError = 10;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCantOpen = 14;
constexpr int kSchema = 17;
constexpr int kConstraint = 19;
constexpr int kAuth = 23;
constexpr int kNotADatabase = 26;
constexpr int kConstraintForeignKey = kConstraint | (3 << 8);
constexpr int kConstraintPrimaryKey = kConstraint | (6 << 8);
constexpr int kConstraintUnique = kConstraint | (8 << 8);

ErrorCode codeOf(int native)
{
    switch (native) {
    case kConstraintForeignKey:
        return ErrorCode::NotFound;
    case kConstraintPrimaryKey:
    case kConstraintUnique:
        return ErrorCode::AlreadyExists;
    default:
        break;
    }
    switch (native & 0xff) {
    case kPerm:
    case kReadOnly:
    case kAuth:
        return ErrorCode::StoragePermission;
    case kBusy:
    case kLocked:
        return ErrorCode::StorageBusy;
    case kCorrupt:
    case kNotADatabase:
    case kSchema:
        return ErrorCode::StorageCorrupt;
    case kFull:
        return ErrorCode::StorageFull;
    case kConstraint:
        return ErrorCode::Internal;
    case kCantOpen:
    default:
        return ErrorCode::StorageUnavailable;
    }
}

/// SQLite tells of an I/O error, or of a file that cannot be opened, where its log or its shared memory found
/// no room: the file system knows better.
bool hasNoSpace(const QString& file)
{
    struct statvfs status = {};
    constexpr unsigned long kEnough = 64UL * 1024;
    return ::statvfs(QFile::encodeName(QFileInfo(file).path()).constData(), &status) == 0 &&
           status.f_bavail * status.f_frsize < kEnough;
}

} // namespace

Error fromSqlError(const QSqlError& error, const QString& subject)
{
    bool isNumber = false;
    const int native = error.nativeErrorCode().toInt(&isNumber);
    Error result;
    result.code = isNumber ? codeOf(native) : ErrorCode::StorageUnavailable;
    const int family = native & 0xff;
    if (isNumber && (family == kIoError || family == kCantOpen) && hasNoSpace(subject))
        result.code = ErrorCode::StorageFull;
    result.retry.retryable = result.code == ErrorCode::StorageBusy;
    result.subject = subject;
    result.detail = error.text();
    return result;
}

Error fromErrno(int number, const QString& subject)
{
    Error result;
    switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
        result.code = ErrorCode::StoragePermission;
        break;
    case ENOSPC:
    case EDQUOT:
        result.code = ErrorCode::StorageFull;
        break;
    default:
        result.code = ErrorCode::StorageUnavailable;
        break;
    }
    result.subject = subject;
    result.detail = QString::fromLocal8Bit(std::strerror(number));
    return result;
}

} // namespace reveille
