#include "app/cli/commands/StatusCommand.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/TimeInput.h"
#include "app/runtime/UnixSignals.h"
#include "core/engine/RepairData.h"
#include "core/model/TimeText.h"
#include "core/text/ArgvText.h"
#include "core/text/ErrorText.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"

#include <array>
#include <memory>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString timeText(calendar::Instant at)
{
    const auto local = calendar::TimeZone::local();
    return u"%1 %2"_s.arg(wallText(at, local), offsetText(at, local));
}

QString stateText(const RunnerStatus& status)
{
    // RunOnce carries on single runs in this process and does not count as firing.
    if (!status.elsewhere)
        return u"nobody fires; start the window, or: reveillectl run"_s;
    switch (*status.elsewhere) {
    case RunnerState::Starting:
        return u"starting: reading the journal"_s;
    case RunnerState::Paused:
        if (!status.pause)
            return u"paused"_s;
        return (status.pause->until ? u"paused until %1"_s.arg(timeText(*status.pause->until))
                                    : u"paused until resumed"_s) +
               (status.pause->note.isEmpty() ? QString() : u" ("_s + pauseNoteText(*status.pause) + u')');
    case RunnerState::Held:
        return u"held: the clock can't be right; if it is: reveillectl accept-clock"_s;
    case RunnerState::Stopped:
        return u"stopped: the journal can't be written"_s;
    case RunnerState::On:
    case RunnerState::Viewer:
        break;
    }
    return u"on"_s;
}

QString leaseText(const MachineLease& lease)
{
    QString text = u"awake since %1"_s.arg(timeText(lease.since));
    text += lease.sleepOwedSince ? u", to be put to sleep since %1"_s.arg(timeText(*lease.sleepOwedSince))
                                 : u", in use by a run"_s;
    if (lease.sleepAttempts > 0)
        text += u", tried %1 times"_s.arg(lease.sleepAttempts);
    return lease.note.isEmpty() ? text : text + u": "_s + plainLine(lease.note);
}

QStringList statusLines(const World& world)
{
    const RunnerStatus& status = world.status;
    QStringList lines{u"Firing:   "_s + stateText(status)};
    if (status.nextAt) {
        const Schedule* next = world.schedule(status.nextSchedule);
        const bool skipped = status.pause && status.pause->covers(*status.nextAt);
        lines += u"Next:     %1  %2%3"_s.arg(timeText(*status.nextAt), next ? next->name : QString(),
                                             skipped ? u" (skipped: paused)"_s : QString());
    }
    if (status.elsewhere)
        lines += u"Open:     "_s + (status.openRuns == 1 ? u"1 run"_s : u"%1 runs"_s.arg(status.openRuns));
    for (const MachineLease& lease : world.leases)
        lines += u"Machine:  %1 %2"_s.arg(world.machineName(lease.machine), leaseText(lease));
    if (status.clock)
        lines += u"Clock:    "_s + clockTroubleText(*status.clock);
    for (const Account& account : world.accounts) {
        if (const auto skew = world.accountStatus.value(account.id).skew)
            lines += u"Clock:    "_s + clockSkewText(*skew, account.name);
    }
    if (status.catchUp)
        lines += u"Missed:   %1. To choose: reveillectl catch-up all, latest, none or now"_s.arg(
            catchUpText(*status.catchUp));
    if (status.error) {
        const ErrorText text = describe(*status.error);
        lines += u"Error:    "_s + text.what + (text.advice.isEmpty() ? QString() : u' ' + text.advice);
    }
    return lines;
}

void print(Session& session)
{
    if (session.json()) {
        session.console().json(toJson(session.world().status, session.world()));
        return;
    }
    for (const QString& line : statusLines(session.world()))
        session.console().line(line);
}

