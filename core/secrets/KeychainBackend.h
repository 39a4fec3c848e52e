#pragma once

#include "core/model/Call.h"

#include <functional>
#include <memory>

#include <QString>

namespace reveille {

/// What the desktop's keychain said to one request.
struct KeychainAnswer
{
    enum class Kind
    {
        Ok,
        NotFound,
        Refused, ///< locked, or the person said no
        Failed,  ///< no keychain, or anything else
    };
    Kind kind = Kind::Failed;
    QString secret; ///< of a successful read
    QString detail; ///< the keychain's own words
};

/// The three requests to the desktop's keychain; the seam for tests. Answers once, never before the asking
/// call returned, possibly never: the caller keeps the time. Dropping the handle drops the answer.
class KeychainBackend
{
public:
    using Answer = std::function<void(const KeychainAnswer&)>;

    virtual ~KeychainBackend() = default;
    [[nodiscard]] virtual Call read(const QString& key, Answer answer) = 0;
    [[nodiscard]] virtual Call write(const QString& key, const QString& secret, Answer answer) = 0;
    [[nodiscard]] virtual Call remove(const QString& key, Answer answer) = 0;
};

/// The real one (Secret Service or KWallet). Needs a QCoreApplication. Without a session bus it fails at
/// once.
[[nodiscard]] std::unique_ptr<KeychainBackend> makeSystemKeychain();

} // namespace reveille
