#include "tests/contract/providers/DedalusCloud.h"

namespace reveille::test {

using namespace std::chrono;
using namespace Qt::StringLiterals;

SandboxOptions DedalusCloud::defaults()
{
    SandboxOptions options;
    options.speed = 200;
    return options;
}

RetryLimits DedalusCloud::quickRetries()
{
    RetryLimits retry;
    retry.base = milliseconds(5);
    return retry;
}

DedalusCloud::DedalusCloud(SandboxOptions options, RetryLimits retry, const Clock* clock)
    : m_fixture(std::move(options), clock),
      m_http(*m_network, m_redactor, {{}, retry, {}}),
      m_provider(providerWith(m_fixture.key(), m_fixture.endpoint()))
{}

std::unique_ptr<Provider> DedalusCloud::providerWith(const QString& key, const QUrl& endpoint)
{
    return std::make_unique<DedalusProvider>(m_http, m_redactor, AccountId{u"account"_s}, endpoint,
                                             fixedApiKey(key));
}

MachineId DedalusCloud::runningMachine()
{
    MachineSpec spec;
    spec.autosleep = u"never"_s;
    const auto made =
        replyOf<Machine>([&](auto reply) { return m_provider->createMachine(spec, {}, reply); });
    if (!made || !reaches(made->key.machine, MachinePhase::Running))
        return {};
    return made->key.machine;
}

MachineId DedalusCloud::sleepingMachine()
{
    const MachineId id = runningMachine();
    if (!putToSleep(id) || !reaches(id, MachinePhase::Sleeping))
        return {};
    return id;
}

Result<Machine> DedalusCloud::machine(const MachineId& id)
{
    return replyOf<Machine>([&](auto reply) { return m_provider->getMachine(id, reply); });
}

MachinePhase DedalusCloud::phaseOf(const MachineId& id)
{
    const auto read = machine(id);
    return read ? read->phase : MachinePhase::Unknown;
}

bool DedalusCloud::reaches(const MachineId& id, MachinePhase phase)
{
    return comesTrue([&] { return phaseOf(id) == phase; });
}

Result<Machine> DedalusCloud::wake(const MachineId& id, const QString& key)
{
    return replyOf<Machine>([&](auto reply) { return m_provider->wake(id, key, reply); });
}

Result<Machine> DedalusCloud::putToSleep(const MachineId& id, const QString& key)
{
    return replyOf<Machine>([&](auto reply) { return m_provider->sleep(id, key, reply); });
}

Result<Execution> DedalusCloud::start(const MachineId& id, const ExecutionSpec& spec, const QString& key)
{
    return replyOf<Execution>([&](auto reply) {
        return m_provider->startExecution(id, m_provider->executionBody(spec), key, reply);
    });
}

Result<Execution> DedalusCloud::ended(const MachineId& id, const ExecutionId& execution)
{
    Result<Execution> last = fail(ErrorCode::Internal);
    static_cast<void>(comesTrue([&] {
        last = replyOf<Execution>([&](auto reply) { return m_provider->getExecution(id, execution, reply); });
        return !last || isTerminal(last->status);
    }));
    return last;
}

Result<Execution> DedalusCloud::run(const MachineId& id, const QString& script, milliseconds timeout)
{
    const auto started = start(id, shellSpec(script, timeout));
    return started ? ended(id, started->id) : started;
}

Result<ExecutionOutput> DedalusCloud::output(const MachineId& id, const ExecutionId& execution)
{
    return replyOf<ExecutionOutput>([&](auto reply) { return m_provider->getOutput(id, execution, reply); });
}

Result<QVector<Execution>> DedalusCloud::executions(const MachineId& id)
{
    return replyOf<QVector<Execution>>([&](auto reply) { return m_provider->listExecutions(id, reply); });
}

ExecutionSpec shellSpec(const QString& script, milliseconds timeout)
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/sh"_s, u"-c"_s, script};
    spec.timeout = timeout;
    return spec;
}

} // namespace reveille::test
