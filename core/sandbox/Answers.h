#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/HttpMessage.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QString>

namespace reveille::sandbox {

/// "Sun, 22 Nov 2026 09:00:00 GMT" (RFC 7231 7.1.1.1).
[[nodiscard]] QByteArray imfDate(Instant at);

[[nodiscard]] HttpResponse json(int status, const QJsonObject& body);

/// The first of the two error bodies: error_code, message, retryable, retry_after_ms, details.
struct ApiError
{
    int status = 409;
    QString code;
    QString message;
    bool retryable = false;
    std::optional<std::chrono::milliseconds> retryAfter;
    QMap<QString, QString> details;
};
/// Also sets x-should-retry and retry-after-ms, because the official clients read only headers.
[[nodiscard]] HttpResponse apiError(const ApiError& error);

/// The second: application/problem+json (RFC 7807). `location`, if given, makes one entry of "errors".
[[nodiscard]] HttpResponse problem(int status, const QString& detail, const QString& location = {},
                                   const QJsonValue& value = QJsonValue::Undefined);

[[nodiscard]] QString statusTitle(int status);

} // namespace reveille::sandbox
