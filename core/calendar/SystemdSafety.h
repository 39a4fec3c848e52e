#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Expression.h"

#include <optional>
#include <string>
#include <vector>

namespace reveille::calendar {

/// A way in which systemd itself (252, and most of it up to 260) would not do what systemd.time(7) promises.
struct SystemdRisk
{
    enum class Kind
    {
        LostElapses,  ///< an open step overshoots its field and the first elapses of the next unit are passed
                      ///< over
        Deadlock,     ///< the same across a clock change: the search gives up and the timer stops
        NegativeDst,  ///< the zone's daylight time is behind its standard time: times before the change get
                      ///< lost
        UnalignedGap, ///< the zone skips time that is not whole hours: the rest of the hour is lost, or it
                      ///< gives up
        OverlapState, ///< the zone sets clocks back for good: first or second pass, depending on what ran
                      ///< before
        Refused       ///< a list of days from the end of the month that systemd refuses by mistake
    };
    Kind kind = Kind::LostElapses;
    /// The field whose step or list is at fault; nothing if it is the zone.
    std::optional<Field> field;
};

struct SystemdReport
{
    std::vector<SystemdRisk> risks;
    /// The same event with the steps at fault bounded (`0/7` as `00..56/7`), which systemd gets right;
    /// nothing if no rewriting helps or none is needed. Untouched parts stay as typed.
    std::optional<std::string> safeText;

    [[nodiscard]] bool isSafe() const noexcept { return risks.empty(); }
    [[nodiscard]] bool has(SystemdRisk::Kind kind) const noexcept;
};

/// What systemd would make of an event from `from` on. Says every risk that can be decided from the
/// expression and the zone's table; a risk need not come true within any given year.
[[nodiscard]] SystemdReport checkOnSystemd(const CalendarEvent& event, const TimeZone& zone, Instant from);

} // namespace reveille::calendar
