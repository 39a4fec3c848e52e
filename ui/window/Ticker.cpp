#include "ui/window/Ticker.h"

#include <QEvent>
#include <QWidget>

namespace reveille::ui {

Ticker::Ticker(QWidget* window, const Clock& clock)
    : QObject(window), m_window(window), m_clock(clock), m_local(calendar::TimeZone::local())
{
    m_timer.setInterval(1000);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Ticker::tick);
    window->installEventFilter(this);
}

TimeView Ticker::view() const
{
    return {m_clock.now(), m_local};
}

bool Ticker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && (event->type() == QEvent::Show || event->type() == QEvent::Hide ||
                                event->type() == QEvent::WindowStateChange))
        follow();
    return QObject::eventFilter(watched, event);
}

void Ticker::follow()
{
    const bool wanted = m_window->isVisible() && !m_window->isMinimized();
    if (wanted == m_timer.isActive())
        return;
    if (wanted) {
        m_timer.start();
        m_minute = -1;
        tick();
    } else {
        m_timer.stop();
    }
    Q_EMIT watchedChanged(wanted);
}

void Ticker::tick()
{
    const qint64 minute = std::chrono::floor<std::chrono::minutes>(m_clock.now()).time_since_epoch().count();
    const bool newMinute = minute != m_minute;
    if (newMinute) {
        m_minute = minute;
        m_local = calendar::TimeZone::local();
    }
    const TimeView now = view();
    Q_EMIT second(now);
    if (newMinute)
        Q_EMIT this->minute(now);
}

} // namespace reveille::ui
