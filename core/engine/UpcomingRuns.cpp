#include "core/engine/UpcomingRuns.h"

#include <utility>

namespace reveille {

namespace {

constexpr std::size_t kFarthest = 400;

} // namespace

UpcomingRuns::UpcomingRuns(Occurrences occurrences, const Schedule& schedule)
    : m_occurrences(std::move(occurrences)), m_pause(schedule.pause), m_skip(schedule.policy.skipNext)
{}

Result<UpcomingRuns> UpcomingRuns::of(const Schedule& schedule)
{
    auto occurrences = Occurrences::of(schedule);
    if (!occurrences)
        return tl::unexpected(occurrences.error());
    return UpcomingRuns(std::move(*occurrences), schedule);
}

std::vector<UpcomingRun> UpcomingRuns::after(calendar::Instant now, std::size_t count) const
{
    std::vector<UpcomingRun> runs;
    int skip = m_skip;
    for (const calendar::Instant at : m_occurrences.upcoming(now, count)) {
        UpcomingRun run{at, m_occurrences.startOf(at), UpcomingRun::Fate::Runs};
        if (m_occurrences.isExcluded(at))
            run.fate = UpcomingRun::Fate::Excluded;
        else if (m_pause && m_pause->covers(at))
            run.fate = UpcomingRun::Fate::Paused;
        else if (skip > 0) {
            run.fate = UpcomingRun::Fate::Skipped;
            --skip;
        }
        runs.push_back(run);
    }
    return runs;
}

std::optional<calendar::Instant> UpcomingRuns::next(calendar::Instant now) const
{
    int skip = m_skip;
    calendar::Instant from = now;
    for (std::size_t i = 0; i < kFarthest; ++i) {
        const auto at = m_occurrences.next(from);
        if (!at)
            return std::nullopt;
        if (!m_occurrences.isExcluded(*at) && skip-- <= 0)
            return at;
        from = *at;
    }
    return std::nullopt;
}

} // namespace reveille
