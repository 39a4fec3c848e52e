#pragma once

#include "tests/architecture/Source.h"

namespace reveille::architecture {

/// Compares what the CMakeLists.txt files list with what stands on disk: a file that no list names is never
/// compiled, and nobody would notice. `tree` holds both the lists and the sources.
[[nodiscard]] QVector<Finding> unlistedSources(const QVector<SourceFile>& tree);

} // namespace reveille::architecture
