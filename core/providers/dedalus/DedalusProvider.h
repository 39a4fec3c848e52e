#pragma once

#include "core/http/HttpClient.h"
#include "core/providers/MachineServices.h"
#include "core/providers/Provider.h"
#include "core/providers/SecretPort.h"
#include "core/providers/dedalus/DedalusChannel.h"
#include "core/providers/dedalus/ExecutionEvents.h"

#include <memory>

#include <QUrl>

namespace reveille {

class Redactor;

/// The Dedalus Machines API (https://dcs.dedaluslabs.ai, paths below /v1), all of its public generations:
/// with and without If-Match, with `status` objects or a phase at the top. Also what the built-in sandbox
/// speaks.
///
/// The client and the redactor must outlive the provider and its calls; calls may outlive the provider. The
/// API key is read when the first call needs it; names of secrets in a request become values when it is sent.
class DedalusProvider final : public Provider, public MachineServices
{
public:
    /// An empty endpoint is the public service.
    DedalusProvider(HttpClient& http, Redactor& redactor, AccountId account, const QUrl& endpoint,
                    ApiKeyReader readKey, SecretPort secrets = {});

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
    /// What happened to an execution so far, oldest first, up to 1000 events.
    [[nodiscard]] Call listEvents(const MachineId& machine, const ExecutionId& execution,
                                  Reply<QVector<ExecutionEvent>> reply);

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
    AccountId m_account;
    std::shared_ptr<DedalusChannel> m_channel;
    SecretPort m_secrets;
};

} // namespace reveille
