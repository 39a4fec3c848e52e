#pragma once

#include "core/model/Clock.h"

#include <chrono>

namespace reveille::sandbox::unikraft {

/// The time of the cloud's own calendar: the injected clock, or, at another speed, one that passes so many
/// times faster from the moment this object was made.
class PlatformClock final : public Clock
{
public:
    /// At speeds other than 1 the time begins at the later of the injected clock's and `notBefore`, so that a
    /// cloud that ran ahead does not fall back when it is started again.
    PlatformClock(const Clock& real, double speed, Instant notBefore);

    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::chrono::microseconds sinceBoot() const override { return m_real.sinceBoot(); }

    [[nodiscard]] double speed() const { return m_speed; }
    /// How long the computer has to wait until then; not negative.
    [[nodiscard]] std::chrono::milliseconds waitUntil(Instant at) const;

private:
    const Clock& m_real;
    double m_speed;
    Instant m_begin;
    std::chrono::microseconds m_beginBoot;
};

} // namespace reveille::sandbox::unikraft
