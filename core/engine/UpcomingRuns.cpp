#include "core/engine/UpcomingRuns.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace reveille {

namespace {

using calendar::Instant;

constexpr std::size_t kFarthest = 10'000;
constexpr std::chrono::microseconds kTick{1};

} // namespace

UpcomingRuns::UpcomingRuns(Occurrences occurrences, const Schedule& schedule,
                           const ScheduleProgress& progress)
    : m_occurrences(std::move(occurrences)),
      m_pause(schedule.pause),
      m_skip(std::max(0, schedule.policy.skipNext - progress.skipped))
{
    if (schedule.policy.runLimit)
        m_left = std::max(qint64{0}, *schedule.policy.runLimit - progress.starts);
}

Result<UpcomingRuns> UpcomingRuns::of(const Schedule& schedule, const ScheduleProgress& progress)
{
    auto occurrences = Occurrences::of(schedule);
    if (!occurrences)
        return tl::unexpected(occurrences.error());
    return UpcomingRuns(std::move(*occurrences), schedule, progress);
}

std::vector<UpcomingRun> UpcomingRuns::after(Instant now, std::size_t count) const
{
    std::vector<UpcomingRun> runs;
    int skip = m_skip;
    qint64 left = m_left.value_or(std::numeric_limits<qint64>::max());
    for (const Instant at : m_occurrences.upcoming(now, count)) {
        if (left <= 0)
            break;
        UpcomingRun run{at, m_occurrences.startOf(at), UpcomingRun::Fate::Runs};
        if (m_occurrences.isExcluded(at)) {
            run.fate = UpcomingRun::Fate::Excluded;
        } else if (m_pause && m_pause->covers(at)) {
            run.fate = UpcomingRun::Fate::Paused;
        } else if (skip > 0) {
            run.fate = UpcomingRun::Fate::Skipped;
            --skip;
        } else {
            --left;
        }
        runs.push_back(run);
    }
    return runs;
}

template <typename EndOfPause>
std::optional<Instant> UpcomingRuns::find(Instant now, EndOfPause endOfPause) const
{
    if (m_left && *m_left <= 0)
        return std::nullopt;
    int skip = m_skip;
    Instant from = now;
    for (std::size_t i = 0; i < kFarthest; ++i) {
        const auto at = m_occurrences.next(from);
        if (!at)
            return std::nullopt;
        if (const auto excluded = m_occurrences.endOfExclusion(*at)) {
            from = *excluded - kTick;
        } else if (const std::optional<Instant> paused = endOfPause(*at)) {
            if (*paused == Instant::max())
                return std::nullopt;
            from = *paused - kTick;
        } else if (skip-- <= 0) {
            return at;
        } else {
            from = *at;
        }
    }
    return std::nullopt;
}

std::optional<Instant> UpcomingRuns::next(Instant now) const
{
    return find(now, [](Instant) { return std::optional<Instant>(); });
}

std::optional<Instant> UpcomingRuns::nextStart(Instant now, const std::optional<Pause>& pauseOfAll) const
{
    const auto at = find(now, [&](Instant occurrence) {
        std::optional<Instant> end;
        for (const std::optional<Pause>* pause : {&m_pause, &pauseOfAll}) {
            if (*pause && (*pause)->covers(occurrence))
                end = std::max(end, std::optional((*pause)->until.value_or(Instant::max())));
        }
        return end;
    });
    return at ? std::optional(m_occurrences.startOf(*at)) : std::nullopt;
}

} // namespace reveille
