#include "core/runner/Alarm.h"

#include <algorithm>
#include <utility>

namespace reveille {

namespace {

constexpr std::chrono::minutes kLongestSleep{1};

} // namespace

Alarm::Alarm(const Clock& clock, WallTimer& timer, QObject* parent)
    : QObject(parent), m_clock(clock), m_timer(timer)
{
    connect(&m_timer, &WallTimer::fired, this, &Alarm::ring);
}

Alarm::Token Alarm::after(std::chrono::milliseconds duration, std::function<void()> callback)
{
    const Token token = ++m_last;
    m_byToken[token] = m_entries.emplace(m_clock.sinceBoot() + duration, Entry{token, std::move(callback)});
    arm();
    return token;
}

void Alarm::cancel(Token token)
{
    const auto it = m_byToken.find(token);
    if (it == m_byToken.end())
        return;
    m_entries.erase(it->second);
    m_byToken.erase(it);
    arm();
}

void Alarm::setWall(std::optional<calendar::Instant> at)
{
    m_wall = at;
    arm();
}

void Alarm::arm()
{
    if (m_ringing)
        return;
    // No instant is trusted for more than a minute ahead: clocks get set in ways no system call tells of.
    const calendar::Instant heartbeat = m_clock.now() + kLongestSleep;
    const calendar::Instant wall = m_wall ? std::min(*m_wall, heartbeat) : heartbeat;
    std::optional<std::chrono::microseconds> boot;
    if (!m_entries.empty())
        boot = m_entries.begin()->first;
    m_timer.arm(wall, boot);
}

void Alarm::ring()
{
    m_ringing = true;
    const auto now = m_clock.sinceBoot();
    while (!m_entries.empty() && m_entries.begin()->first <= now) {
        const auto first = m_entries.begin();
        const auto callback = std::move(first->second.second);
        m_byToken.erase(first->second.first);
        m_entries.erase(first);
        callback();
    }
    Q_EMIT look();
    m_ringing = false;
    arm();
}

} // namespace reveille
