#pragma once

#include "core/calendar/SyntaxTree.h"
#include "core/calendar/lint/Lint.h"

#include <vector>

namespace reveille::calendar {

/// Traps of spelling: accepted, but most likely not meant so.
[[nodiscard]] std::vector<Lint> textLints(const SyntaxTree& tree);

/// A lint on one part of the text; on the whole text if the part is not written.
[[nodiscard]] Lint lintOn(const SyntaxTree& tree, Part part, LintCode code, Severity severity,
                          std::string message);

} // namespace reveille::calendar
