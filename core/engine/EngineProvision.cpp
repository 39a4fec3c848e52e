#include "core/engine/Engine.h"
#include "core/engine/ProvisionDesk.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

// Making machines ready.

namespace reveille {

ProvisionDesk& Engine::provisions()
{
    if (m_provisions)
        return *m_provisions;
    ProvisionDesk::Ports ports;
    ports.clock = m_ports.clock;
    ports.provider = [this](const AccountId& account) { return m_watch.provider(account); };
    ports.name = [this](const MachineKey& machine, const QString& name) {
        // The machine exists whatever becomes of its name.
        if (m_store->setMachineName(machine, name)) {
            m_names.insert(machine, name);
            m_watch.setNames(m_names);
        }
    };
    ports.seen = [this](const Machine& machine) { m_watch.see(machine); };
    ports.gone = [this](const MachineKey& machine) {
        m_watch.forget(machine);
        m_names.remove(machine);
        (void)m_store->setMachineName(machine, {});
    };
    ports.hold = [this](const MachineLease& lease) { changeLease(lease, std::nullopt); };
    ports.letGo = [this](const MachineKey& machine) { changeLease(std::nullopt, machine); };
    ports.record = [this](const Run& run, const RunOutput& output) {
        JournalBatch batch;
        batch.runs.append(run);
        // A history that cannot be written takes nothing from the machine.
        if (!m_store->commit(batch))
            return false;
        (void)m_store->saveOutput(run.id, output);
        Changes changes;
        changes.runs.append(run);
        Q_EMIT changed(changes);
        return true;
    };
    ports.makeMask = m_ports.makeStreamMask;
    m_provisions = std::make_unique<ProvisionDesk>(std::move(ports));
    connect(m_provisions.get(), &ProvisionDesk::moved, this, &Engine::provisioned);
    return *m_provisions;
}

void Engine::changeLease(const std::optional<MachineLease>& held, const std::optional<MachineKey>& dropped)
{
    JournalBatch batch;
    Changes changes;
    if (held) {
        batch.leases.append(*held);
        changes.leases.append(*held);
    }
    if (dropped) {
        batch.leasesDropped.append(*dropped);
        changes.leasesRemoved.append(*dropped);
    }
    if (!m_store->commit(batch))
        return;
    Q_EMIT changed(changes);
    if (m_runner)
        m_runner->takeOwedSleeps();
}

bool Engine::isNameTaken(const MachineKey& machine, const QString& name) const
{
    for (auto it = m_names.cbegin(); it != m_names.cend(); ++it) {
        if (it.key() != machine && !name.isEmpty() && it.key().account == machine.account &&
            it->compare(name, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

void Engine::provisionMachine(const ProvisionOrder& order, const Reply<ProvisionNews>& reply)
{
    ProvisionOrder wanted = order;
    wanted.name = wanted.name.trimmed();
    if (isNameTaken(MachineKey{wanted.account, {}}, wanted.name)) {
        reply(fail(ErrorCode::AlreadyExists, wanted.name));
        return;
    }
    provisions().begin(wanted, [this, reply](const Result<ProvisionNews>& answer) {
        answerAfterPoke<ProvisionNews>(reply, answer);
    });
}

void Engine::cancelProvision(const QString& key, const Reply<void>& reply)
{
    reply(provisions().cancel(key));
}

} // namespace reveille
