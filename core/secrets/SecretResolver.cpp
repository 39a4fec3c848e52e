#include "core/secrets/SecretResolver.h"

#include "core/model/DeferredReply.h"
#include "core/secrets/EnvironmentSecrets.h"

#include <utility>

namespace reveille {

namespace {

template <typename T> Reply<T> naming(const Account& account, Reply<T> reply)
{
    return [name = account.name, reply = std::move(reply)](Result<T> result) {
        if (!result && result.error().subject.isEmpty())
            result.error().subject = name;
        if (!result && result.error().code == ErrorCode::SecretMissing)
            result.error().subject = name; // a file's path would say nothing to the person
        reply(std::move(result));
    };
}

} // namespace

SecretResolver::SecretResolver(SecretStore& keychain, SecretStore& keyFile, SecretStore& session,
                               BuiltInKey builtInKey)
    : m_keychain(keychain), m_keyFile(keyFile), m_session(session), m_builtInKey(std::move(builtInKey))
{}

SecretStore* SecretResolver::storeOf(KeySource source) const
{
    switch (source) {
    case KeySource::Keychain:
        return &m_keychain;
    case KeySource::KeyFile:
        return &m_keyFile;
    case KeySource::Session:
        return &m_session;
    case KeySource::Environment:
    case KeySource::BuiltIn:
        break;
    }
    return nullptr;
}

Call SecretResolver::read(const Account& account, Reply<QString> reply) const
{
    Reply<QString> named = naming<QString>(account, std::move(reply));
    if (SecretStore* store = storeOf(account.keySource))
        return store->read(account.id, std::move(named));
    if (account.keySource == KeySource::Environment)
        return deferredReply<QString>(environmentSecret(account.keyRef), std::move(named));
    if (m_builtInKey)
        return m_builtInKey(std::move(named));
    return deferredReply<QString>(fail(ErrorCode::SecretMissing), std::move(named));
}

Call SecretResolver::write(const Account& account, const QString& secret, Reply<void> reply) const
{
    Reply<void> named = naming<void>(account, std::move(reply));
    if (SecretStore* store = storeOf(account.keySource))
        return store->write(account.id, secret, std::move(named));
    return deferredReply<void>(fail(ErrorCode::InvalidArgument), std::move(named));
}

Call SecretResolver::remove(const Account& account, Reply<void> reply) const
{
    Reply<void> named = naming<void>(account, std::move(reply));
    if (SecretStore* store = storeOf(account.keySource))
        return store->remove(account.id, std::move(named));
    return deferredReply<void>({}, std::move(named));
}

} // namespace reveille
