#include "core/providers/unikraft/UnikraftErrors.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/http/RetryPolicy.h"

#include <array>
#include <chrono>
#include <iterator>

#include <QJsonArray>
#include <QJsonDocument>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDetail = 500;

struct NumberRow
{
    QLatin1String word;
    ErrorCode code;
};

// In the order of the platform's numbers, so that a number is its own index.
constexpr NumberRow kNumbers[] = {
    {QLatin1String("unknown-error"), ErrorCode::ServerError},
    {QLatin1String("not-supported"), ErrorCode::NotSupported},
    {QLatin1String("wrong-method"), ErrorCode::NotThisApi},
    {QLatin1String("no-endpoint"), ErrorCode::NotThisApi},
    {QLatin1String("not-all-done"), ErrorCode::ServerError},
    {QLatin1String("too-many"), ErrorCode::TooMany},
    {QLatin1String("unknown-parameter"), ErrorCode::InvalidArgument},
    {QLatin1String("invalid"), ErrorCode::InvalidArgument},
    {QLatin1String("not-found"), ErrorCode::NotFound},
    {QLatin1String("none-free"), ErrorCode::Unavailable},
    {QLatin1String("failed-operation"), ErrorCode::ServerError},
    {QLatin1String("wrong-state"), ErrorCode::InvalidState},
    {QLatin1String("timed-out"), ErrorCode::TimedOut},
    {QLatin1String("missing-id"), ErrorCode::InvalidArgument},
    {QLatin1String("not-allowed"), ErrorCode::Forbidden},
    {QLatin1String("attached"), ErrorCode::InUse},
    {QLatin1String("malformed-request"), ErrorCode::InvalidArgument},
    {QLatin1String("uuid-and-name"), ErrorCode::InvalidArgument},
    {QLatin1String("add-service"), ErrorCode::ServerError},
    {QLatin1String("quota"), ErrorCode::QuotaExceeded},
    {QLatin1String("guest-memory-too-small"), ErrorCode::InvalidArgument},
    {QLatin1String("not-attached"), ErrorCode::InvalidState},
    {QLatin1String("too-long"), ErrorCode::InvalidArgument},
    {QLatin1String("already-exists"), ErrorCode::AlreadyExists},
    {QLatin1String("cannot-be-used"), ErrorCode::InvalidState},
    {QLatin1String("autoscale-instance"), ErrorCode::InvalidState},
    {QLatin1String("autoscale-configured"), ErrorCode::InvalidState},
    {QLatin1String("autoscale-not-configured"), ErrorCode::InvalidState},
    {QLatin1String("autoscale-disabled"), ErrorCode::InvalidState},
    {QLatin1String("autoscale-size"), ErrorCode::InvalidArgument},
    {QLatin1String("certificate-name"), ErrorCode::InvalidArgument},
};
constexpr int kNoNumber = -1;

struct WordsRow
{
    QLatin1String part;
    ErrorCode code;
};

constexpr WordsRow kWords[] = {
    {QLatin1String("deletion protection"), ErrorCode::DeleteLocked},
    {QLatin1String("insufficient license"), ErrorCode::LicenseMissing},
    {QLatin1String("ebusy"), ErrorCode::InUse},
    {QLatin1String("unknown error -16"), ErrorCode::InUse},
    {QLatin1String("edquot"), ErrorCode::QuotaExceeded},
    {QLatin1String("operation timed out"), ErrorCode::TimedOut},
    {QLatin1String("from vm in state"), ErrorCode::InvalidState},
    {QLatin1String("invalid uuid"), ErrorCode::InvalidArgument},
    {QLatin1String("is not a valid member"), ErrorCode::NotSupported},
};

bool isPassing(ErrorCode code)
{
    return code == ErrorCode::RateLimited || code == ErrorCode::Unavailable ||
           code == ErrorCode::ServerError || code == ErrorCode::TimedOut || code == ErrorCode::InUse;
}

