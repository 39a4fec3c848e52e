#include "core/http/Exchange.h"

#include "core/http/OnceBody.h"
#include "core/http/RateLimiter.h"
#include "core/http/RetryPolicy.h"

#include <memory>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QSslSocket>

namespace reveille {

namespace {

QNetworkRequest networkRequest(const HttpRequest& request, const QByteArray& userAgent)
{
    QNetworkRequest out(request.url);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Six plain connections are enough here and behave alike everywhere.
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // Said here, so that nothing else in the program can loosen it.
    QSslConfiguration tls = out.sslConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    out.setSslConfiguration(tls);
    out.setRawHeader("User-Agent", userAgent);
    for (const HttpHeader& header : request.headers)
        out.setRawHeader(header.name, header.value);
    if (!request.contentType.isEmpty())
        out.setRawHeader("Content-Type", request.contentType);
    if (!request.idempotencyKey.isEmpty())
        out.setRawHeader("Idempotency-Key", request.idempotencyKey.toUtf8());
    return out;
}

/// What is not safe to repeat goes out once, however the connection ends.
QNetworkReply* sendOnce(QNetworkAccessManager& network, const QNetworkRequest& out,
                        const HttpRequest& request)
{
    auto body = std::make_unique<OnceBody>(request.body);
    QNetworkReply* reply = network.sendCustomRequest(out, methodName(request.method), body.get());
    body.release()->setParent(reply); // until the reply has gone
    return reply;
}

} // namespace

QNetworkReply* beginExchange(QNetworkAccessManager& network, const HttpRequest& request,
                             const QByteArray& userAgent)
{
    const QNetworkRequest out = networkRequest(request, userAgent);
    if (!isRepeatable(request))
        return sendOnce(network, out, request);
    switch (request.method) {
    case HttpMethod::Get:
        // RFC 9110 9.3.1 leaves a body of GET to those who agree on one; QNetworkAccessManager::get() has
        // none.
        return request.body.isEmpty() ? network.get(out)
                                      : network.sendCustomRequest(out, "GET", request.body);
    case HttpMethod::Post:
        return network.post(out, request.body);
    case HttpMethod::Put:
        return network.put(out, request.body);
    case HttpMethod::Patch:
        return network.sendCustomRequest(out, "PATCH", request.body);
    case HttpMethod::Delete:
        return network.deleteResource(out);
    }
    Q_UNREACHABLE();
}

HttpResponse responseOf(const QNetworkReply& reply, const QByteArray& body)
{
    HttpResponse response;
    response.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    response.url = reply.url();
    response.body = body;
    for (const auto& [name, value] : reply.rawHeaderPairs())
        response.headers.append(HttpHeader{name, value});
    return response;
}

void heedPause(RateLimiter& limiter, const HttpResponse& response, const RetryHints& hints)
{
    // A body's word on a 503 is about the one thing asked for; the header's is about the whole service.
    const bool isAskedFor =
        response.status == 429 || (response.status == 503 && !response.header("retry-after").isEmpty());
    if (isAskedFor)
        limiter.holdBack(response.url, hints.after.value_or(std::chrono::milliseconds(0)));
}

} // namespace reveille
