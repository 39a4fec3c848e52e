#pragma once

#include "core/model/MachineExtras.h"
#include "core/model/Result.h"
#include "core/providers/dedalus/DedalusJson.h"

#include <QByteArray>
#include <QJsonObject>
#include <QVector>

namespace reveille {

// Lenient like the rest: what is absent is empty.

/// {"autosleep"?,"memory_mib"?,"storage_gib"?,"vcpu"?}: only what is to change.
[[nodiscard]] QByteArray machineChangeBody(const MachineResize& change);
/// Rows of computing and rows of storage, put together by machine and day.
[[nodiscard]] QVector<MachineUsage> usageFromJson(const QJsonObject& compute, const QJsonObject& storage);
[[nodiscard]] Result<Page<Artifact>> artifactPageFromJson(const QJsonObject& object);
/// Ports of all generations: also "previews".
[[nodiscard]] Result<MachinePort> portFromJson(const QJsonObject& object);
[[nodiscard]] Result<Page<MachinePort>> portPageFromJson(const QJsonObject& object);
[[nodiscard]] Result<SshAccess> sshFromJson(const QJsonObject& object);

} // namespace reveille
