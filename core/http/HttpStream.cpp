#include "core/http/HttpStream.h"

#include "core/http/Endpoint.h"
#include "core/http/Exchange.h"
#include "core/http/NetworkErrors.h"
#include "core/http/Redactor.h"
#include "core/http/RetryPolicy.h"

#include <algorithm>
#include <utility>

#include <QNetworkReply>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

HttpStream::HttpStream(QNetworkAccessManager& network, const Redactor& redactor, const HttpOptions& options,
                       HttpRequest request, StreamBytes bytes, Reply<HttpResponse> ended)
    : m_network(network),
      m_redactor(redactor),
      m_options(options),
      m_request(std::move(request)),
      m_bytes(std::move(bytes)),
      m_ended(std::move(ended))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpStream::onTimer);
    m_timer.start(0); // nothing may be answered before the asking call has returned
}

HttpStream::~HttpStream()
{
    dropReply();
}

void HttpStream::onTimer()
{
    if (m_reply)
        end(ErrorCode::TimedOut);
    else if (m_place)
        stepUp();
    else
        start();
}

void HttpStream::start()
{
    if (auto allowed = checkEndpoint(m_request.url); !allowed) {
        finish(tl::unexpected(allowed.error()));
        return;
    }
    m_place.emplace(*m_options.limiter, m_request.url);
    stepUp();
}

void HttpStream::stepUp()
{
    const auto wait = m_place->wait(m_request.deadline);
    if (!wait) {
        Error error;
        error.code = ErrorCode::RateLimited;
        error.subject = endpointName(m_request.url);
        error.retry = {true, m_options.limiter->waitFor(m_request.url)};
        finish(tl::unexpected(std::move(error)));
        return;
    }
    if (*wait > milliseconds(0)) {
        m_timer.start(*wait);
        return;
    }
    m_timer.start(m_request.attemptTimeout);
    m_reply = beginExchange(m_network, m_request, m_options.userAgent);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpStream::collect);
    connect(m_reply, &QNetworkReply::finished, this, &HttpStream::onFinished);
}

void HttpStream::collect()
{
    m_timer.start(m_request.attemptTimeout);
    if (responseOf(*m_reply, {}).isSuccess()) {
        // Whoever takes the piece may destroy this stream.
        const StreamBytes take = m_bytes;
        take(m_reply->readAll());
        return;
    }
    const qint64 room = m_request.maxBytes + 1 - m_body.size();
    m_body += m_reply->read(std::min(m_reply->bytesAvailable(), room));
    if (m_body.size() > m_request.maxBytes)
        end(ErrorCode::AnswerTooLarge);
}

void HttpStream::onFinished()
{
    if (m_reply->bytesAvailable() > 0) {
        const QPointer<HttpStream> self(this);
        collect();
        if (!self || !m_reply)
            return;
    }
    const HttpResponse response = responseOf(*m_reply, m_body);
    const QString detail = m_reply->errorString();
    const auto code = networkErrorCode(m_reply->error());
    dropReply();
    heedPause(*m_options.limiter, response, retryHints(response));
    if (code)
        end(*code, detail);
    else if (response.status == 0)
        end(ErrorCode::NotThisApi, detail);
    else if (response.status >= 300 && response.status < 400)
        end(ErrorCode::NotThisApi, u"redirected to "_s + QString::fromUtf8(response.header("location")));
    else
        finish(response);
}

void HttpStream::end(ErrorCode code, const QString& detail)
{
    dropReply();
    finish(fail(code, endpointName(m_request.url), m_redactor.redact(detail)));
}

void HttpStream::finish(Result<HttpResponse> result)
{
    m_timer.stop();
    const Reply<HttpResponse> ended = std::exchange(m_ended, nullptr);
    ended(std::move(result));
}

void HttpStream::dropReply()
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

} // namespace reveille
