#pragma once

#include <optional>

#include <QString>
#include <QStringList>

namespace reveille {

/// A command as a person types it, split like a POSIX shell splits words: blanks, 'single', "double" and
/// $'C-style' quotes, backslashes. Nothing is expanded, because nothing of this reaches a shell.
struct CommandLine
{
    enum class Problem
    {
        None,
        Empty,
        OpenQuote,     ///< a quote that nothing ends
        OpenBackslash, ///< a backslash at the very end
    };
    QStringList argv;
    Problem problem = Problem::None;
    int column = -1; ///< of the problem, in characters
    /// The first unquoted thing only a shell would understand: | > ; && $ * ~ `. It is passed on as it
    /// stands.
    QString shellSyntax;
};

[[nodiscard]] CommandLine parseCommandLine(const QString& text);

/// The two ways to say what runs: words handed over one by one, or a script for a shell.
struct CommandText
{
    QString text;
    bool throughShell = false;
    QString shell; ///< "bash", or what the schedule already names
};
/// How a stored argv is shown for editing; toArgv() of it gives the same argv again.
[[nodiscard]] CommandText commandText(const QStringList& argv);
[[nodiscard]] QStringList toArgv(const CommandText& command);

} // namespace reveille
