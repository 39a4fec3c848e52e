#pragma once

#include "core/providers/Provider.h"
#include "tests/support/FakeCloud.h"
#include "tests/support/FakeNetwork.h"

#include <functional>

namespace reveille::test {

/// What happens to one request on its way.
struct FakeFault
{
    enum class Kind
    {
        None,
        RequestLost, ///< it never arrives
        AnswerLost,  ///< it arrives and is carried out, and nobody hears of it
        Refused,     ///< answered with `code`, not carried out
    };
    Kind kind = Kind::None;
    ErrorCode code = ErrorCode::Unavailable;
};

/// The way of one program to a FakeCloud, over a FakeNetwork. Ends with the program; the cloud goes on.
class FakeProvider final : public Provider
{
public:
    FakeProvider(FakeCloud& cloud, FakeNetwork& network) : m_cloud(cloud), m_network(network) {}

    Call testConnection(Reply<void> reply) override;
    Call listMachines(Reply<QVector<Machine>> reply) override;
    Call getMachine(const MachineId& machine, Reply<Machine> reply) override;
    Call createMachine(const MachineSpec& spec, const IdempotencyKey& key, Reply<Machine> reply) override;
    Call deleteMachine(const MachineId& machine, const IdempotencyKey& key, Reply<void> reply) override;
    Call wake(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply) override;
    Call sleep(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply) override;
    [[nodiscard]] QByteArray executionBody(const ExecutionSpec& spec) const override;
    Call startExecution(const MachineId& machine, const QByteArray& body, const IdempotencyKey& key,
                        Reply<Execution> reply) override;
    Call getExecution(const MachineId& machine, const ExecutionId& execution,
                      Reply<Execution> reply) override;
    Call listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply) override;
    Call cancelExecution(const MachineId& machine, const ExecutionId& execution, const IdempotencyKey& key,
                         Reply<Execution> reply) override;
    Call getOutput(const MachineId& machine, const ExecutionId& execution,
                   Reply<ExecutionOutput> reply) override;

    std::chrono::milliseconds latency{20};
    /// Asked once for each request, by the call's name: "wake", "sleep", "start", "get", "list", "read",
    /// "cancel", "output".
    std::function<FakeFault(const char* call)> fault = [](const char*) { return FakeFault{}; };

private:
    template <typename T> Call ask(const char* call, Reply<T> reply, std::function<Result<T>()> work);

    FakeCloud& m_cloud;
    FakeNetwork& m_network;
};

} // namespace reveille::test
