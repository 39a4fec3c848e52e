#pragma once

#include "core/secrets/SecretStore.h"

#include <QString>

namespace reveille {

/// Keys in files of their own, readable by their owner alone: "<directory>/<account>". For computers without
/// a keychain, and only after the person said yes to it. The directory is made with mode 0700, files with
/// 0600, exclusively and under a name of their own, then renamed over the old one and both are synced. A file
/// that others may read or write, that belongs to somebody else or is a link is refused (StoragePermission).
class KeyFileSecretStore final : public SecretStore
{
public:
    explicit KeyFileSecretStore(QString directory);

    [[nodiscard]] Call read(const AccountId& account, Reply<QString> reply) override;
    [[nodiscard]] Call write(const AccountId& account, const QString& secret, Reply<void> reply) override;
    [[nodiscard]] Call remove(const AccountId& account, Reply<void> reply) override;

private:
    [[nodiscard]] Result<QString> pathOf(const AccountId& account) const;
    [[nodiscard]] Result<QString> readNow(const AccountId& account) const;
    [[nodiscard]] Result<void> writeNow(const AccountId& account, const QString& secret) const;
    [[nodiscard]] Result<void> removeNow(const AccountId& account) const;

    const QString m_directory;
};

} // namespace reveille
