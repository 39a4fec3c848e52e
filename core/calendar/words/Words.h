#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Timetable.h"
#include "core/calendar/words/Phrase.h"

#include <optional>
#include <string>

namespace reveille::calendar {

struct WordsOptions
{
    /// Lets words say that a date is past. Without it only what never was and never will be is "never".
    std::optional<Instant> now;
    /// The zone that lines without one are read in; said in the words if set.
    std::optional<TimeZone> zone;
};

/// What the event means, made from its match set and zone alone: texts that mean the same get the same words.
/// An interval is claimed ("every 15 minutes") only where all gaps in the window named are equal on a clock
/// that is never changed. Never empty; bounded for any event.
[[nodiscard]] Phrases describe(const CalendarEvent& event, const WordsOptions& options = {});

/// The union: lines that differ only in their weekdays or in their times of day are said as one.
/// The timetable's zone is said unless `options` name another.
[[nodiscard]] Phrases describe(const Timetable& timetable, const WordsOptions& options = {});

/// The phrases in English, as one sentence part without a full stop: "every weekday at 09:30 and 17:30".
[[nodiscard]] std::string english(const Phrases& phrases);

} // namespace reveille::calendar
