#include "core/providers/unikraft/ScheduleEditing.h"

#include "core/http/Redactor.h"
#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/ScheduleRules.h"
#include "core/providers/unikraft/UnikraftErrors.h"

#include <algorithm>
#include <utility>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

/// `add` and `del` leave others' schedules alone even when somebody edits at the same moment.
PatchItem patchFor(const QString& uuid, const ProviderScheduleEdit& edit,
                   const QVector<ProviderSchedule>& wanted, const QVector<ProviderSchedule>& current)
{
    using Operation = ProviderScheduleEdit::Operation;
    if (edit.operation == Operation::Add)
        return {uuid, u"schedules"_s, u"add"_s, schedulesToSend(edit.schedules), {}};
    if (edit.operation == Operation::Set)
        return {uuid, u"schedules"_s, u"set"_s, schedulesToSend(wanted), {}};
    QJsonArray names;
    for (const ProviderSchedule& schedule : current) {
        if (edit.names.contains(schedule.name))
            names.append(schedule.name);
    }
    return {uuid, u"schedules"_s, u"del"_s, names, {}};
}

/// Add and Remove answer for their own schedules only: others may be edited at the same moment.
bool isAsAsked(const ProviderScheduleEdit& edit, const QVector<ProviderSchedule>& wanted,
               const QVector<ProviderSchedule>& kept)
{
    using Operation = ProviderScheduleEdit::Operation;
    const auto isKept = [&kept](const QString& name) {
        return std::ranges::find(kept, name, &ProviderSchedule::name) != kept.cend();
    };
    switch (edit.operation) {
    case Operation::Add:
        return std::ranges::all_of(edit.schedules, [&](const ProviderSchedule& schedule) {
            return std::ranges::any_of(
                kept, [&](const ProviderSchedule& one) { return asksTheSame({one}, {schedule}); });
        });
    case Operation::Remove:
        return std::ranges::none_of(edit.names, isKept);
    case Operation::Set:
        break;
    }
    return asksTheSame(kept, wanted);
}

Result<QJsonObject> itemIn(const Result<InstanceItems>& read, const QString& uuid)
{
    if (!read)
        return tl::unexpected(read.error());
    return read->value(uuid, fail(ErrorCode::NotFound, uuid));
}

} // namespace

ScheduleEditing::ScheduleEditing(const Link& link, Metro metro, QVector<Edit> edits, Reply<Results> reply)
    : m_link(link), m_metro(std::move(metro)), m_reply(std::move(reply))
{
    for (Edit& edit : edits) {
        const Target target{m_link, m_metro, edit.uuid, machineIdOf(m_metro.code, edit.uuid)};
        m_items.push_back({target, std::move(edit.edit), {}, false, {}, {}});
    }
    m_talk.step(std::make_unique<ManyInstances>(m_link, m_metro, uuids(false),
                                                [this](const Result<InstanceItems>& read) { plan(read); }));
}

QStringList ScheduleEditing::uuids(bool onlySent) const
{
    QStringList list;
    for (const Item& item : m_items) {
        if (!onlySent || item.isSent)
            list.append(item.target.uuid);
    }
    return list;
}

void ScheduleEditing::plan(const Result<InstanceItems>& read)
{
    for (Item& item : m_items)
        planItem(item, itemIn(read, item.target.uuid));
    if (m_patch.isEmpty()) {
        finish();
        return;
    }
    Ask ask;
    ask.method = HttpMethod::Patch;
    ask.path = u"/instances"_s;
    ask.subject = m_items.size() == 1 ? m_items.front().target.id.value : m_metro.code;
    ask.body = jsonOf(patchBody(m_patch));
    m_talk.step(
        m_link.channel->ask(m_metro.base, ask, [this](const Result<Envelope>& answer) { sent(answer); }));
}

const ScheduleEditing::Item* ScheduleEditing::plannedBefore(const Item& item) const
{
    const Item* before = nullptr;
    for (const Item& other : m_items) {
        if (&other == &item)
            break;
        if (other.isSent && other.target.uuid == item.target.uuid)
            before = &other;
    }
    return before;
}

