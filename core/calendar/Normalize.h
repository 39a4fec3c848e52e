#pragma once

#include "core/calendar/Expression.h"
#include "core/calendar/Parser.h"

namespace reveille::calendar {

/// systemd's normalisation and range checks: two-digit years, ranges cut to their last value, lists sorted
/// without duplicates. Accepts lists of days from the end of the month that systemd refuses by mistake. False
/// on refusal.
[[nodiscard]] bool normalize(Expression& expression, Refusal& refusal);

} // namespace reveille::calendar
