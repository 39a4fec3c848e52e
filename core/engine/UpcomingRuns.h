#pragma once

#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/runner/Occurrences.h"

#include <optional>
#include <vector>

namespace reveille {

/// One coming occurrence and what is known of its fate already.
struct UpcomingRun
{
    enum class Fate
    {
        Runs,
        Excluded,
        Skipped, ///< by SchedulePolicy::skipNext
        Paused,  ///< by the schedule's own pause
    };
    calendar::Instant at{};
    calendar::Instant startsAt{}; ///< with its share of the jitter
    Fate fate = Fate::Runs;
};

/// What is to come of a schedule by its expressions and its policies, as the runner will decide it: clock
/// changes, end, exclusions, skips, jitter. Pure; does not ask whether the schedule is enabled or how often
/// it has run.
class UpcomingRuns
{
public:
    /// UnknownZone or Parse for a schedule that cannot be read.
    [[nodiscard]] static Result<UpcomingRuns> of(const Schedule& schedule);

    /// The next `count` after `now`.
    [[nodiscard]] std::vector<UpcomingRun> after(calendar::Instant now, std::size_t count) const;
    /// The first that is neither excluded nor skipped; looks no further than some hundred occurrences.
    [[nodiscard]] std::optional<calendar::Instant> next(calendar::Instant now) const;

private:
    UpcomingRuns(Occurrences occurrences, const Schedule& schedule);

    Occurrences m_occurrences;
    std::optional<Pause> m_pause;
    int m_skip;
};

} // namespace reveille
