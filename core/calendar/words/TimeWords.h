#pragma once

#include "core/calendar/MatchSet.h"
#include "core/calendar/words/Phrase.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace reveille::calendar {

/// The times of one day as microseconds, ascending, or nothing if there are more than `limit`.
[[nodiscard]] std::optional<std::vector<std::int64_t>> timesOfDay(const MatchSet& set, std::size_t limit);

/// What hours, minutes and seconds of the set say.
[[nodiscard]] Phrases timePhrases(const MatchSet& set);

} // namespace reveille::calendar
