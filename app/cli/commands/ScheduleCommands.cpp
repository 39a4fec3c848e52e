#include "app/cli/commands/ScheduleCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/ScheduleEdit.h"
#include "app/cli/commands/ScheduleView.h"
#include "core/text/DurationText.h"
#include "core/text/PolicyText.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

void reportSaved(Session& session, const Schedule& schedule, const QString& verb)
{
    const auto next = nextElapse(schedule, session.now());
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

void save(Session& session, const Schedule& schedule, const QString& verb)
{
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
                [&session, schedule = *schedule](const Machine& machine) mutable {
                    schedule.machine = machine.key;
                    save(session, schedule, u"Added"_s);
                });
}

void editSchedule(Session& session, const ScheduleOptions& options)
{
    session.withEngine(EngineUse::Look, [&session, options] {
        const auto found = findSchedule(session.world(), toQString(options.name));
        if (!found) {
            session.fail(found.error());
            return;
        }
        const auto changed = edited(session, *found, options);
        if (!changed)
            return;
        if (options.machine.empty()) {
            save(session, *changed, u"Changed"_s);
            return;
        }
        findMachineThen(session, toQString(options.machine), toQString(options.account),
                        [&session, schedule = *changed](const Machine& machine) mutable {
                            schedule.machine = machine.key;
                            save(session, schedule, u"Changed"_s);
                        });
    });
}

void withSchedule(Session& session, const QString& name, std::function<void(const Schedule&)> then)
{
    session.withEngine(EngineUse::Look, [&session, name, then = std::move(then)] {
        const auto schedule = findSchedule(session.world(), name);
        if (schedule)
            then(*schedule);
        else
            session.fail(schedule.error());
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
    command.add_option("--cwd", options.cwd, "Directory on the machine");
    addRepeated(command, "--env", options.env, "Variable for the command; may be repeated")->type_name("K=V");
    command.add_option("--stdin", options.stdinFile, "File whose text the command reads from its input")
        ->type_name("FILE");
    command.add_option("--ping", options.ping, "Address that is told of starts and ends (Healthchecks)")
        ->type_name("URL");
    addPolicyOptions(command, options.policy);
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
        if (!invocation.tail || invocation.tail->isEmpty())
            throw CLI::RequiredError("A command after \"--\"");
        options->argv = invocation.tail;
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
        options->argv = invocation.tail;
        invocation.start = [options](Session& session) { editSchedule(session, *options); };
    });
}

} // namespace

void addScheduleCommands(CLI::App& app, Invocation& invocation)
{
    CLI::App* schedules = app.add_subcommand("schedule", "What runs when, and where");
    schedules->require_subcommand(1);
    addAdd(*schedules, invocation);
    schedules->add_subcommand("list", "List the schedules")->callback([&invocation] {
        invocation.start = listSchedules;
    });
    addNamed(*schedules, invocation, "show", "Show one schedule", showSchedule);
    addEdit(*schedules, invocation);
    addNamed(*schedules, invocation, "remove", "Remove a schedule", removeSchedule);
    addNamed(*schedules, invocation, "enable", "Let a schedule fire again", enableSchedule);
    addNamed(*schedules, invocation, "disable", "Keep a schedule but do not fire it", disableSchedule);
}

} // namespace reveille::cli
