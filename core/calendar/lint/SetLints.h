#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/SyntaxTree.h"
#include "core/calendar/lint/Lint.h"

#include <vector>

namespace reveille::calendar {

/// What one event means that may surprise: never, late, seldom, unevenly.
[[nodiscard]] std::vector<Lint> setLints(const SyntaxTree& tree, const CalendarEvent& event,
                                         const TimeZone& zone, Instant now);

} // namespace reveille::calendar
