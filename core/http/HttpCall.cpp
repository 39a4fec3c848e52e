#include "core/http/HttpCall.h"

#include "core/http/Endpoint.h"
#include "core/http/Exchange.h"
#include "core/http/NetworkErrors.h"
#include "core/http/Redactor.h"
#include "core/http/ServerClock.h"

#include <algorithm>

#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcHttp, "reveille.http", QtInfoMsg)

namespace {

constexpr int kMaxRedirects = 3;

/// Fewer bytes came than were announced. Qt tells it only if it notices the closed connection in time.
bool isCutShort(const HttpResponse& response)
{
    if (response.status == 204 || response.status == 304 || !response.header("content-encoding").isEmpty())
        return false;
    bool announced = false;
    const qint64 length = response.header("content-length").toLongLong(&announced);
    return announced && response.body.size() < length;
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

HttpCall::HttpCall(QNetworkAccessManager& network, const Redactor& redactor, const HttpOptions& options,
                   HttpRequest request, Reply<HttpResponse> reply)
    : m_network(network),
      m_redactor(redactor),
      m_options(options),
      m_request(std::move(request)),
      m_answer(std::move(reply))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &HttpCall::onTimer);
    m_clock.start();
    m_timer.start(0); // nothing may be answered before the asking call has returned
}

HttpCall::~HttpCall()
{
    dropReply();
}

void HttpCall::onTimer()
{
    switch (m_phase) {
    case Phase::Starting:
        start();
        return;
    case Phase::Waiting:
        lineUp();
        return;
    case Phase::InLine:
        stepUp();
        return;
    case Phase::Exchanging:
        // Qt would tell this and an abort alike, so the reason is noted here and the transfer dropped.
        dropReply();
        concludeWithout(ErrorCode::TimedOut);
        return;
    case Phase::Done:
        return;
    }
}

void HttpCall::start()
{
    if (auto allowed = checkEndpoint(m_request.url); !allowed) {
        finish(tl::unexpected(allowed.error()));
        return;
    }
    lineUp();
}

void HttpCall::lineUp()
{
    m_phase = Phase::InLine;
    m_place.emplace(*m_options.limiter, m_request.url);
    stepUp();
}

void HttpCall::stepUp()
{
    const auto wait = m_place->wait(m_request.deadline - elapsed());
    if (!wait)
        concludeHeldBack();
    else if (*wait > milliseconds(0))
        m_timer.start(*wait);
    else
        attempt();
}

void HttpCall::concludeHeldBack()
{
    Error error;
    error.code = ErrorCode::RateLimited;
    error.subject = endpointName(m_request.url);
    error.retry = {true, m_options.limiter->waitFor(m_request.url)};
    finish(tl::unexpected(std::move(error)));
}

void HttpCall::attempt()
{
    ++m_attempt;
    m_phase = Phase::Exchanging;
    m_body.clear();
    m_attemptBegan = elapsed();
    const auto left = m_request.deadline - elapsed();
    m_timer.start(std::clamp(left, milliseconds(0), m_request.attemptTimeout));
    m_reply = beginExchange(m_network, m_request, m_options.userAgent);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpCall::collect);
    connect(m_reply, &QNetworkReply::finished, this, &HttpCall::onFinished);
}

void HttpCall::collect()
{
    // The bound is kept while reading: an answer without an end must not fill the memory first.
    const qint64 room = m_request.maxBytes + 1 - m_body.size();
    m_body += m_reply->read(std::min(m_reply->bytesAvailable(), room));
    if (m_body.size() > m_request.maxBytes) {
        dropReply();
        concludeWithout(ErrorCode::AnswerTooLarge);
    }
}

void HttpCall::onFinished()
{
    collect();
    if (!m_reply)
        return; // too large
    const QNetworkReply::NetworkError error = m_reply->error();
    const HttpResponse response = responseOf(*m_reply, m_body);
    const QString detail = m_reply->errorString();
    dropReply();
    if (const auto code = networkErrorCode(error); code)
        concludeWithout(*code, detail, response.status);
    else if (response.status == 0)
        concludeWithout(ErrorCode::NotThisApi, detail);
    else if (isCutShort(response))
        concludeWithout(ErrorCode::ConnectionLost, u"the answer broke off"_s, response.status);
    else
        onAnswer(response);
}

