#pragma once

#include "core/calendar/MatchSet.h"
#include "core/calendar/words/Phrase.h"

#include <cstdint>
#include <vector>

namespace reveille::calendar {

/// The dates a set matches from 1970 to 2199, as day numbers, ascending; at most `limit` of them.
[[nodiscard]] std::vector<std::int32_t> matchingDates(const MatchSet& set, std::size_t limit);

/// What weekdays, days and months say; a single date in all years is said as such. Years apart from that are
/// yearPhrases().
[[nodiscard]] Phrases dayPhrases(const MatchSet& set);
/// Empty for every year.
[[nodiscard]] Phrases yearPhrases(const MatchSet& set);

} // namespace reveille::calendar
