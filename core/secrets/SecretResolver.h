#pragma once

#include "core/model/Account.h"
#include "core/secrets/SecretStore.h"

#include <functional>

#include <QString>

namespace reveille {

/// Finds and keeps the API key of an account where its key source says. Errors name the account (or the
/// variable) as their subject.
class SecretResolver
{
public:
    /// Asks the built-in sandbox for its key.
    using BuiltInKey = std::function<Call(Reply<QString>)>;

    /// The stores must outlive the resolver. Without `builtInKey`, built-in accounts have no key.
    SecretResolver(SecretStore& keychain, SecretStore& keyFile, SecretStore& session,
                   BuiltInKey builtInKey = {});

    [[nodiscard]] Call read(const Account& account, Reply<QString> reply) const;
    /// InvalidArgument where Reveille cannot keep a key: an environment variable, the built-in sandbox.
    [[nodiscard]] Call write(const Account& account, const QString& secret, Reply<void> reply) const;
    /// A success where Reveille keeps nothing.
    [[nodiscard]] Call remove(const Account& account, Reply<void> reply) const;

private:
    [[nodiscard]] SecretStore* storeOf(KeySource source) const;

    SecretStore& m_keychain;
    SecretStore& m_keyFile;
    SecretStore& m_session;
    BuiltInKey m_builtInKey;
};

} // namespace reveille
