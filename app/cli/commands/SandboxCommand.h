#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// sandbox: the built-in cloud on its own, for trying things out and for scripts.
void addSandboxCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
