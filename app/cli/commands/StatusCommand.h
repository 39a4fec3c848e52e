#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// status, catch-up, accept-clock, repair: how the copy that fires stands, and what it asks of the person.
void addStatusCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
