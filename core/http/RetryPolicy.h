#pragma once

#include "core/http/HttpTypes.h"
#include "core/model/Error.h"

#include <chrono>
#include <optional>

namespace reveille {

/// What the other side says about trying again, read from an answer's headers and JSON body.
struct RetryHints
{
    std::optional<bool> shouldRetry;                ///< header x-should-retry
    std::optional<bool> bodyRetryable;              ///< member "retryable" of a JSON body
    std::optional<std::chrono::milliseconds> after; ///< body retry_after_ms, retry-after-ms or Retry-After

    friend bool operator==(const RetryHints&, const RetryHints&) = default;
};

/// The wait is the body's `retry_after_ms`, else the header `retry-after-ms` (may be fractional), else
/// `Retry-After` as seconds or as a date (RFC 9110 10.2.3). A date counts from the answer's own Date header,
/// so that the two computers' clocks need not agree; without one it is ignored.
[[nodiscard]] RetryHints retryHints(const HttpResponse& response);

/// How one attempt ended: with a status, or without an answer.
struct AttemptOutcome
{
    std::optional<ErrorCode> network;
    int status = 0;
    RetryHints hints;
};

struct RetryLimits
{
    int maxAttempts = 4;
    std::chrono::milliseconds base{500};
    std::chrono::milliseconds cap{8000};
};

struct RetryQuestion
{
    int attempt = 1;         ///< the one that just ended, from 1
    bool repeatable = false; ///< see isRepeatable
    AttemptOutcome outcome;
    std::chrono::milliseconds elapsed{0};
    std::chrono::milliseconds deadline{0};
};

/// GET, PUT and DELETE are idempotent by definition (RFC 9110 9.2.2); anything else only with a key.
[[nodiscard]] bool isRepeatable(const HttpRequest& request);

/// How long to wait before the next attempt, or nothing: give up. Pure. Retries lost connections, our own
/// attempt limit, 408, 429 and 5xx (but 501), and 409 only where the body says so; x-should-retry and the
/// body's word overrule the status. A connection that was never made is retried for every method. Never
/// waits past the deadline. `jitter` in [0,1): full jitter on an exponential back-off, unless the other side
/// named a time.
[[nodiscard]] std::optional<std::chrono::milliseconds> decideRetry(const RetryQuestion& question,
                                                                   const RetryLimits& limits, double jitter);

} // namespace reveille
