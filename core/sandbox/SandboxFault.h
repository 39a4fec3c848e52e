#pragma once

#include <chrono>
#include <optional>

#include <QJsonObject>
#include <QString>

namespace reveille {

/// One thing to go wrong, for the requests or executions it matches. Counted, not random, so that a test can
/// say exactly which call it hits.
struct SandboxFault
{
    enum class Kind
    {
        // of a request
        Latency,     ///< `delay` before the work
        Answer,      ///< `status` instead of the work; `retryAfter` in body and header
        Page,        ///< `status` with a page for people instead of the work
        Redirect,    ///< 302 to the address in `code` instead of the work
        DropRequest, ///< the connection is reset before the work
        Drop,        ///< the work is done, then the connection is reset
        Truncate,    ///< the work is done, `bytes` of the body are sent, then the connection ends
        Drip,        ///< the answer comes `bytes` at a time, `delay` between
        Hang,        ///< the work is done, nothing is ever sent
                     // of an execution about to start
        Refuse,      ///< ends as failed with `code`, no exit_code
        Expire,      ///< ends as expired `delay` after its start
        Cancel,      ///< ends as cancelled `delay` after its start
                     // of a machine about to wake
        WakeFails,   ///< it ends in phase failed, reason `code`
        WakeSlow,    ///< it takes `delay` longer
                     // of the second platform; `path` is matched against "/fra/name" and, of a schedule,
                     // "/fra/name/schedule"
        ItemFails,   ///< one thing in a request about several fails with the number `code`
        Forget,      ///< an occurrence of a schedule does not happen
    };
    /// Where an answer says when to try again.
    enum class RetryIn
    {
        All,    ///< body, retry-after-ms and Retry-After
        Header, ///< Retry-After only
        Body,   ///< retry_after_ms only
    };
    Kind kind = Kind::Latency;
    QString method{}; ///< of a request; empty: any
    QString path{};   ///< a regular expression somewhere in a request's path or a machine's id; empty: any
    int skip = 0;     ///< so many matches go by first
    int times = 1;    ///< so many matches are hit; 0: every one
    std::chrono::milliseconds delay{0};
    int status = 503;
    QString code{};
    std::optional<std::chrono::milliseconds> retryAfter{};
    RetryIn retryIn = RetryIn::All;
    qint64 bytes = 0;
};

} // namespace reveille
