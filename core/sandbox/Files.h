#pragma once

#include "core/model/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace reveille::sandbox {

/// Makes the directory and what is missing above it; the last one is 0700.
[[nodiscard]] Result<void> makePrivateDir(const QString& path);

/// Replaces the file at once or not at all, 0600. Not synced to the disk: it survives the end of the process,
/// not of the computer, which is enough for a sandbox and much quicker in a burst.
[[nodiscard]] Result<void> writeFile(const QString& path, const QByteArray& bytes);
[[nodiscard]] Result<void> writeJson(const QString& path, const QJsonObject& object);

/// Errors: NotFound, StoragePermission, StorageCorrupt (readJson), AnswerTooLarge (> `limit`).
[[nodiscard]] Result<QByteArray> readFile(const QString& path, qint64 limit = 64 * 1024 * 1024);
[[nodiscard]] Result<QJsonObject> readJson(const QString& path);

} // namespace reveille::sandbox
