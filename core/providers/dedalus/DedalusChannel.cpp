#include "core/providers/dedalus/DedalusChannel.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/model/DeferredReply.h"
#include "core/providers/Conversation.h"

#include <QJsonDocument>
#include <QUuid>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// A stream that is alive says so at least every quarter of a minute.
constexpr seconds kLongestSilence{45};

} // namespace

DedalusChannel::DedalusChannel(HttpClient& http, Redactor& redactor, QUrl endpoint, ApiKeyReader readKey)
    : m_http(http),
      m_redactor(redactor),
      m_endpoint(endpoint.isEmpty() ? dedalusPublicEndpoint() : std::move(endpoint)),
      m_readKey(std::move(readKey))
{}

Call DedalusChannel::ask(DedalusAsk ask, Reply<QJsonObject> reply)
{
    if (ask.method != HttpMethod::Get && ask.idempotencyKey.isEmpty())
        ask.idempotencyKey = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto refused = [reply](const Error& error) { reply(tl::unexpected(error)); };
    if (m_key.isEmpty())
        return withKey([this, ask = std::move(ask), reply] { return send(ask, reply); }, refused);
    // The key has been in memory for a while: if it is refused, it may have been replaced since.
    auto talk = std::make_unique<Conversation>();
    talk->step(send(ask, [self = shared_from_this(), step = talk.get(), ask, reply, refused,
                          used = m_key](const Result<QJsonObject>& answer) {
        if (answer || answer.error().code != ErrorCode::Unauthorized) {
            reply(answer);
            return;
        }
        const auto again = [self, ask, reply, used, refusal = answer.error()]() -> Call {
            if (self->m_key == used) {
                self->m_key.clear();
                return deferredReply<QJsonObject>(tl::unexpected(refusal), reply);
            }
            return self->send(ask, reply);
        };
        step->step(self->withKey(again, refused));
    }));
    return talk;
}

Call DedalusChannel::open(const DedalusAsk& ask, StreamBytes bytes, Reply<void> ended)
{
    const auto refused = [ended](const Error& error) { ended(tl::unexpected(error)); };
    return withKey(
        [this, ask, bytes = std::move(bytes), ended] {
            auto request = requestFor(ask);
            if (!request)
                return deferredReply<void>(tl::unexpected(request.error()), ended);
            request->headers.first().value = "text/event-stream";
            request->attemptTimeout = kLongestSilence;
            if (!ask.lastEventId.isEmpty())
                request->headers.append(HttpHeader{"Last-Event-ID", ask.lastEventId.toUtf8()});
            return m_http.open(*std::move(request), bytes,
                               [self = shared_from_this(), ask, ended](const Result<HttpResponse>& answer) {
                                   if (answer && answer->isSuccess())
                                       ended({});
                                   else
                                       ended(tl::unexpected(self->decode(ask, answer).error()));
                               });
        },
        refused);
}

Call DedalusChannel::withKey(std::function<Call()> work, std::function<void(const Error&)> failed)
{
    if (!m_key.isEmpty())
        return work();
    auto talk = std::make_unique<Conversation>();
    talk->step(m_readKey([self = shared_from_this(), talk = talk.get(), work = std::move(work),
                          failed = std::move(failed)](const Result<QString>& key) {
        if (auto learnt = self->learnKey(key); !learnt)
            failed(learnt.error());
        else
            talk->step(work());
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

Result<HttpRequest> DedalusChannel::requestFor(const DedalusAsk& ask) const
{
    auto url = dedalusUrl(m_endpoint, ask.path, ask.query);
    if (!url)
        return tl::unexpected(url.error());
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
        request.idempotencyKey = ask.idempotencyKey;
    }
    return request;
}

Call DedalusChannel::send(const DedalusAsk& ask, Reply<QJsonObject> reply)
{
    auto request = requestFor(ask);
    if (!request)
        return deferredReply<QJsonObject>(tl::unexpected(request.error()), std::move(reply));
    return m_http.send(*std::move(request),
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