ErrorCode codeFromStatus(int status, const QString& words, bool isJson)
{
    if (const ErrorCode byWords = errorCodeOf(kNoNumber, words); byWords != ErrorCode::ServerError)
        return byWords;
    if (status >= 500)
        return status == 502 || status == 503 || status == 504 ? ErrorCode::Unavailable
                                                               : ErrorCode::ServerError;
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
    case 408:
        return ErrorCode::TimedOut;
    case 409:
        return ErrorCode::AlreadyExists;
    case 429:
        return ErrorCode::RateLimited;
    default:
        return isJson && status >= 400 && status != 405 ? ErrorCode::InvalidArgument : ErrorCode::NotThisApi;
    }
}

bool concernsTheThing(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::InvalidState:
    case ErrorCode::DeleteLocked:
    case ErrorCode::InUse:
    case ErrorCode::TooMany:
    case ErrorCode::NotSupported:
    case ErrorCode::TimedOut:
        return true;
    default:
        return false;
    }
}

} // namespace

QString errorWord(int number)
{
    if (number >= 0 && number < static_cast<int>(std::size(kNumbers)))
        return kNumbers[number].word;
    return QString::number(number);
}

ErrorCode errorCodeOf(int number, const QString& words)
{
    for (const WordsRow& row : kWords) {
        if (words.contains(row.part, Qt::CaseInsensitive))
            return row.code;
    }
    if (number >= 0 && number < static_cast<int>(std::size(kNumbers)))
        return kNumbers[number].code;
    return ErrorCode::ServerError;
}

Error itemError(const QJsonObject& item, const QString& words, const QString& subject,
                const Redactor& redactor)
{
    const QString own = item[u"message"_s].toString();
    const QString said = own.isEmpty() ? words : own;
    const int number = item[u"error"_s].toInt(kNoNumber);
    Error error;
    error.code = errorCodeOf(number, said);
    error.subject = subject;
    error.detail = redactor.redact(said).left(kLongestDetail);
    if (number != kNoNumber)
        error.providerCode = errorWord(number);
    error.httpStatus = 200;
    error.retry.retryable = isPassing(error.code);
    return error;
}

Error httpError(const HttpResponse& response, const QString& subject, const Redactor& redactor)
{
    const QJsonDocument document = QJsonDocument::fromJson(response.body);
    const QJsonObject body = document.object();
    QString words = body[u"message"_s].toString();
    for (const QJsonValue one : body[u"errors"_s].toArray()) {
        const QString more = one[u"message"_s].toString();
        if (!more.isEmpty() && more != words)
            words += (words.isEmpty() ? QString() : u"; "_s) + more;
    }
    const bool isHtml = !document.isObject() && response.body.trimmed().startsWith('<');
    if (!document.isObject() && !isHtml)
        words = QString::fromUtf8(response.body.trimmed());
    const RetryHints hints = retryHints(response);
    Error error;
    error.httpStatus = response.status;
    error.code = codeFromStatus(response.status, words, document.isObject());
    // A page for people where something is missing is some other server's.
    if (isHtml && response.status < 500 && error.code != ErrorCode::RateLimited)
        error.code = ErrorCode::NotThisApi;
    // A path of the interface itself that is missing: an older platform, or another service altogether.
    const QJsonValue number = body[u"errors"_s].toArray().first().toObject()[u"error"_s];
    const int code = number.isDouble() ? number.toInt() : body[u"error"_s].toInt(kNoNumber);
    if (document.isObject() && response.status < 500 && code > 0) {
        error.code = errorCodeOf(code, words);
        error.providerCode = errorWord(code);
    }
    error.detail = redactor.redact(words).left(kLongestDetail);
    if (concernsTheThing(error.code) && !subject.isEmpty())
        error.subject = subject;
    else if (error.code != ErrorCode::InvalidArgument && error.code != ErrorCode::QuotaExceeded)
        error.subject = endpointName(response.url);
    error.retry.retryable = hints.shouldRetry.value_or(isPassing(error.code));
    error.retry.after = hints.after;
    return error;
}

bool leavesOpen(const Error& error)
{
    switch (error.code) {
    case ErrorCode::ConnectionLost:
    case ErrorCode::TimedOut:
    case ErrorCode::BadAnswer:
    case ErrorCode::AnswerTooLarge:
        return true;
    default:
        return error.httpStatus >= 500;
    }
}

} // namespace reveille::unikraft
