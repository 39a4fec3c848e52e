#pragma once

#include "core/model/Execution.h"
#include "core/providers/unikraft/Target.h"

#include <optional>

#include <QString>
#include <QVector>

namespace reveille::unikraft {

/// A command run by the plugin is named "<plugin>/<uuid>".
struct PluginCommand
{
    QString plugin;
    QString uuid;
};
[[nodiscard]] ExecutionId executionIdOf(const PluginCommand& command);
[[nodiscard]] std::optional<PluginCommand> pluginCommandOf(const ExecutionId& execution);

/// The plugin tells of a command its line, variables and exit code, and no times. One that was told to end
/// by this process and ended as signals end commands counts as cancelled.
[[nodiscard]] Execution executionOf(const QJsonObject& data, const PluginCommand& command,
                                    const MachineId& machine, bool wasEnded);

// Commands through the sandbox plugin of an instance, which runs them at once and keeps their output. Asking
// it wakes the instance and keeps it awake while a command runs.

[[nodiscard]] Call startCommand(const Target& target, const QString& plugin, const ExecutionSpec& spec,
                                Reply<Execution> reply);
[[nodiscard]] Call readCommand(const Target& target, const PluginCommand& command, Reply<Execution> reply);
/// The newest first, at most 100.
[[nodiscard]] Call listCommands(const Target& target, const QString& plugin, Reply<QVector<Execution>> reply);
/// Ends a live command; deletes the record of an ended one.
[[nodiscard]] Call cancelCommand(const Target& target, const PluginCommand& command, Reply<Execution> reply);
[[nodiscard]] Call readCommandOutput(const Target& target, const PluginCommand& command,
                                     Reply<ExecutionOutput> reply);

} // namespace reveille::unikraft
