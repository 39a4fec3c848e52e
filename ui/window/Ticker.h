#pragma once

#include "core/model/Clock.h"
#include "ui/text/TimeView.h"

#include <QObject>
#include <QTimer>

namespace reveille::ui {

/// Tells a visible window each second what time it is, and each minute separately. While the window is hidden
/// or minimised no timer runs at all; on return both signals come at once.
class Ticker final : public QObject
{
    Q_OBJECT

public:
    /// Watches `window` until it dies.
    Ticker(QWidget* window, const Clock& clock);

    [[nodiscard]] TimeView view() const;
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }

Q_SIGNALS:
    void second(const reveille::ui::TimeView& view);
    void minute(const reveille::ui::TimeView& view);
    void watchedChanged(bool watched);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void tick();

    QWidget* m_window;
    const Clock& m_clock;
    QTimer m_timer;
    qint64 m_minute = -1;
    calendar::TimeZone m_local;
};

} // namespace reveille::ui
