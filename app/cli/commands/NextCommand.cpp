#include "app/cli/commands/NextCommand.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/Invocation.h"
#include "app/cli/commands/NextBatch.h"
#include "app/cli/commands/NextQuestion.h"
#include "app/cli/commands/NextView.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

/// The latest first, as one looks back.
std::vector<Instant> previousElapses(const NextQuestion& question, std::size_t count)
{
    std::vector<Instant> elapses;
    std::optional<Instant> at = question.after;
    while (elapses.size() < count && (at = question.timetable.previous(*at)))
        elapses.push_back(*at);
    return elapses;
}

void refuse(Session& session, const NextOptions& options, const Error& error)
{
    if (error.code != ErrorCode::Parse) {
        session.fail(error);
        return;
    }
    if (options.from.empty()) {
        const QString hint = dialectHint(error.subject);
        session.console().note(errorReport(error) + (hint.isEmpty() ? hint : u'\n' + hint));
    } else {
        // What the report says to do next is about calendar events.
        session.console().note(u"reveillectl: "_s + error.detail + u'\n' +
                               pointedAt(error.subject, error.column, error.length));
    }
    session.finish(exitCodeFor(error));
}

void runNext(Session& session, const NextOptions& options)
{
    if (options.batch) {
        runBatch(session, options);
        return;
    }
    if (options.expressions.empty()) {
        session.usage(u"EXPR is required, or --batch\nSee: reveillectl next --help"_s);
        return;
    }
    const auto question = understand(session, options);
    if (!question) {
        refuse(session, options, question.error());
        return;
    }
    printNext(session, options, *question,
              options.previous ? previousElapses(*question, options.count)
                               : question->timetable.upcoming(question->after, options.count));
    session.finish(ExitCode::Ok);
}

} // namespace

void addNextCommand(CLI::App& app, Invocation& invocation)
{
    const auto options = std::make_shared<NextOptions>();
    CLI::App* next = app.add_subcommand("next", "Show when calendar expressions elapse next");
    auto* expressions = next->add_option("EXPR", options->expressions,
                                         "One or more calendar expressions, read as their union");
    next->add_option("--zone", options->zone,
                     "Time zone of expressions that name none (default: this computer's; with --batch: UTC)");
    next->add_option("--after", options->after, "Show what comes after this time (default: now)");
    next->add_option("--count", options->count, "How many to show")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10000}))
        ->capture_default_str();
    auto* previous = next->add_flag("--previous", options->previous,
                                    "Show what came before that time instead, the latest first");
    auto* explain =
        next->add_flag("--explain", options->explain,
                       "Say in words what the expressions mean, how often that is, what the next clock "
                       "changes do to it, and what to mind");
    auto* from = next->add_option("--from", options->from,
                                  "Read EXPR in another dialect; shows the translation and what it loses")
                     ->check(CLI::IsMember(dialectOptions()));
    next->add_flag("--batch", options->batch,
                   "Answer JSON lines from standard input: {\"expr\":…,\"tz\":…,\"base_usec\":…,\"count\":…}")
        ->excludes(expressions)
        ->excludes(previous)
        ->excludes(explain)
        ->excludes(from);
    next->callback([options, &invocation] {
        invocation.start = [options](Session& session) { runNext(session, *options); };
    });
}

} // namespace reveille::cli
