#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// runs, output, run-now.
void addRunCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
