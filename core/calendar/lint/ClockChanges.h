#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/TimeZone.h"
#include "core/calendar/Timetable.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reveille::calendar {

/// What one change of the clocks does to a timetable. Elapses follow systemd.time(7): a wall time that is
/// skipped does not elapse, one that comes twice elapses on its first pass only; nothing is doubled or moved.
struct ClockChange
{
    enum class Effect : std::uint8_t
    {
        Unaffected,    ///< no elapse falls into the skipped or repeated time
        KeepsBeat,     ///< skipped wall times, but no real time without an elapse: "every 15 minutes" goes on
        TimesLost,     ///< skipped wall times whose elapses are missing
        DayLost,       ///< the same, and the whole local day is left without an elapse
        FirstPassOnly, ///< repeated wall times that elapse once
        SilentHour     ///< a beat of an hour or less that stops while the wall clock repeats itself
    };

    TimeZone zone;
    TimeZone::Transition transition;
    Effect effect = Effect::Unaffected;
    /// What the wall clock shows at the change without and with it: 02:00 and 03:00, or 03:00 and 02:00.
    CivilTime wallBefore;
    CivilTime wallAfter;
    /// The wall times concerned, ascending, at most kMostTimes; `more` if there are others.
    std::vector<CivilTime> times;
    bool more = false;
    /// For SilentHour: the elapses around the silence.
    Instant silentFrom{};
    Instant silentUntil{};

    static constexpr std::size_t kMostTimes = 24;

    [[nodiscard]] bool isForward() const noexcept { return transition.offsetAfter > transition.offsetBefore; }
    /// What reads on the wall clock as before comes so much later in UTC from then on.
    [[nodiscard]] std::chrono::seconds shiftInUtc() const noexcept
    {
        return transition.offsetBefore - transition.offsetAfter;
    }
};

/// The next `count` changes after `from` in each zone that the timetable's lines are read in, ascending.
/// Ends early where nothing elapses any more. Looks no further than a day around each change; cost is bounded
/// for any timetable.
[[nodiscard]] std::vector<ClockChange> clockChanges(const Timetable& timetable, Instant from,
                                                    std::size_t count = 2);

/// One line of English: "2027-03-28: clocks go forward from 02:00 to 03:00 in Berlin; 02:30 does not exist
/// and there is no run that day".
[[nodiscard]] std::string english(const ClockChange& change);

} // namespace reveille::calendar
