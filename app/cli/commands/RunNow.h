#pragma once

#include "app/cli/Session.h"

#include <QString>

namespace reveille::cli {

/// Runs a schedule once, now, and unless told otherwise waits for the end; RunDidNotSucceed if it did not
/// succeed. An interruption ends the waiting, not the run.
void runNow(Session& session, const QString& scheduleName, bool wait);

} // namespace reveille::cli
