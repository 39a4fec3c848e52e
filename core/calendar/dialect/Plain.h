#pragma once

#include "core/calendar/dialect/Dialect.h"

#include <string_view>

namespace reveille::calendar {

/// Plain English: "every weekday at 9", "last friday 18:00", "every 15 minutes between 8 and 18", "twice a
/// day". Every word must be understood; what had to be assumed is among the losses.
[[nodiscard]] Translated translatePlain(std::string_view text);

/// Does the text have a word that only plain English has?
[[nodiscard]] bool looksPlain(std::string_view text);

} // namespace reveille::calendar
