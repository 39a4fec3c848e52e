#include "app/cli/MachineLookup.h"

#include "app/cli/Lookup.h"

#include <utility>

#include <CLI/CLI.hpp>

namespace reveille::cli {

void addMachineTarget(CLI::App& command, MachineTarget& target)
{
    command.add_option("ID", target.id, "The machine's id, or your own name for it")->required();
    command.add_option("--account", target.account, "The account it belongs to, where that is not clear");
}

void withMachine(Session& session, const MachineTarget& target, std::function<void(const Machine&)> then)
{
    withMachine(session, QString::fromStdString(target.id), QString::fromStdString(target.account),
                std::move(then));
}

void withMachine(Session& session, const QString& text, const QString& account,
                 std::function<void(const Machine&)> then)
{
    session.withEngine(EngineUse::Look, [&session, text, account, then = std::move(then)] {
        findMachineThen(session, text, account, then);
    });
}

void findMachineThen(Session& session, const QString& text, const QString& account,
                     std::function<void(const Machine&)> then)
{
    session.engine().refreshMachines(session.orFail([&session, text, account, then = std::move(then)] {
        const auto machine = findMachine(session.world(), text, account);
        if (machine) {
            then(*machine);
            return;
        }
        // "There is no such machine" would be a guess while one of the clouds did not answer.
        for (const AccountStatus& status : session.world().accountStatus) {
            if (machine.error().code == ErrorCode::NotFound && status.error) {
                session.fail(*status.error);
                return;
            }
        }
        session.fail(machine.error());
    }));
}

void findScheduleThen(Session& session, const QString& name, std::function<void(const Schedule&)> then)
{
    const auto schedule = findSchedule(session.world(), name);
    const bool needsMachines =
        !schedule && (name.contains(u'/') || schedule.error().code == ErrorCode::InvalidArgument);
    if (schedule) {
        then(*schedule);
    } else if (!needsMachines) {
        session.fail(schedule.error());
    } else {
        session.engine().refreshMachines([&session, name, then = std::move(then)](const Result<void>&) {
            const auto again = findSchedule(session.world(), name);
            if (again)
                then(*again);
            else
                session.fail(again.error());
        });
    }
}

} // namespace reveille::cli
