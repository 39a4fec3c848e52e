#include "app/runtime/TimerFd.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include <QSocketNotifier>

#include <sys/timerfd.h>
#include <unistd.h>

namespace reveille {

namespace {

/// Rounded up to the microsecond: an alarm may ring late, never early.
itimerspec at(std::chrono::microseconds time)
{
    // All zeroes would disarm, so a time at or before the epoch becomes the first nanosecond after it.
    const std::int64_t micros = std::max<std::int64_t>(1, time.count());
    itimerspec spec{};
    spec.it_value.tv_sec = micros / 1'000'000;
    spec.it_value.tv_nsec = (micros % 1'000'000) * 1000;
    return spec;
}

} // namespace

TimerFd::TimerFd(QObject* parent)
    : WallTimer(parent),
      m_wallFd(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)),
      m_bootFd(::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC)),
      m_wallNotifier(new QSocketNotifier(m_wallFd, QSocketNotifier::Read, this)),
      m_bootNotifier(new QSocketNotifier(m_bootFd, QSocketNotifier::Read, this))
{
    connect(m_wallNotifier, &QSocketNotifier::activated, this, [this] { drain(m_wallFd); });
    connect(m_bootNotifier, &QSocketNotifier::activated, this, [this] { drain(m_bootFd); });
}

TimerFd::~TimerFd()
{
    m_wallNotifier->setEnabled(false);
    m_bootNotifier->setEnabled(false);
    ::close(m_wallFd);
    ::close(m_bootFd);
}

void TimerFd::arm(std::optional<calendar::Instant> wall, std::optional<std::chrono::microseconds> boot)
{
    if (wall != m_wall) {
        m_wall = wall;
        armWall();
    }
    if (boot != m_boot) {
        m_boot = boot;
        const itimerspec spec = boot ? at(*boot) : itimerspec{};
        ::timerfd_settime(m_bootFd, TFD_TIMER_ABSTIME, &spec, nullptr);
    }
}

void TimerFd::armWall()
{
    const itimerspec spec = m_wall ? at(m_wall->time_since_epoch()) : itimerspec{};
    ::timerfd_settime(m_wallFd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, nullptr);
}

void TimerFd::drain(int fd)
{
    std::uint64_t count = 0;
    const auto size = ::read(fd, &count, sizeof count);
    const bool clockWasSet = size < 0 && errno == ECANCELED;
    if (size < 0 && !clockWasSet)
        return; // Spurious: nothing has elapsed.
    // Both count as over: whoever listens arms again for what is next.
    if (fd == m_wallFd)
        m_wall.reset();
    else
        m_boot.reset();
    Q_EMIT fired();
}

} // namespace reveille
