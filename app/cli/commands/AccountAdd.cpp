#include "app/cli/commands/AccountAdd.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/SecretInput.h"
#include "core/http/Endpoint.h"
#include "core/model/Words.h"

#include <QRegularExpression>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refused(const QString& subject, const QString& sentence)
{
    return reveille::fail(ErrorCode::InvalidArgument, subject, sentence);
}

Result<QUrl> endpointFromText(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        return refused(text, u"an endpoint looks like https://host/"_s);
    if (const auto checked = checkEndpoint(url); !checked)
        return tl::unexpected<Error>(checked.error());
    return url;
}

Result<void> chooseKeySource(Account& account, const AccountAddOptions& options)
{
    const bool keyGiven = options.keyFromStdin || !options.keyVariable.isEmpty();
    if (account.isBuiltInSandbox()) {
        if (keyGiven)
            return refused(options.name, u"the built-in sandbox makes its own key; leave --key-env and "
                                         "--key-stdin away, or give --endpoint"_s);
        account.keySource = KeySource::BuiltIn;
        return {};
    }
    if (!keyGiven)
        return refused(options.name, u"it needs a key: --key-env VARIABLE or --key-stdin"_s);
    if (options.keyFromStdin && !options.keyVariable.isEmpty())
        return refused(options.name, u"give either --key-env or --key-stdin"_s);
    if (options.keyFromStdin) {
        account.keySource = KeySource::Keychain;
        return {};
    }
    static const QRegularExpression variable(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    if (!variable.match(options.keyVariable).hasMatch())
        return refused(u"--key-env"_s, u"it takes the name of a variable, not the key itself"_s);
    account.keySource = KeySource::Environment;
    account.keyRef = options.keyVariable;
    return {};
}

void report(Session& session, const Account& saved)
{
    if (session.json()) {
        session.console().json(toJson(saved, session.world()));
    } else {
        QString where = u"no key needed"_s;
        if (saved.keySource == KeySource::Keychain)
            where = u"key in the keychain"_s;
        else if (saved.keySource == KeySource::Environment)
            where = u"key from the variable %1"_s.arg(saved.keyRef);
        else if (saved.keySource == KeySource::KeyFile)
            where = u"key in a private file in %1"_s.arg(session.dataDirectory());
        session.console().line(
            u"Added the account \"%1\" (%2, %3)."_s.arg(saved.name, toWord(saved.provider), where));
    }
    session.finish(ExitCode::Ok);
}

void saveWithKey(Session& session, const Account& account, const QString& key, bool allowKeyFile)
{
    session.engine().saveAccount(account, key, [=, &session](const Result<Account>& saved) {
        if (saved) {
            report(session, *saved);
            return;
        }
        const ErrorCode code = saved.error().code;
        const bool noKeychain =
            code == ErrorCode::SecretStoreUnavailable || code == ErrorCode::SecretStoreLocked;
        if (!noKeychain || account.keySource != KeySource::Keychain) {
            session.fail(saved.error());
            return;
        }
        if (allowKeyFile) {
            Account inFile = account;
            inFile.keySource = KeySource::KeyFile;
            saveWithKey(session, inFile, key, false);
            return;
        }
        session.console().note(
            u"reveillectl: there is no keychain that the key could be kept in; nothing was saved.\n"
            "Either name a variable that holds the key:  --key-env VARIABLE\n"
            "or let it be kept in a file that only you can read:  --key-stdin --allow-key-file"_s);
        session.finish(ExitCode::Secret);
    });
}

} // namespace

Result<Account> accountFromOptions(const AccountAddOptions& options)
{
    Account account;
    account.name = options.name.trimmed();
    const auto provider = fromWord<ProviderKind>(options.provider);
    if (!provider)
        return refused(options.provider, u"a provider is one of dedalus, unikraft, sandbox"_s);
    if (*provider == ProviderKind::Unikraft)
        return refused(u"unikraft"_s, u"this version cannot talk to Unikraft Cloud yet; "
                                      "use dedalus or sandbox"_s);
    account.provider = *provider;
    if (!options.endpoint.isEmpty()) {
        const auto endpoint = endpointFromText(options.endpoint);
        if (!endpoint)
            return tl::unexpected<Error>(endpoint.error());
        account.endpoint = *endpoint;
    }
    if (const auto chosen = chooseKeySource(account, options); !chosen)
        return tl::unexpected<Error>(chosen.error());
    return account;
}

void addAccount(Session& session, const AccountAddOptions& options)
{
    const auto account = accountFromOptions(options);
    if (!account) {
        session.fail(account.error());
        return;
    }
    QString key;
    if (options.keyFromStdin) {
        key = readSecret(session.console());
        if (key.isEmpty()) {
            session.fail(reveille::fail(ErrorCode::SecretMissing, options.name).value());
            return;
        }
    }
    session.withEngine(EngineUse::Look, [&session, account = *account, key, options] {
        saveWithKey(session, account, key, options.allowKeyFile);
    });
}

} // namespace reveille::cli
