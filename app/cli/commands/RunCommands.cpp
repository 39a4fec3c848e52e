#include "app/cli/commands/RunCommands.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/RunLines.h"
#include "app/cli/commands/RunNow.h"
#include "app/cli/commands/RunShow.h"
#include "core/text/RunCsv.h"

#include <algorithm>
#include <memory>

#include <QFile>
#include <QSaveFile>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct RunsOptions
{
    std::string schedule;
    std::string machine;
    std::string grep;
    std::string csv; ///< a file, or "-" for standard output; empty: no CSV
    int limit = 20;
};

/// Whole or not at all, and for its owner alone: the names of machines and schedules are nobody else's.
void writeCsv(Session& session, const QString& path, const QVector<Run>& runs)
{
    const QByteArray csv = runsCsv(runs);
    if (path == u"-") {
        session.console().bytes(csv);
        session.finish(ExitCode::Ok);
        return;
    }
    QSaveFile file(path);
    const bool begun = file.open(QFile::WriteOnly);
    if (begun)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!begun || file.write(csv) != csv.size() || !file.commit()) {
        session.fail(reveille::fail(ErrorCode::StoragePermission, path, file.errorString()).value());
        return;
    }
    session.console().note(u"Wrote %1 runs to %2."_s.arg(runs.size()).arg(path));
    session.finish(ExitCode::Ok);
}

void printRuns(Session& session, const RunQuery& query, const QString& csv)
{
    session.engine().fetchRuns(query, session.orFail<QVector<Run>>([&session, csv](const QVector<Run>& runs) {
        if (!csv.isEmpty()) {
            writeCsv(session, csv, runs);
            return;
        }
        if (session.json()) {
            QJsonArray all;
            for (const Run& run : runs)
                all.append(toJson(run, session.world()));
            session.console().json(all);
        } else {
            session.console().line(runs.isEmpty() ? u"No runs."_s : runTable(runs, session.world()));
        }
        session.finish(ExitCode::Ok);
    }));
}

/// A machine that has runs may be gone from its cloud: its id alone is enough here.
std::optional<MachineKey> machineOfRuns(const World& world, const QString& id)
{
    const auto at = std::find_if(world.runs.cbegin(), world.runs.cend(),
                                 [&id](const Run& run) { return run.machine.machine.value == id; });
    return at == world.runs.cend() ? std::nullopt : std::optional(at->machine);
}

/// `machine`: as typed, or empty.
void listRuns(Session& session, RunQuery query, const QString& machine, const QString& csv)
{
    if (!machine.isEmpty()) {
        query.machine = machineOfRuns(session.world(), machine);
        if (!query.machine) {
            findMachineThen(session, machine, {}, [&session, query, csv](const Machine& found) mutable {
                query.machine = found.key;
                printRuns(session, query, csv);
            });
            return;
        }
    }
    printRuns(session, query, csv);
}

void listRuns(Session& session, const RunsOptions& options)
{
    session.withEngine(EngineUse::Look, [&session, options] {
        RunQuery query;
        query.limit = options.limit;
        query.output = toQString(options.grep);
        const QString machine = toQString(options.machine);
        const QString csv = toQString(options.csv);
        if (options.schedule.empty()) {
            listRuns(session, query, machine, csv);
            return;
        }
        findScheduleThen(session, toQString(options.schedule),
                         [&session, query, machine, csv](const Schedule& schedule) mutable {
                             query.schedule = schedule.id;
                             listRuns(session, query, machine, csv);
                         });
    });
}

