#pragma once

#include "app/cli/Session.h"

#include <functional>

#include <QString>

namespace reveille::cli {

/// Opens the engine, reads the machines from their clouds and finds the one meant. Ends the session when it
/// is not there.
void withMachine(Session& session, const QString& text, const QString& account,
                 std::function<void(const Machine&)> then);

/// The same for a session whose engine is open.
void findMachineThen(Session& session, const QString& text, const QString& account,
                     std::function<void(const Machine&)> then);

} // namespace reveille::cli
