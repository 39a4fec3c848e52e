#pragma once

#include "app/cli/Session.h"
#include "core/calendar/Timetable.h"

#include <optional>

#include <QString>

namespace reveille::cli {

/// The expressions of a schedule in its zone; nothing if they cannot be read.
[[nodiscard]] std::optional<calendar::Timetable> timetableOf(const Schedule& schedule);

/// When the schedule will really start next: behind pauses, skips and excluded days, with its share of the
/// jitter; nothing for one that is off, paused until resumed, or at its end.
[[nodiscard]] std::optional<calendar::Instant> nextStart(const Session& session, const Schedule& schedule);

void listSchedules(Session& session);
/// Reads all accounts first; with who fires and what differs at the provider.
void listAllSchedules(Session& session);
void showSchedule(Session& session, const QString& name);

} // namespace reveille::cli
