#pragma once

#include "ui/builder/CaretText.h"

namespace reveille::ui {

/// What may stand in place of the part where the caret is: words that begin so, else the allowed values and
/// the usual lists, ranges and steps of that part. `length` characters from `begin` are replaced.
[[nodiscard]] Completion choicesAt(const QString& text, int column);

} // namespace reveille::ui
