#pragma once

#include "core/calendar/ParseError.h"
#include "core/calendar/Parser.h"

#include <string_view>

namespace reveille::calendar {

/// Makes the full error of a refusal: its sentence, and a fix where one exists. Slow; only for refused texts.
[[nodiscard]] ParseError explain(std::string_view text, const Refusal& refusal);

} // namespace reveille::calendar
