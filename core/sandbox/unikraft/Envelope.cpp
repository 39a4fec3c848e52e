#include "core/sandbox/unikraft/Envelope.h"

#include "core/sandbox/Answers.h"

#include <algorithm>
#include <utility>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QString overall(const QJsonArray& items)
{
    const auto bad = std::count_if(items.begin(), items.end(), [](const QJsonValue& item) {
        return item.toObject().value(u"status"_s) == u"error"_s;
    });
    if (bad == 0)
        return u"success"_s;
    return bad == items.size() ? u"error"_s : u"partial_success"_s;
}

HttpResponse answer(const QString& status, const QString& message, const QString& key,
                    const QJsonArray& items)
{
    QJsonObject body{{u"status"_s, status}, {u"data"_s, QJsonObject{{key, items}}}};
    if (!message.isEmpty())
        body.insert(u"message"_s, message);
    return json(200, body);
}

} // namespace

QJsonObject succeeded(QJsonObject item)
{
    item.insert(u"status"_s, u"success"_s);
    return item;
}

QJsonObject failed(QJsonObject known, const Refusal& refusal)
{
    known.insert(u"status"_s, u"error"_s);
    known.insert(u"message"_s, refusal.message);
    known.insert(u"error"_s, static_cast<int>(refusal.code));
    return known;
}

HttpResponse envelope(const QString& key, const QJsonArray& items)
{
    const QString status = overall(items);
    return answer(status, status == u"success" ? QString() : u"Failed to perform all operations"_s, key,
                  items);
}

HttpResponse envelopeOfTexts(const QString& key, const QByteArrayList& items)
{
    HttpResponse response;
    response.headers.append(HttpHeader{"Content-Type", "application/json"});
    response.body = "{\"status\":\"success\",\"data\":{\"" + key.toUtf8() + "\":[" + items.join(',') + "]}}";
    return response;
}

HttpResponse envelopeWithMessage(const QString& key, const QJsonArray& items, const QString& message)
{
    const QString status = overall(items);
    return answer(status, status == u"success" ? QString() : message, key, items);
}

HttpResponse rejected(int status, const Refusal& refusal)
{
    const QJsonObject error{
        {u"status"_s, status}, {u"error"_s, static_cast<int>(refusal.code)}, {u"message"_s, refusal.message}};
    return json(
        status,
        {{u"status"_s, u"error"_s}, {u"message"_s, refusal.message}, {u"errors"_s, QJsonArray{error}}});
}

void stampTime(HttpResponse& response, qint64 microseconds)
{
    if (response.body.size() < 2 || !response.body.endsWith('}'))
        return;
    response.body.chop(1);
    if (!response.body.endsWith('{'))
        response.body += ',';
    response.body += "\"op_time_us\":" + QByteArray::number(microseconds) + '}';
}

} // namespace reveille::sandbox::unikraft
