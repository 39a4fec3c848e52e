#pragma once

#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/unikraft/Refusal.h"

#include <functional>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QJsonObject>
#include <QPair>
#include <QString>
#include <QStringList>

namespace reveille::sandbox::unikraft {

/// The query of a request with repeated names kept, which is how this platform takes several identifiers.
class Query
{
public:
    explicit Query(const QByteArray& target);

    /// Every value of that name in order.
    [[nodiscard]] QStringList all(const char* name) const;
    [[nodiscard]] std::optional<QString> first(const char* name) const;
    /// Values of one or several parameters, split at commas that are not percent-encoded.
    [[nodiscard]] QStringList list(const char* name) const;
    /// `absent` if not sent; Malformed for anything but true and false.
    [[nodiscard]] Outcome<bool> flag(const char* name, bool absent) const;
    /// The first parameter not in `known`.
    [[nodiscard]] std::optional<QString> unknown(std::initializer_list<const char*> known) const;

private:
    std::vector<QPair<QString, QByteArray>> m_pairs; ///< the name decoded, the value as sent
};

/// One request on its way through a metro.
struct Call
{
    HttpRequest request;
    Query query;
    QStringList variables; ///< of the path
    /// To be called once, now or later.
    std::function<void(const HttpResponse&)> reply;
    /// What is asked to go wrong with the thing of that name.
    std::function<std::optional<Refusal>(const QString& name)> trouble;
};

/// What is asked of one thing: "uuid" or "name" and whatever else the request says about it.
using Order = QJsonObject;

/// The orders of a request of global scope (a JSON array; one object counts as an array of one; or, without a
/// body, the query's uuid and name parameters) or of local scope (the path's uuid and an object that may be
/// left out). Refuses what is no JSON and members that are not in `known`.
[[nodiscard]] Outcome<std::vector<Order>> ordersOf(const Call& call,
                                                   std::initializer_list<const char*> known);

/// The body as one object; an empty body is an empty object.
[[nodiscard]] Outcome<QJsonObject> objectOf(const QByteArray& body);

/// Refuses a member that is not in `known` as the platform words it.
[[nodiscard]] Outcome<void> checkMembers(const QJsonObject& object, std::initializer_list<const char*> known);

} // namespace reveille::sandbox::unikraft
