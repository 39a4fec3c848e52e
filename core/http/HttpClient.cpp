#include "core/http/HttpClient.h"

#include "core/http/Endpoint.h"
#include "core/http/HttpCall.h"
#include "core/http/HttpStream.h"
#include "core/http/RateLimiter.h"

#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QRandomGenerator>

namespace reveille {

QByteArray headerValue(const HttpHeaders& headers, QByteArrayView name)
{
    for (const HttpHeader& header : headers) {
        if (QByteArrayView(header.name).compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return {};
}

namespace {

/// A proxy can never reach this computer's own loopback.
class SystemProxyExceptLoopback final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override
    {
        if (isLoopbackHost(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

} // namespace

HttpClient::HttpClient(QNetworkAccessManager& network, const Redactor& redactor, HttpOptions options)
    : m_network(network), m_redactor(redactor), m_options(std::move(options))
{
    if (m_options.userAgent.isEmpty())
        m_options.userAgent = "Reveille/" REVEILLE_VERSION;
    if (!m_options.jitter)
        m_options.jitter = [] { return QRandomGenerator::global()->generateDouble(); };
    if (!m_options.limiter)
        m_options.limiter = std::make_shared<RateLimiter>();
}

HttpClient::~HttpClient() = default;

Call HttpClient::send(HttpRequest request, Reply<HttpResponse> reply)
{
    return std::make_unique<HttpCall>(m_network, m_redactor, m_options, std::move(request), std::move(reply));
}

Call HttpClient::open(HttpRequest request, StreamBytes bytes, Reply<HttpResponse> ended)
{
    return std::make_unique<HttpStream>(m_network, m_redactor, m_options, std::move(request),
                                        std::move(bytes), std::move(ended));
}

std::unique_ptr<QNetworkAccessManager> makeNetwork()
{
    auto network = std::make_unique<QNetworkAccessManager>();
    network->setProxyFactory(std::make_unique<SystemProxyExceptLoopback>().release());
    network->setAutoDeleteReplies(false);
    return network;
}

} // namespace reveille
