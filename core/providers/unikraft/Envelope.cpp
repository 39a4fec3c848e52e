#include "core/providers/unikraft/Envelope.h"

#include "core/http/Endpoint.h"
#include "core/http/Redactor.h"
#include "core/providers/unikraft/UnikraftErrors.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

std::optional<calendar::Instant> dateOf(const HttpResponse& response)
{
    // RFC 9110 5.6.7, "Sun, 06 Nov 1994 08:49:37 GMT".
    QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(response.header("date")),
                                           u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!at.isValid())
        return std::nullopt;
    at.setTimeSpec(Qt::UTC);
    return calendar::Instant(std::chrono::milliseconds(at.toMSecsSinceEpoch()));
}

Envelope::Status statusOf(const QString& word)
{
    if (word == u"partial_success"_s)
        return Envelope::Status::PartialSuccess;
    // Older versions say "failure".
    return word == u"error"_s || word == u"failure"_s ? Envelope::Status::Error : Envelope::Status::Success;
}

Result<QJsonObject> objectOf(const HttpResponse& response, const Redactor& redactor)
{
    if (response.body.trimmed().isEmpty())
        return QJsonObject{{u"status"_s, u"success"_s}};
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(response.body, &parse);
    if (document.isObject())
        return document.object();
    const QByteArray type = response.header("content-type");
    if (!type.toLower().contains("json"))
        return fail(ErrorCode::NotThisApi, endpointName(response.url),
                    u"answered with "_s + QString::fromUtf8(redactor.redact(type)));
    return fail(ErrorCode::BadAnswer, endpointName(response.url),
                parse.error == QJsonParseError::NoError ? u"not a JSON object"_s : parse.errorString());
}

} // namespace

Result<Envelope> readEnvelope(const HttpResponse& response, const QString& subject, const Redactor& redactor)
{
    if (!response.isSuccess())
        return tl::unexpected(httpError(response, subject, redactor));
    const auto body = objectOf(response, redactor);
    if (!body)
        return tl::unexpected(body.error());
    if (!body->contains(u"status"_s) && !body->contains(u"data"_s))
        return fail(ErrorCode::NotThisApi, endpointName(response.url), u"an answer without a status"_s);
    Envelope envelope;
    envelope.status = statusOf((*body)[u"status"_s].toString());
    envelope.message = (*body)[u"message"_s].toString();
    envelope.data = (*body)[u"data"_s].toObject();
    envelope.serverTime = dateOf(response);
    for (const QJsonValue warning : (*body)[u"warnings"_s].toArray())
        envelope.warnings.append(
            redactor.redact(warning[u"type"_s].toString() + u": "_s + warning[u"message"_s].toString()));
    if (envelope.status == Envelope::Status::Error && envelope.data.isEmpty()) {
        HttpResponse refusal = response;
        refusal.status = (*body)[u"errors"_s].toArray().first().toObject()[u"status"_s].toInt(500);
        return tl::unexpected(httpError(refusal, subject, redactor));
    }
    return envelope;
}

QJsonArray itemsOf(const Envelope& envelope, const QString& key)
{
    return envelope.data[key].toArray();
}

Result<QJsonObject> checkItem(const QJsonObject& item, const Envelope& envelope, const QString& subject,
                              const Redactor& redactor)
{
    const QString status = item[u"status"_s].toString();
    const bool failed = status == u"error"_s || item[u"error"_s].toInt() > 0 ||
                        (status.isEmpty() && envelope.status == Envelope::Status::Error);
    if (failed)
        return tl::unexpected(itemError(item, envelope.message, subject, redactor));
    return item;
}

Result<QJsonObject> onlyItem(const Envelope& envelope, const QString& key, const QString& subject,
                             const Redactor& redactor)
{
    const QJsonArray items = itemsOf(envelope, key);
    if (!items.isEmpty())
        return checkItem(items.first().toObject(), envelope, subject, redactor);
    if (envelope.status != Envelope::Status::Success)
        return tl::unexpected(itemError({}, envelope.message, subject, redactor));
    return fail(ErrorCode::BadAnswer, subject, u"the answer has no "_s + key);
}

} // namespace reveille::unikraft
