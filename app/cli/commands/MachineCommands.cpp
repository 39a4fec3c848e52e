#include "app/cli/commands/MachineCommands.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/MachineAwake.h"
#include "app/cli/commands/MachineControl.h"
#include "app/cli/commands/MachineCreate.h"
#include "app/cli/commands/MachineExtraCommands.h"
#include "app/cli/commands/MachineFigures.h"
#include "app/cli/commands/MachineLogs.h"
#include "app/cli/commands/MachineUsageCommand.h"
#include "app/cli/commands/MachineWatchCommand.h"
#include "core/model/TimeText.h"
#include "core/text/RunText.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct MachineOptions
{
    std::string id;
    std::string account;
    std::string newName;
    bool yes = false;
    bool watch = false;
};

QString sizeText(const Machine& machine)
{
    return u"%1 vCPU, %2 MiB, %3 GiB"_s.arg(machine.vcpu).arg(machine.memoryMib).arg(machine.storageGib);
}

QString autosleepText(const Machine& machine)
{
    if (!machine.autosleep)
        return u"-"_s;
    return machine.autosleep->count() == 0 ? u"never"_s : durationToText(*machine.autosleep);
}

void printMachines(Session& session, const std::optional<AccountId>& only)
{
    const World& world = session.world();
    QVector<Machine> machines;
    std::copy_if(world.machines.begin(), world.machines.end(), std::back_inserter(machines),
                 [&only](const Machine& machine) { return !only || machine.key.account == *only; });
    std::sort(machines.begin(), machines.end(), [](const Machine& a, const Machine& b) {
        return a.displayName().compare(b.displayName(), Qt::CaseInsensitive) < 0;
    });
    if (session.json()) {
        QJsonArray all;
        for (const Machine& machine : machines)
            all.append(toJson(machine, world));
        session.console().json(all);
        return;
    }
    if (machines.isEmpty()) {
        session.console().line(u"No machines."_s);
        return;
    }
    TablePrinter table({u"ID"_s, u"Name"_s, u"Account"_s, u"Metro"_s, u"State"_s, u"Size"_s, u"Autosleep"_s});
    for (const Machine& machine : machines)
        table.addRow({machine.key.machine.value, machine.name.isEmpty() ? u"-"_s : machine.name,
                      world.accountName(machine.key.account),
                      machine.metro.isEmpty() ? u"-"_s : machine.metro, phaseText(machine.phase),
                      sizeText(machine), autosleepText(machine)});
    session.console().line(table.text());
}

void listMachines(Session& session, const MachineOptions& options)
{
    session.withEngine(EngineUse::Look, [&session, name = toQString(options.account), watch = options.watch] {
        std::optional<AccountId> only;
        if (!name.isEmpty()) {
            const Result<Account> account = findAccount(session.world(), name);
            if (!account) {
                session.fail(account.error());
                return;
            }
            only = account->id;
        }
        session.engine().refreshMachines(session.orFail([&session, only, watch] {
            printMachines(session, only);
            ExitCode code = ExitCode::Ok;
            for (const AccountStatus& status : session.world().accountStatus) {
                if (!status.error || (only && status.account != *only))
                    continue;
                session.console().note(u"The machines of \"%1\" are missing."_s.arg(
                    session.world().accountName(status.account)));
                session.console().note(errorReport(*status.error));
                code = exitCodeFor(*status.error);
            }
            if (watch)
                (new MachineWatcher(session, {}))->goOn(only); // belongs to the session
            else
                session.finish(code);
        }));
    });
}

