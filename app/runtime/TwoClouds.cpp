#include "app/runtime/TwoClouds.h"

#include "core/providers/Conversation.h"

namespace reveille {

TwoClouds::TwoClouds(std::unique_ptr<Provider> machines, std::unique_ptr<Provider> instances)
    : m_machines(std::move(machines)), m_instances(std::move(instances))
{}

bool TwoClouds::isInstance(const MachineId& machine)
{
    return machine.value.contains(u'/');
}

bool TwoClouds::isInstance(const MachineSpec& spec)
{
    return !spec.image.isEmpty() || !spec.templateId.isEmpty() || !spec.branchOf.isEmpty() ||
           !spec.checkpoint.isEmpty() || !spec.metro.isEmpty();
}

Provider& TwoClouds::cloudOf(const MachineId& machine) const
{
    return isInstance(machine) ? *m_instances : *m_machines;
}

Call TwoClouds::testConnection(Reply<void> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(m_machines->testConnection(
        [instances = m_instances, step = talk.get(), reply = std::move(reply)](const Result<void>& first) {
            if (first)
                step->step(instances->testConnection(reply));
            else
                reply(first);
        }));
    return talk;
}

Call TwoClouds::listMachines(Reply<QVector<Machine>> reply)
{
    using List = QVector<Machine>;
    auto talk = std::make_unique<Conversation>();
    talk->step(m_machines->listMachines(
        [instances = m_instances, step = talk.get(), reply = std::move(reply)](const Result<List>& machines) {
            if (!machines) {
                reply(machines);
                return;
            }
            step->step(instances->listMachines([reply, machines = *machines](const Result<List>& others) {
                reply(others.map([&](const List& list) { return machines + list; }));
            }));
        }));
    return talk;
}

Call TwoClouds::createMachine(const MachineSpec& spec, const IdempotencyKey& key, Reply<Machine> reply)
{
    return (isInstance(spec) ? m_instances : m_machines)->createMachine(spec, key, std::move(reply));
}

QByteArray TwoClouds::executionBody(const ExecutionSpec& spec) const
{
    return m_machines->executionBody(spec);
}

Call TwoClouds::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return cloudOf(machine).getMachine(machine, std::move(reply));
}

Call TwoClouds::deleteMachine(const MachineId& machine, const IdempotencyKey& key, Reply<void> reply)
{
    return cloudOf(machine).deleteMachine(machine, key, std::move(reply));
}

Call TwoClouds::wake(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return cloudOf(machine).wake(machine, key, std::move(reply));
}

Call TwoClouds::sleep(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return cloudOf(machine).sleep(machine, key, std::move(reply));
}

Call TwoClouds::watchMachine(const MachineId& machine, std::function<void(const Machine&)> seen,
                             Reply<void> ended)
{
    return cloudOf(machine).watchMachine(machine, std::move(seen), std::move(ended));
}

Call TwoClouds::startExecution(const MachineId& machine, const QByteArray& body, const IdempotencyKey& key,
                               Reply<Execution> reply)
{
    return cloudOf(machine).startExecution(machine, body, key, std::move(reply));
}

Call TwoClouds::getExecution(const MachineId& machine, const ExecutionId& execution, Reply<Execution> reply)
{
    return cloudOf(machine).getExecution(machine, execution, std::move(reply));
}

Call TwoClouds::listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply)
{
    return cloudOf(machine).listExecutions(machine, std::move(reply));
}

Call TwoClouds::cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                const IdempotencyKey& key, Reply<Execution> reply)
{
    return cloudOf(machine).cancelExecution(machine, execution, key, std::move(reply));
}

Call TwoClouds::getOutput(const MachineId& machine, const ExecutionId& execution,
                          Reply<ExecutionOutput> reply)
{
    return cloudOf(machine).getOutput(machine, execution, std::move(reply));
}

InstanceControl* TwoClouds::instanceControl(const MachineId& machine)
{
    return isInstance(machine) ? m_instances->instanceControl(machine) : nullptr;
}

InstanceControl* TwoClouds::instanceControl()
{
    return m_instances->instanceControl();
}

} // namespace reveille
