#include "core/engine/TimerShare.h"

#include <algorithm>

namespace reveille {

class TimerShare::Part final : public WallTimer
{
public:
    explicit Part(TimerShare& share) : m_share(share) {}

    void arm(std::optional<calendar::Instant> wall, std::optional<std::chrono::microseconds> boot) override
    {
        m_wall = wall;
        m_boot = boot;
        m_share.arm();
    }
    void fire() { Q_EMIT fired(); }

    std::optional<calendar::Instant> m_wall;
    std::optional<std::chrono::microseconds> m_boot;

private:
    TimerShare& m_share;
};

TimerShare::TimerShare(WallTimer& timer, QObject* parent) : QObject(parent), m_timer(timer)
{
    connect(&m_timer, &WallTimer::fired, this, [this] {
        for (const auto& part : m_parts) {
            part->m_wall.reset();
            part->m_boot.reset();
        }
        for (const auto& part : m_parts)
            part->fire();
        arm();
    });
}

TimerShare::~TimerShare() = default;

WallTimer& TimerShare::part()
{
    m_parts.push_back(std::make_unique<Part>(*this));
    return *m_parts.back();
}

void TimerShare::arm()
{
    std::optional<calendar::Instant> wall;
    std::optional<std::chrono::microseconds> boot;
    for (const auto& part : m_parts) {
        if (part->m_wall)
            wall = wall ? std::min(*wall, *part->m_wall) : part->m_wall;
        if (part->m_boot)
            boot = boot ? std::min(*boot, *part->m_boot) : part->m_boot;
    }
    m_timer.arm(wall, boot);
}

} // namespace reveille
