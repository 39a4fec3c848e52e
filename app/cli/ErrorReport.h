#pragma once

#include "core/model/Error.h"

#include <QString>

namespace reveille::cli {

/// An error as lines for standard error: what is wrong, what to do next. For an expression (its text is the
/// error's subject) the text follows with carets under the place.
[[nodiscard]] QString errorReport(const Error& error);

/// An expression with carets under the characters from `column` on, indented, on two lines.
[[nodiscard]] QString pointedAt(const QString& expression, int column, int length);

} // namespace reveille::cli
