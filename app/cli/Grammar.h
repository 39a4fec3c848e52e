#pragma once

#include "app/cli/Invocation.h"

#include <optional>

#include <QString>
#include <QStringList>

namespace reveille::cli {

/// What reading the command line came to, if it is not a command to start: help, the version, or a mistake.
struct Refusal
{
    int code = 0;
    QString out; ///< for standard output
    QString err; ///< for standard error
};

/// Reads the whole command line (CLI11 underneath). Nothing: `invocation` is complete.
[[nodiscard]] std::optional<Refusal> readCommandLine(const QStringList& arguments, Invocation& invocation);

} // namespace reveille::cli
