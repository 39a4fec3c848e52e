#pragma once

#include "core/calendar/dialect/Dialect.h"

#include <cstdint>
#include <string_view>

namespace reveille::calendar {

/// rate(5 minutes), and @every 1h30m. Only intervals that divide a day are wall-clock times; they are read in
/// UTC, where a day has 24 hours.
[[nodiscard]] Translated translateRate(std::string_view text);
/// R/2026-01-01T09:00:00Z/P1D.
[[nodiscard]] Translated translateIsoRepeat(std::string_view text);

/// Why an interval of so many seconds is no calendar event, or an empty text if it is.
[[nodiscard]] std::string whyNoInterval(std::int64_t seconds);

} // namespace reveille::calendar