void printOutput(Session& session, const Run& run, const RunOutput& output, bool stderrWanted)
{
    Console& console = session.console();
    if (session.json()) {
        console.json(QJsonObject{
            {u"run"_s, run.id.value},
            {u"stdout"_s, QString::fromUtf8(output.stdoutText)},
            {u"stderr"_s, QString::fromUtf8(output.stderrText)},
            {u"stdout_bytes"_s, run.stdoutBytes},
            {u"stderr_bytes"_s, run.stderrBytes},
            {u"stdout_kept"_s, run.stdoutKept},
            {u"stderr_kept"_s, run.stderrKept},
        });
        session.finish(ExitCode::Ok);
        return;
    }
    const QByteArray& text = stderrWanted ? output.stderrText : output.stdoutText;
    console.bytes(console.terminal().output ? forTerminal(text) : text);
    const qint64 written = stderrWanted ? run.stderrBytes : run.stdoutBytes;
    const qint64 kept = stderrWanted ? run.stderrKept : run.stdoutKept;
    if (kept < written)
        console.note(u"The command wrote %1 bytes; %2 of them were kept."_s.arg(written).arg(kept));
    session.finish(ExitCode::Ok);
}

void fetchAndPrint(Session& session, const Run& run, bool stderrWanted)
{
    session.engine().fetchOutput(
        run.id, session.orFail<RunOutput>([&session, run, stderrWanted](const RunOutput& output) {
            printOutput(session, run, output, stderrWanted);
        }));
}

void showOutput(Session& session, const QString& idOrPrefix, bool stderrWanted)
{
    session.withEngine(EngineUse::Look, [&session, idOrPrefix, stderrWanted] {
        session.engine().fetchRun(idOrPrefix, [&session, idOrPrefix, stderrWanted](const Result<Run>& run) {
            if (run)
                fetchAndPrint(session, *run, stderrWanted);
            else
                session.fail(
                    run.error().code == ErrorCode::NotFound
                        ? reveille::fail(ErrorCode::NotFound, u"run \"%1\""_s.arg(idOrPrefix)).value()
                        : run.error());
        });
    });
}

} // namespace

void addRunCommands(CLI::App& app, Invocation& invocation)
{
    const auto listed = std::make_shared<RunsOptions>();
    CLI::App* runs = app.add_subcommand("runs", "List what ran and what became of it, newest first");
    runs->add_option("--schedule", listed->schedule, "Only runs of this schedule");
    runs->add_option("--machine", listed->machine, "Only runs on this machine");
    runs->add_option("--limit", listed->limit, "How many at most; -1: all")
        ->check(CLI::IsMember({-1}) | CLI::Range(1, 1'000'000))
        ->capture_default_str();
    runs->add_option("--grep", listed->grep, "Only those that printed this text, in upper or lower case");
    runs->add_option("--csv", listed->csv, "Write a table for spreadsheets to this file; -: standard output")
        ->type_name("FILE");
    const auto one = std::make_shared<std::string>();
    CLI::App* show = runs->add_subcommand("show", "Show one run: its steps, and what each try printed");
    show->add_option("RUN", *one, "The run's id, or its first characters")->required();
    show->callback([one, &invocation] {
        invocation.start = [one](Session& session) { showRun(session, toQString(*one)); };
    });
    runs->callback([runs, show, listed, &invocation] {
        if (runs->got_subcommand(show))
            return;
        invocation.start = [listed](Session& session) { listRuns(session, *listed); };
    });

    struct Output
    {
        std::string run;
        bool stderrWanted = false;
    };
    const auto shown = std::make_shared<Output>();
    CLI::App* output = app.add_subcommand("output", "Print what a run's command printed");
    output->add_option("RUN", shown->run, "The run's id, or its first characters")->required();
    output->add_flag("--stderr", shown->stderrWanted, "What it wrote to standard error instead");
    output->callback([shown, &invocation] {
        invocation.start = [shown](Session& session) {
            showOutput(session, toQString(shown->run), shown->stderrWanted);
        };
    });

    struct Now
    {
        std::string schedule;
        bool noWait = false;
    };
    const auto asked = std::make_shared<Now>();
    CLI::App* now = app.add_subcommand("run-now", "Run a schedule once, now, and wait for its end");
    now->add_option("NAME", asked->schedule, "Name of the schedule")->required();
    now->add_flag("--no-wait", asked->noWait, "Only ask for it");
    now->callback([asked, &invocation] {
        invocation.start = [asked](Session& session) {
            runNow(session, toQString(asked->schedule), !asked->noWait);
        };
    });
}

} // namespace reveille::cli
