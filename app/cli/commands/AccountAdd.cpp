#include "app/cli/commands/AccountAdd.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/SecretInput.h"
#include "app/runtime/UnikraftConfig.h"
#include "core/http/Endpoint.h"
#include "core/model/Words.h"
#include "core/providers/unikraft/UnikraftEnvironment.h"
#include "core/providers/unikraft/UnikraftUrl.h"

#include <algorithm>

#include <QFile>
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

/// Codes are public metros, or those of the account's own control plane; addresses stand for themselves.
Result<void> addMetros(Account& account, const AccountAddOptions& options,
                       const EnvironmentLookup& environment)
{
    if (account.provider != ProviderKind::Unikraft) {
        const bool anything = !options.metros.isEmpty() || !options.controlPlane.isEmpty();
        return anything ? refused(options.name, u"--metro and --controlplane are for unikraft"_s)
                        : Result<void>();
    }
    account.metros = options.metros.isEmpty() ? unikraftEnvironment(environment).metros : options.metros;
    for (const QString& text : std::as_const(account.metros)) {
        if (const auto metro = unikraft::metroFromText(text); !metro)
            return tl::unexpected<Error>(metro.error());
        else if (const auto checked = checkEndpoint(metro->base); !checked)
            return tl::unexpected<Error>(checked.error());
    }
    return {};
}

Result<QByteArray> readConfig(const QString& path)
{
    constexpr qint64 kMostBytes = 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return reveille::fail(ErrorCode::StorageUnavailable, path, file.errorString());
    return file.read(kMostBytes);
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

Result<Account> accountFromOptions(const AccountAddOptions& options, const EnvironmentLookup& environment)
{
    Account account;
    account.name = options.name.trimmed();
    const auto provider = fromWord<ProviderKind>(options.provider);
    if (!provider)
        return refused(options.provider, u"a provider is one of dedalus, unikraft, sandbox"_s);
    account.provider = *provider;
    if (const auto given = addMetros(account, options, environment); !given)
        return tl::unexpected<Error>(given.error());
    const QString address = options.controlPlane.isEmpty() ? options.endpoint : options.controlPlane;
    if (!address.isEmpty()) {
        const auto endpoint = endpointFromText(address);
        if (!endpoint)
            return tl::unexpected<Error>(endpoint.error());
        account.endpoint = *endpoint;
    }
    AccountAddOptions keyed = options;
    const bool noKeyGiven = !options.keyFromStdin && options.keyVariable.isEmpty();
    if (*provider == ProviderKind::Unikraft && noKeyGiven)
        keyed.keyVariable = unikraftEnvironment(environment).tokenVariable;
    if (const auto chosen = chooseKeySource(account, keyed); !chosen)
        return tl::unexpected<Error>(chosen.error());
    return account;
}

Result<ImportedAccount> importedOptions(AccountAddOptions options, const QByteArray& yaml)
{
    if (!options.keyVariable.isEmpty() || options.keyFromStdin)
        return refused(options.name, u"the key comes from the file; leave --key-env and --key-stdin away"_s);
    const auto profiles = unikraftProfiles(yaml);
    if (!profiles)
        return tl::unexpected<Error>(profiles.error());
    const auto wanted = [&](const UnikraftProfile& profile) {
        return options.profile.isEmpty() ? profile.isSelected || profiles->size() == 1
                                         : profile.name == options.profile;
    };
    const auto found = std::find_if(profiles->cbegin(), profiles->cend(), wanted);
    if (found == profiles->cend())
        return reveille::fail(ErrorCode::NotFound, u"profile "_s + options.profile);
    if (options.metros.isEmpty())
        options.metros = found->metros;
    if (options.controlPlane.isEmpty())
        options.controlPlane = found->controlPlane.toString();
    options.keyFromStdin = true; // kept like one that was typed
    return ImportedAccount{options, found->token};
}

void addAccount(Session& session, const AccountAddOptions& asked)
{
    AccountAddOptions options = asked;
    QString key;
    if (!options.configFile.isEmpty()) {
        auto imported = readConfig(options.configFile).and_then([&](const QByteArray& yaml) {
            return importedOptions(options, yaml);
        });
        if (!imported) {
            Error error = imported.error();
            if (error.subject.isEmpty())
                error.subject = options.configFile;
            session.fail(error);
            return;
        }
        options = std::move(imported->options);
        key = std::move(imported->token);
    }
    const auto account = accountFromOptions(options, [](const QString& variable) {
        return QString::fromLocal8Bit(qgetenv(variable.toLatin1().constData()));
    });
    if (!account) {
        session.fail(account.error());
        return;
    }
    if (options.keyFromStdin && key.isEmpty()) {
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
