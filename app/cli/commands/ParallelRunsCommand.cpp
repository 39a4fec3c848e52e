#include "app/cli/commands/ParallelRunsCommand.h"

#include "app/cli/Invocation.h"
#include "core/model/PolicyLimits.h"

#include <memory>
#include <optional>

#include <QJsonObject>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

void print(Session& session, int most)
{
    if (session.json())
        session.console().json(QJsonObject{{u"parallel_runs"_s, most}});
    else
        session.console().line(
            most == 1 ? u"One run is at work at a time; the others wait for their turn."_s
                      : u"Up to %1 runs are at work at once; the others wait for their turn."_s.arg(most));
    session.finish(ExitCode::Ok);
}

void parallelRuns(Session& session, std::optional<int> most)
{
    session.withEngine(EngineUse::Look, [&session, most] {
        if (most)
            session.engine().setParallelRuns(*most,
                                             session.orFail([&session, most] { print(session, *most); }));
        else
            session.engine().parallelRuns(
                session.orFail<int>([&session](int known) { print(session, known); }));
    });
}

} // namespace

void addParallelRunsCommand(CLI::App& app, Invocation& invocation)
{
    const auto most = std::make_shared<std::optional<int>>();
    CLI::App* command = app.add_subcommand(
        "parallel-runs", "How many runs are at work at once, on all machines; sets it with N");
    command->add_option("N", *most, "From 1 to " + std::to_string(kMostParallelRuns) + " (default: 4)")
        ->check(CLI::Range(1, kMostParallelRuns));
    command->callback([most, &invocation] {
        invocation.start = [most](Session& session) { parallelRuns(session, *most); };
    });
}

} // namespace reveille::cli
