#include "core/engine/Engine.h"

#include "core/providers/MachineServices.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

// What clouds of sleeping machines offer beside running commands.

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

QString newKey()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QString ratesKey(const AccountId& account)
{
    return u"rates."_s + account.value;
}

} // namespace

MachineServices* Engine::servicesOf(const AccountId& account)
{
    return dynamic_cast<MachineServices*>(m_watch.provider(account));
}

template <typename T, typename Ask>
void Engine::askServices(const AccountId& account, const Reply<T>& reply, Ask ask)
{
    MachineServices* const services = servicesOf(account);
    if (!services) {
        reply(fail(ErrorCode::InvalidArgument, account.value,
                   QStringLiteral("The cloud of this account does not offer this.")));
        return;
    }
    const quint64 token = ++m_lastCall;
    m_calls[token] = ask(*services, Reply<T>([this, reply, token](const Result<T>& answer) {
        const Call finished = release(token);
        reply(answer);
    }));
}

void Engine::updateMachine(const MachineKey& machine, const MachineResize& change,
                           const Reply<Machine>& reply)
{
    askServices<Machine>(
        machine.account,
        [this, machine, reply](const Result<Machine>& answer) { machineAnswered(machine, answer, reply); },
        [&](MachineServices& services, Reply<Machine> back) {
            return services.updateMachine(machine.machine, change, newKey(), std::move(back));
        });
}

void Engine::fetchUsage(const AccountId& account, const UsageQuery& query,
                        const Reply<QVector<MachineUsage>>& reply)
{
    askServices<QVector<MachineUsage>>(account, reply,
                                       [&](MachineServices& services, Reply<QVector<MachineUsage>> back) {
                                           return services.fetchUsage(query, std::move(back));
                                       });
}

void Engine::fetchRates(const AccountId& account, const Reply<UsageRates>& reply)
{
    const auto text = m_store->setting(ratesKey(account));
    if (!text) {
        reply(tl::unexpected(text.error()));
        return;
    }
    const QJsonObject json = QJsonDocument::fromJson(text->toUtf8()).object();
    reply(UsageRates{json[u"vcpu"].toDouble(), json[u"memory"].toDouble(), json[u"storage"].toDouble(),
                     json[u"currency"].toString()});
}

void Engine::saveRates(const AccountId& account, const UsageRates& rates, const Reply<void>& reply)
{
    const bool isKnown =
        std::ranges::any_of(m_accounts, [&](const Account& known) { return known.id == account; });
    const auto isRate = [](double rate) { return std::isfinite(rate) && rate >= 0; };
    if (!isKnown) {
        reply(fail(ErrorCode::NotFound, account.value));
        return;
    }
    if (!isRate(rates.perVcpuHour) || !isRate(rates.perMemoryGibHour) || !isRate(rates.perStorageGibHour)) {
        reply(fail(ErrorCode::InvalidArgument, u"rates"_s, u"A rate is zero or more."_s));
        return;
    }
    const QJsonObject json{{u"vcpu"_s, rates.perVcpuHour},
                           {u"memory"_s, rates.perMemoryGibHour},
                           {u"storage"_s, rates.perStorageGibHour},
                           {u"currency"_s, rates.currency.trimmed()}};
    reply(m_store->setSetting(ratesKey(account),
                              QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact))));
}

void Engine::fetchExecutions(const MachineKey& machine, const Reply<QVector<Execution>>& reply)
{
    Provider* const provider = m_watch.provider(machine.account);
    if (!provider) {
        reply(fail(ErrorCode::NotFound, machine.machine.value));
        return;
    }
    const quint64 token = ++m_lastCall;
    m_calls[token] = provider->listExecutions(machine.machine,
                                              [this, reply, token](const Result<QVector<Execution>>& answer) {
                                                  const Call finished = release(token);
                                                  reply(answer);
                                              });
}

void Engine::fetchArtifacts(const MachineKey& machine, const Reply<QVector<Artifact>>& reply)
{
    askServices<QVector<Artifact>>(machine.account, reply,
                                   [&](MachineServices& services, Reply<QVector<Artifact>> back) {
                                       return services.listArtifacts(machine.machine, std::move(back));
                                   });
}

void Engine::fetchPorts(const MachineKey& machine, const Reply<QVector<MachinePort>>& reply)
{
    askServices<QVector<MachinePort>>(machine.account, reply,
                                      [&](MachineServices& services, Reply<QVector<MachinePort>> back) {
                                          return services.listPorts(machine.machine, std::move(back));
                                      });
}

void Engine::openPort(const MachineKey& machine, int port, const Reply<MachinePort>& reply)
{
    askServices<MachinePort>(machine.account, reply, [&](MachineServices& services, Reply<MachinePort> back) {
        return services.openPort(machine.machine, port, newKey(), std::move(back));
    });
}

void Engine::closePort(const MachineKey& machine, const QString& port, const Reply<void>& reply)
{
    askServices<void>(machine.account, reply, [&](MachineServices& services, Reply<void> back) {
        return services.closePort(machine.machine, port, newKey(), std::move(back));
    });
}

void Engine::openSsh(const MachineKey& machine, const QString& publicKey, const Reply<SshAccess>& reply)
{
    askServices<SshAccess>(machine.account, reply, [&](MachineServices& services, Reply<SshAccess> back) {
        return services.openSsh(machine.machine, publicKey, newKey(), std::move(back));
    });
}

} // namespace reveille
