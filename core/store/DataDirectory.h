#pragma once

#include "core/model/Result.h"

#include <QString>

namespace reveille {

/// Makes the directory and its parents if needed, the directory itself for nobody else (0700). An existing
/// one that its group or others may enter, read or write is refused: StoragePermission, subject = path.
[[nodiscard]] Result<void> prepareDataDirectory(const QString& directory);

/// Holds every other process out of the same function as long as it lives; the kernel ends it with the
/// process. Making a database and switching it to WAL is not safe against another process doing the same:
/// SQLite answers "busy" there without waiting.
class DirectoryLock
{
public:
    /// Waits for the others.
    [[nodiscard]] static Result<DirectoryLock> take(const QString& directory);
    ~DirectoryLock();
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&&) = delete;

private:
    explicit DirectoryLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

/// Makes the file if needed and leaves it readable and writable by its owner only (0600). SQLite gives the
/// same rights to the -wal and -shm files beside it, so no process-wide umask has to be changed.
[[nodiscard]] Result<void> preparePrivateFile(const QString& file);

/// Brings the file's content, and its entry in the directory, to the disk.
[[nodiscard]] Result<void> syncFile(const QString& file);

} // namespace reveille