void HttpCall::onAnswer(HttpResponse response)
{
    qCDebug(lcHttp).noquote() << methodName(m_request.method)
                              << m_redactor.redact(m_request.url.toDisplayString()) << response.status
                              << "after" << elapsed().count() << "ms, attempt" << m_attempt;
    // An answer with an age was written when it was first asked for, by somebody else.
    if (const auto date = fromHttpDate(response.header("date"));
        date && m_options.onDate && response.header("age").isEmpty())
        m_options.onDate(*date, elapsed() - m_attemptBegan);
    if (isRedirect(response.status)) {
        if (!followRedirect(response))
            concludeWithout(ErrorCode::NotThisApi,
                            u"redirected to "_s + QString::fromUtf8(response.header("location")),
                            response.status);
        return;
    }
    AttemptOutcome outcome{std::nullopt, response.status, retryHints(response)};
    heedPause(*m_options.limiter, response, outcome.hints);
    // A condition that failed once fails again until it is made anew, and only the caller can do that.
    if (response.status == 409 && !headerValue(m_request.headers, "if-match").isEmpty())
        outcome.hints.bodyRetryable = false;
    if (!retryAfter(outcome))
        finish(std::move(response));
}

bool HttpCall::followRedirect(const HttpResponse& response)
{
    const QUrl to = m_request.url.resolved(QUrl::fromEncoded(response.header("location")));
    if (m_request.method != HttpMethod::Get || !to.isValid() || !isSameOrigin(to, m_request.url) ||
        ++m_redirects > kMaxRedirects)
        return false;
    m_request.url = to;
    --m_attempt;
    lineUp();
    return true;
}

void HttpCall::concludeWithout(ErrorCode code, const QString& detail, int status)
{
    qCDebug(lcHttp).noquote() << methodName(m_request.method)
                              << m_redactor.redact(m_request.url.toDisplayString()) << "no answer after"
                              << elapsed().count() << "ms, attempt" << m_attempt << m_redactor.redact(detail);
    if (retryAfter({code, 0, {}}))
        return;
    Error error;
    error.code = code;
    error.subject = endpointName(m_request.url);
    error.detail = m_redactor.redact(detail);
    error.httpStatus = status;
    error.retry.retryable = code == ErrorCode::HostNotFound || code == ErrorCode::ConnectionRefused ||
                            code == ErrorCode::ConnectionLost || code == ErrorCode::NetworkDown ||
                            code == ErrorCode::TimedOut;
    finish(tl::unexpected(std::move(error)));
}

bool HttpCall::retryAfter(const AttemptOutcome& outcome)
{
    if (m_request.retry == RetryClass::Never)
        return false;
    const RetryQuestion question{m_attempt, isRepeatable(m_request), outcome, elapsed(), m_request.deadline};
    const auto wait = decideRetry(question, m_options.retry, m_options.jitter());
    if (!wait)
        return false;
    m_phase = Phase::Waiting;
    m_timer.start(*wait);
    return true;
}

void HttpCall::finish(Result<HttpResponse> result)
{
    m_phase = Phase::Done;
    m_timer.stop();
    // The caller may destroy this call from within the reply: nothing of it is touched afterwards.
    const Reply<HttpResponse> answer = std::exchange(m_answer, nullptr);
    answer(std::move(result));
}

void HttpCall::dropReply()
{
    if (!m_reply)
        return;
    QNetworkReply* reply = m_reply;
    m_reply.clear();
    reply->disconnect(this);
    if (!reply->isFinished())
        reply->abort();
    reply->deleteLater();
}

milliseconds HttpCall::elapsed() const
{
    return milliseconds(m_clock.elapsed());
}

} // namespace reveille
