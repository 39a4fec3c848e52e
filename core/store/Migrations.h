#pragma once

#include "core/model/Result.h"

#include <span>

#include <QString>
#include <QStringList>

namespace reveille {

class Database;

/// One step of the schema: from version n-1 to n, where n is its place in the list, from 1.
struct Migration
{
    QStringList statements;
};

/// All steps of this version, oldest first. A released step is never changed, only followed by another.
[[nodiscard]] std::span<const Migration> migrations();

/// Brings the file to the last step, each step in a transaction of its own with the schema's version (PRAGMA
/// user_version). Before an older schema with content is touched, a copy of the file is made beside it (see
/// backupName). StorageNewerSchema when the file is ahead of us: nothing is touched then. StorageCorrupt when
/// it is a database of another program.
[[nodiscard]] Result<void> migrate(Database& database, std::span<const Migration> steps);

/// "reveille.db.schema-3.backup" for the copy made of schema version 3.
[[nodiscard]] QString backupName(const QString& file, qint64 version);

} // namespace reveille
