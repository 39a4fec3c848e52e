#pragma once

#include "core/model/Result.h"

#include <QString>
#include <QStringList>

namespace reveille {

/// What could be saved of a damaged database.
struct RepairReport
{
    QString damagedFile;    ///< where it is kept, untouched
    qint64 rows = 0;        ///< copied into the new one
    QStringList incomplete; ///< tables of which some rows could not be read, or did not fit any more
};

/// Makes a new database of every row of the old one that can still be read, and puts it in its place; the
/// damaged file and its log are moved aside. Nothing is changed when it fails. Refuses a file that is not
/// damaged (InvalidArgument). Nobody may have the database open.
[[nodiscard]] Result<RepairReport> repairDatabase(const QString& directory);

} // namespace reveille
