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

void EngineClient::provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply)
{
    reply(fail(ErrorCode::NotFound, order.account.value));
}

void EngineClient::cancelProvision(const QString& key, Reply<void> reply)
{
    reply(fail(ErrorCode::NotFound, key));
}

void EngineClient::fetchRates(const AccountId& account, Reply<UsageRates> reply)
{
    reply(fail(ErrorCode::NotFound, account.value));
}

void EngineClient::saveRates(const AccountId& account, const UsageRates&, Reply<void> reply)
{
    reply(fail(ErrorCode::NotFound, account.value));
}

void EngineClient::fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply)
{
    reply(fail(ErrorCode::NotFound, machine.machine.value));
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
