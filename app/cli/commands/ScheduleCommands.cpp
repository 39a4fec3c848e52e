#include "app/cli/commands/ScheduleCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/ScheduleEdit.h"
#include "app/cli/commands/ScheduleSides.h"
#include "app/cli/commands/ScheduleView.h"
#include "app/cli/commands/ScheduleWarnings.h"
#include "core/engine/ScheduleCheck.h"
#include "core/model/SecretEntry.h"
#include "core/text/CommandLine.h"
#include "core/text/CommandLint.h"
#include "core/text/DurationText.h"
#include "core/text/PolicyText.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

void reportSaved(Session& session, const Schedule& schedule, const QString& verb)
{
    const auto next = nextStart(session, schedule);
    if (session.json()) {
        session.console().json(toJson(schedule, session.world(), next));
    } else {
        session.console().line(u"%1 \"%2\"."_s.arg(verb, schedule.name));
        if (!schedule.enabled) {
            session.console().line(u"It is disabled."_s);
        } else if (next) {
            const auto zone =
                calendar::TimeZone::load(schedule.zone.toStdString()).value_or(calendar::TimeZone::utc());
            session.console().line(u"Next: %1 %2 %3 (%4)."_s.arg(wallText(*next, zone),
                                                                 offsetText(*next, zone), schedule.zone,
                                                                 relativeTimeText(*next, session.now())));
        } else {
            session.console().line(u"It never elapses from now on."_s);
        }
    }
    session.finish(ExitCode::Ok);
}

/// Nothing new happens to the machine by this edit.
bool asksTheSame(const Schedule& a, const Schedule& b)
{
    return a.when == b.when && a.zone == b.zone && a.action == b.action && a.machine == b.machine &&
           a.firedBy == b.firedBy && a.argv == b.argv && a.enabled == b.enabled;
}

/// What is allowed in a command and often a mistake; never holds the secret itself.
QStringList commandNotes(const Schedule& schedule)
{
    QStringList notes;
    if (schedule.action != ScheduleAction::Exec)
        return notes;
    for (const CommandLint& lint : lintCommand(schedule.argv)) {
        notes.append((lint.kind == CommandLint::Kind::SecretInArgument ? u"Warning: "_s : u"Note: "_s) +
                     lintText(lint));
    }
    for (auto it = schedule.env.cbegin(); it != schedule.env.cend(); ++it) {
        if (!it->startsWith(kSecretPrefix) && looksSecret(it.key(), *it))
            notes.append(u"Warning: "_s + secretVariableText(it.key()));
    }
    return notes;
}

/// `before` is the schedule as it was, `sure` what --yes says.
void save(Session& session, const Schedule& schedule, const std::optional<Schedule>& before, bool sure)
{
    const QString verb = before ? u"Changed"_s : u"Added"_s;
    if (!before || schedule.argv != before->argv || schedule.env != before->env) {
        for (const QString& note : commandNotes(schedule))
            session.console().note(note);
    }
    if (!before || !asksTheSame(schedule, *before)) {
        const ScheduleWarnings warned =
            scheduleWarnings(schedule, before, session.world().machine(schedule.machine), session.now());
        for (const QString& line : warned.lines)
            session.console().note(line);
        if (warned.isDestructive && !sure) {
            session.usage(u"the machine would be gone afterwards; say --yes if that is meant"_s);
            return;
        }
    }
    session.engine().saveSchedule(schedule, session.orFail<Schedule>([&session, verb](const Schedule& saved) {
        reportSaved(session, saved, verb);
    }));
}

/// The schedule with what was said put in; ends the session if that makes no sense.
std::optional<Schedule> edited(Session& session, const Schedule& before, const ScheduleOptions& options)
{
    QStringList remarks;
    const auto schedule = withOptions(before, options, session.now(), remarks);
    if (!schedule) {
        session.fail(schedule.error());
        return std::nullopt;
    }
    const auto timetable = timetableOf(*schedule);
    if (const auto checked = checkPolicies(
            *schedule, before.id.isEmpty() ? std::nullopt : std::optional(before), session.now());
        !checked) {
        session.fail(checked.error());
        return std::nullopt;
    }
    // The policies are Reveille's own; the provider fires without them.
    if (schedule->firedBy == FiredBy::Reveille)
        remarks += policyNotes(
            *schedule, timetable ? timetable->upcoming(session.now(), 2) : std::vector<calendar::Instant>(),
            session.now());
    for (const QString& remark : std::as_const(remarks))
        session.console().note(u"Note: "_s + remark);
    return *schedule;
}

void addSchedule(Session& session, const ScheduleOptions& options)
{
    Schedule blank;
    blank.name = toQString(options.name);
    blank.zone = zoneName(calendar::TimeZone::local());
    const auto schedule = edited(session, blank, options);
    if (!schedule)
        return;
    withMachine(session, toQString(options.machine), toQString(options.account),
                [&session, schedule = *schedule, sure = options.yes](const Machine& machine) mutable {
                    schedule.machine = machine.key;
                    save(session, schedule, std::nullopt, sure);
                });
}

