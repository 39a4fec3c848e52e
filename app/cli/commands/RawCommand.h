#pragma once

namespace CLI {
class App;
}

namespace reveille::cli {

struct Invocation;

/// raw: one call to a platform as typed, with the account's key.
void addRawCommand(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
