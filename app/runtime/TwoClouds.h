#pragma once

#include "core/model/Call.h"
#include "core/providers/Provider.h"

#include <memory>

namespace reveille {

/// An account at two clouds at once, one of machines and one of instances: what the built-in sandbox is. The
/// id of a machine tells where it belongs; a spec with anything of an instance makes one.
class TwoClouds final : public Provider
{
public:
    /// Both read the same execution bodies. `instances` must have an instanceControl().
    TwoClouds(std::unique_ptr<Provider> machines, std::unique_ptr<Provider> instances);

    /// Instances have their metro in their id, machines never have a slash.
    [[nodiscard]] static bool isInstance(const MachineId& machine);
    [[nodiscard]] static bool isInstance(const MachineSpec& spec);

    [[nodiscard]] Call testConnection(Reply<void> reply) override;
    /// Both lists; fails if either does, so that no machine seems to have gone.
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

    [[nodiscard]] Provider& machines() const { return *m_machines; }

private:
    [[nodiscard]] Provider& cloudOf(const MachineId& machine) const;

    // Shared with calls of two steps, which may outlive this.
    std::shared_ptr<Provider> m_machines;
    std::shared_ptr<Provider> m_instances;
};

} // namespace reveille
