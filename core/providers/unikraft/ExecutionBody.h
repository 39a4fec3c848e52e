#pragma once

#include "core/model/Execution.h"
#include "core/model/Result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace reveille::unikraft {

/// What is journalled for an execution and what all that is sent for it is made from: the command with its
/// surroundings, compact, names sorted, the same bytes each time. The same members as the machines API of the
/// other kind has, so that one journalled body serves an account with both.
[[nodiscard]] QByteArray executionBodyFor(const ExecutionSpec& spec);
[[nodiscard]] Result<ExecutionSpec> executionSpecIn(const QByteArray& body);

/// The spec as the plugin takes it: one line for the guest's shell, every argument quoted, so that the shell
/// does nothing to them; the input is piped in.
[[nodiscard]] QJsonObject pluginCommand(const ExecutionSpec& spec);

/// The arguments of an exec schedule. NotSupported where the spec needs more than a bare command: a
/// directory, input, or variables of the person's own (Reveille's are left out, nobody asked for them).
[[nodiscard]] Result<QStringList> bareCommand(const ExecutionSpec& spec, const QString& machine);

/// NotSupported where a variable stands for a stored secret: the platform keeps a command's variables with
/// the instance, tells them to everybody who may read it and copies them into its clones.
[[nodiscard]] Result<void> checkNoSecrets(const ExecutionSpec& spec, const QString& machine);

} // namespace reveille::unikraft
