#include "app/runtime/SystemClock.h"

#include <ctime>

namespace reveille {

namespace {

std::chrono::microseconds read(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_nsec / 1000);
}

} // namespace

Instant SystemClock::now() const
{
    return Instant(read(CLOCK_REALTIME));
}

std::chrono::microseconds SystemClock::sinceBoot() const
{
    return read(CLOCK_BOOTTIME);
}

} // namespace reveille
