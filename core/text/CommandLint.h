#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// Something in a command that is allowed and often a mistake.
struct CommandLint
{
    enum class Kind
    {
        PipeWithoutPipefail, ///< only the last command of a pipe decides whether the run failed
        SecretInArgument,    ///< everybody on the machine can read a command line
        RelativeProgram,     ///< found or not, depending on the directory
    };
    Kind kind = Kind::RelativeProgram;
    QString subject; ///< the option, the program or the shell it is about; never the secret itself

    friend bool operator==(const CommandLint&, const CommandLint&) = default;
};
[[nodiscard]] QVector<CommandLint> lintCommand(const QStringList& argv);
[[nodiscard]] QString lintText(const CommandLint& lint);

/// Whether a value is likely a password or key, by its name or by its own form. A reference to another
/// variable ("$TOKEN") is none.
[[nodiscard]] bool looksSecret(const QString& name, const QString& value);

/// Of environment variables whose values look like secrets, with their names joined.
[[nodiscard]] QString secretVariableText(const QString& names);

} // namespace reveille
