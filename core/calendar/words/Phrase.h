#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reveille::calendar {

/// One piece of a description. A renderer for another language gives each kind its own sentence part; the
/// order of phrases is English: days, times, years, zone.
struct Phrase
{
    enum class Kind : std::uint8_t
    {
        EveryDay,      ///< "every day"
        EveryWorkday,  ///< Monday to Friday
        EveryWeekday,  ///< numbers: weekdays, 0 is Monday
        EveryDayBut,   ///< numbers: the one weekday left out
        MonthDays,     ///< numbers: days of the month, ascending
        LastDays,      ///< numbers: days from the end, 1 is the last, ascending
        NthWeekdays,   ///< numbers: ordinals first (1..5, -1 is the last), then 0, then weekdays
        Date,          ///< numbers: month, day
        AlsoLastDays,  ///< numbers as LastDays: a second condition on the day
        OnlyWeekdays,  ///< numbers: weekdays; a second condition on the day
        Months,        ///< numbers: months that the phrase before is limited to; empty: every month
        WhereItExists, ///< some of the months named lack the day
        LeapYears,     ///< 29 February
        Once,          ///< numbers: year, month, day
        AtTimes,       ///< numbers: microseconds of the day, ascending
        Every,         ///< numbers: the interval in microseconds; true of all elapses within the window
        FromTo,        ///< window of Every; numbers: first and last elapse, microseconds of the day
        StartingAt,    ///< numbers: microseconds of the day
        DuringHours,   ///< window of Every; numbers: hours
        DuringMinutes, ///< window of Every; numbers: minutes
        AtMinutes,     ///< numbers: minutes of the hour
        AtSeconds,     ///< numbers: microseconds of the minute
        PerMinute,     ///< numbers: how often; no even interval
        OfMinutes,     ///< numbers: minutes; empty: every minute
        OfHours,       ///< numbers: hours; empty: every hour
        Gaps,          ///< numbers: the different gaps in microseconds, in the order they come
        Years,         ///< numbers: years
        Zone,          ///< text: name of the zone
        Never,         ///< text: why, as a whole English clause
        NeverAgain,    ///< text: what is past
        NextLine       ///< the next phrases describe a further line of a union
    };

    Kind kind = Kind::EveryDay;
    std::vector<std::int64_t> numbers;
    std::string text;

    friend bool operator==(const Phrase&, const Phrase&) = default;
};

using Phrases = std::vector<Phrase>;

} // namespace reveille::calendar
