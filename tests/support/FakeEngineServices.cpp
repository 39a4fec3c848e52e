#include "tests/support/FakeEngineClient.h"

#include <algorithm>
#include <utility>

namespace reveille::test {

using namespace Qt::StringLiterals;

void FakeEngineClient::provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply)
{
    calls += u"provisionMachine "_s + order.name;
    lastOrder = order;
    if (!order.setup.isEmpty() && !m_refusal) {
        m_provision = std::move(reply);
        return;
    }
    answer<ProvisionNews>(reply, [this, order]() -> Result<ProvisionNews> {
        ProvisionNews news;
        news.key = order.key;
        news.name = order.name;
        news.stage = ProvisionStage::Over;
        Machine machine;
        machine.key = {order.account, MachineId{u"dm-%1"_s.arg(++m_last)}};
        machine.name = order.name;
        machine.phase = MachinePhase::Creating;
        machine.vcpu = order.spec.vcpu;
        machine.memoryMib = order.spec.memoryMib;
        news.machine = machine;
        Changes changes;
        changes.machines = {machine};
        push(changes);
        return news;
    });
}

void FakeEngineClient::cancelProvision(const QString& key, Reply<void> reply)
{
    calls += u"cancelProvision "_s + (key == lastOrder.key ? lastOrder.name : key);
    answer<void>(reply, [] { return Result<void>(); });
}

void FakeEngineClient::tellProvision(ProvisionNews news)
{
    news.key = lastOrder.key;
    news.account = lastOrder.account;
    news.name = lastOrder.name;
    if (news.machine) {
        Changes changes;
        changes.machines = {*news.machine};
        push(changes);
    }
    Q_EMIT provisioned(news);
}

void FakeEngineClient::endProvision(ProvisionNews news)
{
    news.stage = ProvisionStage::Over;
    tellProvision(news);
    news.key = lastOrder.key;
    news.name = lastOrder.name;
    if (const auto reply = std::exchange(m_provision, nullptr))
        reply(news);
}

void FakeEngineClient::updateMachine(const MachineKey& machine, const MachineResize& change,
                                     Reply<Machine> reply)
{
    calls += u"updateMachine "_s + machine.machine.value;
    lastChange = change;
    answer<Machine>(reply, [this, machine, change] {
        return changeMachine(machine, [&](Machine& known) {
            known.vcpu = change.vcpu.value_or(known.vcpu);
            known.memoryMib = change.memoryMib.value_or(known.memoryMib);
            known.storageGib = change.storageGib.value_or(known.storageGib);
        });
    });
}

void FakeEngineClient::fetchUsage(const AccountId&, const UsageQuery& query,
                                  Reply<QVector<MachineUsage>> reply)
{
    lastUsageQuery = query;
    answer<QVector<MachineUsage>>(reply, [this, query]() -> Result<QVector<MachineUsage>> {
        QVector<MachineUsage> found;
        for (const MachineUsage& one : std::as_const(usage)) {
            if (one.day >= query.from && one.day < query.to &&
                (query.machine.isEmpty() || one.machine == query.machine))
                found.append(one);
        }
        return found;
    });
}

void FakeEngineClient::fetchRates(const AccountId& account, Reply<UsageRates> reply)
{
    answer<UsageRates>(reply, [this, account]() -> Result<UsageRates> { return rates.value(account); });
}

void FakeEngineClient::saveRates(const AccountId& account, const UsageRates& kept, Reply<void> reply)
{
    calls += u"saveRates"_s;
    answer<void>(reply, [this, account, kept]() -> Result<void> {
        rates.insert(account, kept);
        return {};
    });
}

void FakeEngineClient::fetchExecutions(const MachineKey&, Reply<QVector<Execution>> reply)
{
    answer<QVector<Execution>>(reply, [this]() -> Result<QVector<Execution>> { return executions; });
}

void FakeEngineClient::fetchArtifacts(const MachineKey&, Reply<QVector<Artifact>> reply)
{
    answer<QVector<Artifact>>(reply, [this]() -> Result<QVector<Artifact>> { return artifacts; });
}

void FakeEngineClient::fetchPorts(const MachineKey&, Reply<QVector<MachinePort>> reply)
{
    answer<QVector<MachinePort>>(reply, [this]() -> Result<QVector<MachinePort>> { return ports; });
}

void FakeEngineClient::openPort(const MachineKey&, int port, Reply<MachinePort> reply)
{
    calls += u"openPort %1"_s.arg(port);
    answer<MachinePort>(reply, [this, port]() -> Result<MachinePort> {
        MachinePort opened;
        opened.id = u"port-%1"_s.arg(++m_last);
        opened.port = port;
        opened.protocol = u"http"_s;
        opened.status = u"ready"_s;
        opened.url = QUrl(u"https://%1.example.org/"_s.arg(port));
        ports.append(opened);
        return opened;
    });
}

void FakeEngineClient::closePort(const MachineKey&, const QString& port, Reply<void> reply)
{
    calls += u"closePort "_s + port;
    answer<void>(reply, [this, port]() -> Result<void> {
        ports.removeIf([&](const MachinePort& known) { return known.id == port; });
        return {};
    });
}

void FakeEngineClient::openSsh(const MachineKey&, const QString& publicKey, Reply<SshAccess> reply)
{
    calls += u"openSsh "_s + publicKey.section(u' ', 0, 0);
    answer<SshAccess>(reply, [this]() -> Result<SshAccess> { return access; });
}

void FakeEngineClient::fetchSecrets(Reply<QVector<SecretEntry>> reply)
{
    answer<QVector<SecretEntry>>(reply, [this]() -> Result<QVector<SecretEntry>> { return secrets; });
}

void FakeEngineClient::saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply)
{
    calls += u"saveSecret "_s + entry.name;
    answer<void>(reply, [this, entry, value]() -> Result<void> {
        if (noKeychain && entry.kept == KeySource::Keychain)
            return fail(ErrorCode::SecretStoreUnavailable, entry.name);
        lastSecret = value;
        secrets.removeIf([&](const SecretEntry& known) { return known.name == entry.name; });
        secrets.append(entry);
        return {};
    });
}

void FakeEngineClient::forgetSecret(const QString& name, Reply<void> reply)
{
    calls += u"forgetSecret "_s + name;
    answer<void>(reply, [this, name]() -> Result<void> {
        secrets.removeIf([&](const SecretEntry& known) { return known.name == name; });
        return {};
    });
}

} // namespace reveille::test
