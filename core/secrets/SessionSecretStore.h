#pragma once

#include "core/secrets/SecretStore.h"

#include <QHash>

namespace reveille {

/// Keys in memory, gone when the program ends.
class SessionSecretStore final : public SecretStore
{
public:
    [[nodiscard]] Call read(const AccountId& account, Reply<QString> reply) override;
    [[nodiscard]] Call write(const AccountId& account, const QString& secret, Reply<void> reply) override;
    [[nodiscard]] Call remove(const AccountId& account, Reply<void> reply) override;

private:
    QHash<AccountId, QString> m_secrets;
};

} // namespace reveille
