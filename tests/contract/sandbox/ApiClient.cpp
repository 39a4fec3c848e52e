#include "tests/contract/sandbox/ApiClient.h"

#include <memory>

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

namespace reveille::test {

using namespace Qt::StringLiterals;

QByteArray Answer::header(const QByteArray& name) const
{
    for (const auto& [key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QString Answer::phase() const
{
    return json.value(u"status"_s).toObject().value(u"phase"_s).toString();
}

QJsonArray Answer::items() const
{
    return json.value(u"items"_s).toArray();
}

QNetworkReply* ApiClient::send(const QByteArray& method, const QString& path,
                               const std::optional<QByteArray>& body, const Headers& headers)
{
    QUrl url = m_endpoint;
    const qsizetype question = path.indexOf(u'?');
    url.setPath(question < 0 ? path : path.left(question), QUrl::StrictMode);
    if (question >= 0)
        url.setQuery(path.mid(question + 1), QUrl::StrictMode);
    QNetworkRequest request(url);
    if (!m_key.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_key.toUtf8());
    if (body)
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    for (const auto& [name, value] : headers)
        request.setRawHeader(name, value);
    return m_network.sendCustomRequest(request, method, body.value_or(QByteArray()));
}

Answer ApiClient::answerOf(QNetworkReply* reply)
{
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.error = reply->error();
    answer.body = reply->readAll();
    answer.json = QJsonDocument::fromJson(answer.body).object();
    answer.headers = reply->rawHeaderPairs();
    return answer;
}

Answer ApiClient::call(const QByteArray& method, const QString& path, const std::optional<QByteArray>& body,
                       const Headers& headers)
{
    const std::unique_ptr<QNetworkReply> reply(send(method, path, body, headers));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(20'000);
    return answerOf(reply.get());
}

Answer ApiClient::post(const QString& path, const QJsonObject& body, const Headers& headers)
{
    return call("POST", path, QJsonDocument(body).toJson(), headers);
}

Answer ApiClient::post(const QString& path, const Headers& headers)
{
    return call("POST", path, std::nullopt, headers);
}

QString ApiClient::phaseOf(const QString& machine)
{
    return get(u"/v1/machines/"_s + machine).phase();
}

QString ApiClient::runningMachine(const QString& autosleep)
{
    const Answer made = post(u"/v1/machines"_s, {{u"autosleep"_s, autosleep}});
    const QString id = made.text("machine_id");
    if (!QTest::qWaitFor([&] { return phaseOf(id) == u"running"; }, 20'000))
        return {};
    return id;
}

QString ApiClient::execute(const QString& machine, const QJsonObject& order)
{
    return post(u"/v1/machines/%1/executions"_s.arg(machine), order).text("execution_id");
}

QJsonObject ApiClient::ended(const QString& machine, const QString& execution)
{
    QJsonObject last;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            last = get(u"/v1/machines/%1/executions/%2"_s.arg(machine, execution)).json;
            return last.contains(u"completed_at"_s);
        },
        20'000));
    return last;
}

QJsonObject ApiClient::outputOf(const QString& machine, const QString& execution)
{
    return get(u"/v1/machines/%1/executions/%2/output"_s.arg(machine, execution)).json;
}

QJsonObject shell(const QString& script, const QJsonObject& more)
{
    QJsonObject order = more;
    order.insert(u"command"_s, QJsonArray{u"/bin/sh"_s, u"-c"_s, script});
    return order;
}

} // namespace reveille::test
