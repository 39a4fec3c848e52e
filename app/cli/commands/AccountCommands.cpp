#include "app/cli/commands/AccountCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/SecretInput.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/commands/AccountAdd.h"
#include "core/model/Words.h"
#include "core/providers/dedalus/DedalusUrl.h"
#include "core/providers/unikraft/UnikraftUrl.h"
#include "core/text/ArgvText.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString keyText(const Account& account)
{
    const QString word = toWord(account.keySource);
    return account.keyRef.isEmpty() ? word : u"%1 %2"_s.arg(word, account.keyRef);
}

/// Where the account's requests go, also where the person gave no address.
QString endpointText(const Account& account)
{
    if (!account.endpoint.isEmpty())
        return account.endpoint.toString();
    if (!account.metros.isEmpty())
        return account.metros.join(u", "_s);
    if (account.provider == ProviderKind::Unikraft)
        return unikraft::publicControlPlane().toString();
    if (account.provider == ProviderKind::Dedalus)
        return dedalusPublicEndpoint().toString();
    return account.isBuiltInSandbox() ? u"built in"_s : u"-"_s;
}

/// What the other side said, for a person who looks for the reason.
QString refusalText(const Error& error)
{
    QStringList facts;
    if (error.httpStatus != 0)
        facts.append(u"HTTP %1"_s.arg(error.httpStatus));
    if (!error.providerCode.isEmpty())
        facts.append(plainLine(error.providerCode));
    const QString told = facts.join(u", "_s);
    const QString words = plainLine(error.detail);
    if (told.isEmpty() || words.isEmpty())
        return told + words;
    return told + u": "_s + words;
}

void listAccounts(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] {
        const World& world = session.world();
        if (session.json()) {
            QJsonArray all;
            for (const Account& account : world.accounts)
                all.append(toJson(account, world));
            session.console().json(all);
        } else if (world.accounts.isEmpty()) {
            session.console().line(u"No accounts yet. Try the built-in sandbox: "
                                   "reveillectl account add sandbox --provider sandbox"_s);
        } else {
            TablePrinter table({u"Name"_s, u"Provider"_s, u"Endpoint"_s, u"Key"_s});
            for (const Account& account : world.accounts)
                table.addRow(
                    {account.name, toWord(account.provider), endpointText(account), keyText(account)});
            session.console().line(table.text());
        }
        session.finish(ExitCode::Ok);
    });
}

void withAccount(Session& session, const QString& name, std::function<void(const Account&)> then)
{
    session.withEngine(EngineUse::Look, [&session, name, then = std::move(then)] {
        const auto account = findAccount(session.world(), name);
        if (account)
            then(*account);
        else
            session.fail(account.error());
    });
}

void testAccount(Session& session, const QString& name)
{
    withAccount(session, name, [&session](const Account& account) {
        // An empty key means: the one that is kept for the account.
        session.engine().testAccount(account, {}, [&session, account](const Result<void>& answer) {
            if (!answer) {
                session.console().note(u"Tested \"%1\" at %2."_s.arg(account.name, endpointText(account)));
                if (const QString said = refusalText(answer.error()); !said.isEmpty())
                    session.console().note(u"It said: %1"_s.arg(said));
                session.fail(answer.error());
                return;
            }
            if (session.json())
                session.console().json(QJsonObject{{u"account"_s, account.name}, {u"ok"_s, true}});
            else
                session.console().line(
                    u"\"%1\" answers at %2 and accepts the key."_s.arg(account.name, endpointText(account)));
            session.finish(ExitCode::Ok);
        });
    });
}

/// The new key is tried before the old one is given up.
void rotateKey(Session& session, const QString& name)
{
    const QString key = readSecret(session.console());
    if (key.isEmpty()) {
        session.usage(u"the new key is read from standard input, and nothing came"_s);
        return;
    }
    withAccount(session, name, [&session, key](const Account& account) {
        if (account.keySource == KeySource::Environment || account.keySource == KeySource::BuiltIn) {
            session.usage(
                u"Reveille does not keep the key of \"%1\" (%2)"_s.arg(account.name, keyText(account)));
            return;
        }
        session.engine().testAccount(account, key, session.orFail([&session, account, key] {
            session.engine().saveAccount(
                account, key, session.orFail<Account>([&session](const Account& saved) {
                    if (session.json())
                        session.console().json(QJsonObject{{u"account"_s, saved.name}, {u"rotated"_s, true}});
                    else
                        session.console().line(
                            u"\"%1\" has a new key, which works. The old one may be revoked now."_s.arg(
                                saved.name));
                    session.finish(ExitCode::Ok);
                }));
        }));
    });
}