void showMachine(Session& session, const MachineOptions& options)
{
    withMachine(session, toQString(options.id), toQString(options.account),
                [&session](const Machine& machine) {
                    const World& world = session.world();
                    if (session.json()) {
                        session.console().json(toJson(machine, world));
                        session.finish(ExitCode::Ok);
                        return;
                    }
                    QStringList schedules;
                    for (const Schedule& schedule : world.schedules) {
                        if (schedule.machine == machine.key)
                            schedules.append(schedule.name);
                    }
                    const auto local = calendar::TimeZone::local();
                    const auto timeText = [&local](const std::optional<calendar::Instant>& at) {
                        return at ? wallText(*at, local) + u' ' + offsetText(*at, local) : u"-"_s;
                    };
                    session.console().line(factsText({
                        {u"ID"_s, machine.key.machine.value},
                        {u"Name"_s, machine.name.isEmpty() ? u"-"_s : machine.name},
                        {u"Account"_s, world.accountName(machine.key.account)},
                        {u"Metro"_s, machine.metro.isEmpty() ? u"-"_s : machine.metro},
                        {u"State"_s, machine.reason.isEmpty()
                                         ? phaseText(machine.phase)
                                         : u"%1 (%2)"_s.arg(phaseText(machine.phase), machine.reason)},
                        {u"Size"_s, sizeText(machine)},
                        {u"Autosleep"_s, autosleepText(machine)},
                        {u"Tags"_s, machine.tags.isEmpty() ? u"-"_s : machine.tags.join(u", "_s)},
                        {u"Delete lock"_s, machine.rules.deleteLocked ? u"yes"_s : u"no"_s},
                        {u"Created"_s, timeText(machine.createdAt)},
                        {u"Last change"_s, timeText(machine.lastTransitionAt)},
                        {u"Schedules"_s, schedules.isEmpty() ? u"-"_s : schedules.join(u", "_s)},
                    }));
                    session.finish(ExitCode::Ok);
                });
}

Reply<Machine> reportState(Session& session)
{
    return session.orFail<Machine>([&session](const Machine& machine) {
        if (session.json())
            session.console().json(toJson(machine, session.world()));
        else
            session.console().line(u"%1: %2"_s.arg(machine.displayName(), phaseText(machine.phase)));
        session.finish(ExitCode::Ok);
    });
}

void wakeMachine(Session& session, const MachineOptions& options)
{
    withMachine(session, toQString(options.id), toQString(options.account),
                [&session](const Machine& machine) {
                    session.engine().wakeMachine(machine.key, reportState(session));
                });
}

void sleepMachine(Session& session, const MachineOptions& options)
{
    withMachine(session, toQString(options.id), toQString(options.account),
                [&session](const Machine& machine) {
                    session.engine().sleepMachine(machine.key, reportState(session));
                });
}

void deleteMachine(Session& session, const MachineOptions& options)
{
    if (!options.yes && !session.console().terminal().input) {
        session.usage(u"deleting a machine cannot be undone; say --yes to do it without being asked"_s);
        return;
    }
    withMachine(session, toQString(options.id), toQString(options.account),
                [&session, yes = options.yes](const Machine& machine) {
                    const QString name = machine.displayName();
                    if (!yes) {
                        const QString typed = session.console().ask(
                            u"This deletes %1 with its disk. Type its name to go on: "_s.arg(name));
                        if (typed != name) {
                            session.console().note(u"Nothing was deleted."_s);
                            session.finish(ExitCode::Failure);
                            return;
                        }
                    }
                    session.engine().deleteMachine(machine.key, session.orFail([&session, machine, name] {
                        if (session.json())
                            session.console().json(QJsonObject{{u"deleted"_s, machine.key.machine.value}});
                        else
                            session.console().line(u"Deleted %1."_s.arg(name));
                        session.finish(ExitCode::Ok);
                    }));
                });
}

void renameMachine(Session& session, const MachineOptions& options)
{
    withMachine(
        session, toQString(options.id), toQString(options.account),
        [&session, name = toQString(options.newName).trimmed()](const Machine& machine) {
            session.engine().renameMachine(machine.key, name, session.orFail([&session, machine, name] {
                Machine renamed = machine;
                renamed.name = name;
                if (session.json())
                    session.console().json(toJson(renamed, session.world()));
                else
                    session.console().line(
                        u"%1 is now called %2."_s.arg(machine.key.machine.value, renamed.displayName()));
                session.finish(ExitCode::Ok);
            }));
        });
}

using OnMachine = void (*)(Session&, const MachineOptions&);

