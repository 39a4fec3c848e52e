#pragma once

#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/store/Database.h"

namespace reveille {

/// A run as a row of `runs`, without its steps. Writing inserts or replaces by id; AlreadyExists when the
/// same firing and attempt is there under another id. Reading answers NotFound for an id that is not there.
[[nodiscard]] Result<void> writeRunRow(Database& database, const Run& run);
[[nodiscard]] Result<Run> readRunRow(Database& database, const RunId& id);

} // namespace reveille
