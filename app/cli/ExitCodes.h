#pragma once

#include "core/model/Error.h"

#include <QString>

namespace reveille::cli {

/// How reveillectl ends. Scripts rely on the numbers.
enum class ExitCode
{
    Ok = 0,
    Failure = 1,
    Usage = 2,
    NotFound = 3,
    Authentication = 4,
    Network = 5,
    Refused = 6,
    Storage = 7,
    Expression = 8,
    Secret = 9,
    RunDidNotSucceed = 10,
    RunnerElsewhere = 11,
    Interrupted = 130,
};

[[nodiscard]] ExitCode exitCodeFor(const Error& error);

/// The list for --help, one code a line.
[[nodiscard]] QString exitCodeHelp();

} // namespace reveille::cli
