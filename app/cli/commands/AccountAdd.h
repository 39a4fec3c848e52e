#pragma once

#include "app/cli/Session.h"

#include <QString>

namespace reveille::cli {

struct AccountAddOptions
{
    QString name;
    QString provider;
    QString endpoint;
    QString keyVariable;
    bool keyFromStdin = false;
    bool allowKeyFile = false;
};

/// The account that the options describe, or why they describe none. Pure.
[[nodiscard]] Result<Account> accountFromOptions(const AccountAddOptions& options);

/// Saves it, with the key from standard input where one is to be kept.
void addAccount(Session& session, const AccountAddOptions& options);

} // namespace reveille::cli
