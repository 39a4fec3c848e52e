#pragma once

#include "core/model/Error.h"

#include <QString>

class QSqlError;

namespace reveille {

/// What SQLite's result code (sqlite.org/rescode.html) means for the person. `subject` is the file it was
/// about.
[[nodiscard]] Error fromSqlError(const QSqlError& error, const QString& subject);

/// The same for an errno of a file operation: no right, no room, or not usable.
[[nodiscard]] Error fromErrno(int number, const QString& subject);

} // namespace reveille