void removeAccount(Session& session, const QString& name)
{
    withAccount(session, name, [&session](const Account& account) {
        const auto& all = session.world().schedules;
        const auto schedules = std::count_if(all.cbegin(), all.cend(), [&account](const Schedule& schedule) {
            return schedule.machine.account == account.id;
        });
        session.engine().removeAccount(account.id, session.orFail([&session, account, schedules] {
            if (session.json())
                session.console().json(QJsonObject{{u"removed"_s, account.id.value},
                                                   {u"schedules_removed"_s, qint64{schedules}}});
            else
                session.console().line(
                    u"Removed the account \"%1\" and its %2 schedules; its runs stay in the history."_s
                        .arg(account.name)
                        .arg(schedules));
            session.finish(ExitCode::Ok);
        }));
    });
}

void addAdd(CLI::App& accounts, Invocation& invocation)
{
    struct Raw
    {
        std::string name, provider, endpoint, keyVariable;
        bool keyFromStdin = false;
        bool allowKeyFile = false;
        std::vector<std::string> metros;
        std::string controlPlane, configFile, profile;
    };
    const auto raw = std::make_shared<Raw>();
    CLI::App* add = accounts.add_subcommand("add", "Add an account");
    add->add_option("NAME", raw->name, "Your own name for it")->required();
    add->add_option("--provider", raw->provider, "dedalus, unikraft or sandbox")->required();
    add->add_option("--endpoint", raw->endpoint,
                    "Address of the service (default: the provider's; sandbox: the built-in one)");
    add->add_option("--key-env", raw->keyVariable, "Name of the variable that holds the API key");
    add->add_flag("--key-stdin", raw->keyFromStdin, "Read the API key from standard input and keep it");
    add->add_flag("--allow-key-file", raw->allowKeyFile,
                  "Without a keychain, keep the key in a file only you can read");
    add->add_option("--metro", raw->metros,
                    "Unikraft: a metro's code or address; may be repeated (default: UKC_METRO, or all)");
    add->add_option("--controlplane", raw->controlPlane, "Unikraft: address of the control plane");
    CLI::Option* file = add->add_option("--import-config", raw->configFile,
                                        "Unikraft: take token and metros from the config.yaml of its own "
                                        "command line");
    add->add_option("--profile", raw->profile, "A profile of that file (default: the selected one)")
        ->needs(file);
    add->callback([raw, &invocation] {
        AccountAddOptions options{toQString(raw->name),
                                  toQString(raw->provider),
                                  toQString(raw->endpoint),
                                  toQString(raw->keyVariable),
                                  raw->keyFromStdin,
                                  raw->allowKeyFile,
                                  {},
                                  toQString(raw->controlPlane),
                                  toQString(raw->configFile),
                                  toQString(raw->profile)};
        for (const std::string& metro : raw->metros)
            options.metros.append(toQString(metro));
        invocation.start = [options](Session& session) { addAccount(session, options); };
    });
}

using OnName = void (*)(Session&, const QString&);

void addNamed(CLI::App& accounts, Invocation& invocation, const char* word, const char* help, OnName start)
{
    const auto name = std::make_shared<std::string>();
    CLI::App* command = accounts.add_subcommand(word, help);
    command->add_option("NAME", *name, "Name of the account")->required();
    command->callback([name, start, &invocation] {
        invocation.start = [name, start](Session& session) { start(session, toQString(*name)); };
    });
}

} // namespace

void addAccountCommands(CLI::App& app, Invocation& invocation)
{
    CLI::App* accounts = app.add_subcommand("account", "Accounts at a cloud");
    accounts->require_subcommand(1);
    addAdd(*accounts, invocation);
    accounts->add_subcommand("list", "List the accounts")->callback([&invocation] {
        invocation.start = listAccounts;
    });
    addNamed(*accounts, invocation, "test", "Test an account's address and key", testAccount);
    addNamed(*accounts, invocation, "rotate-key",
             "Replace an account's key by one from standard input, after testing it", rotateKey);
    addNamed(*accounts, invocation, "remove", "Remove an account with its schedules and its key",
             removeAccount);
}

} // namespace reveille::cli
