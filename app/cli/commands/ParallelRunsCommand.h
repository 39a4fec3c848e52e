#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// "parallel-runs [N]": how many runs are at work at once.
void addParallelRunsCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
