#include "app/cli/commands/ScheduleView.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/ScheduleSides.h"
#include "core/calendar/Timetable.h"
#include "core/engine/UpcomingRuns.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/PolicyText.h"
#include "core/text/ProviderText.h"
#include "core/text/RunText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kShownElapses = 3;
constexpr std::size_t kLookedAt = 100; // as many may be excluded or skipped before

QString commandText(const Schedule& schedule)
{
    return schedule.action == ScheduleAction::Exec ? quotedArgv(schedule.argv) : actionText(schedule.action);
}

/// Paused until somebody resumes it, or everything.
bool isHeld(const Session& session, const Schedule& schedule)
{
    const auto holds = [](const std::optional<Pause>& pause) { return pause && !pause->until; };
    return holds(schedule.pause) || holds(session.world().status.pause);
}

void printTable(const Session& session, bool all)
{
    const World& world = session.world();
    if (world.schedules.isEmpty()) {
        session.console().line(u"No schedules yet. Add one: reveillectl schedule add NAME --machine ID "
                               "--when \"Mon..Fri 09:00\" -- COMMAND"_s);
        return;
    }
    QStringList titles{u"Name"_s, u"Machine"_s, u"When"_s, u"Zone"_s, u"Next"_s, u"Command"_s};
    if (all)
        titles += {u"Account"_s, u"Fired by"_s, u"Differs"_s};
    TablePrinter table(titles);
    for (const Schedule& schedule : world.schedules) {
        const auto next = nextStart(session, schedule);
        const QString nextText = !schedule.enabled           ? u"off"_s
                                 : next                      ? relativeTimeText(*next, session.now())
                                 : isHeld(session, schedule) ? u"paused"_s
                                                             : u"never"_s;
        QStringList cells{schedule.name,
                          world.machineName(schedule.machine),
                          schedule.when.join(u" | "_s),
                          schedule.zone,
                          nextText,
                          commandText(schedule)};
        if (all) {
            const QString drift = driftText(schedule);
            cells += {world.accountName(schedule.machine.account), toWord(schedule.firedBy),
                      drift.isEmpty() ? u"-"_s : drift};
        }
        table.addRow(cells);
    }
    session.console().line(table.text());
}

void printSchedules(Session& session, bool all)
{
    if (session.json()) {
        QJsonArray rows;
        for (const Schedule& schedule : session.world().schedules)
            rows.append(toJson(schedule, session.world(), nextStart(session, schedule)));
        session.console().json(rows);
    } else {
        printTable(session, all);
    }
    ExitCode code = ExitCode::Ok;
    for (const AccountStatus& status : session.world().accountStatus) {
        if (!all || !status.error)
            continue;
        session.console().note(
            u"What \"%1\" keeps is as it was last read."_s.arg(session.world().accountName(status.account)));
        session.console().note(errorReport(*status.error));
        code = exitCodeFor(*status.error);
    }
    session.finish(code);
}

QString pauseText(const Pause& pause)
{
    QString text = pause.until ? u"until %1"_s.arg(toRfc3339(*pause.until)) : u"until resumed"_s;
    if (!pause.note.isEmpty())
        text += u": "_s + pause.note;
    return text;
}

/// When it starts next by its policies: without what is excluded, skipped or after its end.
std::vector<calendar::Instant> startsAfter(const Session& session, const Schedule& schedule)
{
    std::vector<calendar::Instant> starts;
    const auto upcoming = UpcomingRuns::of(schedule, session.world().progress.value(schedule.id));
    const auto first = nextStart(session, schedule);
    if (!upcoming || !first)
        return starts;
    for (const UpcomingRun& run : upcoming->after(session.now(), kLookedAt)) {
        if (run.fate == UpcomingRun::Fate::Runs && run.startsAt >= *first && starts.size() < kShownElapses)
            starts.push_back(run.startsAt);
    }
    // Where the first lies further ahead than was looked, it is told alone.
    if (starts.empty())
        starts.push_back(*first);
    return starts;
}

