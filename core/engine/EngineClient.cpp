#include "core/engine/EngineClient.h"

namespace reveille {

void EngineClient::fetchSecrets(Reply<QVector<SecretEntry>> reply)
{
    reply(fail(ErrorCode::NotFound));
}

void EngineClient::saveSecret(const SecretEntry& entry, const QString&, Reply<void> reply)
{
    reply(fail(ErrorCode::NotFound, entry.name));
}

void EngineClient::forgetSecret(const QString& name, Reply<void> reply)
{
    reply(fail(ErrorCode::NotFound, name));
}

void EngineClient::updateMachine(const MachineKey& machine, const MachineResize&, Reply<Machine> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

void EngineClient::fetchUsage(const AccountId& account, const UsageQuery&, Reply<QVector<MachineUsage>> reply)
{
    reply(fail(ErrorCode::NotFound, account.value));
}

void EngineClient::fetchArtifacts(const MachineKey& machine, Reply<QVector<Artifact>> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

void EngineClient::fetchPorts(const MachineKey& machine, Reply<QVector<MachinePort>> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

void EngineClient::openPort(const MachineKey& machine, int, Reply<MachinePort> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

void EngineClient::closePort(const MachineKey& machine, const QString&, Reply<void> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

void EngineClient::openSsh(const MachineKey& machine, const QString&, Reply<SshAccess> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
}

} // namespace reveille
