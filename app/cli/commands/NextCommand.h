#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// next: when one or more calendar expressions elapse.
void addNextCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
