#pragma once

#include "core/calendar/Expression.h"

#include <string>
#include <vector>

namespace reveille::calendar {

/// The shortest usual way to write a set of values of one field: `*` if it is full, runs as `a..b`, evenly
/// spaced values as `a..b/step` (bounded, so that systemd never loses an elapse), the rest as a list. Values
/// are ascending and different; an empty set gives an empty text. `fromMonthEnd` is for days counted from the
/// end.
[[nodiscard]] std::string valueText(const std::vector<int>& values, Field field, bool fromMonthEnd = false);

/// `Mon..Fri,Sun`; empty for all seven and for none. Bit 0 is Monday.
[[nodiscard]] std::string weekdayText(std::uint8_t bits);

} // namespace reveille::calendar
