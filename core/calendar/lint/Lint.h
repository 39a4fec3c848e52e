#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/TimeZone.h"
#include "core/calendar/Timetable.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

enum class LintCode : std::uint8_t
{
    Refused,                ///< not a calendar event
    TimesInList,            ///< 12:00,13:00 is 12:00 and 12:13
    TimesInRange,           ///< 12:00..13:00 is every minute to 12:13
    StepOfMinutes,          ///< 12:00/2 steps minutes
    MonthAndDay,            ///< 10-15 is 15 October
    ShortYear,              ///< 26-12-25 is 2026
    DaysFromEnd,            ///< ~01..07 are the last seven days
    EverySecondSpelt,       ///< 0..59 seconds
    WeekdayContradictsDate, ///< Thu 2027-01-01
    NeverElapses,           ///< 30 February
    Past,                   ///< only in the past
    UnevenStep,             ///< *:0/7
    DayMissingInMonths,     ///< *-*-31
    FarAway,                ///< years to the next elapse
    TooFrequent,            ///< more often than once a minute
    OneShot,                ///< elapses once
    BothMustMatch,          ///< weekday and date; cron would take either
    DayLost,                ///< no elapse on a day of a clock change
    TimesLost,              ///< some elapses lost to a clock change
    MidnightMissing,        ///< midnight itself is skipped and the day's elapse with it
    SilentHour,             ///< a beat that pauses while clocks go back
    FirstPass,              ///< a repeated time elapses once
    SystemdDiffers,         ///< systemd itself would lose elapses
    NoZone                  ///< the zone is not written
};

enum class Severity : std::uint8_t
{
    Error,
    Warning,
    Note
};

/// Something a person should know about a text before trusting it.
struct Lint
{
    LintCode code = LintCode::Refused;
    Severity severity = Severity::Note;
    std::size_t line = 0; ///< index of the line, from 0
    /// Bytes of the line. Length 0: the line as a whole.
    std::size_t column = 0;
    std::size_t length = 0;
    std::string message; ///< one or two plain English sentences
    /// Lines to write instead of this one: what was most likely meant, or the same meaning without the
    /// trouble. Empty if there is none; each of them parses.
    std::vector<std::string> fix;
};

/// Errors first, then warnings, then notes. Any text is allowed; cost is bounded.
[[nodiscard]] std::vector<Lint> lint(std::string_view text, const TimeZone& zone, Instant now);
/// All lines of a union. What only the union shows (clock changes, rate) stands on line 0.
[[nodiscard]] std::vector<Lint> lint(const std::vector<std::string>& lines, const TimeZone& zone,
                                     Instant now);
[[nodiscard]] std::vector<Lint> lint(const Timetable& timetable, Instant now);

/// "times-in-list" for LintCode::TimesInList, and so on.
[[nodiscard]] const char* codeName(LintCode code) noexcept;
/// "warning: …, did you mean "09,12:00"?"
[[nodiscard]] std::string english(const Lint& lint);

} // namespace reveille::calendar
