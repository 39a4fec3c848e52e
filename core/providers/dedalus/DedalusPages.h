#pragma once

#include "core/providers/Conversation.h"
#include "core/providers/dedalus/DedalusChannel.h"
#include "core/providers/dedalus/DedalusJson.h"

#include <functional>
#include <memory>
#include <utility>

#include <QString>
#include <QVector>

namespace reveille {

/// Reads a list page by page until it ends, up to 1000 items; a cursor that comes back unchanged ends it too.
template <typename T> class DedalusPages final : public CallHandle
{
public:
    static constexpr qsizetype kMostItems = 1000;
    using ReadPage = std::function<Result<Page<T>>(const QJsonObject&)>;

    DedalusPages(std::shared_ptr<DedalusChannel> channel, DedalusAsk ask, ReadPage read,
                 Reply<QVector<T>> reply)
        : m_channel(std::move(channel)),
          m_ask(std::move(ask)),
          m_read(std::move(read)),
          m_reply(std::move(reply))
    {
        askFor({});
    }

private:
    void askFor(const QString& cursor)
    {
        DedalusAsk ask = m_ask;
        ask.query = {{QStringLiteral("limit"), QStringLiteral("100")}};
        if (!cursor.isEmpty())
            ask.query.append({QStringLiteral("cursor"), cursor});
        m_talk.step(
            m_channel->ask(ask, [this, cursor](const Result<QJsonObject>& answer) { take(answer, cursor); }));
    }

    void take(const Result<QJsonObject>& answer, const QString& cursor)
    {
        auto page = answer ? m_read(*answer) : Result<Page<T>>(tl::unexpected(answer.error()));
        if (!page) {
            end(tl::unexpected(page.error()));
            return;
        }
        m_items += page->items;
        const bool isLast = page->nextCursor.isEmpty() || page->nextCursor == cursor;
        if (isLast || m_items.size() >= kMostItems)
            end(m_items.first(std::min(m_items.size(), kMostItems)));
        else
            askFor(page->nextCursor);
    }

    void end(Result<QVector<T>> result)
    {
        // The receiver may destroy this call: the reply is taken off it first.
        const Reply<QVector<T>> reply = std::exchange(m_reply, nullptr);
        reply(std::move(result));
    }

    std::shared_ptr<DedalusChannel> m_channel;
    DedalusAsk m_ask;
    ReadPage m_read;
    Reply<QVector<T>> m_reply;
    QVector<T> m_items;
    Conversation m_talk;
};

} // namespace reveille
