#include "core/providers/unikraft/UnikraftChannel.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/providers/Conversation.h"

#include <utility>

#include <QJsonDocument>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

QByteArray jsonOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray jsonOf(const QJsonArray& array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

UnikraftChannel::UnikraftChannel(HttpClient& http, Redactor& redactor, ApiKeyReader readKey)
    : m_http(http), m_redactor(redactor), m_readKey(std::move(readKey))
{}

Call UnikraftChannel::ask(const QUrl& base, Ask ask, Reply<Envelope> reply)
{
    const QUrl url = urlOf(base, ask.path, ask.query);
    const QString subject = ask.subject;
    return exchange(
        url, std::move(ask),
        [self = shared_from_this(), subject, reply = std::move(reply)](const Result<HttpResponse>& answer) {
            reply(answer.and_then([&](const HttpResponse& response) {
                return readEnvelope(response, subject, self->m_redactor);
            }));
        });
}

Call UnikraftChannel::exchange(const QUrl& url, Ask ask, Reply<HttpResponse> reply)
{
    const auto send = [self = shared_from_this(), url, ask = std::move(ask), reply] {
        return self->m_http.send(self->requestOf(url, ask),
                                 [self, reply](const Result<HttpResponse>& answer) {
                                     if (answer)
                                         self->noteRefusal(answer->status);
                                     reply(answer);
                                 });
    };
    return withKey(endpointName(url), send, [reply](const Error& error) { reply(tl::unexpected(error)); });
}

Call UnikraftChannel::open(const QUrl& url, std::chrono::milliseconds silence, StreamBytes bytes,
                           Reply<HttpResponse> ended)
{
    const auto send = [self = shared_from_this(), url, silence, bytes = std::move(bytes), ended] {
        Ask ask;
        ask.timeout = silence;
        HttpRequest request = self->requestOf(url, ask);
        request.headers.first().value = "text/event-stream";
        return self->m_http.open(std::move(request), bytes,
                                 [self, ended](const Result<HttpResponse>& answer) {
                                     if (answer)
                                         self->noteRefusal(answer->status);
                                     ended(answer);
                                 });
    };
    return withKey(endpointName(url), send, [ended](const Error& error) { ended(tl::unexpected(error)); });
}

Call UnikraftChannel::withKey(const QString& host, Sender send, std::function<void(const Error&)> refused)
{
    if (!m_key.isEmpty())
        return send();
    auto talk = std::make_unique<Conversation>();
    talk->step(m_readKey([self = shared_from_this(), talk = talk.get(), host, send = std::move(send),
                          refused = std::move(refused)](const Result<QString>& key) {
        if (auto learnt = self->learnKey(host, key); !learnt)
            refused(learnt.error());
        else
            talk->step(send());
    }));
    return talk;
}

Result<void> UnikraftChannel::learnKey(const QString& host, const Result<QString>& key)
{
    if (!key)
        return tl::unexpected(key.error());
    const QString trimmed = key->trimmed();
    if (trimmed.isEmpty())
        return fail(ErrorCode::SecretMissing, host);
    m_redactor.addSecret(trimmed);
    if (!isHeaderSafe(trimmed))
        return fail(ErrorCode::Unauthorized, host, u"the token has characters that no token has"_s);
    m_key = trimmed;
    return {};
}

HttpRequest UnikraftChannel::requestOf(const QUrl& url, const Ask& ask) const
{
    HttpRequest request;
    request.method = ask.method;
    request.url = url;
    request.body = ask.body;
    request.maxBytes = ask.maxBytes;
    request.retry = ask.retry;
    request.attemptTimeout = ask.timeout;
    request.deadline = ask.deadline;
    request.headers = {{"Accept", "application/json"}, {"Authorization", "Bearer " + m_key.toLatin1()}};
    if (!ask.body.isEmpty())
        request.contentType = "application/json";
    return request;
}

void UnikraftChannel::noteRefusal(int status)
{
    if (status == 401)
        m_key.clear(); // it may have been replaced since
}

} // namespace reveille::unikraft
