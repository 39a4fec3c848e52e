#pragma once

#include "core/model/Explanation.h"
#include "core/model/Pause.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"
#include "core/runner/Occurrences.h"

#include <optional>

#include <QVector>

namespace reveille {

/// What a backfill makes at most at once.
inline constexpr int kLargestBackfill = 1000;

/// The occurrences from `from` to `to`, both included, that a backfill would run: none on excluded dates and
/// none that is still to come. InvalidArgument for a range that is empty or holds more than kLargestBackfill.
[[nodiscard]] Result<QVector<calendar::Instant>> backfillPlan(const Occurrences& occurrences,
                                                              calendar::Instant from, calendar::Instant to,
                                                              calendar::Instant now);

/// All that an instant's explanation depends on besides the instant.
struct ScheduleHistory
{
    const Schedule* schedule = nullptr;
    const Occurrences* occurrences = nullptr;
    ScheduleProgress progress;
    std::optional<Pause> pause; ///< of everything
    QVector<Run> runs;          ///< those that stand for the instant
};

/// Says what became of an instant, or will. Pure.
[[nodiscard]] Explanation explainInstant(const ScheduleHistory& history, calendar::Instant at,
                                         calendar::Instant now);

} // namespace reveille
