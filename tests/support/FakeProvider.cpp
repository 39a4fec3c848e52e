#include "tests/support/FakeProvider.h"

#include <memory>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace reveille::test {

namespace {

class FakeCall final : public CallHandle
{
public:
    explicit FakeCall(std::shared_ptr<bool> alive) : m_alive(std::move(alive)) {}
    ~FakeCall() override { *m_alive = false; }

private:
    std::shared_ptr<bool> m_alive;
};

} // namespace

template <typename T>
Call FakeProvider::ask(const char* call, Reply<T> reply, std::function<Result<T>()> work)
{
    const FakeFault fate = fault(call);
    auto alive = std::make_shared<bool>(true);
    const auto answer = [&network = m_network, alive, reply = std::move(reply)](auto wait, Result<T> result) {
        network.after(wait, [alive, reply, result = std::move(result)] {
            if (*alive)
                reply(result);
        });
    };
    // What has been sent arrives, also when the program that sent it ends before.
    m_network.after(latency, [fate, answer, work = std::move(work), back = latency] {
        switch (fate.kind) {
        case FakeFault::Kind::RequestLost:
            answer(10s, fail(ErrorCode::TimedOut));
            return;
        case FakeFault::Kind::AnswerLost:
            static_cast<void>(work());
            answer(10s, fail(ErrorCode::ConnectionLost));
            return;
        case FakeFault::Kind::Refused:
            answer(back, fail(fate.code));
            return;
        case FakeFault::Kind::None:
            answer(back, work());
            return;
        }
    });
    return std::make_unique<FakeCall>(alive);
}

Call FakeProvider::testConnection(Reply<void> reply)
{
    return ask<void>("test", std::move(reply), [] { return Result<void>(); });
}

Call FakeProvider::listMachines(Reply<QVector<Machine>> reply)
{
    return ask<QVector<Machine>>("machines", std::move(reply), [] { return QVector<Machine>(); });
}

Call FakeProvider::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return ask<Machine>("get", std::move(reply), [&cloud = m_cloud, machine] { return cloud.get(machine); });
}

Call FakeProvider::createMachine(const MachineSpec&, const IdempotencyKey&, Reply<Machine> reply)
{
    return ask<Machine>("create", std::move(reply),
                        [] { return Result<Machine>(fail(ErrorCode::Forbidden)); });
}

Call FakeProvider::deleteMachine(const MachineId&, const IdempotencyKey&, Reply<void> reply)
{
    return ask<void>("delete", std::move(reply), [] { return Result<void>(fail(ErrorCode::Forbidden)); });
}

Call FakeProvider::wake(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return ask<Machine>("wake", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.wake(machine); });
}

Call FakeProvider::sleep(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return ask<Machine>("sleep", std::move(reply),
                        [&cloud = m_cloud, machine] { return cloud.sleep(machine); });
}

QByteArray FakeProvider::executionBody(const ExecutionSpec& spec) const
{
    QJsonObject env;
    for (auto it = spec.env.cbegin(); it != spec.env.cend(); ++it)
        env.insert(it.key(), it.value());
    return QJsonDocument(QJsonObject{{u"command"_s, QJsonArray::fromStringList(spec.argv)},
                                     {u"env"_s, env},
                                     {u"timeout_ms"_s, qint64(spec.timeout.count())}})
        .toJson(QJsonDocument::Compact);
}

Call FakeProvider::startExecution(const MachineId& machine, const QByteArray& body, const IdempotencyKey& key,
                                  Reply<Execution> reply)
{
    return ask<Execution>("start", std::move(reply),
                          [&cloud = m_cloud, machine, body, key] { return cloud.start(machine, body, key); });
}

Call FakeProvider::getExecution(const MachineId&, const ExecutionId& execution, Reply<Execution> reply)
{
    return ask<Execution>("read", std::move(reply),
                          [&cloud = m_cloud, execution] { return cloud.read(execution); });
}

Call FakeProvider::listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply)
{
    return ask<QVector<Execution>>("list", std::move(reply),
                                   [&cloud = m_cloud, machine] { return cloud.list(machine); });
}

Call FakeProvider::cancelExecution(const MachineId&, const ExecutionId& execution, const IdempotencyKey&,
                                   Reply<Execution> reply)
{
    return ask<Execution>("cancel", std::move(reply),
                          [&cloud = m_cloud, execution] { return cloud.cancel(execution); });
}

Call FakeProvider::getOutput(const MachineId&, const ExecutionId& execution, Reply<ExecutionOutput> reply)
{
    return ask<ExecutionOutput>("output", std::move(reply),
                                [&cloud = m_cloud, execution] { return cloud.output(execution); });
}

} // namespace reveille::test