std::pair<CLI::App*, std::shared_ptr<MachineOptions>>
addOnMachine(CLI::App& machines, Invocation& invocation, const char* word, const char* help, OnMachine start)
{
    const auto options = std::make_shared<MachineOptions>();
    CLI::App* command = machines.add_subcommand(word, help);
    command->add_option("ID", options->id, "The machine's id, or your own name for it")->required();
    command->add_option("--account", options->account, "The account it belongs to, where that is not clear");
    command->callback([options, start, &invocation] {
        invocation.start = [options, start](Session& session) { start(session, *options); };
    });
    return {command, options};
}

} // namespace

void addMachineCommands(CLI::App& app, Invocation& invocation)
{
    CLI::App* machines = app.add_subcommand("machine", "Machines at the clouds");
    machines->require_subcommand(1);
    const auto listed = std::make_shared<MachineOptions>();
    CLI::App* list = machines->add_subcommand("list", "List the machines");
    list->add_option("--account", listed->account, "Only the machines of this account");
    list->add_flag("--watch", listed->watch, "Then show changes as they happen, until interrupted");
    list->callback([listed, &invocation] {
        invocation.start = [listed](Session& session) { listMachines(session, *listed); };
    });
    addOnMachine(*machines, invocation, "show", "Show one machine", showMachine);
    addOnMachine(*machines, invocation, "wake", "Ask for a machine to wake up", wakeMachine);
    addOnMachine(*machines, invocation, "sleep", "Ask for a machine to sleep", sleepMachine);

    const auto watched = std::make_shared<MachineWatchOptions>();
    CLI::App* watch = machines->add_subcommand("watch", "Show machines' changes as they happen");
    watch->add_option("ID", watched->id, "The machine's id, or your own name for it (default: all)");
    watch->add_option("--account", watched->account, "The account it belongs to, where that is not clear");
    watch->add_option("--until", watched->until, "End when it is there: running or sleeping")
        ->check(CLI::IsMember({"running", "sleeping"}));
    watch->callback([watched, &invocation] {
        invocation.start = [watched](Session& session) {
            (new MachineWatcher(session, *watched))->start(); // belongs to the session
        };
    });

    const auto created = std::make_shared<MachineCreateOptions>();
    CLI::App* create = machines->add_subcommand("create", "Create a machine");
    create->add_option("--account", created->account, "The account, where there are several");
    create->add_option("--name", created->name, "Your own name for it");
    create->add_option("--vcpu", created->vcpu, "Processors, in quarters")->capture_default_str();
    create->add_option("--memory", created->memory, "Memory in MiB, or like 2G (default: 1024)");
    create->add_option("--storage", created->storage, "Disk in GiB (default: 10)");
    create->add_option("--autosleep", created->autosleep,
                       "When the provider puts it to sleep by itself: 5m, never (default: the provider's)");
    create->add_option(
        "--setup", created->setup,
        "A command for bash to run on it once; its output is shown as it comes, then the machine "
        "sleeps");
    create->add_option("--setup-file", created->setupFile, "The same from a file");
    create
        ->add_option("--env", created->env, "Variable for the set-up, also VARIABLE=secret:NAME; repeatable")
        ->type_name("K=V")
        ->allow_extra_args(false);
    create->add_option("--setup-timeout", created->timeout, "How long the set-up may take (default: 30m)");
    create->add_flag("--keep-awake", created->keepAwake, "Do not put it to sleep after the set-up");
    create->add_option("--idempotency-key", created->key,
                       "Makes repeating safe: the same order under the same key makes no second machine");
    create->callback([created, &invocation] {
        invocation.start = [created](Session& session) { createMachine(session, *created); };
    });

    addMachineAwakeCommand(*machines, invocation);
    addMachineExtraCommands(*machines, invocation);
    addMachineUsageCommands(*machines, invocation);
    const auto [remove, removed] =
        addOnMachine(*machines, invocation, "delete", "Delete a machine and its disk", deleteMachine);
    remove->add_flag("--yes", removed->yes, "Do not ask");
    addMachineControlCommands(*machines, invocation);
    addMachineFigureCommands(*machines, invocation);
    addMachineLogCommand(*machines, invocation);
    const auto [rename, renamed] =
        addOnMachine(*machines, invocation, "rename", "Give a machine a name of your own", renameMachine);
    rename->add_option("NAME", renamed->newName, "The name; empty to forget it")->required();
}

} // namespace reveille::cli
