#include "core/sandbox/ExecutionStore.h"

#include "core/sandbox/Files.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <iterator>
#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

QString ExecutionStore::dirOf(const QString& machine) const
{
    return m_machines.machineDir(machine) + u"/executions"_s;
}

QString ExecutionStore::pathOf(const ExecutionRecord& execution, const QString& suffix) const
{
    return dirOf(execution.machine) + u'/' + execution.id + suffix;
}

void ExecutionStore::load()
{
    m_byMachine.clear();
    for (const MachineRecord* machine : m_machines.all()) {
        const QDir dir(dirOf(machine->id));
        OfMachine& its = m_byMachine[machine->id];
        for (const QString& name : dir.entryList({u"*.json"_s}, QDir::Files)) {
            const auto object = readJson(dir.filePath(name));
            auto execution = object ? executionFromDisk(*object) : std::nullopt;
            if (!execution || execution->machine != machine->id)
                continue;
            auto owned = std::make_unique<ExecutionRecord>(*std::move(execution));
            its.lastSequence = std::max(its.lastSequence, owned->sequence);
            its.bySequence.insert_or_assign(owned->sequence, owned.get());
            const QString id = owned->id;
            its.byId.insert_or_assign(id, std::move(owned));
        }
    }
}

Result<ExecutionRecord*> ExecutionStore::add(ExecutionRecord execution)
{
    OfMachine& its = m_byMachine[execution.machine];
    if (its.byId.empty()) {
        if (const auto made = makePrivateDir(dirOf(execution.machine)); !made)
            return tl::unexpected(made.error());
    }
    execution.sequence = ++its.lastSequence;
    if (const auto saved = save(execution); !saved)
        return tl::unexpected(saved.error());
    auto owned = std::make_unique<ExecutionRecord>(std::move(execution));
    ExecutionRecord* const record = owned.get();
    its.bySequence.emplace(record->sequence, record);
    its.byId.emplace(record->id, std::move(owned));
    return record;
}

ExecutionRecord* ExecutionStore::find(const QString& machine, const QString& id) const
{
    const auto its = m_byMachine.find(machine);
    if (its == m_byMachine.end())
        return nullptr;
    const auto it = its->second.byId.find(id);
    return it == its->second.byId.end() ? nullptr : it->second.get();
}

Result<void> ExecutionStore::save(const ExecutionRecord& execution) const
{
    return writeJson(pathOf(execution, u".json"_s), toDisk(execution));
}

void ExecutionStore::remove(const QString& machine, const QString& id)
{
    const auto its = m_byMachine.find(machine);
    if (its == m_byMachine.end())
        return;
    const auto it = its->second.byId.find(id);
    if (it == its->second.byId.end())
        return;
    for (const QString& suffix : {u".json"_s, u".out"_s, u".err"_s})
        QFile::remove(pathOf(*it->second, suffix));
    its->second.bySequence.erase(it->second->sequence);
    its->second.byId.erase(it);
}

void ExecutionStore::prune(calendar::Instant now)
{
    for (auto& [machine, its] : m_byMachine) {
        qsizetype over = std::ssize(its.byId) - kKept;
        std::vector<QString> old;
        for (auto it = its.bySequence.begin(); it != its.bySequence.end() && over > 0; ++it, --over) {
            const ExecutionRecord& execution = *it->second;
            if (execution.completedAt && now - *execution.completedAt > kKeptFor)
                old.push_back(execution.id);
        }
        for (const QString& id : old)
            remove(machine, id);
    }
}

void ExecutionStore::saveText(const ExecutionRecord& execution, const ExecutionText& text) const
{
    // What cannot be written is as if it had not been printed; the sizes in the record still tell.
    if (!text.out.isEmpty())
        static_cast<void>(writeFile(pathOf(execution, u".out"_s), text.out));
    if (!text.err.isEmpty())
        static_cast<void>(writeFile(pathOf(execution, u".err"_s), text.err));
}

ExecutionText ExecutionStore::text(const ExecutionRecord& execution) const
{
    return {readFile(pathOf(execution, u".out"_s)).value_or(QByteArray()),
            readFile(pathOf(execution, u".err"_s)).value_or(QByteArray())};
}

std::vector<ExecutionRecord*> ExecutionStore::all() const
{
    std::vector<ExecutionRecord*> executions;
    for (const auto& [machine, its] : m_byMachine) {
        for (const auto& [sequence, execution] : its.bySequence)
            executions.push_back(execution);
    }
    return executions;
}

ExecutionStore::Page ExecutionStore::page(const QString& machine, const PageRequest& request) const
{
    Page page;
    const auto its = m_byMachine.find(machine);
    if (its == m_byMachine.end())
        return page;
    const auto& ordered = its->second.bySequence;
    auto it =
        request.after ? std::make_reverse_iterator(ordered.lower_bound(*request.after)) : ordered.rbegin();
    for (; it != ordered.rend() && std::ssize(page.items) < request.limit; ++it)
        page.items.push_back(it->second);
    page.more = it != ordered.rend();
    return page;
}

} // namespace reveille::sandbox
