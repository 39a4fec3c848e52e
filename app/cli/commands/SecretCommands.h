#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace reveille::cli {

struct Invocation;

/// secret set, list, forget
void addSecretCommands(CLI::App& app, Invocation& invocation);

} // namespace reveille::cli