void printFacts(const Session& session, const Schedule& schedule)
{
    const World& world = session.world();
    QVector<std::pair<QString, QString>> facts{
        {u"Name"_s, schedule.name},
        {u"ID"_s, schedule.id.value},
        {u"Machine"_s,
         u"%1 (%2)"_s.arg(world.machineName(schedule.machine), world.accountName(schedule.machine.account))},
    };
    for (const QString& expression : schedule.when)
        facts.append({u"When"_s, expression});
    facts.append({u"Time zone"_s, schedule.zone});
    facts.append({u"Command"_s, commandText(schedule)});
    facts.append({u"Directory"_s, schedule.cwd.isEmpty() ? u"-"_s : schedule.cwd});
    // Values are often secrets; a screen is often seen by others. --json has them.
    facts.append({u"Variables"_s, schedule.env.isEmpty() ? u"-"_s : schedule.env.keys().join(u", "_s)});
    if (!schedule.stdinText.isEmpty())
        facts.append({u"Standard input"_s, u"%1 characters"_s.arg(schedule.stdinText.size())});
    if (!schedule.note.isEmpty())
        facts.append({u"Note"_s, schedule.note});
    facts.append({u"Fired by"_s, toWord(schedule.firedBy)});
    if (schedule.provider) {
        const QString there = linesText(schedule.provider->allSeen());
        facts.append({u"There (UTC)"_s, there.isEmpty() ? u"-"_s : there});
        for (const ProviderResend& resend : schedule.provider->resends)
            facts.append({u"Clock change"_s, resendText(resend, toRfc3339(resend.at))});
        facts.append({u"Differs"_s, driftText(schedule)});
    }
    facts.append({u"Enabled"_s, schedule.enabled ? u"yes"_s : u"no"_s});
    if (schedule.pause)
        facts.append({u"Paused"_s, pauseText(*schedule.pause)});
    const auto timetable = timetableOf(schedule);
    const auto upcoming =
        timetable ? timetable->upcoming(session.now(), kShownElapses) : std::vector<calendar::Instant>();
    if (schedule.firedBy == FiredBy::Reveille) {
        for (const PolicyLine& line : policyLines(schedule, upcoming, PolicyDetail::All))
            facts.append({line.what, line.then});
    }
    if (schedule.enabled && timetable) {
        for (const auto at : startsAfter(session, schedule))
            facts.append({u"Next"_s, u"%1 %2 (%3)"_s.arg(wallText(at, timetable->zone()),
                                                         offsetText(at, timetable->zone()),
                                                         relativeTimeText(at, session.now()))});
    }
    session.console().line(factsText(facts));
}

} // namespace

std::optional<calendar::Timetable> timetableOf(const Schedule& schedule)
{
    const auto zone = calendar::TimeZone::load(schedule.zone.toStdString());
    if (!zone)
        return std::nullopt;
    std::vector<std::string> lines;
    for (const QString& line : schedule.when)
        lines.push_back(line.toStdString());
    auto timetable = calendar::Timetable::parse(lines, *zone);
    if (!timetable)
        return std::nullopt;
    return *std::move(timetable);
}

std::optional<calendar::Instant> nextStart(const Session& session, const Schedule& schedule)
{
    if (!schedule.enabled)
        return std::nullopt;
    const World& world = session.world();
    const auto upcoming = UpcomingRuns::of(schedule, world.progress.value(schedule.id));
    // What the provider fires knows no pause of ours.
    const bool ours = schedule.firedBy == FiredBy::Reveille;
    return upcoming ? upcoming->nextStart(session.now(), ours ? world.status.pause : std::nullopt)
                    : std::nullopt;
}

void listSchedules(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] { printSchedules(session, false); });
}

void listAllSchedules(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] {
        session.engine().refreshMachines(session.orFail([&session] { printSchedules(session, true); }));
    });
}

void showSchedule(Session& session, const QString& name)
{
    session.withEngine(EngineUse::Look, [&session, name] {
        findScheduleThen(session, name, [&session](const Schedule& schedule) {
            if (session.json())
                session.console().json(toJson(schedule, session.world(), nextStart(session, schedule)));
            else
                printFacts(session, schedule);
            session.finish(ExitCode::Ok);
        });
    });
}

} // namespace reveille::cli
