#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// schedule add, list, show, edit, copy, drift, remove, enable, disable.
void addScheduleCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
