#include "core/secrets/SessionSecretStore.h"

#include "core/model/DeferredReply.h"

namespace reveille {

Call SessionSecretStore::read(const AccountId& account, Reply<QString> reply)
{
    const auto found = m_secrets.constFind(account);
    if (found == m_secrets.cend())
        return deferredReply<QString>(fail(ErrorCode::SecretMissing), std::move(reply));
    return deferredReply<QString>(*found, std::move(reply));
}

Call SessionSecretStore::write(const AccountId& account, const QString& secret, Reply<void> reply)
{
    m_secrets.insert(account, secret);
    return deferredReply<void>({}, std::move(reply));
}

Call SessionSecretStore::remove(const AccountId& account, Reply<void> reply)
{
    m_secrets.remove(account);
    return deferredReply<void>({}, std::move(reply));
}

} // namespace reveille
