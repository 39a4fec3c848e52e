#pragma once

#include "core/runner/WallTimer.h"
#include "tests/support/LiveClock.h"

#include <algorithm>
#include <chrono>

#include <QTimer>

namespace reveille::test {

/// Time that passes `factor` times as fast as this computer's, from 2026-03-02 08:00:00 UTC, for tests that
/// have a real process or socket on the other side and cannot have a clock that stands still.
class QuickClock final : public Clock
{
public:
    explicit QuickClock(double factor) : m_factor(factor), m_began(m_live.sinceBoot()) {}

    [[nodiscard]] Instant now() const override
    {
        return Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + std::chrono::hours(8) +
               passed();
    }
    [[nodiscard]] std::chrono::microseconds sinceBoot() const override
    {
        return std::chrono::hours(1) + passed();
    }
    [[nodiscard]] double factor() const { return m_factor; }

private:
    [[nodiscard]] std::chrono::microseconds passed() const
    {
        const auto real = static_cast<double>((m_live.sinceBoot() - m_began).count());
        return std::chrono::microseconds(static_cast<qint64>(real * m_factor));
    }

    LiveClock m_live;
    double m_factor;
    std::chrono::microseconds m_began;
};

/// The alarm that goes with it.
class QuickTimer final : public WallTimer
{
public:
    explicit QuickTimer(const QuickClock& clock) : m_clock(clock)
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &WallTimer::fired);
    }

    void arm(std::optional<Instant> wall, std::optional<std::chrono::microseconds> boot) override
    {
        m_timer.stop();
        if (!wall && !boot)
            return;
        auto wait = std::chrono::microseconds::max();
        if (wall)
            wait = std::min(wait, *wall - m_clock.now());
        if (boot)
            wait = std::min(wait, *boot - m_clock.sinceBoot());
        const double real = static_cast<double>(std::max<qint64>(wait.count(), 0)) / m_clock.factor();
        m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(
            std::chrono::microseconds(static_cast<qint64>(real))));
    }

private:
    const QuickClock& m_clock;
    QTimer m_timer;
};

} // namespace reveille::test
