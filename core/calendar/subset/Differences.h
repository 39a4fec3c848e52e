#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/Timetable.h"

#include <cstddef>
#include <vector>

namespace reveille::calendar {

struct Difference
{
    Instant at{};
    bool onlyInFirst = false; ///< else only in the second
};

struct Comparison
{
    std::vector<Difference> first; ///< the earliest differences, ascending
    /// Every elapse in the interval was compared; else as many as come first, those around each change of the
    /// clocks, and the numbers of all of them.
    bool complete = true;

    [[nodiscard]] bool isEqual() const noexcept { return first.empty(); }
};

/// Elapse by elapse in (from, until]; stops after `most` differences. Bounded for any timetables.
[[nodiscard]] Comparison compare(const Timetable& a, const Timetable& b, Instant from, Instant until,
                                 std::size_t most = 3);

} // namespace reveille::calendar
