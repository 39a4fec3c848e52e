#include "app/runtime/BuiltInSandboxProvider.h"

#include "app/runtime/SandboxForward.h"
#include "app/runtime/TwoClouds.h"
#include "core/providers/dedalus/DedalusJson.h"

#include <utility>

namespace reveille {

namespace {

/// The sandbox's machines have them.
MachineServices& servicesOf(Provider& provider)
{
    auto* const two = dynamic_cast<TwoClouds*>(&provider);
    return dynamic_cast<MachineServices&>(two ? two->machines() : provider);
}

} // namespace

BuiltInSandboxProvider::BuiltInSandboxProvider(SandboxAccess& access, AccountId account)
    : m_access(access), m_account(std::move(account)), m_control(m_access, m_account)
{}

template <typename T> Call BuiltInSandboxProvider::forward(Begin<T> begin, Reply<T> reply)
{
    return forwardToSandbox<T>(m_access, m_account, std::move(begin), std::move(reply));
}

Call BuiltInSandboxProvider::testConnection(Reply<void> reply)
{
    return forward<void>([](Provider& p, Reply<void> r) { return p.testConnection(std::move(r)); },
                         std::move(reply));
}

Call BuiltInSandboxProvider::listMachines(Reply<QVector<Machine>> reply)
{
    return forward<QVector<Machine>>(
        [](Provider& p, Reply<QVector<Machine>> r) { return p.listMachines(std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](Provider& p, Reply<Machine> r) { return p.getMachine(machine, std::move(r)); }, std::move(reply));
}

Call BuiltInSandboxProvider::createMachine(const MachineSpec& spec, const IdempotencyKey& key,
                                           Reply<Machine> reply)
{
    return forward<Machine>(
        [=](Provider& p, Reply<Machine> r) { return p.createMachine(spec, key, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::deleteMachine(const MachineId& machine, const IdempotencyKey& key,
                                           Reply<void> reply)
{
    return forward<void>(
        [=](Provider& p, Reply<void> r) { return p.deleteMachine(machine, key, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::wake(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return forward<Machine>([=](Provider& p, Reply<Machine> r) { return p.wake(machine, key, std::move(r)); },
                            std::move(reply));
}

Call BuiltInSandboxProvider::sleep(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](Provider& p, Reply<Machine> r) { return p.sleep(machine, key, std::move(r)); }, std::move(reply));
}

Call BuiltInSandboxProvider::watchMachine(const MachineId& machine, std::function<void(const Machine&)> seen,
                                          Reply<void> ended)
{
    return forward<void>(
        [=](Provider& p, Reply<void> r) { return p.watchMachine(machine, seen, std::move(r)); },
        std::move(ended));
}

QByteArray BuiltInSandboxProvider::executionBody(const ExecutionSpec& spec) const
{
    return executionBodyOf(spec);
}

Call BuiltInSandboxProvider::startExecution(const MachineId& machine, const QByteArray& body,
                                            const IdempotencyKey& key, Reply<Execution> reply)
{
    return forward<Execution>(
        [=](Provider& p, Reply<Execution> r) { return p.startExecution(machine, body, key, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::getExecution(const MachineId& machine, const ExecutionId& execution,
                                          Reply<Execution> reply)
{
    return forward<Execution>(
        [=](Provider& p, Reply<Execution> r) { return p.getExecution(machine, execution, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply)
{
    return forward<QVector<Execution>>(
        [=](Provider& p, Reply<QVector<Execution>> r) { return p.listExecutions(machine, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                             const IdempotencyKey& key, Reply<Execution> reply)
{
    return forward<Execution>(
        [=](Provider& p, Reply<Execution> r) {
            return p.cancelExecution(machine, execution, key, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::getOutput(const MachineId& machine, const ExecutionId& execution,
                                       Reply<ExecutionOutput> reply)
{
    return forward<ExecutionOutput>(
        [=](Provider& p, Reply<ExecutionOutput> r) { return p.getOutput(machine, execution, std::move(r)); },
        std::move(reply));
}

InstanceControl* BuiltInSandboxProvider::instanceControl(const MachineId& machine)
{
    return TwoClouds::isInstance(machine) ? &m_control : nullptr;
}

InstanceControl* BuiltInSandboxProvider::instanceControl()
{
    return &m_control;
}

Call BuiltInSandboxProvider::updateMachine(const MachineId& machine, const MachineResize& change,
                                           const QString& key, Reply<Machine> reply)
{
    return forward<Machine>(
        [=](Provider& p, Reply<Machine> r) {
            return servicesOf(p).updateMachine(machine, change, key, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::fetchUsage(const UsageQuery& query, Reply<QVector<MachineUsage>> reply)
{
    return forward<QVector<MachineUsage>>(
        [=](Provider& p, Reply<QVector<MachineUsage>> r) {
            return servicesOf(p).fetchUsage(query, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::listArtifacts(const MachineId& machine, Reply<QVector<Artifact>> reply)
{
    return forward<QVector<Artifact>>(
        [=](Provider& p, Reply<QVector<Artifact>> r) {
            return servicesOf(p).listArtifacts(machine, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::listPorts(const MachineId& machine, Reply<QVector<MachinePort>> reply)
{
    return forward<QVector<MachinePort>>(
        [=](Provider& p, Reply<QVector<MachinePort>> r) {
            return servicesOf(p).listPorts(machine, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::openPort(const MachineId& machine, int port, const QString& key,
                                      Reply<MachinePort> reply)
{
    return forward<MachinePort>(
        [=](Provider& p, Reply<MachinePort> r) {
            return servicesOf(p).openPort(machine, port, key, std::move(r));
        },
        std::move(reply));
}

Call BuiltInSandboxProvider::closePort(const MachineId& machine, const QString& port, const QString& key,
                                       Reply<void> reply)
{
    return forward<void>(
        [=](Provider& p, Reply<void> r) { return servicesOf(p).closePort(machine, port, key, std::move(r)); },
        std::move(reply));
}

Call BuiltInSandboxProvider::openSsh(const MachineId& machine, const QString& publicKey, const QString& key,
                                     Reply<SshAccess> reply)
{
    return forward<SshAccess>(
        [=](Provider& p, Reply<SshAccess> r) {
            return servicesOf(p).openSsh(machine, publicKey, key, std::move(r));
        },
        std::move(reply));
}

} // namespace reveille
