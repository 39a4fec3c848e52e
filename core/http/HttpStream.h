#pragma once

#include "core/http/HttpClient.h"
#include "core/http/RateLimiter.h"

#include <functional>
#include <optional>

#include <QObject>
#include <QPointer>
#include <QTimer>

class QNetworkReply;

namespace reveille {

/// One answer that is read while it comes; made by HttpClient::open().
class HttpStream final : public QObject, public CallHandle
{
public:
    HttpStream(QNetworkAccessManager& network, const Redactor& redactor, const HttpOptions& options,
               HttpRequest request, StreamBytes bytes, Reply<HttpResponse> ended);
    ~HttpStream() override;

private:
    void onTimer();
    void start();
    void stepUp();
    void collect();
    void onFinished();
    void end(ErrorCode code, const QString& detail = {});
    void finish(Result<HttpResponse> result);
    void dropReply();

    QNetworkAccessManager& m_network;
    const Redactor& m_redactor;
    const HttpOptions m_options;
    const HttpRequest m_request;
    StreamBytes m_bytes;
    Reply<HttpResponse> m_ended;
    std::optional<RateLimiter::Place> m_place;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_body; ///< of an answer that is no success
    QTimer m_timer;
};

} // namespace reveille
