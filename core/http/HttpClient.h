#pragma once

#include "core/calendar/Instant.h"
#include "core/http/HttpTypes.h"
#include "core/http/RetryPolicy.h"
#include "core/model/Call.h"
#include "core/model/Result.h"

#include <chrono>
#include <functional>
#include <memory>

#include <QByteArray>

class QNetworkAccessManager;

namespace reveille {

class RateLimiter;
class Redactor;

struct HttpOptions
{
    QByteArray userAgent; ///< empty: "Reveille/<version>"
    RetryLimits retry;
    std::function<double()> jitter; ///< in [0,1); empty: the system's random numbers
    /// Hears of the Date of each answer that has one, and how long the exchange took.
    std::function<void(calendar::Instant date, std::chrono::milliseconds took)> onDate{};
    /// What spares the hosts; clients that talk to the same hosts share one. Empty: the client has its own.
    std::shared_ptr<RateLimiter> limiter{};
};

/// Takes the next piece of a long answer.
using StreamBytes = std::function<void(const QByteArray& piece)>;

/// Sends requests with bounded time, bounded answers and safe retries. The manager is the seam for tests; it
/// and the redactor must outlive the client, and the client its calls. Use on the manager's thread; replies
/// come on it too, exactly once and never before send() returned. Each attempt waits in the line of its host,
/// as RateLimiter says; a wait longer than the call's limits ends the call at once.
///
/// An answer of any status is a value; an Error means that no usable answer came: InsecureEndpoint (plain
/// http to anything but loopback), InvalidArgument (no address), HostNotFound, ConnectionRefused,
/// ConnectionLost, NetworkDown, TlsFailed, TimedOut (an own limit ended it), RateLimited without a status
/// (the host asked to be left alone for longer than the call may take; nothing was sent), Cancelled (the
/// network layer was shut down), AnswerTooLarge, NotThisApi (a redirect to another host, which is never
/// followed: credentials stay with the host they were given for). Certificates are always verified. Qt opens
/// at most 6 connections to one host; more requests wait in line. Qt itself sends a request again, up to 3
/// times, when the connection closes before any answer: give every request that changes something an
/// idempotency key.
class HttpClient
{
public:
    HttpClient(QNetworkAccessManager& network, const Redactor& redactor, HttpOptions options = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] Call send(HttpRequest request, Reply<HttpResponse> reply);

    /// Reads a long answer while it comes. Each piece of a successful (2xx) answer goes to `bytes`; when the
    /// answer ends, `ended` comes once, with the body only of an answer that is no success. One attempt: to
    /// come back is the caller's business. request.attemptTimeout bounds the silence before and between
    /// pieces (TimedOut), not the whole; request.maxBytes bounds refusals only. Redirects are not followed.
    [[nodiscard]] Call open(HttpRequest request, StreamBytes bytes, Reply<HttpResponse> ended);

private:
    QNetworkAccessManager& m_network;
    const Redactor& m_redactor;
    HttpOptions m_options;
};

/// A manager as Reveille wants it: the system's proxy except for loopback, no cookies, no cache.
[[nodiscard]] std::unique_ptr<QNetworkAccessManager> makeNetwork();

} // namespace reveille
