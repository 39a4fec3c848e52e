#pragma once

#include <optional>

#include <QString>

namespace reveille::unikraft {

/// How an instance ended, as the platform's numbers tell it.
struct StopNumbers
{
    std::optional<int>
        reason; ///< bits: 1 kernel, 2 application, 4 platform, 8 user, 16 forced, 32 scale to zero
    std::optional<int> code;     ///< valid where the kernel ended
    std::optional<int> exitCode; ///< valid where the application ended
};

/// In words, with the numbers behind: "scaled to zero (39)", "application exited with code 1 (3)", "out of
/// memory (1, code 0x0c7f04)". Empty where nothing is told.
[[nodiscard]] QString stopWords(const StopNumbers& stop);

/// It ended on its own and not well.
[[nodiscard]] bool isCrash(const StopNumbers& stop);

} // namespace reveille::unikraft
