#pragma once

#include "core/providers/unikraft/Target.h"

#include <optional>

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace reveille::unikraft {

/// One change of one property. Without a value, "set" clears it.
struct PatchItem
{
    QString uuid;
    QString property;  ///< "schedules", "tags", "delete_lock"…
    QString operation; ///< "set", "add" or "del"
    std::optional<QJsonValue> value;
    QString id; ///< comes back with the answer's item
};

/// [{"id":…,"uuid":…,"prop":…,"op":…,"value":…}]: the array form, which names each instance in its item.
[[nodiscard]] QJsonArray patchBody(const QVector<PatchItem>& items);

/// The answers in the order of the items: found by their id where the platform returns it, else by uuid in
/// order. An item that the answer leaves out has the envelope's fate.
[[nodiscard]] QVector<Result<void>> patchResults(const QVector<PatchItem>& items, const Envelope& envelope,
                                                 const QString& metro, const Redactor& redactor);

/// Sends the change of one instance and answers with the machine as it was read again. A lost answer is
/// settled by that reading: `holds` says whether the machine is as asked.
[[nodiscard]] Call patchAndRead(const Target& target, const PatchItem& item,
                                std::function<bool(const Machine&)> holds, Reply<Machine> reply);

} // namespace reveille::unikraft
