#pragma once

#include <QString>

namespace reveille {

/// What the copy that fires from a data directory does when it is asked to show its window.
enum class OtherCopy
{
    Raised,     ///< it does
    Windowless, ///< it runs without one
    Silent,     ///< it does not listen: it is only starting, or about to end
};

/// Waits for the answer in an event loop of its own, two seconds at most; nothing else of the program runs
/// yet.
[[nodiscard]] OtherCopy raiseOther(const QString& directory);
/// Lets the other one come further before it is asked again.
void waitForOther();

} // namespace reveille