void ScheduleEditing::planItem(Item& item, const Result<QJsonObject>& read)
{
    auto machine = read.and_then([&](const QJsonObject& object) { return machineOf(item.target, object); });
    if (!machine) {
        item.result.emplace(std::move(machine));
        return;
    }
    const Item* before = plannedBefore(item);
    const QVector<ProviderSchedule> current =
        before != nullptr ? before->wanted : machine->providerSchedules.value_or(QVector<ProviderSchedule>());
    auto wanted = listAfterEdit(current, item.edit, m_link.clock->now());
    if (!wanted) {
        Error error = wanted.error();
        if (error.subject.isEmpty())
            error.subject = machine->displayName();
        item.result.emplace(tl::unexpected(std::move(error)));
        return;
    }
    const bool isThere =
        item.edit.operation != ProviderScheduleEdit::Operation::Add && asksTheSame(*wanted, current);
    if (isThere ||
        (item.edit.operation == ProviderScheduleEdit::Operation::Add && item.edit.schedules.isEmpty())) {
        item.result.emplace(std::move(machine));
        return;
    }
    item.wanted = *std::move(wanted);
    item.isSent = true;
    PatchItem patch = patchFor(item.target.uuid, item.edit, item.wanted, current);
    patch.id = QString::number(m_patch.size());
    m_patch.append(std::move(patch));
}

void ScheduleEditing::sent(const Result<Envelope>& answer)
{
    if (!answer && !leavesOpen(answer.error())) {
        refuseSent(answer.error());
        return;
    }
    if (!answer) {
        m_lost = answer.error();
    } else {
        const auto results = patchResults(m_patch, *answer, m_metro.code, m_link.redactor());
        qsizetype next = 0;
        for (Item& item : m_items) {
            if (item.isSent)
                takeRefusal(item, results[next++]);
        }
    }
    m_talk.step(std::make_unique<ManyInstances>(m_link, m_metro, uuids(true),
                                                [this](const Result<InstanceItems>& read) { verify(read); }));
}

void ScheduleEditing::takeRefusal(Item& item, const Result<void>& result)
{
    if (result)
        return;
    // Of a request that the network layer sent twice the second is refused because the first was done.
    const ErrorCode code = result.error().code;
    if (code == ErrorCode::AlreadyExists || code == ErrorCode::NotFound)
        item.refusal = result.error();
    else
        item.result.emplace(tl::unexpected(result.error()));
}

void ScheduleEditing::verify(const Result<InstanceItems>& read)
{
    if (!read) {
        refuseSent(m_lost.value_or(read.error()));
        return;
    }
    for (Item& item : m_items) {
        if (!item.result)
            item.result.emplace(judge(item, itemIn(read, item.target.uuid)));
    }
    finish();
}

Result<Machine> ScheduleEditing::judge(const Item& item, const Result<QJsonObject>& read) const
{
    auto machine = read.and_then([&](const QJsonObject& object) { return machineOf(item.target, object); });
    if (!machine)
        return machine;
    // The last edit of an instance says what its list is in the end.
    const Item* last = &item;
    for (const Item& other : m_items) {
        if (other.isSent && other.target.uuid == item.target.uuid)
            last = &other;
    }
    const auto kept = machine->providerSchedules.value_or(QVector<ProviderSchedule>());
    if (isAsAsked(last->edit, last->wanted, kept))
        return machine;
    if (item.refusal || m_lost)
        return tl::unexpected(item.refusal ? *item.refusal : *m_lost);
    const auto queued = queuedChange(*read, u"schedules"_s);
    if (queued && queued->isEmpty())
        return machine; // accepted, to be applied later
    return fail(ErrorCode::NotKept, machine->displayName(),
                m_link.redactor().redact(queued.value_or(u"its schedules are not as asked"_s)));
}

void ScheduleEditing::refuseSent(const Error& error)
{
    for (Item& item : m_items) {
        if (!item.result)
            item.result.emplace(tl::unexpected(error));
    }
    finish();
}

void ScheduleEditing::finish()
{
    Results results;
    for (Item& item : m_items)
        results.append(*std::move(item.result));
    const Reply<Results> reply = std::exchange(m_reply, nullptr);
    reply(std::move(results));
}

} // namespace reveille::unikraft
