#pragma once

#include "core/model/Clock.h"

#include <atomic>
#include <chrono>

namespace reveille::test {

/// A clock that stands still until it is told otherwise. May be read on another thread while the test moves
/// it.
class FakeClock final : public Clock
{
public:
    /// 2026-03-02 08:00:00 UTC, a Monday outside every change of offset, unless the test needs another
    /// instant.
    explicit FakeClock(Instant start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) +
                                       std::chrono::hours(8))
        : m_wall(start.time_since_epoch().count())
    {}

    [[nodiscard]] Instant now() const override { return Instant(std::chrono::microseconds(m_wall.load())); }
    [[nodiscard]] std::chrono::microseconds sinceBoot() const override
    {
        return std::chrono::microseconds(m_boot.load());
    }

    /// Time passes, awake or suspended: both readings move forward together.
    void advance(std::chrono::microseconds by)
    {
        m_boot += by.count();
        m_wall += by.count();
    }
    void advanceTo(Instant at) { advance(at - now()); }
    /// Somebody sets the wall clock, forward or back, while no time passes.
    void setWall(Instant at) { m_wall = at.time_since_epoch().count(); }

private:
    std::atomic<std::chrono::microseconds::rep> m_wall;
    std::atomic<std::chrono::microseconds::rep> m_boot =
        std::chrono::microseconds(std::chrono::hours(1)).count();
};

} // namespace reveille::test
