#pragma once

#include "core/calendar/Instant.h"
#include "core/http/HttpTypes.h"
#include "core/model/Result.h"

#include <optional>

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace reveille {

class Redactor;

namespace unikraft {

/// What every answer of the platform is wrapped in. HTTP stays 200 when items failed: the items tell.
struct Envelope
{
    enum class Status
    {
        Success,
        PartialSuccess,
        Error,
    };
    Status status = Status::Success;
    QString message;
    QJsonObject data;
    QStringList warnings; ///< "deprecated: cn is deprecated"
    /// The platform's clock, from the answer's Date header.
    std::optional<calendar::Instant> serverTime;
};

/// Unwraps an answer. An Error where the request as a whole was refused (no success in the HTTP status, or
/// "error" without data), where it is no JSON object (NotThisApi, BadAnswer), or where it has neither status
/// nor data.
[[nodiscard]] Result<Envelope> readEnvelope(const HttpResponse& response, const QString& subject,
                                            const Redactor& redactor);

/// The list of that name; an empty one where it is absent.
[[nodiscard]] QJsonArray itemsOf(const Envelope& envelope, const QString& key);

/// The item itself, or its error. An item without a status of its own goes by its number; the envelope's
/// "error" counts for an item only where nothing else speaks for success.
[[nodiscard]] Result<QJsonObject> checkItem(const QJsonObject& item, const Envelope& envelope,
                                            const QString& subject, const Redactor& redactor);

/// The only item of an answer about one thing. BadAnswer if there is none.
[[nodiscard]] Result<QJsonObject> onlyItem(const Envelope& envelope, const QString& key,
                                           const QString& subject, const Redactor& redactor);

} // namespace unikraft
} // namespace reveille
