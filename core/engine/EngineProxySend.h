#pragma once

#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"

#include <utility>

namespace reveille {

// How EngineProxy carries a command over; only its own sources need it.
template <typename T, typename Command> void EngineProxy::send(Reply<T> reply, Command command)
{
    // The relay outlives every reply on its way; whether the proxy still does is looked at on their common
    // thread.
    const QPointer<EngineProxy> self(this);
    Reply<T> back = [relay = m_relay, self, reply = std::move(reply)](Result<T> answer) {
        QMetaObject::invokeMethod(
            relay.get(),
            [self, reply, answer = std::move(answer)]() mutable {
                if (self)
                    reply(std::move(answer));
            },
            Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(
        &m_engine,
        [engine = &m_engine, command = std::move(command), back = std::move(back)] {
            command(*engine, back);
        },
        Qt::QueuedConnection);
}

} // namespace reveille
