#pragma once

#include "core/http/HttpTypes.h"
#include "core/model/Error.h"

#include <QJsonObject>
#include <QString>

namespace reveille {

class Redactor;

namespace unikraft {

/// What the platform's numbers mean, as its own clients name them: "not-found" for 8. Numbers of later
/// versions are named by themselves.
[[nodiscard]] QString errorWord(int number);

/// What a refused item means. The words decide where the number is missing or too general: the platform has
/// no number of its own for a delete lock, a licence or something that is still held.
[[nodiscard]] ErrorCode errorCodeOf(int number, const QString& words);

/// The error of one item of an answer ({"status":"error","message":…,"error":8}); `words` of the envelope
/// stand in where the item has none.
[[nodiscard]] Error itemError(const QJsonObject& item, const QString& words, const QString& subject,
                              const Redactor& redactor);

/// What an answer means whose HTTP status is no success: an envelope, another JSON, a gateway's page.
[[nodiscard]] Error httpError(const HttpResponse& response, const QString& subject, const Redactor& redactor);

/// Whether the answer leaves open what became of the request, so that only reading again tells.
[[nodiscard]] bool leavesOpen(const Error& error);

} // namespace unikraft
} // namespace reveille
