#include "core/engine/Engine.h"

#include "core/providers/InstanceControl.h"

#include <chrono>
#include <utility>

// What only clouds of instances offer.

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr std::chrono::seconds kStopTakesAtMost{120};

tl::unexpected<Error> notOffered(const QString& subject)
{
    return fail(ErrorCode::InvalidArgument, subject, u"The cloud of this machine does not offer this."_s);
}

} // namespace

template <typename T>
void Engine::askInstances(InstanceControl* control, const QString& subject,
                          const std::function<Call(InstanceControl&, Reply<T>)>& call, const Reply<T>& reply)
{
    if (!control) {
        reply(notOffered(subject));
        return;
    }
    const quint64 token = ++m_lastCall;
    m_calls[token] = call(*control, [this, reply, token](const Result<T>& answer) {
        const Call finished = release(token);
        reply(answer);
    });
}

InstanceControl* Engine::instancesOf(const MachineKey& machine)
{
    Provider* provider = m_watch.provider(machine.account);
    return provider ? provider->instanceControl(machine.machine) : nullptr;
}

InstanceControl* Engine::instancesOf(const AccountId& account)
{
    Provider* provider = m_watch.provider(account);
    return provider ? provider->instanceControl() : nullptr;
}

void Engine::askMachine(const MachineKey& machine,
                        const std::function<Call(InstanceControl&, Reply<Machine>)>& call,
                        const Reply<Machine>& reply)
{
    askInstances<Machine>(
        instancesOf(machine), machine.machine.value, call,
        [this, machine, reply](const Result<Machine>& answer) { machineAnswered(machine, answer, reply); });
}

void Engine::controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                            const Reply<Machine>& reply)
{
    if (!instancesOf(machine)) {
        if (action == MachineAction::Start)
            wakeMachine(machine, reply);
        else if (action == MachineAction::Suspend)
            sleepMachine(machine, reply);
        else
            reply(notOffered(machine.machine.value));
        return;
    }
    const auto start = [id = machine.machine](InstanceControl& control, Reply<Machine> answer) {
        return control.start(id, std::move(answer));
    };
    switch (action) {
    case MachineAction::Start:
        askMachine(machine, start, reply);
        return;
    case MachineAction::Stop:
        askMachine(
            machine,
            [&](InstanceControl& control, Reply<Machine> answer) {
                return control.stop(machine.machine, options, std::move(answer));
            },
            reply);
        return;
    case MachineAction::Suspend:
        askMachine(
            machine,
            [&](InstanceControl& control, Reply<Machine> answer) {
                return control.suspend(machine.machine, options, std::move(answer));
            },
            reply);
        return;
    case MachineAction::Restart:
        break;
    }
    // There is no call for it: stop, see it stopped, start.
    const auto stopped = [this, machine, start, reply](const Result<Machine>& answer) {
        if (answer)
            askMachine(machine, start, reply);
        else
            reply(answer);
    };
    controlMachine(machine, MachineAction::Stop, options,
                   [this, machine, stopped, reply](const Result<Machine>& answer) {
                       if (answer)
                           waitMachine(machine, MachinePhase::Stopped, kStopTakesAtMost, stopped);
                       else
                           reply(answer);
                   });
}

void Engine::waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                         const Reply<Machine>& reply)
{
    askMachine(
        machine,
        [&](InstanceControl& control, Reply<Machine> answer) {
            return control.wait(machine.machine, phase, atMost, std::move(answer));
        },
        reply);
}

void Engine::setTags(const MachineKey& machine, const QStringList& tags, const Reply<Machine>& reply)
{
    askMachine(
        machine,
        [&](InstanceControl& control, Reply<Machine> answer) {
            return control.setTags(machine.machine, tags, std::move(answer));
        },
        reply);
}

void Engine::setDeleteLock(const MachineKey& machine, bool locked, const Reply<Machine>& reply)
{
    askMachine(
        machine,
        [&](InstanceControl& control, Reply<Machine> answer) {
            return control.setDeleteLock(machine.machine, locked, std::move(answer));
        },
        reply);
}

void Engine::fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                             const Reply<LogChunk>& reply)
{
    askInstances<LogChunk>(
        instancesOf(machine), machine.machine.value,
        [&](InstanceControl& control, Reply<LogChunk> answer) {
            return control.log(machine.machine, offset, limit, std::move(answer));
        },
        reply);
}

void Engine::fetchMetrics(const MachineKey& machine, const Reply<MachineMetrics>& reply)
{
    askInstances<MachineMetrics>(
        instancesOf(machine), machine.machine.value,
        [&](InstanceControl& control, Reply<MachineMetrics> answer) {
            return control.metrics(machine.machine, std::move(answer));
        },
        reply);
}

void Engine::makeCheckpoint(const MachineKey& machine, const QString& name, const Reply<Snapshot>& reply)
{
    askInstances<Snapshot>(
        instancesOf(machine), machine.machine.value,
        [&](InstanceControl& control, Reply<Snapshot> answer) {
            return control.makeCheckpoint(machine.machine, name, std::move(answer));
        },
        reply);
}

void Engine::fetchCheckpointHistory(const MachineKey& machine, const Reply<QVector<Snapshot>>& reply)
{
    askInstances<QVector<Snapshot>>(
        instancesOf(machine), machine.machine.value,
        [&](InstanceControl& control, Reply<QVector<Snapshot>> answer) {
            return control.checkpointHistory(machine.machine, std::move(answer));
        },
        reply);
}

void Engine::makeTemplate(const MachineKey& machine, const Reply<Snapshot>& reply)
{
    askInstances<Snapshot>(
        instancesOf(machine), machine.machine.value,
        [&](InstanceControl& control, Reply<Snapshot> answer) {
            return control.makeTemplate(machine.machine, std::move(answer));
        },
        reply);
}

void Engine::fetchSnapshots(const AccountId& account, Snapshot::Kind kind,
                            const Reply<QVector<Snapshot>>& reply)
{
    askInstances<QVector<Snapshot>>(
        instancesOf(account), account.value,
        [&](InstanceControl& control, Reply<QVector<Snapshot>> answer) {
            return control.listSnapshots(kind, std::move(answer));
        },
        reply);
}

void Engine::removeSnapshot(const AccountId& account, const Snapshot& snapshot, const Reply<void>& reply)
{
    askInstances<void>(
        instancesOf(account), account.value,
        [&](InstanceControl& control, Reply<void> answer) {
            return control.removeSnapshot(snapshot, std::move(answer));
        },
        reply);
}

void Engine::fetchQuotas(const AccountId& account, const Reply<QVector<MetroQuota>>& reply)
{
    askInstances<QVector<MetroQuota>>(
        instancesOf(account), account.value,
        [&](InstanceControl& control, Reply<QVector<MetroQuota>> answer) {
            return control.quotas(std::move(answer));
        },
        reply);
}

void Engine::rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                     const QString& path, const QByteArray& body, const Reply<QByteArray>& reply)
{
    askInstances<QByteArray>(
        instancesOf(account), account.value,
        [&](InstanceControl& control, Reply<QByteArray> answer) {
            return control.raw(metro, method, path, body, std::move(answer));
        },
        reply);
}

} // namespace reveille
