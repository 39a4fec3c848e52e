#pragma once

#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "core/providers/dedalus/DedalusProvider.h"
#include "tests/contract/providers/ReplyOf.h"
#include "tests/support/SandboxFixture.h"

#include <memory>

#include <QNetworkAccessManager>
#include <QTest>

namespace reveille::test {

/// The real provider in front of the real sandbox, over a real connection.
class DedalusCloud
{
public:
    explicit DedalusCloud(SandboxOptions options = defaults(), RetryLimits retry = quickRetries(),
                          const Clock* clock = nullptr);

    /// No machines, 200 times as fast as the platform.
    [[nodiscard]] static SandboxOptions defaults();
    [[nodiscard]] static RetryLimits quickRetries();

    [[nodiscard]] SandboxFixture& fixture() { return m_fixture; }
    [[nodiscard]] Provider& provider() { return *m_provider; }
    /// Another provider for the same cloud.
    [[nodiscard]] std::unique_ptr<Provider> providerWith(const QString& key, const QUrl& endpoint);

    /// A machine that never sleeps by itself, awake.
    [[nodiscard]] MachineId runningMachine();
    [[nodiscard]] MachineId sleepingMachine();
    [[nodiscard]] Result<Machine> machine(const MachineId& id);
    [[nodiscard]] MachinePhase phaseOf(const MachineId& id);
    /// Waits until it is in that phase; false after 20 s.
    [[nodiscard]] bool reaches(const MachineId& id, MachinePhase phase);

    [[nodiscard]] Result<Machine> wake(const MachineId& id, const QString& key = {});
    [[nodiscard]] Result<Machine> putToSleep(const MachineId& id, const QString& key = {});
    [[nodiscard]] Result<Execution> start(const MachineId& id, const ExecutionSpec& spec,
                                          const QString& key = {});
    /// Reads it until it has ended.
    [[nodiscard]] Result<Execution> ended(const MachineId& id, const ExecutionId& execution);
    /// start() and ended().
    [[nodiscard]] Result<Execution> run(const MachineId& id, const QString& script,
                                        std::chrono::milliseconds timeout = std::chrono::minutes(1));
    [[nodiscard]] Result<ExecutionOutput> output(const MachineId& id, const ExecutionId& execution);
    [[nodiscard]] Result<QVector<Execution>> executions(const MachineId& id);

private:
    SandboxFixture m_fixture;
    std::unique_ptr<QNetworkAccessManager> m_network = makeNetwork();
    Redactor m_redactor;
    HttpClient m_http;
    std::unique_ptr<Provider> m_provider;
};

[[nodiscard]] ExecutionSpec shellSpec(const QString& script,
                                      std::chrono::milliseconds timeout = std::chrono::minutes(1));

} // namespace reveille::test
