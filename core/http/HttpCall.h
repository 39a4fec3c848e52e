#pragma once

#include "core/http/HttpClient.h"
#include "core/http/RateLimiter.h"

#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

class QNetworkReply;

namespace reveille {

/// One logical call with its attempts; made by HttpClient::send().
class HttpCall final : public QObject, public CallHandle
{
public:
    HttpCall(QNetworkAccessManager& network, const Redactor& redactor, const HttpOptions& options,
             HttpRequest request, Reply<HttpResponse> reply);
    ~HttpCall() override;

private:
    enum class Phase
    {
        Starting,
        InLine, ///< of its host
        Exchanging,
        Waiting, ///< between two attempts
        Done
    };

    void onTimer();
    void start();
    void lineUp();
    void stepUp();
    void attempt();
    void collect();
    void onFinished();
    void onAnswer(HttpResponse response);
    [[nodiscard]] bool followRedirect(const HttpResponse& response);
    /// `status`: of the answer that had begun.
    void concludeWithout(ErrorCode code, const QString& detail = {}, int status = 0);
    void concludeHeldBack();
    [[nodiscard]] bool retryAfter(const AttemptOutcome& outcome);
    void finish(Result<HttpResponse> result);
    void dropReply();
    [[nodiscard]] std::chrono::milliseconds elapsed() const;

    QNetworkAccessManager& m_network;
    const Redactor& m_redactor;
    const HttpOptions m_options;
    HttpRequest m_request;
    Reply<HttpResponse> m_answer;
    std::optional<RateLimiter::Place> m_place;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_body;
    QTimer m_timer;
    QElapsedTimer m_clock;
    Phase m_phase = Phase::Starting;
    std::chrono::milliseconds m_attemptBegan{0};
    int m_attempt = 0;
    int m_redirects = 0;
};

} // namespace reveille
