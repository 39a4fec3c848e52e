#pragma once

#include "app/cli/Session.h"

#include <optional>

#include <QString>

namespace reveille::cli {

/// The schedule's first elapse after now; nothing for one that is off or that no longer elapses.
[[nodiscard]] std::optional<calendar::Instant> nextElapse(const Schedule& schedule, calendar::Instant now);

void listSchedules(Session& session);
void showSchedule(Session& session, const QString& name);

} // namespace reveille::cli
