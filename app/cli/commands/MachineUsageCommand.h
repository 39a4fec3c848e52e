#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

void addMachineUsageCommands(CLI::App& machines, Invocation& invocation);

} // namespace reveille::cli
