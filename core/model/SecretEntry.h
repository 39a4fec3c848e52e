#pragma once

#include "core/model/Account.h"

#include <QMetaType>
#include <QString>

namespace reveille {

/// A secret as it may be shown: its name and where its value is kept. The value is never part of a value.
struct SecretEntry
{
    QString name;
    KeySource kept = KeySource::Keychain; ///< Keychain or KeyFile

    friend bool operator==(const SecretEntry&, const SecretEntry&) = default;
};

/// In an environment variable's value: "secret:NAME" stands for the secret of that name.
inline constexpr char16_t kSecretPrefix[] = u"secret:";

} // namespace reveille

Q_DECLARE_METATYPE(reveille::SecretEntry)
