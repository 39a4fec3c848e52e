#include "core/engine/Engine.h"

namespace reveille {

void Engine::fetchSecrets(const Reply<QVector<SecretEntry>>& reply)
{
    reply(m_ports.secrets ? m_ports.secrets() : QVector<SecretEntry>());
}

void Engine::saveSecret(const SecretEntry& entry, const QString& value, const Reply<void>& reply)
{
    if (m_ports.storeSecret)
        m_ports.storeSecret(entry, value, reply);
    else
        reply(fail(ErrorCode::SecretStoreUnavailable, entry.name));
}

void Engine::forgetSecret(const QString& name, const Reply<void>& reply)
{
    if (m_ports.forgetSecret)
        m_ports.forgetSecret(name, reply);
    else
        reply(fail(ErrorCode::SecretMissing, QStringLiteral("the secret ") + name));
}

} // namespace reveille
