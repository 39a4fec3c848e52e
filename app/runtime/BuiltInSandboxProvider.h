#pragma once

#include "app/runtime/BuiltInSandboxControl.h"
#include "app/runtime/SandboxAccess.h"
#include "core/providers/MachineServices.h"
#include "core/providers/Provider.h"

#include <functional>

namespace reveille {

/// The built-in sandbox as a Provider: opens it when a call first needs it, and once more when the process
/// that ran it has ended between two calls.
class BuiltInSandboxProvider final : public Provider, public MachineServices
{
public:
    BuiltInSandboxProvider(SandboxAccess& access, AccountId account);

    [[nodiscard]] Call testConnection(Reply<void> reply) override;
    [[nodiscard]] Call listMachines(Reply<QVector<Machine>> reply) override;
    [[nodiscard]] Call getMachine(const MachineId& machine, Reply<Machine> reply) override;
    [[nodiscard]] Call createMachine(const MachineSpec& spec, const IdempotencyKey& key,
                                     Reply<Machine> reply) override;
    [[nodiscard]] Call deleteMachine(const MachineId& machine, const IdempotencyKey& key,
                                     Reply<void> reply) override;
    [[nodiscard]] Call wake(const MachineId& machine, const IdempotencyKey& key,
                            Reply<Machine> reply) override;
    [[nodiscard]] Call sleep(const MachineId& machine, const IdempotencyKey& key,
                             Reply<Machine> reply) override;
    [[nodiscard]] Call watchMachine(const MachineId& machine, std::function<void(const Machine&)> seen,
                                    Reply<void> ended) override;
    [[nodiscard]] QByteArray executionBody(const ExecutionSpec& spec) const override;
    [[nodiscard]] Call startExecution(const MachineId& machine, const QByteArray& body,
                                      const IdempotencyKey& key, Reply<Execution> reply) override;
    [[nodiscard]] Call getExecution(const MachineId& machine, const ExecutionId& execution,
                                    Reply<Execution> reply) override;
    [[nodiscard]] Call listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply) override;
    [[nodiscard]] Call cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                       const IdempotencyKey& key, Reply<Execution> reply) override;
    [[nodiscard]] Call getOutput(const MachineId& machine, const ExecutionId& execution,
                                 Reply<ExecutionOutput> reply) override;

    [[nodiscard]] InstanceControl* instanceControl(const MachineId& machine) override;
    [[nodiscard]] InstanceControl* instanceControl() override;
    [[nodiscard]] Call updateMachine(const MachineId& machine, const MachineResize& change,
                                     const QString& key, Reply<Machine> reply) override;
    [[nodiscard]] Call fetchUsage(const UsageQuery& query, Reply<QVector<MachineUsage>> reply) override;
    [[nodiscard]] Call listArtifacts(const MachineId& machine, Reply<QVector<Artifact>> reply) override;
    [[nodiscard]] Call listPorts(const MachineId& machine, Reply<QVector<MachinePort>> reply) override;
    [[nodiscard]] Call openPort(const MachineId& machine, int port, const QString& key,
                                Reply<MachinePort> reply) override;
    [[nodiscard]] Call closePort(const MachineId& machine, const QString& port, const QString& key,
                                 Reply<void> reply) override;
    [[nodiscard]] Call openSsh(const MachineId& machine, const QString& publicKey, const QString& key,
                               Reply<SshAccess> reply) override;

private:
    template <typename T> using Begin = std::function<Call(Provider&, Reply<T>)>;
    template <typename T> [[nodiscard]] Call forward(Begin<T> begin, Reply<T> reply);

    SandboxAccess& m_access;
    AccountId m_account;
    BuiltInSandboxControl m_control;
};

} // namespace reveille
