#pragma once

#include "core/calendar/dialect/Dialect.h"

#include <string_view>

namespace reveille::calendar {

/// A recurrence rule of RFC 5545, with or without "RRULE:" and DTSTART lines before it. What ends it (COUNT,
/// UNTIL) is lost; what counts weeks or days across months is refused.
[[nodiscard]] Translated translateRRule(std::string_view text);

} // namespace reveille::calendar
