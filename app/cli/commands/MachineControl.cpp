#include "app/cli/commands/MachineControl.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/MachineLookup.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/text/RunText.h"

#include <chrono>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct StopWords
{
    MachineTarget target;
    bool force = false;
    std::string drain;
};

struct WaitWords
{
    MachineTarget target;
    std::string until = "running";
    std::string atMost = "60s";
};

struct TagWords
{
    MachineTarget target;
    std::vector<std::string> whole;
    std::vector<std::string> add;
    std::vector<std::string> remove;
    bool clear = false;
};

/// Answers name what the person named, also where the cloud's answer carries an id only.
Reply<Machine> told(Session& session, const Machine& asked,
                    std::function<QString(const Machine&)> sentence = {})
{
    return session.orFail<Machine>(
        [&session, name = asked.displayName(), sentence = std::move(sentence)](const Machine& machine) {
            if (session.json())
                session.console().json(toJson(machine, session.world()));
            else
                session.console().line(
                    u"%1: %2"_s.arg(name, sentence ? sentence(machine) : phaseText(machine.phase)));
            session.finish(ExitCode::Ok);
        });
}

void control(Session& session, const StopWords& words, MachineAction action)
{
    StopOptions options;
    options.force = words.force;
    if (words.drain == "max") {
        options.drain = std::chrono::milliseconds(-1);
    } else if (!words.drain.empty()) {
        options.drain = durationFromText(toQString(words.drain));
        if (!options.drain) {
            session.usage(u"--drain %1: write a duration like 5s, or max"_s.arg(toQString(words.drain)));
            return;
        }
    }
    withMachine(session, words.target, [&session, action, options](const Machine& machine) {
        session.engine().controlMachine(machine.key, action, options, told(session, machine));
    });
}

void waitFor(Session& session, const WaitWords& words)
{
    const auto phase = fromWord<MachinePhase>(toQString(words.until));
    const auto atMost = durationFromText(toQString(words.atMost));
    if (!phase || !atMost || atMost->count() <= 0) {
        session.usage(phase
                          ? u"--for %1: write a duration like 60s"_s.arg(toQString(words.atMost))
                          : u"--until %1: write running, sleeping or stopped"_s.arg(toQString(words.until)));
        return;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*atMost);
    withMachine(session, words.target, [&session, phase = *phase, seconds](const Machine& machine) {
        session.engine().waitMachine(machine.key, phase, seconds, told(session, machine));
    });
}

QString tagText(const Machine& machine)
{
    return machine.tags.isEmpty() ? u"no tags"_s : machine.tags.join(u", "_s);
}

void changeTags(Session& session, const TagWords& words)
{
    withMachine(session, words.target, [&session, words](const Machine& machine) {
        const bool isQuestion =
            words.whole.empty() && words.add.empty() && words.remove.empty() && !words.clear;
        if (isQuestion) {
            told(session, machine, tagText)(machine);
            return;
        }
        QStringList tags = words.clear || !words.whole.empty() ? toQStringList(words.whole) : machine.tags;
        tags += toQStringList(words.add);
        for (const QString& tag : toQStringList(words.remove))
            tags.removeAll(tag);
        tags.removeDuplicates();
        session.engine().setTags(machine.key, tags, told(session, machine, tagText));
    });
}

void setLock(Session& session, const MachineTarget& target, bool locked)
{
    withMachine(session, target, [&session, locked](const Machine& machine) {
        session.engine().setDeleteLock(machine.key, locked, told(session, machine, [locked](const Machine&) {
                                           return locked ? u"protected against deletion"_s
                                                         : u"may be deleted"_s;
                                       }));
    });
}

void addControl(CLI::App& machines, Invocation& invocation, const char* word, const char* help,
                MachineAction action)
{
    const auto words = std::make_shared<StopWords>();
    CLI::App* command = machines.add_subcommand(word, help);
    addMachineTarget(*command, words->target);
    if (action == MachineAction::Stop || action == MachineAction::Restart) {
        CLI::Option* force = command->add_flag("--force", words->force, "At once, whatever it is doing");
        command->add_option("--drain", words->drain, "How long its connections may finish: 5s, or max")
            ->excludes(force);
    }
    command->callback([words, action, &invocation] {
        invocation.start = [words, action](Session& session) { control(session, *words, action); };
    });
}

void addWait(CLI::App& machines, Invocation& invocation)
{
    const auto words = std::make_shared<WaitWords>();
    CLI::App* wait = machines.add_subcommand("wait", "End when a machine is in a state");
    addMachineTarget(*wait, words->target);
    wait->add_option("--until", words->until, "running, sleeping, stopped")->capture_default_str();
    wait->add_option("--for", words->atMost, "Give up after this long")->capture_default_str();
    wait->callback(
        [words, &invocation] { invocation.start = [words](Session& session) { waitFor(session, *words); }; });
}

void addTag(CLI::App& machines, Invocation& invocation)
{
    const auto words = std::make_shared<TagWords>();
    CLI::App* tag = machines.add_subcommand("tag", "Show a machine's tags, or set them");
    addMachineTarget(*tag, words->target);
    CLI::Option* whole = tag->add_option("TAG", words->whole, "All that it is to have");
    tag->add_option("--add", words->add, "One more; may be repeated")->allow_extra_args(false);
    tag->add_option("--remove", words->remove, "One less; may be repeated")->allow_extra_args(false);
    tag->add_flag("--clear", words->clear, "Take all off")->excludes(whole);
    tag->callback([words, &invocation] {
        invocation.start = [words](Session& session) { changeTags(session, *words); };
    });
}

void addLock(CLI::App& machines, Invocation& invocation, const char* word, const char* help, bool locked)
{
    const auto target = std::make_shared<MachineTarget>();
    CLI::App* command = machines.add_subcommand(word, help);
    addMachineTarget(*command, *target);
    command->callback([target, locked, &invocation] {
        invocation.start = [target, locked](Session& session) { setLock(session, *target, locked); };
    });
}

} // namespace

void addMachineControlCommands(CLI::App& machines, Invocation& invocation)
{
    addControl(machines, invocation, "start", "Start a machine", MachineAction::Start);
    addControl(machines, invocation, "stop", "Stop a machine", MachineAction::Stop);
    addControl(machines, invocation, "suspend", "Put a machine to standby: use starts it again",
               MachineAction::Suspend);
    addControl(machines, invocation, "restart", "Stop a machine, wait for that, start it",
               MachineAction::Restart);
    addWait(machines, invocation);
    addTag(machines, invocation);
    addLock(machines, invocation, "lock", "Protect a machine against deletion", true);
    addLock(machines, invocation, "unlock", "Take the protection against deletion off", false);
}

} // namespace reveille::cli
