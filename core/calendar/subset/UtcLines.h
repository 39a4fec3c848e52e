#pragma once

#include "core/calendar/MatchSet.h"
#include "core/calendar/dialect/EventParts.h"

#include <chrono>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace reveille::calendar {

/// Lines for the set with its wall clock put back by `offset` (east of Greenwich), so that they read in UTC
/// what the set reads at that offset; an error says in English why there are none. Whole seconds only.
[[nodiscard]] tl::expected<std::vector<EventParts>, std::string> linesAtOffset(const MatchSet& set,
                                                                               std::chrono::seconds offset);

/// Days counted from the end of the month written as days from its beginning: a line for each length of
/// month, February with its years listed (but for 2100, which would make the list long). Lines without such
/// days are left as they are.
[[nodiscard]] std::vector<EventParts> withoutDaysFromEnd(const std::vector<EventParts>& lines);

} // namespace reveille::calendar
