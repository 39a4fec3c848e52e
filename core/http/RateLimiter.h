#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <QHash>
#include <QString>
#include <QUrl>

namespace reveille {

/// How many requests one host may get: `burst` at once, then `perSecond` of them a second.
struct RateLimit
{
    double perSecond = 20;
    int burst = 60;
};

/// No provider publishes its numbers. The defaults let a list of ten thousand be read without a wait and a
/// hundred runs be followed, and keep a loop that went wrong below what a gateway takes for an attack. This
/// computer's own loopback needs no sparing.
struct RateLimits
{
    RateLimit remote;
    std::optional<RateLimit> loopback;
};

/// Spares each host (scheme, name and port) with a token bucket, and leaves it alone for as long as it asked
/// for (429 and 503 with Retry-After, RFC 9110 10.2.3; RFC 6585 4). After such a pause the bucket is empty:
/// whoever waited goes on one by one, not all at once. One for all clients of a program. Not thread-safe.
class RateLimiter
{
public:
    using Elapsed = std::function<std::chrono::microseconds()>;

    /// No pause is longer, whatever a host asks for: then one request may ask again.
    static constexpr std::chrono::milliseconds kLongestPause = std::chrono::minutes(10);

    /// `elapsed` never goes back; empty: the system's steady clock.
    explicit RateLimiter(RateLimits limits = {}, Elapsed elapsed = {});

    /// How long a request would have to wait if it took its place now.
    [[nodiscard]] std::chrono::milliseconds waitFor(const QUrl& url) const;
    /// Leaves the host alone for so long; a shorter pause never ends a longer one. Zero: only its bucket is
    /// emptied.
    void holdBack(const QUrl& url, std::chrono::milliseconds pause);

    /// One request's place in the line of its host, taken when it first asks how long to wait. The limiter
    /// must outlive it.
    class Place
    {
    public:
        Place(RateLimiter& limiter, QUrl url);
        /// How long there is still to wait; zero: go. A host that was held back in the meantime has everybody
        /// who has not gone yet line up anew. Nothing, and no place is taken, if it would be `patience` or
        /// longer.
        [[nodiscard]] std::optional<std::chrono::milliseconds>
        wait(std::chrono::milliseconds patience = kLongestPause * 2);

    private:
        RateLimiter* m_limiter;
        QUrl m_url;
        std::optional<std::chrono::microseconds> m_turn;
    };

private:
    struct Host
    {
        std::chrono::microseconds full{0}; ///< when the bucket will be full again
        std::chrono::microseconds heldUntil{0};
    };
    [[nodiscard]] const RateLimit* limitOf(const QUrl& url) const;
    [[nodiscard]] std::chrono::microseconds turnOf(const QUrl& url) const;
    [[nodiscard]] std::chrono::microseconds take(const QUrl& url);

    const RateLimits m_limits;
    const Elapsed m_elapsed;
    QHash<QString, Host> m_hosts;
};

} // namespace reveille
