#pragma once

#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/unikraft/Refusal.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// An item that went well: the fields and "status": "success".
[[nodiscard]] QJsonObject succeeded(QJsonObject item);
/// An item that did not: what is known of the thing, the message and the number.
[[nodiscard]] QJsonObject failed(QJsonObject known, const Refusal& refusal);

/// The answer to what was asked of several things. HTTP stays 200 whatever became of them; "status" is
/// success, error or partial_success.
[[nodiscard]] HttpResponse envelope(const QString& key, const QJsonArray& items);
/// The same of items that all went well and are JSON text already.
[[nodiscard]] HttpResponse envelopeOfTexts(const QString& key, const QByteArrayList& items);
/// The same with a message of its own, for an error that concerns the whole.
[[nodiscard]] HttpResponse envelopeWithMessage(const QString& key, const QJsonArray& items,
                                               const QString& message);
/// The request was not even begun. HTTP `status` says why.
[[nodiscard]] HttpResponse rejected(int status, const Refusal& refusal);

/// Adds "op_time_us" to a JSON body without reading it.
void stampTime(HttpResponse& response, qint64 microseconds);

} // namespace reveille::sandbox::unikraft
