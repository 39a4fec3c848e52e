#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// output-limits: how long what runs printed is kept.
void addOutputLimitsCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
