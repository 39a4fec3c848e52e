#include "app/cli/commands/CheckpointCommand.h"

#include "app/cli/Invocation.h"
#include "app/cli/MachineLookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/model/TimeText.h"

#include <memory>

#include <QJsonArray>
#include <QJsonObject>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct CheckpointWords
{
    MachineTarget target;
    std::string name;
    bool history = false;
};

QJsonObject snapshotJson(const Snapshot& snapshot)
{
    return {
        {u"id"_s, snapshot.id.value},
        {u"name"_s, snapshot.name.isEmpty() ? QJsonValue() : QJsonValue(snapshot.name)},
        {u"state"_s, snapshot.state.isEmpty() ? QJsonValue() : QJsonValue(snapshot.state)},
        {u"created_at"_s, snapshot.createdAt ? QJsonValue(toRfc3339(*snapshot.createdAt)) : QJsonValue()}};
}

void printHistory(Session& session, const Machine& machine, const QVector<Snapshot>& snapshots)
{
    QJsonArray all;
    const auto local = calendar::TimeZone::local();
    TablePrinter table({u"Name"_s, u"ID"_s, u"State"_s, u"Made"_s});
    for (const Snapshot& snapshot : snapshots) {
        all.append(snapshotJson(snapshot));
        table.addRow({snapshot.name.isEmpty() ? u"-"_s : snapshot.name, snapshot.id.value,
                      snapshot.state.isEmpty() ? u"-"_s : snapshot.state,
                      snapshot.createdAt ? wallText(*snapshot.createdAt, local) + u' ' +
                                               offsetText(*snapshot.createdAt, local)
                                         : u"-"_s});
    }
    if (session.json())
        session.console().json(all);
    else
        session.console().line(
            table.isEmpty() ? u"%1 came through no checkpoint."_s.arg(machine.displayName()) : table.text());
    session.finish(ExitCode::Ok);
}

void printMade(Session& session, const Machine& machine, const Snapshot& made)
{
    if (session.json()) {
        session.console().json(snapshotJson(made));
    } else {
        const QString name = made.name.isEmpty() ? made.id.value : made.name;
        session.console().line(
            made.state.isEmpty()
                ? u"Checkpoint \"%1\" of %2 is being made."_s.arg(name, machine.displayName())
                : u"Checkpoint \"%1\" of %2: %3."_s.arg(name, machine.displayName(), made.state));
    }
    session.finish(ExitCode::Ok);
}

void checkpoint(Session& session, const CheckpointWords& words)
{
    withMachine(session, words.target, [&session, words](const Machine& machine) {
        if (words.history) {
            session.engine().fetchCheckpointHistory(
                machine.key,
                session.orFail<QVector<Snapshot>>([&session, machine](const QVector<Snapshot>& snapshots) {
                    printHistory(session, machine, snapshots);
                }));
            return;
        }
        session.engine().makeCheckpoint(machine.key, toQString(words.name),
                                        session.orFail<Snapshot>([&session, machine](const Snapshot& made) {
                                            printMade(session, machine, made);
                                        }));
    });
}

} // namespace

void addCheckpointCommand(CLI::App& app, Invocation& invocation)
{
    const auto words = std::make_shared<CheckpointWords>();
    CLI::App* command =
        app.add_subcommand("checkpoint", "Make a checkpoint of a machine, or list those it came through");
    addMachineTarget(*command, words->target);
    CLI::Option* history =
        command->add_flag("--history", words->history, "List the checkpoints, the newest first");
    command->add_option("--name", words->name, "Its name (default: the provider chooses one)")
        ->excludes(history);
    command->callback([words, &invocation] {
        invocation.start = [words](Session& session) { checkpoint(session, *words); };
    });
}

} // namespace reveille::cli
