#include "core/providers/dedalus/DedalusErrors.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/http/RetryPolicy.h"

#include <optional>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDetail = 500;

enum class BodyKind
{
    None,
    Json,
    Text,
    Html
};

struct Refusal
{
    BodyKind kind = BodyKind::None;
    QString code;
    QString words;
    QJsonObject details;
};

QString problemWords(const QJsonObject& body)
{
    QStringList words;
    const QString detail = body[u"detail"_s].toString();
    words.append(detail.isEmpty() ? body[u"title"_s].toString() : detail);
    for (const QJsonValue item : body[u"errors"_s].toArray()) {
        const QString location = item[u"location"_s].toString();
        const QString message = item[u"message"_s].toString();
        words.append(location.isEmpty() ? message : location + u": "_s + message);
    }
    words.removeAll(QString());
    return words.join(u"; "_s);
}

Refusal readRefusal(const HttpResponse& response)
{
    Refusal refusal;
    const QByteArray body = response.body.trimmed();
    if (body.isEmpty())
        return refusal;
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (document.isObject()) {
        const QJsonObject object = document.object();
        refusal.kind = BodyKind::Json;
        refusal.code = object[u"error_code"_s].toString();
        refusal.details = object[u"details"_s].toObject();
        refusal.words = object[u"message"_s].toString();
        if (refusal.words.isEmpty())
            refusal.words = problemWords(object);
        return refusal;
    }
    const bool isHtml =
        response.header("content-type").toLower().startsWith("text/html") || body.startsWith('<');
    refusal.kind = isHtml ? BodyKind::Html : BodyKind::Text;
    if (!isHtml)
        refusal.words = QString::fromUtf8(body);
    return refusal;
}

std::optional<ErrorCode> codeFromProvider(const QString& code, DedalusRoute route)
{
    struct Row
    {
        QLatin1String word;
        ErrorCode code;
    };
    static constexpr Row kCodes[] = {
        {QLatin1String("AUTH_REQUIRED"), ErrorCode::Unauthorized},
        {QLatin1String("AUTH_INVALID"), ErrorCode::Unauthorized},
        {QLatin1String("AUTH_ORG_MISMATCH"), ErrorCode::Forbidden},
        {QLatin1String("BETA_ACCESS_REQUIRED"), ErrorCode::BetaAccessRequired},
        {QLatin1String("IDEMPOTENCY_KEY_REUSED"), ErrorCode::IdempotencyKeyReused},
        {QLatin1String("REVISION_MISMATCH"), ErrorCode::InvalidState},
        {QLatin1String("INVALID_STATE"), ErrorCode::InvalidState},
        {QLatin1String("SLEEP_HOLD_WINDOW_ACTIVE"), ErrorCode::HoldWindow},
        {QLatin1String("RATE_LIMITED"), ErrorCode::RateLimited},
        {QLatin1String("DEPENDENCY_UNAVAILABLE"), ErrorCode::Unavailable},
    };
    for (const Row& row : kCodes) {
        if (code == row.word)
            return row.code;
    }
    if (code == u"AUTH_SCOPE_FORBIDDEN"_s)
        return route == DedalusRoute::Lifecycle ? ErrorCode::LifecycleForbidden : ErrorCode::Forbidden;
    if (code.contains(u"QUOTA"_s) || code.endsWith(u"LIMIT_EXCEEDED"_s))
        return ErrorCode::QuotaExceeded;
    return std::nullopt;
}

bool speaksOfQuota(const QString& words)
{
    return words.contains(u"exceeds capacity"_s, Qt::CaseInsensitive) ||
           words.contains(u"quota"_s, Qt::CaseInsensitive);
}

ErrorCode codeFromStatus(int status, const Refusal& refusal)
{
    if (status >= 500)
        return status == 503 ? ErrorCode::Unavailable : ErrorCode::ServerError;
    if (status == 429)
        return ErrorCode::RateLimited;
    if (status == 408)
        return ErrorCode::TimedOut;
    // A page for people, or a bare text where a thing is missing, is some other server's.
    if (refusal.kind == BodyKind::Html || status < 400 || (status == 404 && refusal.kind == BodyKind::Text))
        return ErrorCode::NotThisApi;
    switch (status) {
    case 401:
        return ErrorCode::Unauthorized;
    case 402:
        return ErrorCode::QuotaExceeded;
    case 403:
        return ErrorCode::Forbidden;
    case 404:
    case 410:
        return ErrorCode::NotFound;
    case 405:
        return ErrorCode::NotThisApi;
    case 409:
    case 412:
    case 428:
        return ErrorCode::InvalidState;
    default:
        return speaksOfQuota(refusal.words) ? ErrorCode::QuotaExceeded : ErrorCode::InvalidArgument;
    }
}

bool concernsTheThing(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::InvalidState || code == ErrorCode::HoldWindow;
}

bool isPassing(ErrorCode code)
{
    return code == ErrorCode::RateLimited || code == ErrorCode::Unavailable ||
           code == ErrorCode::ServerError || code == ErrorCode::TimedOut || code == ErrorCode::HoldWindow;
}

std::optional<milliseconds> holdWindowLeft(const QJsonObject& details)
{
    bool ok = false;
    const qint64 ms = details[u"remaining_ms"_s].toVariant().toLongLong(&ok);
    return ok && ms >= 0 ? std::optional(milliseconds(ms)) : std::nullopt;
}

} // namespace

Error dedalusError(const HttpResponse& response, DedalusRoute route, const QString& subject,
                   const Redactor& redactor)
{
    const Refusal refusal = readRefusal(response);
    const RetryHints hints = retryHints(response);
    Error error;
    error.httpStatus = response.status;
    error.providerCode = redactor.redact(refusal.code);
    error.detail = redactor.redact(refusal.words).left(kLongestDetail);
    // Deployments that close wake and sleep say so in words, under the code of a missing key or under none.
    if (route == DedalusRoute::Lifecycle && refusal.words.contains(u"internal route signature"_s))
        error.code = ErrorCode::LifecycleForbidden;
    else
        error.code = codeFromProvider(refusal.code, route).value_or(codeFromStatus(response.status, refusal));
    if (concernsTheThing(error.code))
        error.subject = subject;
    else if (error.code != ErrorCode::InvalidArgument && error.code != ErrorCode::QuotaExceeded)
        error.subject = endpointName(response.url);
    error.retry.retryable = hints.shouldRetry.value_or(hints.bodyRetryable.value_or(isPassing(error.code)));
    error.retry.after = hints.after;
    if (error.code == ErrorCode::HoldWindow && !error.retry.after)
        error.retry.after = holdWindowLeft(refusal.details);
    return error;
}

bool wantsRevision(const Error& error)
{
    if (error.httpStatus == 412 || error.httpStatus == 428 || error.providerCode == u"REVISION_MISMATCH"_s)
        return true;
    return (error.httpStatus == 400 || error.httpStatus == 422) &&
           error.detail.contains(u"If-Match"_s, Qt::CaseInsensitive);
}

bool mayBeLifecycleOnly(const Error& error)
{
    return (error.code == ErrorCode::Unauthorized || error.code == ErrorCode::Forbidden) &&
           error.providerCode.isEmpty();
}

} // namespace reveille
