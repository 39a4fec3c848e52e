#pragma once

#include "app/cli/Invocation.h"

namespace CLI {
class App;
}

namespace reveille::cli {

/// "backfill" and "why": what a schedule should have run, and what became of an instant.
void addHistoryCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
