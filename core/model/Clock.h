#pragma once

#include "core/calendar/Instant.h"

#include <chrono>

namespace reveille {

using calendar::Instant;

/// The only way core and ui learn the time. One real clock exists, in app; tests hand in their own.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall-clock time (CLOCK_REALTIME): may jump either way.
    [[nodiscard]] virtual Instant now() const = 0;
    /// Time since boot including suspend (CLOCK_BOOTTIME): never goes back.
    [[nodiscard]] virtual std::chrono::microseconds sinceBoot() const = 0;
};

} // namespace reveille
