#include "core/sandbox/unikraft/PlatformClock.h"

#include <algorithm>
#include <cmath>

namespace reveille::sandbox::unikraft {

using namespace std::chrono;

PlatformClock::PlatformClock(const Clock& real, double speed, Instant notBefore)
    : m_real(real), m_speed(speed), m_begin(std::max(real.now(), notBefore)), m_beginBoot(real.sinceBoot())
{}

Instant PlatformClock::now() const
{
    if (m_speed == 1)
        return m_real.now();
    const auto passed = static_cast<double>((m_real.sinceBoot() - m_beginBoot).count());
    return m_begin + microseconds(static_cast<microseconds::rep>(passed * m_speed));
}

milliseconds PlatformClock::waitUntil(Instant at) const
{
    const double left = static_cast<double>((at - now()).count()) / m_speed / 1000;
    constexpr double kMost = 1e12;
    return milliseconds(static_cast<milliseconds::rep>(std::ceil(std::clamp(left, 0.0, kMost))));
}

} // namespace reveille::sandbox::unikraft
