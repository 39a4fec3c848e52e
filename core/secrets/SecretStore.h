#pragma once

#include "core/model/Call.h"
#include "core/model/Ids.h"
#include "core/model/Result.h"

#include <QString>

namespace reveille {

/// Keeps one API key per account. Asynchronous, on one thread with an event loop. Errors: SecretMissing
/// (nothing is kept for the account), SecretStoreUnavailable, SecretStoreLocked, and for files the Storage
/// family. No error carries the secret.
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    [[nodiscard]] virtual Call read(const AccountId& account, Reply<QString> reply) = 0;
    /// Success means that the secret can be read back.
    [[nodiscard]] virtual Call write(const AccountId& account, const QString& secret, Reply<void> reply) = 0;
    /// Removing what is not there is a success.
    [[nodiscard]] virtual Call remove(const AccountId& account, Reply<void> reply) = 0;
};

} // namespace reveille
