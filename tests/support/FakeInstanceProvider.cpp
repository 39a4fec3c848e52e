#include "tests/support/FakeInstances.h"

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace reveille::test {

namespace {

class OnTheWay final : public CallHandle
{
public:
    explicit OnTheWay(std::shared_ptr<bool> alive) : m_alive(std::move(alive)) {}
    ~OnTheWay() override { *m_alive = false; }

private:
    std::shared_ptr<bool> m_alive;
};

} // namespace

template <typename T>
Call FakeInstanceProvider::ask(const char* call, Reply<T> reply, std::function<Result<T>()> work)
{
    m_calls.append(QLatin1String(call));
    const auto alive = std::make_shared<bool>(true);
    m_network.after(latency, [&network = m_network, alive, reply = std::move(reply), work = std::move(work),
                              back = latency] {
        auto result = std::make_shared<Result<T>>(work());
        if (!*alive)
            return;
        network.after(back, [alive, reply, result] {
            if (*alive)
                reply(*result);
        });
    });
    return std::make_unique<OnTheWay>(alive);
}

template <typename T> Call FakeInstanceProvider::refuse(const char* call, Reply<T> reply)
{
    return ask<T>(call, std::move(reply), [] { return Result<T>(fail(ErrorCode::Forbidden)); });
}

Call FakeInstanceProvider::testConnection(Reply<void> reply)
{
    return ask<void>("test", std::move(reply), [] { return Result<void>(); });
}

Call FakeInstanceProvider::listMachines(Reply<QVector<Machine>> reply)
{
    return ask<QVector<Machine>>("list", std::move(reply),
                                 [&cloud = m_cloud] { return Result<QVector<Machine>>(cloud.list()); });
}

Call FakeInstanceProvider::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return ask<Machine>("get", std::move(reply), [&cloud = m_cloud, machine] { return cloud.get(machine); });
}

Call FakeInstanceProvider::createMachine(const MachineSpec&, const IdempotencyKey&, Reply<Machine> reply)
{
    return refuse<Machine>("create", std::move(reply));
}

Call FakeInstanceProvider::deleteMachine(const MachineId& machine, const IdempotencyKey&, Reply<void> reply)
{
    return ask<void>("delete", std::move(reply),
                     [&cloud = m_cloud, machine] { return cloud.remove(machine); });
}

Call FakeInstanceProvider::wake(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return ask<Machine>("wake", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.start(machine); });
}

Call FakeInstanceProvider::sleep(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return ask<Machine>("sleep", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.stop(machine, MachinePhase::Sleeping); });
}

QByteArray FakeInstanceProvider::executionBody(const ExecutionSpec& spec) const
{
    return spec.argv.join(u' ').toUtf8();
}

Call FakeInstanceProvider::startExecution(const MachineId&, const QByteArray&, const IdempotencyKey&,
                                          Reply<Execution> reply)
{
    return refuse<Execution>("exec", std::move(reply));
}

Call FakeInstanceProvider::getExecution(const MachineId&, const ExecutionId&, Reply<Execution> reply)
{
    return refuse<Execution>("read", std::move(reply));
}

Call FakeInstanceProvider::listExecutions(const MachineId&, Reply<QVector<Execution>> reply)
{
    return refuse<QVector<Execution>>("executions", std::move(reply));
}

Call FakeInstanceProvider::cancelExecution(const MachineId&, const ExecutionId&, const IdempotencyKey&,
                                           Reply<Execution> reply)
{
    return refuse<Execution>("cancel", std::move(reply));
}

Call FakeInstanceProvider::getOutput(const MachineId&, const ExecutionId&, Reply<ExecutionOutput> reply)
{
    return refuse<ExecutionOutput>("output", std::move(reply));
}

Call FakeInstanceProvider::readMachines(const QVector<MachineId>& machines,
                                        Reply<QVector<Result<Machine>>> reply)
{
    return ask<QVector<Result<Machine>>>("look", std::move(reply), [&cloud = m_cloud, machines] {
        QVector<Result<Machine>> read;
        for (const MachineId& machine : machines) {
            const QString metro = machine.value.section(u'/', 0, 0);
            read.append(cloud.silentMetros.contains(metro) ? fail(ErrorCode::Unavailable, metro)
                                                           : cloud.get(machine));
        }
        return Result<QVector<Result<Machine>>>(read);
    });
}

Call FakeInstanceProvider::start(const MachineId& machine, Reply<Machine> reply)
{
    return ask<Machine>("start", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.start(machine); });
}

Call FakeInstanceProvider::stop(const MachineId& machine, const StopOptions&, Reply<Machine> reply)
{
    return ask<Machine>("stop", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.stop(machine); });
}

