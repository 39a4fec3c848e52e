#pragma once

#include "core/http/HttpClient.h"
#include "core/model/Call.h"
#include "core/model/Result.h"
#include "core/providers/ApiKeyReader.h"
#include "core/providers/unikraft/Envelope.h"
#include "core/providers/unikraft/UnikraftUrl.h"

#include <chrono>
#include <functional>
#include <memory>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace reveille {

class Redactor;

namespace unikraft {

/// One exchange with a metro or the control plane, as data.
struct Ask
{
    HttpMethod method = HttpMethod::Get;
    QString path; ///< below /v1, percent-encoded
    Query query;
    QByteArray body; ///< JSON; empty: none is sent
    QString subject; ///< what an Error names
    qint64 maxBytes = 4 * 1024 * 1024;
    RetryClass retry = RetryClass::Standard;
    std::chrono::milliseconds timeout{std::chrono::seconds(30)}; ///< of one attempt
    std::chrono::milliseconds deadline{std::chrono::seconds(60)};
};

[[nodiscard]] QByteArray jsonOf(const QJsonObject& object);
[[nodiscard]] QByteArray jsonOf(const QJsonArray& array);

/// Adds the credentials to an ask and turns the answer into an envelope or an Error. The key is kept in
/// memory after the first use and read anew after the service refused it; the redactor learns it before it
/// is sent anywhere. The client and the redactor must outlive the channel. The platform knows no idempotency
/// keys: PATCH and POST are sent once, whatever becomes of the answer.
class UnikraftChannel final : public std::enable_shared_from_this<UnikraftChannel>
{
public:
    UnikraftChannel(HttpClient& http, Redactor& redactor, ApiKeyReader readKey);

    [[nodiscard]] Call ask(const QUrl& base, Ask ask, Reply<Envelope> reply);
    /// The answer as it came, whatever its status.
    [[nodiscard]] Call exchange(const QUrl& url, Ask ask, Reply<HttpResponse> reply);

    /// An answer that is read while it comes, as HttpClient::open() tells it; `silence` bounds each wait.
    [[nodiscard]] Call open(const QUrl& url, std::chrono::milliseconds silence, StreamBytes bytes,
                            Reply<HttpResponse> ended);

    [[nodiscard]] const Redactor& redactor() const { return m_redactor; }

private:
    using Sender = std::function<Call()>;
    [[nodiscard]] Call withKey(const QString& host, Sender send, std::function<void(const Error&)> refused);
    [[nodiscard]] Result<void> learnKey(const QString& host, const Result<QString>& key);
    [[nodiscard]] HttpRequest requestOf(const QUrl& url, const Ask& ask) const;
    void noteRefusal(int status);

    HttpClient& m_http;
    Redactor& m_redactor;
    const ApiKeyReader m_readKey;
    QString m_key;
};

} // namespace unikraft
} // namespace reveille
