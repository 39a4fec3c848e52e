#include "app/cli/commands/MachineExtraCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/commands/MachineCreate.h"
#include "core/model/TimeText.h"

#include <memory>
#include <string>
#include <utility>

#include <QFile>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct Wanted
{
    std::string id;
    std::string account;
    std::string memory;
    std::string storage;
    std::string autosleep;
    std::string file; ///< of a public key
    double vcpu = 0;
    int port = 0;
};

void resize(Session& session, const Wanted& wanted, bool vcpuGiven)
{
    // The sizes are read as for a new machine; what was not named is not sent.
    MachineCreateOptions sizes;
    sizes.memory = wanted.memory;
    sizes.storage = wanted.storage;
    sizes.autosleep = wanted.autosleep;
    if (vcpuGiven)
        sizes.vcpu = wanted.vcpu;
    const auto spec = machineSpecFrom(sizes);
    if (!spec) {
        session.fail(spec.error());
        return;
    }
    MachineResize change;
    if (vcpuGiven)
        change.vcpu = spec->vcpu;
    if (!wanted.memory.empty())
        change.memoryMib = spec->memoryMib;
    if (!wanted.storage.empty())
        change.storageGib = spec->storageGib;
    change.autosleep = spec->autosleep;
    if (change.isEmpty()) {
        session.usage(u"nothing to change: say --vcpu, --memory, --storage or --autosleep"_s);
        return;
    }
    withMachine(session, toQString(wanted.id), toQString(wanted.account),
                [&session, change](const Machine& machine) {
                    if (change.storageGib && *change.storageGib < machine.storageGib) {
                        session.fail(reveille::fail(ErrorCode::InvalidArgument,
                                                    u"--storage %1"_s.arg(*change.storageGib),
                                                    u"a disk can grow, not shrink"_s)
                                         .value());
                        return;
                    }
                    session.engine().updateMachine(
                        machine.key, change, session.orFail<Machine>([&session](const Machine& now) {
                            if (session.json())
                                session.console().json(toJson(now, session.world()));
                            else
                                session.console().line(u"%1: %2 vCPU, %3 MiB, %4 GiB"_s.arg(now.displayName())
                                                           .arg(now.vcpu)
                                                           .arg(now.memoryMib)
                                                           .arg(now.storageGib));
                            session.finish(ExitCode::Ok);
                        }));
                });
}

void listArtifacts(Session& session, const Wanted& wanted)
{
    withMachine(session, toQString(wanted.id), toQString(wanted.account), [&session](const Machine& machine) {
        session.engine().fetchArtifacts(
            machine.key, session.orFail<QVector<Artifact>>([&session](const QVector<Artifact>& artifacts) {
                QJsonArray all;
                TablePrinter table({u"ID"_s, u"Name"_s, u"Bytes"_s, u"Made"_s, u"Address"_s});
                table.align(2, TablePrinter::Align::Right);
                for (const Artifact& artifact : artifacts) {
                    const QString made = artifact.createdAt ? toRfc3339(*artifact.createdAt) : u"-"_s;
                    all.append(QJsonObject{{u"id"_s, artifact.id},
                                           {u"name"_s, artifact.name},
                                           {u"size_bytes"_s, artifact.sizeBytes},
                                           {u"sha256"_s, artifact.sha256},
                                           {u"created_at"_s, made},
                                           {u"url"_s, artifact.url.toString()}});
                    table.addRow({artifact.id, artifact.name, QString::number(artifact.sizeBytes), made,
                                  artifact.url.isEmpty() ? u"-"_s : artifact.url.toString()});
                }
                if (session.json())
                    session.console().json(all);
                else
                    session.console().line(artifacts.isEmpty() ? u"No artifacts."_s : table.text());
                session.finish(ExitCode::Ok);
            }));
    });
}

void openPort(Session& session, const Wanted& wanted)
{
    withMachine(
        session, toQString(wanted.id), toQString(wanted.account),
        [&session, port = wanted.port](const Machine& machine) {
            session.engine().openPort(
                machine.key, port, session.orFail<MachinePort>([&session](const MachinePort& opened) {
                    if (session.json())
                        session.console().json(QJsonObject{{u"id"_s, opened.id},
                                                           {u"port"_s, opened.port},
                                                           {u"status"_s, opened.status},
                                                           {u"url"_s, opened.url.toString()}});
                    else
                        session.console().line(u"%1  %2  %3"_s.arg(
                            opened.id, opened.status, opened.url.isEmpty() ? u"-"_s : opened.url.toString()));
                    session.finish(ExitCode::Ok);
                }));
        });
}

