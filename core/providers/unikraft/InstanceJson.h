#pragma once

#include "core/model/Machine.h"
#include "core/model/Result.h"
#include "core/providers/unikraft/JsonValues.h"

#include <optional>

#include <QJsonObject>
#include <QString>
#include <QStringView>

namespace reveille::unikraft {

/// Machines of this kind are named "<metro>/<uuid>": names are unique only within a metro, and a call must
/// know where to go. The metro is what comes before the first slash.
struct InstanceName
{
    QString metro;
    QString uuid;
};
[[nodiscard]] MachineId machineIdOf(const QString& metro, const QString& uuid);
[[nodiscard]] std::optional<InstanceName> instanceNameOf(const MachineId& machine);

[[nodiscard]] MachinePhase phaseOf(QStringView state);
/// The platform's word for a phase that a machine can be waited for.
[[nodiscard]] std::optional<QString> stateFor(MachinePhase phase);

/// Reads whatever the answer tells: a start tells of an instance little more than its state. Schedules are
/// told (perhaps none) when the answer is a description and not only a status. BadAnswer without a uuid.
[[nodiscard]] Result<Machine> machineOf(const QJsonObject& object, const AccountId& account,
                                        const QString& metro, SharedTexts& texts);

/// Templates and checkpoints are listed among the instances by some versions; they are no machines.
[[nodiscard]] bool isSnapshot(const QJsonObject& object);

/// The name under which the plugin that runs commands is attached; empty where none is.
[[nodiscard]] QString sandboxPluginOf(const QJsonObject& object);

/// What became of a change of that property that had to wait: its error, or empty while it still waits;
/// nothing where none is queued.
[[nodiscard]] std::optional<QString> queuedChange(const QJsonObject& object, const QString& property);

} // namespace reveille::unikraft
