#pragma once

#include "core/model/Result.h"
#include "core/model/SchedulePolicy.h"

#include <chrono>
#include <optional>

namespace reveille {

/// What a person may choose. What is in a database already is taken as it is.
inline constexpr int kMostWaiting = 100;   ///< OverlapPolicy::QueueAll
inline constexpr int kMostParallelRuns = 64; ///< of all schedules and machines together
inline constexpr int kMostAtOnce = 100;    ///< OverlapPolicy::Allow
inline constexpr int kMostCaughtUp = 1000; ///< OnMissPolicy::All
inline constexpr std::chrono::hours kLongestMissWindow{24 * 366};
inline constexpr std::chrono::seconds kShortestStartDeadline{10};
inline constexpr std::chrono::hours kLongestStartDeadline{24 * 30};
inline constexpr std::chrono::hours kLongestJitter{24 * 30}; ///< where no two firings are closer
inline constexpr int kMostRetries = 10;
inline constexpr int kMostFailures = 1'000'000; ///< in a row before a pause; also skips and runs in all
inline constexpr int kMostExcludedDates = 4096;

/// Whether each policy lies within its limits. `shortestGap`: the least time between two occurrences, which
/// the jitter may not exceed; nothing where there are no two. InvalidArgument otherwise: Error::subject names
/// the policy and its value as on the command line, detail is a sentence, fix the nearest value that is
/// accepted, in the same spelling. Pure.
[[nodiscard]] Result<void> checkPolicy(const SchedulePolicy& policy,
                                       std::optional<std::chrono::microseconds> shortestGap);

} // namespace reveille
