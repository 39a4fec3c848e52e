#pragma once

#include "core/runner/WallTimer.h"

class QSocketNotifier;

namespace reveille {

/// WallTimer over two timerfds (timerfd_create(2)): absolute CLOCK_REALTIME with TFD_TIMER_CANCEL_ON_SET,
/// which also reports that the clock was set, and absolute CLOCK_BOOTTIME. Neither loses the time the
/// computer slept, and neither costs anything while it waits.
class TimerFd final : public WallTimer
{
    Q_OBJECT

public:
    explicit TimerFd(QObject* parent = nullptr);
    ~TimerFd() override;

    void arm(std::optional<calendar::Instant> wall, std::optional<std::chrono::microseconds> boot) override;

private:
    void drain(int fd);
    void armWall();

    int m_wallFd;
    int m_bootFd;
    std::optional<calendar::Instant> m_wall;
    std::optional<std::chrono::microseconds> m_boot;
    QSocketNotifier* m_wallNotifier;
    QSocketNotifier* m_bootNotifier;
};

} // namespace reveille