void withSchedule(Session& session, const QString& name, std::function<void(const Schedule&)> then)
{
    session.withEngine(EngineUse::Look,
                       [&session, name, then = std::move(then)] { findScheduleThen(session, name, then); });
}

void editSchedule(Session& session, const ScheduleOptions& options)
{
    withSchedule(session, toQString(options.name), [&session, options](const Schedule& found) {
        const auto changed = edited(session, found, options);
        if (!changed)
            return;
        const bool sure = options.yes;
        if (options.machine.empty()) {
            const auto saveIt = [&session, changed = *changed, before = found, sure] {
                save(session, changed, before, sure);
            };
            if (changed->action == ScheduleAction::Exec && changed->firedBy == FiredBy::Reveille)
                saveIt();
            else // what it would do depends on the machine as it is now, if it can be read
                session.engine().refreshMachines([saveIt](const Result<void>&) { saveIt(); });
            return;
        }
        findMachineThen(
            session, toQString(options.machine), toQString(options.account),
            [&session, schedule = *changed, before = found, sure](const Machine& machine) mutable {
                schedule.machine = machine.key;
                save(session, schedule, before, sure);
            });
    });
}

void removeSchedule(Session& session, const QString& name)
{
    withSchedule(session, name, [&session](const Schedule& schedule) {
        session.engine().removeSchedule(schedule.id, session.orFail([&session, schedule] {
            if (session.json())
                session.console().json(QJsonObject{{u"removed"_s, schedule.id.value}});
            else
                session.console().line(u"Removed \"%1\"; its runs stay in the history."_s.arg(schedule.name));
            session.finish(ExitCode::Ok);
        }));
    });
}

void setEnabled(Session& session, const QString& name, bool enabled)
{
    withSchedule(session, name, [&session, enabled](const Schedule& schedule) {
        session.engine().setScheduleEnabled(
            schedule.id, enabled, session.orFail([&session, schedule, enabled] {
                Schedule changed = schedule;
                changed.enabled = enabled;
                reportSaved(session, changed, enabled ? u"Enabled"_s : u"Disabled"_s);
            }));
    });
}

void enableSchedule(Session& session, const QString& name)
{
    setEnabled(session, name, true);
}

void disableSchedule(Session& session, const QString& name)
{
    setEnabled(session, name, false);
}

using OnName = void (*)(Session&, const QString&);

void addNamed(CLI::App& schedules, Invocation& invocation, const char* word, const char* help, OnName start)
{
    const auto name = std::make_shared<std::string>();
    CLI::App* command = schedules.add_subcommand(word, help);
    command->add_option("NAME", *name, "Name of the schedule")->required();
    command->callback([name, start, &invocation] {
        invocation.start = [name, start](Session& session) { start(session, toQString(*name)); };
    });
}

/// One value per --when or --env: what follows belongs to the next option.
template <typename List>
CLI::Option* addRepeated(CLI::App& command, const char* name, List& list, const char* help)
{
    return command.add_option(name, list, help)->allow_extra_args(false);
}

void addCommonOptions(CLI::App& command, ScheduleOptions& options)
{
    command.add_option("--account", options.account, "The machine's account, where that is not clear");
    addRepeated(command, "--when", options.when, "A calendar expression; repeat it for a union")
        ->type_name("EXPR");
    command.add_option("--zone", options.zone,
                       "Time zone of expressions that name none (default: this computer's)");
    command.add_option("--timeout", options.timeout, "Time limit of the command (default: 10m)");
    command
        .add_option("--shell", options.shellLine,
                    "A line for bash instead of a COMMAND, as with: -- bash -c LINE")
        ->type_name("LINE");
    command.add_option("--cwd", options.cwd, "Directory on the machine");
    addRepeated(command, "--env", options.env, "Variable for the command; may be repeated")->type_name("K=V");
    command.add_option("--stdin", options.stdinFile, "File whose text the command reads from its input")
        ->type_name("FILE");
    command.add_option("--ping", options.ping, "Address that is told of starts and ends (Healthchecks)")
        ->type_name("URL");
    command.add_option("--action", options.action, "What it does (default: exec)")
        ->check(CLI::IsMember({"start", "stop", "suspend", "delete", "exec", "checkpoint"}));
    command.add_option("--fired-by", options.firedBy, "Who fires it (default: reveille)")
        ->check(CLI::IsMember({"provider", "reveille"}));
    command.add_option("--note", options.note, "Your own words about it");
    command.add_flag("--yes", options.yes, "Do it though the machine would be gone afterwards");
    addPolicyOptions(command, options.policy);
}

