#pragma once

#include "core/model/Call.h"
#include "core/model/Execution.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"

#include <functional>

#include <QByteArray>
#include <QString>
#include <QVector>

namespace reveille {

/// Makes a string unique per logical call; the same key goes with every retry of that call.
using IdempotencyKey = QString;

class InstanceControl;

/// The port through which everything above talks to one account at a cloud. All calls are asynchronous, made
/// and answered on one thread. Retries that are safe (same key) happen inside; an Error that arrives is final
/// for the call. Names of our own for machines are not the provider's business: Machine::name comes back
/// empty where it has none.
class Provider
{
public:
    virtual ~Provider() = default;

    /// Asks for the least that proves address and key: what failed is told apart in the Error.
    [[nodiscard]] virtual Call testConnection(Reply<void> reply) = 0;

    [[nodiscard]] virtual Call listMachines(Reply<QVector<Machine>> reply) = 0;
    [[nodiscard]] virtual Call getMachine(const MachineId& machine, Reply<Machine> reply) = 0;
    [[nodiscard]] virtual Call createMachine(const MachineSpec& spec, const IdempotencyKey& key,
                                             Reply<Machine> reply) = 0;
    /// Re-reads after a failed answer: success means the machine is gone or going.
    [[nodiscard]] virtual Call deleteMachine(const MachineId& machine, const IdempotencyKey& key,
                                             Reply<void> reply) = 0;
    /// Success means accepted, not awake: poll getMachine. Waking a running machine is a success.
    [[nodiscard]] virtual Call wake(const MachineId& machine, const IdempotencyKey& key,
                                    Reply<Machine> reply) = 0;
    /// Success means accepted, not asleep. A machine that sleeps already is a success.
    [[nodiscard]] virtual Call sleep(const MachineId& machine, const IdempotencyKey& key,
                                     Reply<Machine> reply) = 0;

    /// Tells the machine as it is now and at each change, until it has settled: then `ended` comes, as it
    /// does when it cannot be watched any more. Here the machine is read once a second; providers that tell
    /// changes by themselves do better.
    [[nodiscard]] virtual Call watchMachine(const MachineId& machine,
                                            std::function<void(const Machine&)> seen, Reply<void> ended);

    /// The exact bytes that startExecution sends for this spec: journalled first, resent unchanged.
    [[nodiscard]] virtual QByteArray executionBody(const ExecutionSpec& spec) const = 0;
    [[nodiscard]] virtual Call startExecution(const MachineId& machine, const QByteArray& body,
                                              const IdempotencyKey& key, Reply<Execution> reply) = 0;
    [[nodiscard]] virtual Call getExecution(const MachineId& machine, const ExecutionId& execution,
                                            Reply<Execution> reply) = 0;
    /// Newest first where the provider says so; all pages up to an inner bound of 1000.
    [[nodiscard]] virtual Call listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply) = 0;
    /// Ends a live execution; deletes the record of an ended one.
    [[nodiscard]] virtual Call cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                               const IdempotencyKey& key, Reply<Execution> reply) = 0;
    [[nodiscard]] virtual Call getOutput(const MachineId& machine, const ExecutionId& execution,
                                         Reply<ExecutionOutput> reply) = 0;

    /// What the cloud offers beyond that for this machine; null where it offers none. Lives as long as the
    /// provider.
    [[nodiscard]] virtual InstanceControl* instanceControl(const MachineId& /*machine*/) { return nullptr; }
    /// The same for the account as a whole (quotas, templates, the audit stream).
    [[nodiscard]] virtual InstanceControl* instanceControl() { return nullptr; }
};

} // namespace reveille
