#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// machine start, stop, suspend, wait, tag, lock, unlock, below "machine".
void addMachineControlCommands(CLI::App& machines, Invocation& invocation);

} // namespace reveille::cli
