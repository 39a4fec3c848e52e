#pragma once

#include "core/secrets/KeychainBackend.h"
#include "core/secrets/SecretStore.h"

#include <chrono>
#include <memory>

namespace reveille {

/// Keys in the desktop's keychain, careful where keychains surprise: whatever goes wrong while writing counts
/// as "no keychain"; what was written is read back; nothing is overwritten or removed whose reading failed,
/// as it may be there all the same; and a keychain that does not answer in time is told as that
/// (SecretStoreUnavailable). A refusal or a locked keychain is SecretStoreLocked.
class KeychainSecretStore final : public SecretStore
{
public:
    explicit KeychainSecretStore(std::unique_ptr<KeychainBackend> backend = makeSystemKeychain(),
                                 std::chrono::milliseconds patience = std::chrono::seconds(10));

    [[nodiscard]] Call read(const AccountId& account, Reply<QString> reply) override;
    [[nodiscard]] Call write(const AccountId& account, const QString& secret, Reply<void> reply) override;
    [[nodiscard]] Call remove(const AccountId& account, Reply<void> reply) override;

private:
    std::shared_ptr<KeychainBackend> m_backend;
    const std::chrono::milliseconds m_patience;
};

} // namespace reveille
