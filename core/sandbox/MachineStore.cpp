#include "core/sandbox/MachineStore.h"

#include "core/sandbox/Files.h"

#include <QDir>

#include <algorithm>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

Result<void> MachineStore::load()
{
    if (const auto made = makePrivateDir(m_dir); !made)
        return made;
    m_byId.clear();
    m_bySequence.clear();
    const QStringList names = QDir(m_dir).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& name : names) {
        const auto object = readJson(machineDir(name) + u"/machine.json"_s);
        // A directory without a readable record is left alone: it may hold a person's files.
        const auto machine = object ? machineFromDisk(*object) : std::nullopt;
        if (!machine || machine->id != name)
            continue;
        auto owned = std::make_unique<MachineRecord>(*machine);
        m_lastSequence = std::max(m_lastSequence, owned->sequence);
        m_bySequence.insert_or_assign(owned->sequence, owned.get());
        m_byId.insert_or_assign(name, std::move(owned));
    }
    return {};
}

Result<MachineRecord*> MachineStore::add(MachineRecord machine)
{
    machine.sequence = ++m_lastSequence;
    for (const QString& dir : {machineDir(machine.id), homeDir(machine.id)}) {
        if (const auto made = makePrivateDir(dir); !made)
            return tl::unexpected(made.error());
    }
    if (const auto saved = save(machine); !saved)
        return tl::unexpected(saved.error());
    auto owned = std::make_unique<MachineRecord>(std::move(machine));
    MachineRecord* const record = owned.get();
    m_bySequence.emplace(record->sequence, record);
    m_byId.emplace(record->id, std::move(owned));
    return record;
}

MachineRecord* MachineStore::find(const QString& id) const
{
    const auto it = m_byId.find(id);
    return it == m_byId.end() ? nullptr : it->second.get();
}

Result<void> MachineStore::save(const MachineRecord& machine)
{
    return writeJson(machineDir(machine.id) + u"/machine.json"_s, toDisk(machine));
}

void MachineStore::remove(const QString& id)
{
    const auto it = m_byId.find(id);
    if (it == m_byId.end())
        return;
    QDir(machineDir(id)).removeRecursively();
    m_bySequence.erase(it->second->sequence);
    m_byId.erase(it);
}

std::vector<MachineRecord*> MachineStore::all() const
{
    std::vector<MachineRecord*> machines;
    machines.reserve(m_bySequence.size());
    for (const auto& [sequence, machine] : m_bySequence)
        machines.push_back(machine);
    return machines;
}

MachineStore::Page MachineStore::page(const PageRequest& request) const
{
    Page page;
    auto it = request.after ? std::make_reverse_iterator(m_bySequence.lower_bound(*request.after))
                            : m_bySequence.rbegin();
    for (; it != m_bySequence.rend() && std::ssize(page.items) < request.limit; ++it)
        page.items.push_back(it->second);
    page.more = it != m_bySequence.rend();
    return page;
}

} // namespace reveille::sandbox
