#pragma once

#include "core/model/Clock.h"

#include <ctime>

namespace reveille::test {

/// The computer's own time, for tests that have real processes or sockets on the other side.
class LiveClock final : public Clock
{
public:
    [[nodiscard]] Instant now() const override { return Instant(read(CLOCK_REALTIME)); }
    [[nodiscard]] std::chrono::microseconds sinceBoot() const override { return read(CLOCK_BOOTTIME); }

private:
    static std::chrono::microseconds read(clockid_t clock)
    {
        timespec time{};
        clock_gettime(clock, &time);
        return std::chrono::seconds(time.tv_sec) +
               std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(time.tv_nsec));
    }
};

} // namespace reveille::test
