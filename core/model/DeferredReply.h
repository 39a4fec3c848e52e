#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"

#include <memory>
#include <utility>

#include <QMetaObject>
#include <QObject>

namespace reveille {

/// Hands over a result that is known already, but only when the event loop turns next, as Reply promises.
template <typename T> class DeferredReply final : public QObject, public CallHandle
{
public:
    DeferredReply(Result<T> result, Reply<T> reply) : m_result(std::move(result)), m_reply(std::move(reply))
    {
        QMetaObject::invokeMethod(
            this, [this] { deliver(); }, Qt::QueuedConnection);
    }

private:
    void deliver()
    {
        // The receiver may destroy this handle: what is needed is taken off it first.
        const Reply<T> reply = std::exchange(m_reply, nullptr);
        Result<T> result = std::move(m_result);
        reply(std::move(result));
    }

    Result<T> m_result;
    Reply<T> m_reply;
};

template <typename T> [[nodiscard]] Call deferredReply(Result<T> result, Reply<T> reply)
{
    return std::make_unique<DeferredReply<T>>(std::move(result), std::move(reply));
}

} // namespace reveille
