#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// machine list, show, wake, sleep, create, delete, rename, and what MachineControl, -Figures and -Logs add.
void addMachineCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
