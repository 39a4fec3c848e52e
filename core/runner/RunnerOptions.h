#pragma once

#include <chrono>

namespace reveille {

/// What a runner may be told by whoever opens it.
struct RunnerOptions
{
    /// How long missed occurrences are shown before they are caught up; nothing: at once.
    std::chrono::milliseconds catchUpDelay{0};
    /// Between the schedules that are caught up, so that not everything wakes in one second.
    std::chrono::milliseconds stagger{250};
    /// A schedule that would start more than this within a minute waits for the rest of it.
    int startsPerMinute = 60;
    int parallelRuns = 4; ///< at work at once, on all machines together
};

} // namespace reveille
