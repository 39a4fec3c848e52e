#pragma once

#include "app/cli/Session.h"

#include <functional>

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace reveille::cli {

struct AccountAddOptions
{
    QString name;
    QString provider;
    QString endpoint;
    QString keyVariable;
    bool keyFromStdin = false;
    bool allowKeyFile = false;
    // Unikraft only
    QStringList metros;
    QString controlPlane;
    QString configFile; ///< of the platform's own command line, to take all of it from
    QString profile;    ///< of that file; empty: the selected one
};

/// Gives a variable's value, empty for one that is not set.
using EnvironmentLookup = std::function<QString(const QString&)>;

/// The account that the options describe, or why they describe none. Where a Unikraft account is given no
/// key, `environment` may name one, as it does for the platform's own tools. Pure.
[[nodiscard]] Result<Account> accountFromOptions(const AccountAddOptions& options,
                                                 const EnvironmentLookup& environment);

/// The options with what a profile of that file says, and its token. Pure.
struct ImportedAccount
{
    AccountAddOptions options;
    QString token;
};
[[nodiscard]] Result<ImportedAccount> importedOptions(AccountAddOptions options, const QByteArray& yaml);

/// Saves it, with the key from standard input where one is to be kept.
void addAccount(Session& session, const AccountAddOptions& options);

} // namespace reveille::cli