void status(Session& session, bool watch)
{
    session.withEngine(EngineUse::Look, [&session, watch] {
        session.engine().followRunner(session.orFail([&session, watch] {
            print(session);
            if (!watch) {
                session.finish(ExitCode::Ok);
                return;
            }
            auto* signals = new UnixSignals(&session);
            QObject::connect(signals, &UnixSignals::stopAsked, &session,
                             [&session] { session.finish(ExitCode::Ok); });
            QObject::connect(&session, &Session::worldChanged, &session,
                             [&session, shown = session.world().status](const Changes& changes) mutable {
                                 const bool sameStatus = !changes.status || changes.status->looksLike(shown);
                                 if (sameStatus && changes.accountStatus.isEmpty())
                                     return;
                                 if (changes.status)
                                     shown = *changes.status;
                                 if (!session.json())
                                     session.console().line({});
                                 print(session);
                             });
        }));
    });
}

struct Answer
{
    const char* word;
    CatchUpAnswer answer;
    const char* told;
};
constexpr std::array kAnswers{
    Answer{"now", CatchUpAnswer::AsPlanned, "What the policies say is caught up now."},
    Answer{"all", CatchUpAnswer::All, "All that was missed is caught up."},
    Answer{"latest", CatchUpAnswer::Latest, "The latest of each schedule is caught up."},
    Answer{"none", CatchUpAnswer::Skip, "Nothing is caught up; what was missed is recorded."},
};

/// Not found means that there was no such question.
Reply<void> answered(Session& session, const QString& done, const QString& noQuestion)
{
    return [&session, done, noQuestion](const Result<void>& result) {
        if (!result && result.error().code == ErrorCode::NotFound) {
            session.console().note(u"reveillectl: "_s + noQuestion);
            session.finish(ExitCode::NotFound);
        } else if (!result) {
            session.fail(result.error());
        } else {
            session.console().note(done);
            session.finish(ExitCode::Ok);
        }
    };
}

void answerCatchUp(Session& session, const QString& word)
{
    for (const Answer& known : kAnswers) {
        if (word != QLatin1String(known.word))
            continue;
        session.withEngine(EngineUse::Look, [&session, known] {
            session.engine().answerCatchUp(known.answer, answered(session, QLatin1String(known.told),
                                                                  u"Nothing waits to be caught up."_s));
        });
        return;
    }
    session.usage(u"\"%1\" is no answer: write now, all, latest or none"_s.arg(word));
}

void acceptClock(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] {
        session.engine().acceptClock(answered(session,
                                              u"The clock is taken as right; the schedules are fired."_s,
                                              u"Nothing is held because of the clock."_s));
    });
}

void repair(Session& session)
{
    const auto report = repairData(session.dataDirectory());
    if (!report) {
        session.fail(report.error());
        return;
    }
    if (session.json()) {
        session.console().json(
            QJsonObject{{u"damaged_file"_s, report->damagedFile},
                        {u"rows"_s, report->rows},
                        {u"incomplete"_s, QJsonArray::fromStringList(report->incomplete)}});
    } else {
        session.console().line(repairText(report->damagedFile, report->rows, report->incomplete));
    }
    session.finish(ExitCode::Ok);
}

} // namespace

void addStatusCommands(CLI::App& app, Invocation& invocation)
{
    const auto watch = std::make_shared<bool>(false);
    CLI::App* shown =
        app.add_subcommand("status", "Whether schedules are fired, what comes next, what is awake and why");
    shown->add_flag("--watch,-w", *watch, "Go on and print each change");
    shown->callback(
        [watch, &invocation] { invocation.start = [watch](Session& session) { status(session, *watch); }; });

    const auto answer = std::make_shared<std::string>();
    CLI::App* missed =
        app.add_subcommand("catch-up", "Say what shall become of missed runs before it begins");
    missed->add_option("ANSWER", *answer, "now (as the policies say), all, latest (of each), none")
        ->required();
    missed->callback([answer, &invocation] {
        invocation.start = [answer](Session& session) { answerCatchUp(session, toQString(*answer)); };
    });

    CLI::App* clock =
        app.add_subcommand("accept-clock", "Say that this computer's clock is right after a jump");
    clock->callback([&invocation] { invocation.start = acceptClock; });

    CLI::App* rescue =
        app.add_subcommand("repair", "Save what can be read of a damaged database into a new one");
    rescue->callback([&invocation] { invocation.start = repair; });
}

} // namespace reveille::cli
