#include "app/cli/Grammar.h"

#include "app/cli/commands/AccountCommands.h"
#include "app/cli/commands/CheckpointCommand.h"
#include "app/cli/commands/HistoryCommands.h"
#include "app/cli/commands/MachineCommands.h"
#include "app/cli/commands/NextCommand.h"
#include "app/cli/commands/OutputLimitsCommand.h"
#include "app/cli/commands/ParallelRunsCommand.h"
#include "app/cli/commands/RawCommand.h"
#include "app/cli/commands/RunCommands.h"
#include "app/cli/commands/RunnerCommands.h"
#include "app/cli/commands/SandboxCommand.h"
#include "app/cli/commands/ScheduleCommands.h"
#include "app/cli/commands/SecretCommands.h"
#include "app/cli/commands/StatusCommand.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

/// A key on the command line stands in the process list and in the shell's history. It is refused before
/// the grammar can quote it in a message.
bool carriesKey(const QStringList& arguments)
{
    return std::any_of(arguments.cbegin(), arguments.cend(), [](const QString& argument) {
        const QString name = argument.section(u'=', 0, 0);
        return name == u"--key" || name == u"--api-key" || name == u"--token";
    });
}

/// The deepest subcommand that was named: its help is the one to point to.
const CLI::App* named(const CLI::App* app)
{
    const auto given = app->get_subcommands();
    return given.empty() ? app : named(given.front());
}

QString pathOf(const CLI::App* app)
{
    const CLI::App* parent = app->get_parent();
    const QString name = toQString(app->get_name());
    return parent ? pathOf(parent) + u' ' + name : name;
}

Refusal misunderstood(const CLI::App& app, const QString& sentence)
{
    const QString message = u"reveillectl: %1\nSee: %2 --help"_s.arg(sentence, pathOf(named(&app)));
    return {static_cast<int>(ExitCode::Usage), {}, message};
}

/// CLI11 only says that a subcommand is missing; most often one was misspelt.
QString sentenceFor(const CLI::App& app, const CLI::ParseError& mistake)
{
    const CLI::App* deepest = named(&app);
    if (deepest->get_require_subcommand_min() > 0) {
        for (const std::string& word : app.remaining(true)) {
            if (!word.starts_with('-'))
                return u"there is no command \"%1 %2\""_s.arg(pathOf(deepest), toQString(word));
        }
    }
    return toQString(mistake.what());
}

} // namespace

std::optional<Refusal> readCommandLine(const QStringList& arguments, Invocation& invocation)
{
    CLI::App app("Reveille wakes sleeping cloud machines, runs commands on them and lets them sleep again.",
                 "reveillectl");
    app.set_version_flag("--version", "reveillectl " REVEILLE_VERSION);
    app.footer(exitCodeHelp().toStdString());
    app.require_subcommand(1);
    app.fallthrough(); // --json and --data are understood before and after the subcommand

    bool json = false;
    std::string dataDirectory;
    app.add_flag("--json", json, "Print JSON instead of tables");
    app.add_option("--data", dataDirectory,
                   "The data directory (default: $REVEILLE_HOME, else reveille in $XDG_DATA_HOME)")
        ->type_name("DIR");

    addSandboxCommand(app, invocation);
    addAccountCommands(app, invocation);
    addMachineCommands(app, invocation);
    addScheduleCommands(app, invocation);
    addSecretCommands(app, invocation);
    addCheckpointCommand(app, invocation);
    addRawCommand(app, invocation);
    addRunnerCommands(app, invocation);
    addStatusCommands(app, invocation);
    addOutputLimitsCommand(app, invocation);
    addParallelRunsCommand(app, invocation);
    addRunCommands(app, invocation);
    addHistoryCommands(app, invocation);
    addNextCommand(app, invocation);

    const qsizetype separator = arguments.indexOf(u"--"_s);
    const QStringList head = separator < 0 ? arguments : arguments.first(separator);
    if (separator >= 0)
        invocation.tail = arguments.sliced(separator + 1);
    if (carriesKey(head))
        return misunderstood(app, u"a key is never an argument: every user of this computer could read it. "
                                  "Use --key-stdin, or --key-env with the name of a variable."_s);

    std::vector<std::string> words;
    for (const QString& word : head)
        words.push_back(word.toStdString());
    std::reverse(words.begin(), words.end()); // CLI11 takes them from the back
    try {
        app.parse(std::move(words));
    } catch (const CLI::CallForHelp&) {
        return Refusal{0, toQString(app.help()), {}};
    } catch (const CLI::CallForVersion& version) {
        return Refusal{0, toQString(version.what()) + u'\n', {}};
    } catch (const CLI::ParseError& mistake) {
        return misunderstood(app, sentenceFor(app, mistake));
    }
    if (invocation.tail && !invocation.takesTail)
        return misunderstood(app, u"a command after \"--\" has no meaning here"_s);
    invocation.options.json = json;
    invocation.options.dataDirectory = toQString(dataDirectory);
    return std::nullopt;
}

} // namespace reveille::cli
