#include "core/providers/dedalus/DedalusChannel.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/model/DeferredReply.h"
#include "core/providers/Conversation.h"

#include <algorithm>

#include <QJsonDocument>
#include <QUuid>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

bool isHeaderSafe(const QString& key)
{
    return std::all_of(key.begin(), key.end(), [](QChar c) { return c > u' ' && c < QChar(0x7F); });
}

} // namespace

ApiKeyReader fixedApiKey(const QString& key)
{
    return [key](Reply<QString> reply) { return deferredReply<QString>(key, std::move(reply)); };
}

DedalusChannel::DedalusChannel(HttpClient& http, Redactor& redactor, QUrl endpoint, ApiKeyReader readKey)
    : m_http(http),
      m_redactor(redactor),
      m_endpoint(endpoint.isEmpty() ? dedalusPublicEndpoint() : std::move(endpoint)),
      m_readKey(std::move(readKey))
{}

Call DedalusChannel::ask(DedalusAsk ask, Reply<QJsonObject> reply)
{
    if (!m_key.isEmpty())
        return send(ask, std::move(reply));
    auto talk = std::make_unique<Conversation>();
    talk->step(m_readKey([self = shared_from_this(), talk = talk.get(), ask = std::move(ask),
                          reply = std::move(reply)](const Result<QString>& key) {
        if (auto learnt = self->learnKey(key); !learnt)
            reply(tl::unexpected(learnt.error()));
        else
            talk->step(self->send(ask, reply));
    }));
    return talk;
}

Result<void> DedalusChannel::learnKey(const Result<QString>& key)
{
    if (!key)
        return tl::unexpected(key.error());
    const QString trimmed = key->trimmed();
    if (trimmed.isEmpty())
        return fail(ErrorCode::SecretMissing, endpointName(m_endpoint));
    m_redactor.addSecret(trimmed);
    if (!isHeaderSafe(trimmed))
        return fail(ErrorCode::Unauthorized, endpointName(m_endpoint),
                    u"the key has characters that no API key has"_s);
    m_key = trimmed;
    return {};
}

Call DedalusChannel::send(const DedalusAsk& ask, Reply<QJsonObject> reply)
{
    auto url = dedalusUrl(m_endpoint, ask.path, ask.query);
    if (!url)
        return deferredReply<QJsonObject>(tl::unexpected(url.error()), std::move(reply));
    HttpRequest request;
    request.method = ask.method;
    request.url = *url;
    request.body = ask.body;
    request.maxBytes = ask.maxBytes;
    request.retry = ask.retry;
    // Some deployments know one of the two headers only on some routes, so both go everywhere.
    const QByteArray key = m_key.toLatin1();
    request.headers = {
        {"Accept", "application/json"}, {"Authorization", "Bearer " + key}, {"x-api-key", key}};
    if (!ask.body.isEmpty())
        request.contentType = "application/json";
    if (!ask.ifMatch.isEmpty())
        request.headers.append(HttpHeader{"If-Match", ask.ifMatch.toUtf8()});
    if (ask.method == HttpMethod::Get) {
        request.attemptTimeout = seconds(15);
        request.deadline = seconds(40);
    } else {
        request.idempotencyKey = ask.idempotencyKey.isEmpty()
                                     ? QUuid::createUuid().toString(QUuid::WithoutBraces)
                                     : ask.idempotencyKey;
    }
    return m_http.send(std::move(request),
                       [self = shared_from_this(), ask, reply = std::move(reply)](
                           const Result<HttpResponse>& answer) { reply(self->decode(ask, answer)); });
}

Result<QJsonObject> DedalusChannel::decode(const DedalusAsk& ask, const Result<HttpResponse>& answer)
{
    if (!answer)
        return tl::unexpected(answer.error());
    if (!answer->isSuccess()) {
        Error error = dedalusError(*answer, ask.route, ask.subject, m_redactor);
        if (error.code == ErrorCode::Unauthorized)
            m_key.clear(); // it may have been replaced since
        return tl::unexpected(std::move(error));
    }
    if (answer->body.trimmed().isEmpty())
        return QJsonObject();
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(answer->body, &parse);
    if (document.isObject())
        return document.object();
    const bool claimsJson = answer->header("content-type").toLower().contains("json");
    const QString host = endpointName(answer->url);
    if (!claimsJson)
        return fail(ErrorCode::NotThisApi, host,
                    u"answered with "_s +
                        QString::fromUtf8(m_redactor.redact(answer->header("content-type"))));
    return fail(ErrorCode::BadAnswer, host,
                parse.error == QJsonParseError::NoError ? u"not a JSON object"_s : parse.errorString());
}

} // namespace reveille
