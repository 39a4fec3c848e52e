#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// account add, list, test, remove.
void addAccountCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
