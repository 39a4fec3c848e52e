#pragma once

#include "app/cli/Console.h"

#include <QString>

namespace reveille::cli {

/// Reads a key as one line from standard input, without blanks around it. A person at a terminal is asked for
/// it and does not see it. Empty if there was none.
[[nodiscard]] QString readSecret(Console& console,
                                 const QString& question = QStringLiteral("API key (not shown): "));

} // namespace reveille::cli
