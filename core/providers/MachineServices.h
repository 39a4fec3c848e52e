#pragma once

#include "core/model/Call.h"
#include "core/model/Machine.h"
#include "core/model/MachineExtras.h"
#include "core/model/Result.h"

#include <QString>
#include <QVector>

namespace reveille {

/// What a cloud of sleeping machines offers beside running commands. A Provider that has it is one too
/// (dynamic_cast); asynchronous and on one thread like it. NotFound where this generation of the cloud does
/// not have it.
class MachineServices
{
public:
    virtual ~MachineServices() = default;

    /// Success means accepted.
    [[nodiscard]] virtual Call updateMachine(const MachineId& machine, const MachineResize& change,
                                             const QString& key, Reply<Machine> reply) = 0;
    /// Day by day, oldest first; days without any use are left out.
    [[nodiscard]] virtual Call fetchUsage(const UsageQuery& query, Reply<QVector<MachineUsage>> reply) = 0;
    [[nodiscard]] virtual Call listArtifacts(const MachineId& machine, Reply<QVector<Artifact>> reply) = 0;
    [[nodiscard]] virtual Call listPorts(const MachineId& machine, Reply<QVector<MachinePort>> reply) = 0;
    /// Wakes the machine. Ask listPorts() until its status is "ready".
    [[nodiscard]] virtual Call openPort(const MachineId& machine, int port, const QString& key,
                                        Reply<MachinePort> reply) = 0;
    [[nodiscard]] virtual Call closePort(const MachineId& machine, const QString& port, const QString& key,
                                         Reply<void> reply) = 0;
    /// Wakes the machine. Answers when logging in is possible, or with an error.
    [[nodiscard]] virtual Call openSsh(const MachineId& machine, const QString& publicKey, const QString& key,
                                       Reply<SshAccess> reply) = 0;
};

} // namespace reveille
