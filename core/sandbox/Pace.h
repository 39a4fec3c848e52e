#pragma once

#include <chrono>
#include <functional>

#include <QDeadlineTimer>
#include <QTimer>

namespace reveille::sandbox {

/// How fast the platform's own time passes: every delay of the platform goes through here.
class Pace
{
public:
    explicit Pace(double speed) : m_speed(speed) {}

    [[nodiscard]] std::chrono::milliseconds real(std::chrono::milliseconds platform) const;

private:
    double m_speed;
};

/// A monotonic alarm that rings once. Never early, and, unlike a bare QTimer, good for more than 24 days.
class Alarm
{
public:
    /// `action` may set the alarm again or destroy it.
    explicit Alarm(std::function<void()> action);
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    void set(std::chrono::milliseconds delay);
    void cancel();
    [[nodiscard]] bool isSet() const { return m_timer.isActive(); }

private:
    void arm();

    QTimer m_timer;
    QDeadlineTimer m_deadline;
    std::function<void()> m_action;
};

} // namespace reveille::sandbox