/// Words behind "--", or the line for a shell; nothing was said if neither is there.
std::optional<QStringList> commandOf(const ScheduleOptions& options, const Invocation& invocation)
{
    if (options.shellLine.empty())
        return invocation.tail;
    if (invocation.tail)
        throw CLI::ExcludesError("--shell", "A command after \"--\"");
    return toArgv(CommandText{toQString(options.shellLine), true, u"bash"_s});
}

void addAdd(CLI::App& schedules, Invocation& invocation)
{
    const auto options = std::make_shared<ScheduleOptions>();
    CLI::App* add = schedules.add_subcommand("add", "Add a schedule: ... -- COMMAND [ARGUMENT ...]");
    add->add_option("NAME", options->name, "Name of the schedule")->required();
    add->add_option("--machine", options->machine, "The machine's id, or your own name for it")->required();
    addCommonOptions(*add, *options);
    add->get_option("--when")->required();
    add->callback([options, &invocation] {
        invocation.takesTail = true;
        const bool takesCommand = options->action.empty() || options->action == "exec";
        options->argv = commandOf(*options, invocation);
        if (takesCommand && (!options->argv || options->argv->isEmpty()))
            throw CLI::RequiredError("A command after \"--\"");
        invocation.start = [options](Session& session) { addSchedule(session, *options); };
    });
}

void addEdit(CLI::App& schedules, Invocation& invocation)
{
    const auto options = std::make_shared<ScheduleOptions>();
    CLI::App* edit = schedules.add_subcommand(
        "edit", "Change what is named, leave the rest as it is: ... [-- COMMAND [ARGUMENT ...]]");
    edit->add_option("NAME", options->name, "Name of the schedule")->required();
    edit->add_option("--name", options->newName, "Its new name");
    edit->add_option("--machine", options->machine, "The machine's id, or your own name for it");
    addCommonOptions(*edit, *options);
    addRepeated(*edit, "--unset-env", options->unsetEnv, "Drop a variable; may be repeated")->type_name("K");
    edit->callback([options, &invocation] {
        invocation.takesTail = true;
        if (invocation.tail && invocation.tail->isEmpty())
            throw CLI::RequiredError("A command after \"--\"");
        options->argv = commandOf(*options, invocation);
        invocation.start = [options](Session& session) { editSchedule(session, *options); };
    });
}

void addDrift(CLI::App& schedules, Invocation& invocation)
{
    const auto options = std::make_shared<DriftOptions>();
    CLI::App* drift = schedules.add_subcommand(
        "drift", "Compare a schedule with what the provider keeps, or make them one");
    drift->add_option("NAME", options->name, "Name of the schedule, or machine/name")->required();
    CLI::Option* take =
        drift->add_flag("--take-theirs", options->takeTheirs, "The provider's version counts");
    drift->add_flag("--send-ours", options->sendOurs, "What was agreed on is sent again")->excludes(take);
    drift->callback([options, &invocation] {
        invocation.start = [options](Session& session) { resolveDrift(session, *options); };
    });
}

void addCopy(CLI::App& schedules, Invocation& invocation)
{
    const auto options = std::make_shared<CopyOptions>();
    CLI::App* copy = schedules.add_subcommand("copy", "Make the same schedule for other machines");
    copy->add_option("NAME", options->name, "Name of the schedule, or machine/name")->required();
    copy->add_option("--to", options->machines, "The machines' ids or names")
        ->required()
        ->type_name("MACHINE ...");
    copy->add_option("--account", options->account, "The machines' account, where that is not clear");
    copy->add_flag("--yes", options->yes, "Do it though a machine would be gone afterwards");
    copy->callback([options, &invocation] {
        invocation.start = [options](Session& session) { copySchedule(session, *options); };
    });
}

} // namespace

void addScheduleCommands(CLI::App& app, Invocation& invocation)
{
    CLI::App* schedules = app.add_subcommand("schedule", "What runs when, and where");
    schedules->require_subcommand(1);
    addAdd(*schedules, invocation);
    const auto all = std::make_shared<bool>(false);
    CLI::App* list = schedules->add_subcommand("list", "List the schedules");
    list->add_flag("--all", *all, "Read all accounts first; show who fires and what differs there");
    list->callback([all, &invocation] {
        invocation.start = [all](Session& session) {
            *all ? listAllSchedules(session) : listSchedules(session);
        };
    });
    addCopy(*schedules, invocation);
    addDrift(*schedules, invocation);
    addNamed(*schedules, invocation, "show", "Show one schedule", showSchedule);
    addEdit(*schedules, invocation);
    addNamed(*schedules, invocation, "remove", "Remove a schedule", removeSchedule);
    addNamed(*schedules, invocation, "enable", "Let a schedule fire again", enableSchedule);
    addNamed(*schedules, invocation, "disable", "Keep a schedule but do not fire it", disableSchedule);
}

} // namespace reveille::cli
