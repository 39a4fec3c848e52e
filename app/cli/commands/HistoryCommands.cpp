#include "app/cli/commands/HistoryCommands.h"
#include "app/cli/MachineLookup.h"

#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/RunLines.h"
#include "app/cli/TimeInput.h"
#include "core/model/Explanation.h"
#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/text/ProviderText.h"
#include "core/text/RunText.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

using Kind = Explanation::Kind;

calendar::TimeZone zoneOf(const Schedule& schedule)
{
    return calendar::TimeZone::load(schedule.zone.toStdString()).value_or(calendar::TimeZone::utc());
}

QString timeText(Instant at, const Schedule& schedule)
{
    const auto zone = zoneOf(schedule);
    return u"%1 %2"_s.arg(wallText(at, zone), offsetText(at, zone));
}

QString kindWord(Kind kind)
{
    switch (kind) {
    case Kind::Recorded:
        return u"recorded"_s;
    case Kind::InFuture:
        return u"in-future"_s;
    case Kind::NotDecided:
        return u"not-decided"_s;
    case Kind::NotAnElapse:
        return u"not-an-elapse"_s;
    case Kind::BeforeCreation:
        return u"before-creation"_s;
    case Kind::BeforeEdit:
        return u"before-edit"_s;
    case Kind::AfterEnd:
        return u"after-end"_s;
    case Kind::Disabled:
        return u"disabled"_s;
    case Kind::FiredElsewhere:
        return u"fired-elsewhere"_s;
    }
    return {};
}

QString kindText(const Explanation& told, const Schedule& schedule)
{
    switch (told.kind) {
    case Kind::Recorded:
        return u"It stands in the history:"_s;
    case Kind::InFuture:
        if (!told.reason.isEmpty())
            return u"It is still to come and will not run: %1"_s.arg(reasonText(told.reason));
        return u"It is still to come and starts at %1."_s.arg(
            timeText(told.startsAt.value_or(told.at), schedule));
    case Kind::NotDecided:
        return u"Its time has come, but nobody has run the schedules since. Start: reveillectl run"_s;
    case Kind::NotAnElapse:
        return u"The schedule does not elapse then."_s;
    case Kind::BeforeCreation:
        return u"The schedule did not exist yet."_s;
    case Kind::BeforeEdit:
        return u"The schedule was changed later: what it elapses on today did not count then."_s;
    case Kind::AfterEnd:
        return u"The schedule has ended by then."_s;
    case Kind::Disabled:
        return u"The schedule is disabled. Let it fire again: reveillectl schedule enable NAME"_s;
    case Kind::FiredElsewhere:
        return u"The provider fires this schedule itself; its own history tells."_s;
    }
    return {};
}

QJsonValue orNull(const std::optional<Instant>& at)
{
    return at ? QJsonValue(toRfc3339(*at)) : QJsonValue();
}

void printExplanation(Session& session, const Schedule& schedule, const Explanation& told)
{
    Console& console = session.console();
    if (session.json()) {
        console.json(QJsonObject{
            {u"schedule"_s, schedule.name},
            {u"at"_s, toRfc3339(told.at)},
            {u"kind"_s, kindWord(told.kind)},
            {u"run"_s, told.run ? QJsonValue(toJson(*told.run, session.world())) : QJsonValue()},
            {u"starts_at"_s, orNull(told.startsAt)},
            {u"reason"_s, told.reason.isEmpty() ? QJsonValue() : QJsonValue(told.reason)},
            {u"previous"_s, orNull(told.previous)},
            {u"next"_s, orNull(told.next)},
            {u"resend"_s, told.resend ? QJsonValue(toJson(*told.resend)) : QJsonValue()},
        });
    } else {
        console.line(u"%1, %2"_s.arg(schedule.name, timeText(told.at, schedule)));
        console.line(kindText(told, schedule));
        if (told.run)
            console.line(u"  "_s + runLine(*told.run, session.world()));
        if (told.resend)
            console.line(resendText(*told.resend, timeText(told.resend->at, schedule)));
        if (told.previous)
            console.line(u"The one before: %1"_s.arg(timeText(*told.previous, schedule)));
        if (told.next)
            console.line(u"The one after:  %1"_s.arg(timeText(*told.next, schedule)));
    }
    session.finish(ExitCode::Ok);
}

/// Ends the session where the schedule or the time is none.
std::optional<Instant> readTime(Session& session, const std::string& text, const Schedule& schedule)
{
    const auto at = timeFromArgument(toQString(text), zoneOf(schedule), session.now());
    if (at)
        return *at;
    session.fail(at.error());
    return std::nullopt;
}

