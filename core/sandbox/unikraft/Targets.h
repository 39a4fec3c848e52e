#pragma once

#include "core/sandbox/unikraft/Call.h"
#include "core/sandbox/unikraft/InstanceStore.h"

#include <functional>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>

namespace reveille::sandbox::unikraft {

enum class Kind
{
    Instance,
    Template,
    Checkpoint,
};
[[nodiscard]] Kind kindOf(const InstanceRecord& record);

/// The thing an order names by exactly one of "uuid" and "name". Errors: MissingId, NotBoth, Invalid (no
/// UUID), NotFound.
[[nodiscard]] Outcome<InstanceRecord*> targetOf(const InstanceStore& store, const Order& order, Kind kind);

/// What the order said of the thing: "uuid" or "name", for an item that failed.
[[nodiscard]] QJsonObject namedBy(const Order& order);

/// One item per order, in order; the work makes the item of a thing that was found.
[[nodiscard]] QJsonArray
forEach(const Call& call, const InstanceStore& store, const std::vector<Order>& orders, Kind kind,
        const std::function<QJsonObject(InstanceRecord& record, const Order& order)>& work);

/// {"uuid","name"} of a thing.
[[nodiscard]] QJsonObject identityOf(const InstanceRecord& record);

/// A whole number of an order; `absent` if not sent. Errors: Malformed.
[[nodiscard]] Outcome<qint64> integerOf(const QJsonObject& object, const QString& key, qint64 absent);

} // namespace reveille::sandbox::unikraft
