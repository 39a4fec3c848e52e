#pragma once

#include "core/model/Ids.h"

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace reveille {

enum class ProviderKind
{
    Dedalus,
    Unikraft,
    Sandbox
};

/// Where an account's API key is found when it is needed. The key itself is never part of a value.
enum class KeySource
{
    Keychain,    ///< the desktop's secret service
    Environment, ///< keyRef names the variable
    KeyFile,     ///< a 0600 file in the data directory, only after an explicit yes
    Session,     ///< kept in memory until the program ends
    BuiltIn,     ///< the built-in sandbox makes its own
};

struct Account
{
    AccountId id;
    QString name; ///< the person's own, unique
    ProviderKind provider = ProviderKind::Dedalus;
    /// Empty: the provider's public endpoint, or the built-in sandbox. Unikraft: the control plane.
    QUrl endpoint;
    KeySource keySource = KeySource::Keychain;
    QString keyRef; ///< Environment: the variable's name
    /// Unikraft: codes ("fra") or whole base addresses, in the person's order; empty: all that the control
    /// plane lists.
    QStringList metros{};

    /// The sandbox that Reveille itself starts and ends.
    [[nodiscard]] bool isBuiltInSandbox() const
    {
        return provider == ProviderKind::Sandbox && endpoint.isEmpty();
    }
    friend bool operator==(const Account&, const Account&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Account)
