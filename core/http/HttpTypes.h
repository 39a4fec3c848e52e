#pragma once

#include <chrono>

#include <QByteArray>
#include <QString>
#include <QUrl>
#include <QVector>

namespace reveille {

enum class HttpMethod
{
    Get,
    Post,
    Put,
    Patch,
    Delete
};

[[nodiscard]] constexpr const char* methodName(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get:
        return "GET";
    case HttpMethod::Post:
        return "POST";
    case HttpMethod::Put:
        return "PUT";
    case HttpMethod::Patch:
        return "PATCH";
    case HttpMethod::Delete:
        return "DELETE";
    }
    return "";
}

struct HttpHeader
{
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HttpHeader&, const HttpHeader&) = default;
};
using HttpHeaders = QVector<HttpHeader>;

/// The first header of that name, without regard to case; empty if there is none.
[[nodiscard]] QByteArray headerValue(const HttpHeaders& headers, QByteArrayView name);

enum class RetryClass
{
    Never,    ///< one attempt, whatever comes
    Standard, ///< as RetryPolicy says
};

/// One logical call: what is sent is the same on every attempt.
struct HttpRequest
{
    HttpMethod method = HttpMethod::Get;
    QUrl url;
    HttpHeaders headers;
    QByteArray body;
    QByteArray contentType; ///< empty: no body and no content type are sent
    /// Sent as Idempotency-Key, the same on every attempt; makes any method safe to repeat.
    QString idempotencyKey;
    std::chrono::milliseconds attemptTimeout{std::chrono::seconds(30)};
    /// Total, with all attempts and the waits between them.
    std::chrono::milliseconds deadline{std::chrono::seconds(75)};
    qint64 maxBytes = 4 * 1024 * 1024; ///< of the answer's body, after decompression
    RetryClass retry = RetryClass::Standard;
};

/// Any answer, whatever its status.
struct HttpResponse
{
    int status = 0;
    HttpHeaders headers;
    QByteArray body;
    QUrl url; ///< where it came from, after redirects within the same host

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

} // namespace reveille
