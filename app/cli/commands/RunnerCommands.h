#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// run, pause, resume.
void addRunnerCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
