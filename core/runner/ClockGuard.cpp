#include "core/runner/ClockGuard.h"

#include <algorithm>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr Instant kBeforeUse{sys_days(year(2024) / 1 / 1)};
constexpr hours kTooFar{24};
/// Time services step a clock by less than this in passing.
constexpr seconds kNoticed{2};

} // namespace

void ClockGuard::look(Instant wall, microseconds sinceBoot)
{
    if (wall < kBeforeUse) {
        m_trouble = ClockTrouble{ClockTrouble::Kind::BeforeUse, kBeforeUse, wall};
        return;
    }
    const Instant expected =
        m_trusted ? m_trusted->wall + (sinceBoot - m_trusted->sinceBoot) : std::max(wall, m_highest);
    if (abs(wall - expected) > kTooFar) {
        m_trouble = ClockTrouble{ClockTrouble::Kind::TooFar, expected, wall};
        return;
    }
    m_trusted = Reading{wall, sinceBoot};
    if (wall + kNoticed < m_highest)
        m_trouble = ClockTrouble{ClockTrouble::Kind::WentBack, m_highest, wall};
    else
        m_trouble.reset();
    m_highest = std::max(m_highest, wall);
}

void ClockGuard::remember(Instant known)
{
    if (!m_trusted)
        m_highest = std::max(m_highest, known);
}

void ClockGuard::accept(Instant wall, microseconds sinceBoot)
{
    if (wall < kBeforeUse)
        return;
    m_trusted = Reading{wall, sinceBoot};
    m_highest = wall;
    m_trouble.reset();
}

bool ClockGuard::holds() const
{
    return m_trouble && m_trouble->kind != ClockTrouble::Kind::WentBack;
}

} // namespace reveille
