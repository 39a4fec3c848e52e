#pragma once

#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"
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
/// changes, end, limit, exclusions, skips, jitter. Pure; does not ask whether the schedule is enabled.
class UpcomingRuns
{
public:
    /// UnknownZone or Parse for a schedule that cannot be read. `progress`: what it has run and skipped of
    /// its limits so far.
    [[nodiscard]] static Result<UpcomingRuns> of(const Schedule& schedule,
                                                 const ScheduleProgress& progress = {});

    /// The next `count` after `now`; fewer where the schedule ends.
    [[nodiscard]] std::vector<UpcomingRun> after(calendar::Instant now, std::size_t count) const;
    /// The first that is neither excluded nor skipped, whether the schedule is paused or not; nothing when
    /// there is none, or none in sight of some ten thousand.
    [[nodiscard]] std::optional<calendar::Instant> next(calendar::Instant now) const;
    /// When it will really start next: next(), but behind the schedule's own pause and that of everything,
    /// and put off by its share of the jitter.
    [[nodiscard]] std::optional<calendar::Instant> nextStart(calendar::Instant now,
                                                             const std::optional<Pause>& pauseOfAll) const;

private:
    UpcomingRuns(Occurrences occurrences, const Schedule& schedule, const ScheduleProgress& progress);
    template <typename EndOfPause>
    [[nodiscard]] std::optional<calendar::Instant> find(calendar::Instant now, EndOfPause endOfPause) const;

    Occurrences m_occurrences;
    std::optional<Pause> m_pause;
    int m_skip;
    std::optional<qint64> m_left; ///< runs of its limit
};

} // namespace reveille
