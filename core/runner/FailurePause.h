#pragma once

#include "core/model/Run.h"

#include <QString>

namespace reveille {

/// How many failures in a row there are after one more outcome. A success ends the row; what the person or a
/// policy ended, and what nobody started, does not count either way.
[[nodiscard]] int failuresAfter(int failuresInRow, Outcome outcome);

/// The note of a pause that a schedule gave itself: "after-failures COUNT RUN"; core/text says it in words.
[[nodiscard]] QString failurePauseNote(int failures, const RunId& last);

} // namespace reveille
