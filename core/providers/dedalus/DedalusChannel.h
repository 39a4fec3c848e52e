#pragma once

#include "core/http/HttpClient.h"
#include "core/model/Call.h"
#include "core/model/Result.h"
#include "core/providers/ApiKeyReader.h"
#include "core/providers/dedalus/DedalusErrors.h"
#include "core/providers/dedalus/DedalusUrl.h"

#include <functional>
#include <memory>

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVector>

namespace reveille {

class Redactor;

/// One exchange with the service, as data.
struct DedalusAsk
{
    HttpMethod method = HttpMethod::Get;
    QStringList path; ///< segments below /v1
    QVector<QueryItem> query;
    QByteArray body;        ///< JSON; empty: none is sent
    QString idempotencyKey; ///< every method but GET; empty there: one is made
    QString ifMatch;
    DedalusRoute route = DedalusRoute::Read;
    QString subject; ///< what an Error names
    qint64 maxBytes = 4 * 1024 * 1024;
    RetryClass retry = RetryClass::Standard;
    QString lastEventId; ///< of a stream
};

/// Adds address and credentials to an ask and turns the answer into a JSON object or an Error. The key is
/// kept in memory after the first use and read anew after the service refused it; the redactor learns it
/// before it is sent anywhere. The client and the redactor must outlive the channel.
class DedalusChannel final : public std::enable_shared_from_this<DedalusChannel>
{
public:
    DedalusChannel(HttpClient& http, Redactor& redactor, QUrl endpoint, ApiKeyReader readKey);

    /// An answer without a body is an empty object.
    [[nodiscard]] Call ask(DedalusAsk ask, Reply<QJsonObject> reply);

    /// Opens a stream of events; as HttpClient::open(). `ended` is an Error for an answer that is no success.
    [[nodiscard]] Call open(const DedalusAsk& ask, StreamBytes bytes, Reply<void> ended);

    /// Some generations tell no changes of a machine; learnt once, nobody asks again.
    [[nodiscard]] bool hasStatusStream() const { return m_hasStatusStream; }
    void learnNoStatusStream() { m_hasStatusStream = false; }

private:
    /// Does `work` when the key is known.
    [[nodiscard]] Call withKey(std::function<Call()> work, std::function<void(const Error&)> failed);
    [[nodiscard]] Result<HttpRequest> requestFor(const DedalusAsk& ask) const;
    [[nodiscard]] Call send(const DedalusAsk& ask, Reply<QJsonObject> reply);
    [[nodiscard]] Result<void> learnKey(const Result<QString>& key);
    [[nodiscard]] Result<QJsonObject> decode(const DedalusAsk& ask, const Result<HttpResponse>& answer);

    HttpClient& m_http;
    Redactor& m_redactor;
    const QUrl m_endpoint;
    const ApiKeyReader m_readKey;
    QString m_key;
    bool m_hasStatusStream = true;
};

} // namespace reveille
