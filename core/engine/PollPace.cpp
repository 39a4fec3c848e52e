#include "core/engine/PollPace.h"

#include <algorithm>

namespace reveille {

using std::chrono::seconds;

namespace {

constexpr seconds kCalm{30};
constexpr seconds kLively{5};
constexpr seconds kBusy{1};
constexpr int kMostSkipped = 10;

} // namespace

void PollPace::listed(bool changed)
{
    m_pause = changed ? kLively : std::min(kCalm, m_pause * 2);
}

seconds PollPace::next(bool hasInstances, bool mustPoll) const
{
    if (mustPoll)
        return hasInstances ? kLively : kBusy;
    return hasInstances ? m_pause : kCalm;
}

void PollTurns::listed(bool succeeded)
{
    m_failures = succeeded ? 0 : m_failures + 1;
    m_skips = succeeded ? 0 : std::min(1 << std::min(m_failures, 4), kMostSkipped);
}

bool PollTurns::take()
{
    if (m_skips == 0)
        return true;
    --m_skips;
    return false;
}

} // namespace reveille
