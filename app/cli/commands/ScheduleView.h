#pragma once

#include "app/cli/Session.h"
#include "core/calendar/Timetable.h"

#include <optional>

#include <QString>

namespace reveille::cli {

/// The expressions of a schedule in its zone; nothing if they cannot be read.
[[nodiscard]] std::optional<calendar::Timetable> timetableOf(const Schedule& schedule);

/// The schedule's first elapse after now; nothing for one that is off or that no longer elapses.
[[nodiscard]] std::optional<calendar::Instant> nextElapse(const Schedule& schedule, calendar::Instant now);

void listSchedules(Session& session);
/// Reads all accounts first; with who fires and what differs at the provider.
void listAllSchedules(Session& session);
void showSchedule(Session& session, const QString& name);

} // namespace reveille::cli
