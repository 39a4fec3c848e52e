#include "core/providers/unikraft/BulkEditing.h"

#include <algorithm>

namespace reveille::unikraft {

BulkEditing::BulkEditing(const Link& link, const Edits& edits, Reply<Results> reply)
    : m_link(link), m_reply(std::move(reply))
{
    for (const auto& [machine, edit] : edits) {
        const auto name = instanceNameOf(machine);
        const auto uuid = name ? pathPart(name->uuid) : Result<QString>(fail(ErrorCode::NotFound));
        m_results.append(fail(ErrorCode::NotFound, machine.value));
        if (!uuid)
            continue;
        auto group = std::ranges::find(m_groups, name->metro, &Group::metro);
        if (group == m_groups.end())
            group = m_groups.insert(m_groups.end(), {name->metro, {}, {}});
        group->edits.append({*uuid, edit});
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

void BulkEditing::start(std::size_t index, const Result<Metro>& metro)
{
    if (!metro) {
        take(index, tl::unexpected(metro.error()));
        return;
    }
    m_talks[index].step(std::make_unique<ScheduleEditing>(
        m_link, *metro, m_groups[index].edits,
        [this, index](const Result<ScheduleEditing::Results>& results) { take(index, results); }));
}

void BulkEditing::take(std::size_t index, const Result<ScheduleEditing::Results>& results)
{
    const Group& group = m_groups[index];
    for (qsizetype i = 0; i < group.places.size(); ++i) {
        const auto one = results.and_then([&](const ScheduleEditing::Results& all) { return all[i]; });
        m_results[group.places[i]] = one.map([](const Machine&) {});
    }
    groupDone();
}

void BulkEditing::groupDone()
{
    if (--m_open > 0)
        return;
    const Reply<Results> reply = std::exchange(m_reply, nullptr);
    reply(std::move(m_results));
}

} // namespace reveille::unikraft
