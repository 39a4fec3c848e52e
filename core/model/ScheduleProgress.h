#pragma once

#include <QtGlobal>

namespace reveille {

/// What a schedule's policies count. Begins anew with each edit of what is counted.
struct ScheduleProgress
{
    qint64 starts = 0;     ///< occurrences started, for SchedulePolicy::runLimit
    int failuresInRow = 0; ///< for SchedulePolicy::pauseAfterFailures
    int skipped = 0;       ///< of SchedulePolicy::skipNext

    friend bool operator==(const ScheduleProgress&, const ScheduleProgress&) = default;
};

} // namespace reveille
