#include "core/sandbox/Answers.h"

#include <array>
#include <chrono>

#include <QJsonArray>
#include <QJsonDocument>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray two(unsigned value)
{
    return QByteArray::number(value).rightJustified(2, '0');
}

HttpResponse withBody(int status, const QByteArray& type, const QJsonObject& body)
{
    HttpResponse response;
    response.status = status;
    response.headers.append(HttpHeader{"Content-Type", type});
    response.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return response;
}

} // namespace

QByteArray imfDate(Instant at)
{
    using namespace std::chrono;
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    return QByteArray(kDays[weekday{day}.c_encoding()]) + ", " + two(static_cast<unsigned>(date.day())) +
           ' ' + kMonths[static_cast<unsigned>(date.month()) - 1] + ' ' +
           QByteArray::number(static_cast<int>(date.year())).rightJustified(4, '0') + ' ' +
           two(static_cast<unsigned>(time.hours().count())) + ':' +
           two(static_cast<unsigned>(time.minutes().count())) + ':' +
           two(static_cast<unsigned>(time.seconds().count())) + " GMT";
}

HttpResponse json(int status, const QJsonObject& body)
{
    return withBody(status, "application/json", body);
}

HttpResponse apiError(const ApiError& error)
{
    QJsonObject body{
        {u"error_code"_s, error.code}, {u"message"_s, error.message}, {u"retryable"_s, error.retryable}};
    if (error.retryAfter)
        body.insert(u"retry_after_ms"_s, qint64(error.retryAfter->count()));
    if (!error.details.isEmpty()) {
        QJsonObject details;
        for (auto it = error.details.cbegin(); it != error.details.cend(); ++it)
            details.insert(it.key(), it.value());
        body.insert(u"details"_s, details);
    }
    HttpResponse response = json(error.status, body);
    if (!error.retryable)
        response.headers.append(HttpHeader{"x-should-retry", "false"});
    if (error.retryAfter)
        response.headers.append(
            HttpHeader{"retry-after-ms", QByteArray::number(qint64(error.retryAfter->count()))});
    return response;
}

HttpResponse problem(int status, const QString& detail, const QString& location, const QJsonValue& value)
{
    QJsonObject body{{u"title"_s, statusTitle(status)}, {u"status"_s, status}};
    if (!detail.isEmpty())
        body.insert(u"detail"_s, detail);
    if (!location.isEmpty()) {
        QJsonObject entry{{u"location"_s, location}, {u"message"_s, detail}};
        if (!value.isUndefined())
            entry.insert(u"value"_s, value);
        body.insert(u"errors"_s, QJsonArray{entry});
    }
    return withBody(status, "application/problem+json", body);
}

QString statusTitle(int status)
{
    switch (status) {
    case 400:
        return u"Bad Request"_s;
    case 404:
        return u"Not Found"_s;
    case 405:
        return u"Method Not Allowed"_s;
    case 413:
        return u"Payload Too Large"_s;
    case 422:
        return u"Unprocessable Entity"_s;
    case 431:
        return u"Request Header Fields Too Large"_s;
    case 502:
        return u"Bad Gateway"_s;
    case 503:
        return u"Service Unavailable"_s;
    case 504:
        return u"Gateway Timeout"_s;
    default:
        return status >= 500 ? u"Internal Server Error"_s : u"Error"_s;
    }
}

} // namespace reveille::sandbox
