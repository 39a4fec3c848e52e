#include "core/providers/unikraft/ManyInstances.h"

#include <algorithm>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAtOnce = 50;
constexpr qint64 kMostBytes = 16 * 1024 * 1024;

} // namespace

ManyInstances::ManyInstances(const Link& link, Metro metro, QStringList uuids, Reply<InstanceItems> reply)
    : m_link(link), m_metro(std::move(metro)), m_uuids(std::move(uuids)), m_reply(std::move(reply))
{
    m_uuids.removeDuplicates();
    askNext();
}

void ManyInstances::askNext()
{
    const QStringList asked = m_uuids.first(std::min(kAtOnce, m_uuids.size()));
    m_uuids.remove(0, asked.size());
    Ask ask;
    ask.maxBytes = kMostBytes;
    if (asked.size() == 1) {
        ask.path = u"/instances/"_s + asked.first();
        ask.subject = machineIdOf(m_metro.code, asked.first()).value;
    } else {
        ask.path = u"/instances"_s;
        ask.subject = m_metro.code;
        for (const QString& uuid : asked)
            ask.query.append({u"uuid"_s, uuid});
    }
    m_talk.step(m_link.channel->ask(m_metro.base, ask, [this, asked](const Result<Envelope>& answer) {
        const bool isGone = !answer && answer.error().code == ErrorCode::NotFound && asked.size() == 1;
        if (!answer && !isGone) {
            end(tl::unexpected(answer.error()));
            return;
        }
        take(answer.value_or(Envelope()), asked);
        if (m_uuids.isEmpty())
            end(std::move(m_items));
        else
            askNext();
    }));
}

void ManyInstances::take(const Envelope& envelope, const QStringList& asked)
{
    for (const QJsonValue value : itemsOf(envelope, u"instances"_s)) {
        const QJsonObject item = value.toObject();
        const QString uuid = item[u"uuid"_s].toString();
        if (asked.contains(uuid))
            m_items.insert(
                uuid, checkItem(item, envelope, machineIdOf(m_metro.code, uuid).value, m_link.redactor()));
    }
    for (const QString& uuid : asked) {
        if (!m_items.contains(uuid))
            m_items.insert(uuid, fail(ErrorCode::NotFound, machineIdOf(m_metro.code, uuid).value));
    }
}

void ManyInstances::end(Result<InstanceItems> result)
{
    const Reply<InstanceItems> reply = std::exchange(m_reply, nullptr);
    reply(std::move(result));
}

} // namespace reveille::unikraft
