#pragma once

#include "app/cli/Session.h"

#include <QByteArray>
#include <QString>

namespace reveille::cli {

/// What a machine printed must not steer the terminal of the person who reads it.
[[nodiscard]] QByteArray forTerminal(const QByteArray& output);

/// One run with its steps, and what each of its tries printed.
void showRun(Session& session, const QString& idOrPrefix);

} // namespace reveille::cli
