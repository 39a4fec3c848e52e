#pragma once

#include "app/cli/Session.h"

#include <functional>
#include <string>

#include <QString>

namespace CLI {
class App;
}

namespace reveille::cli {

/// The machine that a command is about, as typed.
struct MachineTarget
{
    std::string id;
    std::string account;
};

/// ID and --account; `target` must outlive the command.
void addMachineTarget(CLI::App& command, MachineTarget& target);

/// Opens the engine, reads the machines from their clouds and finds the one meant. Ends the session when it
/// is not there.
void withMachine(Session& session, const QString& text, const QString& account,
                 std::function<void(const Machine&)> then);

void withMachine(Session& session, const MachineTarget& target, std::function<void(const Machine&)> then);

/// The same for a session whose engine is open.
void findMachineThen(Session& session, const QString& text, const QString& account,
                     std::function<void(const Machine&)> then);

/// Finds a schedule in a session whose engine is open, and ends the session when it is not there. The
/// machines are only read from their clouds where the name needs theirs.
void findScheduleThen(Session& session, const QString& name, std::function<void(const Schedule&)> then);

} // namespace reveille::cli
