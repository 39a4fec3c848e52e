#pragma once

#include "core/runner/WallTimer.h"
#include "tests/support/FakeClock.h"

#include <algorithm>

namespace reveille::test {

/// A timer on a FakeClock: remembers what is armed; whoever moves the clock asks when it is due and lets it
/// fire.
class FakeWallTimer final : public WallTimer
{
public:
    explicit FakeWallTimer(const FakeClock& clock) : m_clock(clock) {}

    void arm(std::optional<Instant> wall, std::optional<std::chrono::microseconds> boot) override
    {
        m_wall = wall;
        m_boot = boot;
    }
    /// When it fires, in time since boot, if the wall clock goes on as it is; nothing while it is not armed.
    [[nodiscard]] std::optional<std::chrono::microseconds> dueAt() const
    {
        std::optional<std::chrono::microseconds> due = m_boot;
        if (m_wall) {
            const auto byWall = m_clock.sinceBoot() + (*m_wall - m_clock.now());
            due = due ? std::min(*due, byWall) : byWall;
        }
        return due;
    }
    /// Also for a wall clock that was set, or a computer that has resumed.
    void fire()
    {
        m_wall.reset();
        m_boot.reset();
        Q_EMIT fired();
    }

private:
    const FakeClock& m_clock;
    std::optional<Instant> m_wall;
    std::optional<std::chrono::microseconds> m_boot;
};

} // namespace reveille::test
