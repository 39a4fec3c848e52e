#include "app/cli/commands/RunnerCommands.h"
#include "app/cli/MachineLookup.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/HeadlessRunner.h"
#include "core/model/TimeText.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

// A timer of Qt counts milliseconds in 31 bits.
constexpr std::chrono::hours kLongestPeriod{24 * 20};

Result<std::chrono::milliseconds> positiveDuration(const QString& text)
{
    const auto duration = durationFromText(text);
    if (!duration || duration->count() <= 0)
        return reveille::fail(ErrorCode::InvalidArgument, text, u"write a duration like 30s, 10m or 2h"_s);
    return *duration;
}

void run(Session& session, const QString& period, bool sandbox)
{
    std::optional<std::chrono::milliseconds> limit;
    if (!period.isEmpty()) {
        const auto read = positiveDuration(period);
        if (!read) {
            session.fail(read.error());
            return;
        }
        if (*read > kLongestPeriod) {
            session.fail(reveille::fail(ErrorCode::InvalidArgument, period, u"at most 20 days"_s).value());
            return;
        }
        limit = *read;
    }
    auto* runner = new HeadlessRunner(session, limit, sandbox);
    runner->start();
}

struct PauseOptions
{
    std::string schedule; ///< empty: all of them
    std::string period;
    std::string until;
    std::string note;
};

Result<std::optional<calendar::Instant>> endOfPause(const PauseOptions& options, calendar::Instant now)
{
    std::optional<calendar::Instant> end;
    if (!options.period.empty()) {
        const auto duration = positiveDuration(toQString(options.period));
        if (!duration)
            return tl::unexpected<Error>(duration.error());
        end = std::chrono::ceil<std::chrono::seconds>(now + *duration);
    } else if (!options.until.empty()) {
        const auto until = timeFromArgument(toQString(options.until), calendar::TimeZone::local(), now);
        if (!until)
            return tl::unexpected<Error>(until.error());
        if (*until <= now)
            return reveille::fail(ErrorCode::InvalidArgument, toQString(options.until),
                                  u"a pause ends in the future"_s);
        end = *until;
    }
    return end;
}

void reportPause(Session& session, const QString& what, const std::optional<Pause>& pause)
{
    if (session.json()) {
        session.console().json(toJson(pause));
    } else if (!pause) {
        session.console().line(u"%1 again."_s.arg(what));
    } else if (pause->until) {
        const auto local = calendar::TimeZone::local();
        session.console().line(
            u"%1 until %2 %3."_s.arg(what, wallText(*pause->until, local), offsetText(*pause->until, local)));
    } else {
        session.console().line(u"%1 until resumed: reveillectl resume"_s.arg(what));
    }
    session.finish(ExitCode::Ok);
}

void pause(Session& session, const PauseOptions& options)
{
    const auto until = endOfPause(options, session.now());
    if (!until) {
        session.fail(until.error());
        return;
    }
    const Pause paused{session.now(), *until, toQString(options.note)};
    session.withEngine(EngineUse::Look, [&session, paused, name = toQString(options.schedule)] {
        if (name.isEmpty()) {
            session.engine().pause(paused.until, paused.note, session.orFail([&session, paused] {
                reportPause(session, u"No schedule is fired"_s, paused);
            }));
            return;
        }
        findScheduleThen(session, name, [&session, paused](const Schedule& schedule) {
            session.engine().pauseSchedule(schedule.id, paused.until, paused.note,
                                           session.orFail([&session, paused, named = schedule.name] {
                                               reportPause(session, u"\"%1\" is not fired"_s.arg(named),
                                                           paused);
                                           }));
        });
    });
}

void resume(Session& session, const QString& name)
{
    session.withEngine(EngineUse::Look, [&session, name] {
        if (name.isEmpty()) {
            session.engine().resume(session.orFail(
                [&session] { reportPause(session, u"The schedules are fired"_s, std::nullopt); }));
            return;
        }
        findScheduleThen(session, name, [&session](const Schedule& schedule) {
            session.engine().resumeSchedule(schedule.id, session.orFail([&session, named = schedule.name] {
                reportPause(session, u"\"%1\" is fired"_s.arg(named), std::nullopt);
            }));
        });
    });
}

} // namespace

void addRunnerCommands(CLI::App& app, Invocation& invocation)
{
    struct RunOptions
    {
        std::string period;
        bool sandbox = false;
    };
    const auto ran = std::make_shared<RunOptions>();
    CLI::App* headless = app.add_subcommand("run", "Fire the schedules, without a window, until interrupted");
    headless->add_option("--for", ran->period, "End by itself after this time: 30s, 10m");
    headless->add_flag("--sandbox", ran->sandbox,
                       "With the built-in sandbox: two machines and three schedules to begin with");
    headless->callback([ran, &invocation] {
        invocation.start = [ran](Session& session) { run(session, toQString(ran->period), ran->sandbox); };
    });

    const auto paused = std::make_shared<PauseOptions>();
    CLI::App* stop = app.add_subcommand("pause", "Fire nothing, for a time or until resumed");
    stop->add_option("NAME", paused->schedule, "Only this schedule (default: all of them)");
    CLI::Option* period = stop->add_option("--for", paused->period, "For this long: 30m, 8h");
    stop->add_option("--until", paused->until, "Until this time: 18:00, \"2026-11-23 09:00\"")
        ->excludes(period);
    stop->add_option("--note", paused->note, "Why, for whoever looks");
    stop->callback([paused, &invocation] {
        invocation.start = [paused](Session& session) { pause(session, *paused); };
    });

    const auto resumed = std::make_shared<std::string>();
    CLI::App* again = app.add_subcommand("resume", "Fire the schedules again");
    again->add_option("NAME", *resumed, "Only this schedule (default: all of them)");
    again->callback([resumed, &invocation] {
        invocation.start = [resumed](Session& session) { resume(session, toQString(*resumed)); };
    });
}

} // namespace reveille::cli
