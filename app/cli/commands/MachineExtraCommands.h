#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace reveille::cli {

struct Invocation;

/// machine resize, usage, artifacts, port, ssh
void addMachineExtraCommands(CLI::App& machines, Invocation& invocation);

} // namespace reveille::cli
