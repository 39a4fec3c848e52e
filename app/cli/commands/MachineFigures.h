#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// machine metrics and quotas, below "machine".
void addMachineFigureCommands(CLI::App& machines, Invocation& invocation);

} // namespace reveille::cli
