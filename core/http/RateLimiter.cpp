#include "core/http/RateLimiter.h"

#include "core/http/Endpoint.h"

#include <algorithm>
#include <utility>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

QString hostKey(const QUrl& url)
{
    return url.scheme() + u"://"_s + url.host() + u':' +
           QString::number(url.port(url.scheme() == u"https"_s ? 443 : 80));
}

microseconds steadyTime()
{
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch());
}

microseconds intervalOf(const RateLimit& limit)
{
    return microseconds(static_cast<qint64>(1e6 / std::max(limit.perSecond, 0.001)));
}

/// How far ahead of now the bucket may be promised away.
microseconds allowanceOf(const RateLimit& limit)
{
    return intervalOf(limit) * (std::max(limit.burst, 1) - 1);
}

} // namespace

RateLimiter::RateLimiter(RateLimits limits, Elapsed elapsed)
    : m_limits(std::move(limits)), m_elapsed(elapsed ? std::move(elapsed) : Elapsed(steadyTime))
{}

const RateLimit* RateLimiter::limitOf(const QUrl& url) const
{
    if (!isLoopbackHost(url.host()))
        return &m_limits.remote;
    return m_limits.loopback ? &*m_limits.loopback : nullptr;
}

microseconds RateLimiter::turnOf(const QUrl& url) const
{
    const Host host = m_hosts.value(hostKey(url));
    const microseconds earliest = std::max(m_elapsed(), host.heldUntil);
    const RateLimit* limit = limitOf(url);
    return limit ? std::max(earliest, host.full - allowanceOf(*limit)) : earliest;
}

microseconds RateLimiter::take(const QUrl& url)
{
    const microseconds turn = turnOf(url);
    if (const RateLimit* limit = limitOf(url)) {
        Host& host = m_hosts[hostKey(url)];
        host.full = std::max(host.full, turn) + intervalOf(*limit);
    }
    return turn;
}

milliseconds RateLimiter::waitFor(const QUrl& url) const
{
    return ceil<milliseconds>(turnOf(url) - m_elapsed());
}

void RateLimiter::holdBack(const QUrl& url, milliseconds pause)
{
    Host& host = m_hosts[hostKey(url)];
    const microseconds until = m_elapsed() + std::clamp(pause, milliseconds(0), kLongestPause);
    host.heldUntil = std::max(host.heldUntil, until);
    if (const RateLimit* limit = limitOf(url))
        host.full = std::max(host.full, host.heldUntil + allowanceOf(*limit));
}

RateLimiter::Place::Place(RateLimiter& limiter, QUrl url) : m_limiter(&limiter), m_url(std::move(url)) {}

std::optional<milliseconds> RateLimiter::Place::wait(milliseconds patience)
{
    const microseconds now = m_limiter->m_elapsed();
    const microseconds heldUntil = m_limiter->m_hosts.value(hostKey(m_url)).heldUntil;
    const bool hasTurn = m_turn && (heldUntil <= now || *m_turn >= heldUntil);
    const microseconds turn = hasTurn ? *m_turn : m_limiter->turnOf(m_url);
    const milliseconds left = ceil<milliseconds>(std::max(turn - now, microseconds(0)));
    if (left > milliseconds(0) && left >= patience)
        return std::nullopt;
    if (!hasTurn)
        m_turn = m_limiter->take(m_url);
    return left;
}

} // namespace reveille
