#pragma once

#include <QString>

namespace reveille {

/// Where accounts, schedules and the journal live: `given` if not empty, else $REVEILLE_HOME, else
/// $XDG_DATA_HOME/reveille (~/.local/share/reveille). Absolute.
[[nodiscard]] QString dataDirectory(const QString& given);

} // namespace reveille
