#pragma once

#include <chrono>

namespace reveille::calendar {

/// A point on the UTC time line, in microseconds since 1970-01-01 (POSIX time, no leap seconds).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Civil time: what a wall clock shows. It has no zone and is a different type from Instant on purpose.
struct CivilTime
{
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int microsecond = 0;

    friend constexpr auto operator<=>(const CivilTime&, const CivilTime&) = default;
};

} // namespace reveille::calendar
