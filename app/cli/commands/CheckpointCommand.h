#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// checkpoint: makes one of a machine, or lists those that it came through.
void addCheckpointCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
