#include "core/engine/EngineProxy.h"

#include "core/engine/Engine.h"
#include "core/engine/EngineProxySend.h"

#include <utility>

namespace reveille {

void EngineProxy::fetchSecrets(Reply<QVector<SecretEntry>> reply)
{
    send<QVector<SecretEntry>>(std::move(reply), [](Engine& engine, const Reply<QVector<SecretEntry>>& back) {
        engine.fetchSecrets(back);
    });
}

void EngineProxy::saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.saveSecret(entry, value, back); });
}

void EngineProxy::forgetSecret(const QString& name, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.forgetSecret(name, back); });
}

} // namespace reveille
