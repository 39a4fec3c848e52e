#pragma once

#include "core/model/Clock.h"

namespace reveille {

/// The computer's own clocks: CLOCK_REALTIME and CLOCK_BOOTTIME.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::chrono::microseconds sinceBoot() const override;
};

} // namespace reveille
