#include "core/providers/unikraft/ManyMachines.h"

#include <algorithm>

namespace reveille::unikraft {

namespace {

/// What one address has room for.
constexpr qsizetype kMostNamed = 50;

} // namespace

ManyMachines::ManyMachines(const Link& link, const QVector<MachineId>& machines, Reply<Results> reply)
    : m_link(link), m_reply(std::move(reply))
{
    for (const MachineId& machine : machines) {
        const auto name = instanceNameOf(machine);
        const auto uuid = name ? pathPart(name->uuid) : Result<QString>(fail(ErrorCode::NotFound));
        m_results.append(fail(ErrorCode::NotFound, machine.value));
        if (!uuid)
            continue;
        auto group = std::ranges::find(m_groups, name->metro, &Group::metro);
        if (group == m_groups.end())
            group = m_groups.insert(m_groups.end(), {name->metro, {}, {}});
        group->uuids.append(*uuid);
        group->places.append(m_results.size() - 1);
    }
    m_talks = std::vector<Conversation>(m_groups.size());
    m_open = m_groups.size();
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        m_talks[i].step(m_link.metros->find(m_groups[i].metro,
                                            [this, i](const Result<Metro>& metro) { start(i, metro); }));
    if (m_groups.empty())
        m_end.step(deferredReply<Results>(m_results, std::exchange(m_reply, nullptr)));
}

void ManyMachines::start(std::size_t index, const Result<Metro>& metro)
{
    const QStringList& uuids = m_groups[index].uuids;
    if (!metro)
        failed(index, metro.error());
    else if (uuids.size() > kMostNamed)
        m_talks[index].step(std::make_unique<InstanceList>(
            m_link, *metro,
            [this, index](const Result<QVector<Machine>>& machines) { takeList(index, machines); }));
    else
        m_talks[index].step(std::make_unique<ManyInstances>(
            m_link, *metro, uuids, [this, index, metro = *metro](const Result<InstanceItems>& items) {
                takeItems(index, metro, items);
            }));
}

void ManyMachines::takeItems(std::size_t index, const Metro& metro, const Result<InstanceItems>& items)
{
    if (!items) {
        failed(index, items.error());
        return;
    }
    const Group& group = m_groups[index];
    SharedTexts texts;
    for (qsizetype i = 0; i < group.places.size(); ++i) {
        const auto item = items->constFind(group.uuids[i]);
        if (item != items->cend())
            m_results[group.places[i]] = item->and_then([&](const QJsonObject& object) {
                return machineOf(object, m_link.account, metro.code, texts);
            });
    }
    groupDone();
}

void ManyMachines::takeList(std::size_t index, const Result<QVector<Machine>>& machines)
{
    if (!machines) {
        failed(index, machines.error());
        return;
    }
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < m_groups[index].uuids.size(); ++i)
        places.insert(m_groups[index].uuids[i], m_groups[index].places[i]);
    for (const Machine& machine : *machines) {
        const auto name = instanceNameOf(machine.key.machine);
        if (const auto place = name ? places.constFind(name->uuid) : places.cend(); place != places.cend())
            m_results[*place] = machine;
    }
    groupDone();
}

void ManyMachines::failed(std::size_t index, const Error& error)
{
    for (const qsizetype place : m_groups[index].places)
        m_results[place] = tl::unexpected(error);
    groupDone();
}

void ManyMachines::groupDone()
{
    if (--m_open > 0)
        return;
    const Reply<Results> reply = std::exchange(m_reply, nullptr);
    reply(std::move(m_results));
}

} // namespace reveille::unikraft
