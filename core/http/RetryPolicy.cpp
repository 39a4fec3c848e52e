#include "core/http/RetryPolicy.h"

#include "core/http/ServerClock.h"

#include <algorithm>
#include <cmath>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

// A wait beyond this is as good as "not now"; it also keeps the arithmetic far from overflow.
constexpr double kLongestHintMs = 7.0 * 24 * 3600 * 1000;

std::optional<milliseconds> waitFromNumber(double ms)
{
    if (!std::isfinite(ms) || ms < 0)
        return std::nullopt;
    return milliseconds(static_cast<qint64>(std::ceil(std::min(ms, kLongestHintMs))));
}

std::optional<milliseconds> waitFromHeaders(const HttpResponse& response)
{
    bool ok = false;
    const double ms = response.header("retry-after-ms").toDouble(&ok);
    if (ok)
        return waitFromNumber(ms);
    const QByteArray after = response.header("retry-after");
    const double s = after.toDouble(&ok);
    if (ok)
        return waitFromNumber(s * 1000);
    const auto until = fromHttpDate(after);
    const auto sent = fromHttpDate(response.header("date"));
    if (!until || !sent)
        return std::nullopt;
    const auto wait = duration_cast<milliseconds>(*until - *sent);
    return waitFromNumber(static_cast<double>(std::max<qint64>(wait.count(), 0)));
}

bool isConnectionNeverMade(ErrorCode code)
{
    return code == ErrorCode::HostNotFound || code == ErrorCode::ConnectionRefused ||
           code == ErrorCode::NetworkDown;
}

bool isWorthRepeating(const RetryQuestion& question)
{
    const AttemptOutcome& outcome = question.outcome;
    if (outcome.network) {
        if (isConnectionNeverMade(*outcome.network))
            return true;
        return question.repeatable &&
               (*outcome.network == ErrorCode::ConnectionLost || *outcome.network == ErrorCode::TimedOut);
    }
    const bool isRefusal = outcome.status >= 400;
    if (!question.repeatable || !isRefusal)
        return false;
    if (outcome.hints.shouldRetry)
        return *outcome.hints.shouldRetry;
    if (outcome.status == 409)
        return outcome.hints.bodyRetryable.value_or(false);
    const bool byStatus =
        outcome.status == 408 || outcome.status == 429 || (outcome.status >= 500 && outcome.status != 501);
    return byStatus && outcome.hints.bodyRetryable.value_or(true);
}

} // namespace

RetryHints retryHints(const HttpResponse& response)
{
    RetryHints hints;
    const QByteArray should = response.header("x-should-retry").trimmed().toLower();
    if (should == "true" || should == "false")
        hints.shouldRetry = should == "true";
    if (!response.isSuccess()) {
        const QJsonObject body = QJsonDocument::fromJson(response.body).object();
        if (const QJsonValue retryable = body[u"retryable"_s]; retryable.isBool())
            hints.bodyRetryable = retryable.toBool();
        if (const QJsonValue after = body[u"retry_after_ms"_s]; after.isDouble())
            hints.after = waitFromNumber(after.toDouble());
    }
    if (!hints.after)
        hints.after = waitFromHeaders(response);
    return hints;
}

bool isRepeatable(const HttpRequest& request)
{
    return request.method == HttpMethod::Get || request.method == HttpMethod::Put ||
           request.method == HttpMethod::Delete || !request.idempotencyKey.isEmpty();
}

std::optional<milliseconds> decideRetry(const RetryQuestion& question, const RetryLimits& limits,
                                        double jitter)
{
    if (question.attempt >= limits.maxAttempts || !isWorthRepeating(question))
        return std::nullopt;
    milliseconds wait{0};
    if (question.outcome.hints.after) {
        wait = *question.outcome.hints.after;
    } else {
        const int doublings = std::min(question.attempt - 1, 20);
        const milliseconds ceiling = std::min<milliseconds>(limits.base * (1 << doublings), limits.cap);
        wait = milliseconds(static_cast<qint64>(static_cast<double>(ceiling.count()) * jitter));
    }
    if (question.elapsed + wait >= question.deadline)
        return std::nullopt;
    return wait;
}

} // namespace reveille
