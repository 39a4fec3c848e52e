#include "app/cli/commands/ScheduleView.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/calendar/Timetable.h"
#include "core/model/TimeText.h"
#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/PolicyText.h"
#include "core/text/RunText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kShownElapses = 3;

QString commandText(const Schedule& schedule)
{
    return schedule.action == ScheduleAction::Exec ? quotedArgv(schedule.argv) : actionText(schedule.action);
}

void printTable(const Session& session)
{
    const World& world = session.world();
    if (world.schedules.isEmpty()) {
        session.console().line(u"No schedules yet. Add one: reveillectl schedule add NAME --machine ID "
                               "--when \"Mon..Fri 09:00\" -- COMMAND"_s);
        return;
    }
    TablePrinter table({u"Name"_s, u"Machine"_s, u"When"_s, u"Zone"_s, u"Next"_s, u"Command"_s});
    for (const Schedule& schedule : world.schedules) {
        const auto next = nextElapse(schedule, session.now());
        const QString nextText = !schedule.enabled ? u"off"_s
                                 : next            ? relativeTimeText(*next, session.now())
                                                   : u"never"_s;
        table.addRow({schedule.name, world.machineName(schedule.machine), schedule.when.join(u" | "_s),
                      schedule.zone, nextText, commandText(schedule)});
    }
    session.console().line(table.text());
}

QString pauseText(const Pause& pause)
{
    QString text = pause.until ? u"until %1"_s.arg(toRfc3339(*pause.until)) : u"until resumed"_s;
    if (!pause.note.isEmpty())
        text += u": "_s + pause.note;
    return text;
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
    facts.append({u"Enabled"_s, schedule.enabled ? u"yes"_s : u"no"_s});
    if (schedule.pause)
        facts.append({u"Paused"_s, pauseText(*schedule.pause)});
    const auto timetable = timetableOf(schedule);
    const auto upcoming =
        timetable ? timetable->upcoming(session.now(), kShownElapses) : std::vector<calendar::Instant>();
    for (const PolicyLine& line : policyLines(schedule, upcoming, PolicyDetail::All))
        facts.append({line.what, line.then});
    if (schedule.enabled && timetable) {
        for (const auto at : upcoming)
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

std::optional<calendar::Instant> nextElapse(const Schedule& schedule, calendar::Instant now)
{
    if (!schedule.enabled)
        return std::nullopt;
    const auto timetable = timetableOf(schedule);
    return timetable ? timetable->next(now) : std::nullopt;
}

void listSchedules(Session& session)
{
    session.withEngine(EngineUse::Look, [&session] {
        if (session.json()) {
            QJsonArray all;
            for (const Schedule& schedule : session.world().schedules)
                all.append(toJson(schedule, session.world(), nextElapse(schedule, session.now())));
            session.console().json(all);
        } else {
            printTable(session);
        }
        session.finish(ExitCode::Ok);
    });
}

void showSchedule(Session& session, const QString& name)
{
    session.withEngine(EngineUse::Look, [&session, name] {
        const auto schedule = findSchedule(session.world(), name);
        if (!schedule) {
            session.fail(schedule.error());
            return;
        }
        if (session.json())
            session.console().json(toJson(*schedule, session.world(), nextElapse(*schedule, session.now())));
        else
            printFacts(session, *schedule);
        session.finish(ExitCode::Ok);
    });
}

} // namespace reveille::cli
