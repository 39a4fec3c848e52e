#pragma once

#include "app/cli/World.h"

#include <QString>

namespace reveille::cli {

/// A run as one line: when, what, where, what became of it.
[[nodiscard]] QString runLine(const Run& run, const World& world);

/// The table of the command "runs", times on this computer's clock.
[[nodiscard]] QString runTable(const QVector<Run>& runs, const World& world);

/// As much of a run's id as the table shows; "output" understands it.
[[nodiscard]] QString shortId(const RunId& id);

} // namespace reveille::cli
