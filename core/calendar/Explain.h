#pragma once

#include "core/calendar/Timetable.h"
#include "core/calendar/lint/ClockChanges.h"
#include "core/calendar/lint/Lint.h"
#include "core/calendar/lint/Rate.h"
#include "core/calendar/words/Words.h"

#include <optional>
#include <string>
#include <vector>

namespace reveille::calendar {

/// Everything worth saying about the lines of a schedule.
struct Explanation
{
    /// Empty if a line is refused; the lints then say why. The same holds for rate and clock changes.
    Phrases words;
    std::vector<Lint> lints;
    std::optional<Rate> rate;
    std::vector<ClockChange> clockChanges; ///< the next two
};

/// Any texts are allowed; cost is bounded. `zone` is for lines that name none, and is said in the words.
[[nodiscard]] Explanation explain(const std::vector<std::string>& lines, const TimeZone& zone, Instant now);

/// Lines of English: words, rate, clock changes that matter, lints (without those that repeat a clock
/// change).
[[nodiscard]] std::vector<std::string> english(const Explanation& explanation);

} // namespace reveille::calendar
