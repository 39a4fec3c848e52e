#include "app/cli/commands/SecretCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/SecretInput.h"
#include "app/cli/TablePrinter.h"
#include "core/model/SecretEntry.h"
#include "core/model/Words.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct SetOptions
{
    std::string name;
    bool allowKeyFile = false;
};

/// The schedules whose commands get the secret.
QStringList usersOf(const World& world, const QString& name)
{
    QStringList users;
    const QString reference = QString::fromUtf16(kSecretPrefix) + name;
    for (const Schedule& schedule : world.schedules) {
        if (schedule.env.values().contains(reference))
            users.append(schedule.name);
    }
    return users;
}

void saveSecret(Session& session, const SecretEntry& entry, const QString& value, bool allowKeyFile)
{
    session.engine().saveSecret(entry, value, [=, &session](const Result<void>& saved) {
        if (saved) {
            if (session.json())
                session.console().json(QJsonObject{{u"name"_s, entry.name}, {u"kept"_s, toWord(entry.kept)}});
            else
                session.console().line(
                    u"Stored the secret %1. A schedule's command gets it with: --env VARIABLE=secret:%1"_s
                        .arg(entry.name));
            session.finish(ExitCode::Ok);
            return;
        }
        const ErrorCode code = saved.error().code;
        const bool noKeychain =
            code == ErrorCode::SecretStoreUnavailable || code == ErrorCode::SecretStoreLocked;
        if (!noKeychain || entry.kept != KeySource::Keychain) {
            session.fail(saved.error());
        } else if (allowKeyFile) {
            saveSecret(session, {entry.name, KeySource::KeyFile}, value, false);
        } else {
            session.console().note(
                u"reveillectl: there is no keychain that the secret could be kept in; nothing was saved.\n"
                "Let it be kept in a file that only you can read:  --allow-key-file"_s);
            session.finish(ExitCode::Secret);
        }
    });
}

void setSecret(Session& session, const SetOptions& options)
{
    const QString name = toQString(options.name);
    const QString value = readSecret(session.console(), u"The secret (not shown): "_s);
    if (value.isEmpty()) {
        session.usage(u"the secret is read from standard input, and nothing came"_s);
        return;
    }
    session.withEngine(EngineUse::Look, [&session, name, value, allowKeyFile = options.allowKeyFile] {
        saveSecret(session, {name, KeySource::Keychain}, value, allowKeyFile);
    });
}

void listSecrets(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] {
        session.engine().fetchSecrets(
            session.orFail<QVector<SecretEntry>>([&session](const QVector<SecretEntry>& secrets) {
                if (session.json()) {
                    QJsonArray all;
                    for (const SecretEntry& entry : secrets)
                        all.append(QJsonObject{{u"name"_s, entry.name},
                                               {u"kept"_s, toWord(entry.kept)},
                                               {u"schedules"_s, QJsonArray::fromStringList(
                                                                    usersOf(session.world(), entry.name))}});
                    session.console().json(all);
                } else if (secrets.isEmpty()) {
                    session.console().line(u"No secrets. Store one: reveillectl secret set NAME"_s);
                } else {
                    TablePrinter table({u"Name"_s, u"Kept in"_s, u"Schedules"_s});
                    for (const SecretEntry& entry : secrets) {
                        const QStringList users = usersOf(session.world(), entry.name);
                        table.addRow(
                            {entry.name, toWord(entry.kept), users.isEmpty() ? u"-"_s : users.join(u", "_s)});
                    }
                    session.console().line(table.text());
                }
                session.finish(ExitCode::Ok);
            }));
    });
}

void forgetSecret(Session& session, const QString& name)
{
    session.withEngine(EngineUse::Look, [&session, name] {
        session.engine().forgetSecret(name, session.orFail([&session, name] {
            if (session.json())
                session.console().json(QJsonObject{{u"forgotten"_s, name}});
            else
                session.console().line(u"Forgot the secret %1."_s.arg(name));
            const QStringList users = usersOf(session.world(), name);
            if (!users.isEmpty())
                session.console().note(
                    u"These schedules still refer to it and will fail: %1"_s.arg(users.join(u", "_s)));
            session.finish(ExitCode::Ok);
        }));
    });
}

} // namespace

void addSecretCommands(CLI::App& app, Invocation& invocation)
{
    CLI::App* secrets = app.add_subcommand("secret", "Secrets for commands' environments");
    secrets->require_subcommand(1);
    const auto set = std::make_shared<SetOptions>();
    CLI::App* add = secrets->add_subcommand("set", "Store a secret; its value is read from standard input");
    add->add_option("NAME", set->name, "Letters, digits and underscores")->required();
    add->add_flag("--allow-key-file", set->allowKeyFile,
                  "Without a keychain, keep it in a file only you can read");
    add->callback(
        [set, &invocation] { invocation.start = [set](Session& session) { setSecret(session, *set); }; });
    secrets->add_subcommand("list", "List the secrets' names")->callback([&invocation] {
        invocation.start = listSecrets;
    });
    const auto name = std::make_shared<std::string>();
    CLI::App* forget = secrets->add_subcommand("forget", "Delete a secret");
    forget->add_option("NAME", *name, "Its name")->required();
    forget->callback([name, &invocation] {
        invocation.start = [name](Session& session) { forgetSecret(session, toQString(*name)); };
    });
}

} // namespace reveille::cli
