#include "core/providers/unikraft/InstanceList.h"

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kPage = 250;
constexpr qint64 kMostBytes = 32 * 1024 * 1024;

} // namespace

InstanceList::InstanceList(const Link& link, Metro metro, Reply<QVector<Machine>> reply)
    : m_link(link), m_metro(std::move(metro)), m_reply(std::move(reply))
{
    askFor(Cursor::None);
}

void InstanceList::askFor(Cursor cursor)
{
    Ask ask;
    ask.path = u"/instances"_s;
    ask.subject = m_metro.code;
    ask.maxBytes = kMostBytes;
    // One more than a page where the first row repeats the cursor.
    ask.query = {{u"details"_s, u"true"_s},
                 {u"count"_s, QString::number(cursor == Cursor::None ? kPage : kPage + 1)}};
    if (cursor != Cursor::None)
        ask.query.append({u"from"_s, cursor == Cursor::Uuid ? m_lastUuid : m_lastCreated});
    m_talk.step(m_link.channel->ask(
        m_metro.base, ask, [this, cursor](const Result<Envelope>& answer) { take(answer, cursor); }));
}

void InstanceList::take(const Result<Envelope>& answer, Cursor cursor)
{
    if (!answer) {
        end(tl::unexpected(answer.error()));
        return;
    }
    const QJsonArray items = itemsOf(*answer, u"instances"_s);
    const qsizetype added = addNew(items);
    const bool cursorIsGone = items.isEmpty() && cursor == Cursor::Uuid && !m_lastCreated.isEmpty();
    const qsizetype asked = cursor == Cursor::None ? kPage : kPage + 1;
    if (cursorIsGone)
        askFor(Cursor::CreationTime);
    else if (items.size() < asked || added == 0) // a platform that ignores `from` must not keep us here
        end(std::move(m_machines));
    else
        askFor(Cursor::Uuid);
}

qsizetype InstanceList::addNew(const QJsonArray& items)
{
    qsizetype added = 0;
    for (const QJsonValue value : items) {
        const QJsonObject item = value.toObject();
        const QString uuid = item[u"uuid"_s].toString();
        if (uuid.isEmpty() || m_seen.contains(uuid))
            continue;
        m_seen.insert(uuid);
        ++added;
        m_lastUuid = uuid;
        m_lastCreated = item[u"created_at"_s].toString();
        // One instance that cannot be told must not hide the others.
        if (isSnapshot(item) || item[u"status"_s].toString() == u"error"_s)
            continue;
        if (auto machine = machineOf(item, m_link.account, m_metro.code, m_texts))
            m_machines.append(*std::move(machine));
    }
    return added;
}

void InstanceList::end(Result<QVector<Machine>> result)
{
    const Reply<QVector<Machine>> reply = std::exchange(m_reply, nullptr);
    reply(std::move(result));
}

} // namespace reveille::unikraft
