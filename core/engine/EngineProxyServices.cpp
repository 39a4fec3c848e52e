#include "core/engine/EngineProxy.h"

#include "core/engine/Engine.h"
#include "core/engine/EngineProxySend.h"

#include <utility>

namespace reveille {

void EngineProxy::updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply)
{
    send<Machine>(std::move(reply), [=](Engine& engine, const Reply<Machine>& back) {
        engine.updateMachine(machine, change, back);
    });
}

void EngineProxy::fetchUsage(const AccountId& account, const UsageQuery& query,
                             Reply<QVector<MachineUsage>> reply)
{
    send<QVector<MachineUsage>>(std::move(reply),
                                [=](Engine& engine, const Reply<QVector<MachineUsage>>& back) {
                                    engine.fetchUsage(account, query, back);
                                });
}

void EngineProxy::provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply)
{
    send<ProvisionNews>(std::move(reply), [=](Engine& engine, const Reply<ProvisionNews>& back) {
        engine.provisionMachine(order, back);
    });
}

void EngineProxy::cancelProvision(const QString& key, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.cancelProvision(key, back); });
}

void EngineProxy::fetchRates(const AccountId& account, Reply<UsageRates> reply)
{
    send<UsageRates>(std::move(reply), [=](Engine& engine, const Reply<UsageRates>& back) {
        engine.fetchRates(account, back);
    });
}

void EngineProxy::saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.saveRates(account, rates, back); });
}

void EngineProxy::fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply)
{
    send<QVector<Execution>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Execution>>& back) {
        engine.fetchExecutions(machine, back);
    });
}

void EngineProxy::fetchArtifacts(const MachineKey& machine, Reply<QVector<Artifact>> reply)
{
    send<QVector<Artifact>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Artifact>>& back) {
        engine.fetchArtifacts(machine, back);
    });
}

void EngineProxy::fetchPorts(const MachineKey& machine, Reply<QVector<MachinePort>> reply)
{
    send<QVector<MachinePort>>(
        std::move(reply),
        [=](Engine& engine, const Reply<QVector<MachinePort>>& back) { engine.fetchPorts(machine, back); });
}

void EngineProxy::openPort(const MachineKey& machine, int port, Reply<MachinePort> reply)
{
    send<MachinePort>(std::move(reply), [=](Engine& engine, const Reply<MachinePort>& back) {
        engine.openPort(machine, port, back);
    });
}

void EngineProxy::closePort(const MachineKey& machine, const QString& port, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.closePort(machine, port, back); });
}

void EngineProxy::openSsh(const MachineKey& machine, const QString& publicKey, Reply<SshAccess> reply)
{
    send<SshAccess>(std::move(reply), [=](Engine& engine, const Reply<SshAccess>& back) {
        engine.openSsh(machine, publicKey, back);
    });
}

} // namespace reveille
