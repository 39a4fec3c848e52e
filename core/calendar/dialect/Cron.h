#pragma once

#include "core/calendar/dialect/Dialect.h"

#include <string_view>

namespace reveille::calendar {

/// Cron as crontab(5) and its descendants read it: day of month and day of week are alternatives unless one
/// of them begins with a star. Sixth field: years if it holds years, else the first is seconds; seven fields
/// or a `?` number weekdays as Quartz does (Sunday is 1).
[[nodiscard]] Translated translateCron(std::string_view text);
/// cron(minutes hours day-of-month month day-of-week year), in UTC.
[[nodiscard]] Translated translateEventBridge(std::string_view text);

} // namespace reveille::calendar
