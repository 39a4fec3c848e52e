#include "core/sandbox/Pace.h"

#include <algorithm>
#include <utility>

namespace reveille::sandbox {

using namespace std::chrono;

namespace {

/// A century: far beyond any run of a sandbox and safe to count in nanoseconds.
constexpr milliseconds kForever = hours(24 * 365 * 100);

} // namespace

milliseconds Pace::real(milliseconds platform) const
{
    const double real = static_cast<double>(platform.count()) / m_speed;
    return milliseconds(static_cast<qint64>(std::min(real, static_cast<double>(kForever.count()))));
}

Alarm::Alarm(std::function<void()> action) : m_action(std::move(action))
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        // QTimer may ring a little early, and long delays are cut into pieces.
        if (!m_deadline.hasExpired()) {
            arm();
            return;
        }
        // The action may destroy this alarm together with the function that runs.
        const auto ring = m_action;
        ring();
    });
}

void Alarm::set(milliseconds delay)
{
    m_deadline = QDeadlineTimer(std::min(delay, kForever), Qt::PreciseTimer);
    arm();
}

void Alarm::arm()
{
    constexpr milliseconds kPiece = hours(24);
    const milliseconds left = std::min(ceil<milliseconds>(m_deadline.remainingTimeAsDuration()), kPiece);
    m_timer.setTimerType(left > seconds(20) ? Qt::CoarseTimer : Qt::PreciseTimer);
    m_timer.start(std::max(left, milliseconds(0)));
}

void Alarm::cancel()
{
    m_timer.stop();
}

} // namespace reveille::sandbox
