#include "app/cli/commands/ScheduleSides.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/Invocation.h"
#include "app/cli/Lookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/commands/ScheduleWarnings.h"
#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/text/ArgvText.h"
#include "core/text/ErrorText.h"
#include "core/text/ProviderText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

void printSides(Session& session, const Schedule& schedule)
{
    if (!schedule.provider) {
        session.fail(reveille::fail(ErrorCode::InvalidArgument, schedule.name,
                                    u"Reveille fires this schedule; the provider keeps nothing of it"_s)
                         .value());
        return;
    }
    const ProviderSide& side = *schedule.provider;
    if (session.json()) {
        QJsonObject object = toJson(side);
        object.insert(u"schedule"_s, schedule.name);
        object.insert(u"id"_s, schedule.id.value);
        object.insert(u"drift"_s, toWord(side.drift));
        session.console().json(object);
        session.finish(ExitCode::Ok);
        return;
    }
    session.console().line(
        side.drift == Drift::None           ? u"\"%1\" is at the provider as agreed."_s.arg(schedule.name)
        : side.drift == Drift::ChangedThere ? u"\"%1\" was changed at the provider."_s.arg(schedule.name)
                                            : u"\"%1\" was removed at the provider."_s.arg(schedule.name));
    TablePrinter table({QString(), u"Agreed on"_s, u"There"_s});
    const auto row = [&](const QString& what, const auto& part) {
        table.addRow({what, part(side.agreed), side.seen ? part(*side.seen) : u"-"_s});
    };
    const QString there = linesText(side.allSeen());
    table.addRow({u"When (UTC)"_s, linesText(side.allAgreed()), there.isEmpty() ? u"-"_s : there});
    row(u"Action"_s, [](const ProviderSchedule& version) { return version.action; });
    row(u"Arguments"_s, [](const ProviderSchedule& version) {
        return version.args.isEmpty() ? u"-"_s : quotedArgv(version.args);
    });
    session.console().line(table.text());
    if (side.drift != Drift::None)
        session.console().line(u"End it: reveillectl schedule drift NAME --take-theirs, or --send-ours"_s);
    session.finish(ExitCode::Ok);
}

/// A few words about one copy.
QString resultText(const World& world, const CopyResult& result)
{
    const QString machine = world.machineName(result.machine);
    if (result.made)
        return u"%1: added as \"%2\""_s.arg(machine, result.made->name);
    return u"%1: %2"_s.arg(machine, result.error ? describe(*result.error).what : QString());
}

void printCopies(Session& session, const QVector<CopyResult>& results)
{
    const World& world = session.world();
    ExitCode code = ExitCode::Ok;
    QJsonArray all;
    for (const CopyResult& result : results) {
        all.append(QJsonObject{
            {u"machine"_s, result.machine.machine.value},
            {u"id"_s, result.made ? QJsonValue(result.made->id.value) : QJsonValue()},
            {u"name"_s, result.made ? QJsonValue(result.made->name) : QJsonValue()},
            {u"error"_s, result.error ? QJsonValue(describe(*result.error).what) : QJsonValue()}});
        if (!session.json())
            session.console().line(resultText(world, result));
        if (result.error && code == ExitCode::Ok)
            code = exitCodeFor(*result.error);
    }
    if (session.json())
        session.console().json(all);
    session.finish(code);
}

void copyTo(Session& session, const CopyOptions& options)
{
    const auto source = findSchedule(session.world(), toQString(options.name));
    if (!source) {
        session.fail(source.error());
        return;
    }
    QVector<MachineKey> machines;
    bool isDestructive = false;
    for (const std::string& text : options.machines) {
        const auto machine = findMachine(session.world(), toQString(text), toQString(options.account));
        if (!machine) {
            session.fail(machine.error());
            return;
        }
        machines.append(machine->key);
        Schedule copy = *source;
        copy.id = {};
        copy.provider.reset();
        copy.machine = machine->key;
        const ScheduleWarnings warned = scheduleWarnings(copy, std::nullopt, &*machine, session.now());
        for (const QString& line : warned.lines)
            session.console().note(u"%1: %2"_s.arg(machine->displayName(), line));
        isDestructive = isDestructive || warned.isDestructive;
    }
    if (isDestructive && !options.yes) {
        session.usage(u"a machine would be gone afterwards; say --yes if that is meant"_s);
        return;
    }
    session.engine().copySchedules(
        {source->id}, machines,
        session.orFail<QVector<CopyResult>>(
            [&session](const QVector<CopyResult>& results) { printCopies(session, results); }));
}

} // namespace

QString driftText(const Schedule& schedule)
{
    if (!schedule.provider)
        return {};
    const ProviderSide& side = *schedule.provider;
    if (side.drift == Drift::ChangedThere)
        return u"changed there"_s;
    if (side.drift == Drift::RemovedThere)
        return u"removed there"_s;
    if (side.nextDiffers && side.seen && side.seen->nextAt)
        return u"next there: "_s + toRfc3339(*side.seen->nextAt);
    return u"-"_s;
}

void resolveDrift(Session& session, const DriftOptions& options)
{
    session.withEngine(EngineUse::Look, [&session, options] {
        // What is there is read first: what was known may be long ago.
        session.engine().refreshMachines([&session, options](const Result<void>&) {
            const auto schedule = findSchedule(session.world(), toQString(options.name));
            if (!schedule) {
                session.fail(schedule.error());
                return;
            }
            if (!options.takeTheirs && !options.sendOurs) {
                printSides(session, *schedule);
                return;
            }
            session.engine().resolveDrift(
                schedule->id, options.takeTheirs ? DriftChoice::TakeTheirs : DriftChoice::SendOurs,
                session.orFail<Schedule>([&session, theirs = options.takeTheirs](const Schedule& now) {
                    if (!session.json())
                        session.console().line(theirs
                                                   ? u"Took the provider's version of \"%1\"."_s.arg(now.name)
                                                   : u"Sent ours of \"%1\" again."_s.arg(now.name));
                    printSides(session, now);
                }));
        });
    });
}

void copySchedule(Session& session, const CopyOptions& options)
{
    session.withEngine(EngineUse::Look, [&session, options] {
        session.engine().refreshMachines(session.orFail([&session, options] { copyTo(session, options); }));
    });
}

} // namespace reveille::cli