void openSsh(Session& session, const Wanted& wanted)
{
    QFile file(toQString(wanted.file));
    if (!file.open(QFile::ReadOnly)) {
        session.fail(
            reveille::fail(ErrorCode::StoragePermission, file.fileName(), file.errorString()).value());
        return;
    }
    const QString key = QString::fromUtf8(file.read(64 * 1024)).trimmed();
    if (key.contains(u"PRIVATE KEY"_s) || !key.contains(u' ')) {
        session.usage(u"%1 is no public key; its name ends in .pub as a rule"_s.arg(file.fileName()));
        return;
    }
    withMachine(
        session, toQString(wanted.id), toQString(wanted.account), [&session, key](const Machine& machine) {
            session.engine().openSsh(
                machine.key, key, session.orFail<SshAccess>([&session](const SshAccess& access) {
                    if (session.json()) {
                        session.console().json(QJsonObject{{u"id"_s, access.id},
                                                           {u"host"_s, access.host},
                                                           {u"port"_s, access.port},
                                                           {u"user"_s, access.user},
                                                           {u"certificate"_s, access.certificate},
                                                           {u"host_pattern"_s, access.hostPattern},
                                                           {u"host_key"_s, access.hostKey}});
                    } else {
                        session.console().line(factsText(
                            {{u"Command"_s,
                              u"ssh -p %1 %2@%3"_s.arg(access.port).arg(access.user, access.host)},
                             {u"Certificate"_s, access.certificate.isEmpty() ? u"-"_s : access.certificate},
                             {u"Known host"_s,
                              access.hostKey.isEmpty()
                                  ? u"-"_s
                                  : u"@cert-authority %1 %2"_s.arg(access.hostPattern, access.hostKey)}}));
                    }
                    session.finish(ExitCode::Ok);
                }));
        });
}

} // namespace

void addMachineExtraCommands(CLI::App& machines, Invocation& invocation)
{
    const auto add = [&](const char* word, const char* help, bool needsId) {
        const auto wanted = std::make_shared<Wanted>();
        CLI::App* command = machines.add_subcommand(word, help);
        CLI::Option* id = command->add_option("ID", wanted->id, "The machine's id, or your own name for it");
        if (needsId)
            id->required();
        command->add_option("--account", wanted->account, "The account, where that is not clear");
        return std::pair(command, wanted);
    };

    const auto [resizing, size] = add("resize", "Change a machine's size or its autosleep", true);
    CLI::Option* vcpu = resizing->add_option("--vcpu", size->vcpu, "Processors, in quarters");
    resizing->add_option("--memory", size->memory, "Memory in MiB, or like 2G");
    resizing->add_option("--storage", size->storage, "Disk in GiB; it can grow, not shrink");
    resizing->add_option("--autosleep", size->autosleep, "5m, never");
    resizing->callback([size = size, vcpu, &invocation] {
        invocation.start = [size, given = vcpu->count() > 0](Session& session) {
            resize(session, *size, given);
        };
    });

    const auto [artifacts, from] = add("artifacts", "List the files that commands left to be fetched", true);
    artifacts->callback([from = from, &invocation] {
        invocation.start = [from](Session& session) { listArtifacts(session, *from); };
    });

    const auto [port, opened] = add("port", "Make a port of a machine reachable", true);
    port->add_option("PORT", opened->port, "The port")->required()->check(CLI::Range(1, 65'535));
    port->callback([opened = opened, &invocation] {
        invocation.start = [opened](Session& session) { openPort(session, *opened); };
    });

    const auto [ssh, login] = add("ssh", "Say how to log in to a machine", true);
    ssh->add_option("--public-key", login->file, "File with the public key to log in with")->required();
    ssh->callback([login = login, &invocation] {
        invocation.start = [login](Session& session) { openSsh(session, *login); };
    });
}

} // namespace reveille::cli