Call FakeInstanceProvider::suspend(const MachineId& machine, const StopOptions&, Reply<Machine> reply)
{
    return ask<Machine>("suspend", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.stop(machine, MachinePhase::Sleeping); });
}

Call FakeInstanceProvider::wait(const MachineId& machine, MachinePhase phase, std::chrono::seconds,
                                Reply<Machine> reply)
{
    return ask<Machine>("wait", std::move(reply), [&cloud = m_cloud, machine, phase]() -> Result<Machine> {
        auto read = cloud.get(machine);
        if (read && read->phase != phase)
            return fail(ErrorCode::TimedOut, machine.value);
        return read;
    });
}

Call FakeInstanceProvider::editSchedules(const MachineId& machine, const ProviderScheduleEdit& edit,
                                         Reply<Machine> reply)
{
    return ask<Machine>("edit", std::move(reply), [&cloud = m_cloud, machine, edit]() -> Result<Machine> {
        if (const auto done = cloud.edit(machine, edit); !done)
            return tl::unexpected(done.error());
        return cloud.get(machine);
    });
}

Call FakeInstanceProvider::editSchedules(const QVector<std::pair<MachineId, ProviderScheduleEdit>>& edits,
                                         Reply<QVector<Result<void>>> reply)
{
    return ask<QVector<Result<void>>>("edit", std::move(reply), [&cloud = m_cloud, edits] {
        QVector<Result<void>> results;
        for (const auto& [machine, edit] : edits)
            results.append(cloud.edit(machine, edit));
        return Result<QVector<Result<void>>>(results);
    });
}

Call FakeInstanceProvider::setTags(const MachineId&, const QStringList&, Reply<Machine> reply)
{
    return refuse<Machine>("tags", std::move(reply));
}

Call FakeInstanceProvider::setDeleteLock(const MachineId& machine, bool locked, Reply<Machine> reply)
{
    return ask<Machine>("lock", std::move(reply), [&cloud = m_cloud, machine, locked] {
        if (auto* instance = cloud.find(machine.value))
            instance->isLocked = locked;
        return cloud.get(machine);
    });
}

Call FakeInstanceProvider::log(const MachineId&, qint64, qint64, Reply<LogChunk> reply)
{
    return refuse<LogChunk>("log", std::move(reply));
}

Call FakeInstanceProvider::metrics(const MachineId&, Reply<MachineMetrics> reply)
{
    return refuse<MachineMetrics>("metrics", std::move(reply));
}

Call FakeInstanceProvider::makeCheckpoint(const MachineId& machine, const QString& name,
                                          Reply<Snapshot> reply)
{
    return ask<Snapshot>("checkpoint", std::move(reply),
                         [&cloud = m_cloud, machine, name] { return cloud.checkpoint(machine, name); });
}

Call FakeInstanceProvider::checkpointHistory(const MachineId& machine, Reply<QVector<Snapshot>> reply)
{
    return ask<QVector<Snapshot>>("history", std::move(reply),
                                  [&cloud = m_cloud, machine]() -> Result<QVector<Snapshot>> {
                                      const auto* instance = cloud.find(machine.value);
                                      if (!instance)
                                          return fail(ErrorCode::NotFound, machine.value);
                                      return instance->checkpoints;
                                  });
}

Call FakeInstanceProvider::listSnapshots(Snapshot::Kind, Reply<QVector<Snapshot>> reply)
{
    return refuse<QVector<Snapshot>>("snapshots", std::move(reply));
}

Call FakeInstanceProvider::removeSnapshot(const Snapshot&, Reply<void> reply)
{
    return refuse<void>("remove-snapshot", std::move(reply));
}

Call FakeInstanceProvider::makeTemplate(const MachineId&, Reply<Snapshot> reply)
{
    return refuse<Snapshot>("template", std::move(reply));
}

Call FakeInstanceProvider::quotas(Reply<QVector<MetroQuota>> reply)
{
    return refuse<QVector<MetroQuota>>("quotas", std::move(reply));
}

QVector<MetroStatus> FakeInstanceProvider::metroStatus() const
{
    return {};
}

Call FakeInstanceProvider::followChanges(std::function<void(const MachineChange&)>, Reply<void> ended)
{
    return refuse<void>("follow", std::move(ended));
}

Call FakeInstanceProvider::raw(const QString&, const QByteArray&, const QString&, const QByteArray&,
                               Reply<QByteArray> reply)
{
    return refuse<QByteArray>("raw", std::move(reply));
}

} // namespace reveille::test
