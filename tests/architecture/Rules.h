#pragma once

#include "tests/architecture/Source.h"

namespace reveille::architecture {

// Each rule is a pure function of one file, so that the tests can show it a file that breaks it.

/// One file, one job: longer than `limit` lines means that it has two.
[[nodiscard]] QVector<Finding> tooLong(const SourceFile& file, int limit);
/// Time is injected (Clock): core and ui never ask the computer for it.
[[nodiscard]] QVector<Finding> wallClock(const SourceFile& file);
/// Signals are connected by pointer, with a context object that ends the connection; nobody asks who sent.
[[nodiscard]] QVector<Finding> connections(const SourceFile& file);
/// Nothing in core or ui waits in a nested event loop or blocks on a device.
[[nodiscard]] QVector<Finding> blockingWaits(const SourceFile& file);
/// Colours come from the palette or the theme, else dark mode breaks.
[[nodiscard]] QVector<Finding> colourLiterals(const SourceFile& file);
/// Headers are included once and force no namespace on whoever includes them.
[[nodiscard]] QVector<Finding> headerManners(const SourceFile& file);
/// Ownership in core is in the types; Qt's own objects may have a parent instead.
[[nodiscard]] QVector<Finding> nakedNew(const SourceFile& file);
/// What a class needs is handed to it; there is nothing to fetch it from.
[[nodiscard]] QVector<Finding> singletons(const SourceFile& file);
/// Errors are values in core and ui.
[[nodiscard]] QVector<Finding> exceptions(const SourceFile& file);
/// Tests wait for what they test, never for time to pass, and none is skipped.
[[nodiscard]] QVector<Finding> sleepsAndSkips(const SourceFile& file);
/// Marks of unfinished work, and paths of the computer the file was written on.
[[nodiscard]] QVector<Finding> strayWords(const SourceFile& file);

} // namespace reveille::architecture