void withNamed(Session& session, const std::string& name, std::function<void(const Schedule&)> then)
{
    session.withEngine(EngineUse::Look, [&session, name = toQString(name), then = std::move(then)] {
        findScheduleThen(session, name, then);
    });
}

struct WhyOptions
{
    std::string schedule;
    std::string at;
};

void why(Session& session, const WhyOptions& options)
{
    withNamed(session, options.schedule, [&session, options](const Schedule& schedule) {
        const auto at = readTime(session, options.at, schedule);
        if (!at)
            return;
        session.engine().explain(schedule.id, *at,
                                 session.orFail<Explanation>([&session, schedule](const Explanation& told) {
                                     printExplanation(session, schedule, told);
                                 }));
    });
}

struct BackfillOptions
{
    std::string schedule;
    std::string from;
    std::string to;
    bool planOnly = false;
};

QStringList planLines(const Schedule& schedule, const QVector<Instant>& plan)
{
    if (plan.isEmpty())
        return {u"It would run nothing: the schedule does not elapse in that range."_s};
    QStringList lines{u"It would run %1 times, one after the other:"_s.arg(plan.size())};
    for (const Instant at : plan)
        lines.append(u"  "_s + timeText(at, schedule));
    return lines;
}

void printPlan(Session& session, const Schedule& schedule, const QVector<Instant>& plan)
{
    if (session.json()) {
        QJsonArray all;
        for (const Instant at : plan)
            all.append(QJsonObject{{u"scheduled_at"_s, toRfc3339(at)}});
        session.console().json(all);
    } else {
        for (const QString& line : planLines(schedule, plan))
            session.console().line(line);
    }
    session.finish(ExitCode::Ok);
}

void printStarted(Session& session, const QVector<Run>& runs)
{
    if (session.json()) {
        QJsonArray all;
        for (const Run& run : runs)
            all.append(toJson(run, session.world()));
        session.console().json(all);
    } else {
        session.console().line(
            u"%1 runs are asked for. Whoever runs the schedules carries them out; see them "
            "with: reveillectl runs"_s.arg(runs.size()));
    }
    session.finish(ExitCode::Ok);
}

void backfill(Session& session, const BackfillOptions& options)
{
    withNamed(session, options.schedule, [&session, options](const Schedule& schedule) {
        const auto from = readTime(session, options.from, schedule);
        const auto to = from ? readTime(session, options.to, schedule) : std::nullopt;
        if (!from || !to)
            return;
        if (*to < *from) {
            session.usage(u"--to lies before --from"_s);
            return;
        }
        const auto carryOut = [&session, schedule, from = *from, to = *to](const QVector<Instant>& plan) {
            // Before anything is asked for, so that it can still be interrupted with the list in sight.
            for (const QString& line : planLines(schedule, plan))
                session.console().note(line);
            session.engine().backfill(schedule.id, from, to,
                                      session.orFail<QVector<Run>>([&session](const QVector<Run>& runs) {
                                          printStarted(session, runs);
                                      }));
        };
        session.engine().planBackfill(
            schedule.id, *from, *to,
            session.orFail<QVector<Instant>>(
                [&session, schedule, carryOut, planOnly = options.planOnly](const QVector<Instant>& plan) {
                    if (planOnly)
                        printPlan(session, schedule, plan);
                    else
                        carryOut(plan);
                }));
    });
}

} // namespace

void addHistoryCommands(CLI::App& app, Invocation& invocation)
{
    const auto asked = std::make_shared<WhyOptions>();
    CLI::App* reason = app.add_subcommand("why", "Tell what became of an instant of a schedule, and why");
    reason->add_option("NAME", asked->schedule, "Name of the schedule")->required();
    reason->add_option("--at", asked->at, "The time, on the schedule's clock: \"2026-11-23 09:00\"")
        ->required();
    reason->callback(
        [asked, &invocation] { invocation.start = [asked](Session& session) { why(session, *asked); }; });

    const auto range = std::make_shared<BackfillOptions>();
    CLI::App* fill = app.add_subcommand("backfill", "Run what a schedule would have run in a past range");
    fill->add_option("NAME", range->schedule, "Name of the schedule")->required();
    fill->add_option("--from", range->from, "Beginning of the range, on the schedule's clock")->required();
    fill->add_option("--to", range->to, "End of the range, included")->required();
    fill->add_flag("--plan", range->planOnly, "Only show what it would run");
    fill->callback([range, &invocation] {
        invocation.start = [range](Session& session) { backfill(session, *range); };
    });
}

} // namespace reveille::cli
