#include "core/sandbox/unikraft/Call.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLatin1String>

#include <algorithm>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QString decoded(const QByteArray& text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

bool contains(std::initializer_list<const char*> known, const QString& name)
{
    return std::any_of(known.begin(), known.end(), [&](const char* k) { return name == QLatin1String(k); });
}

tl::unexpected<Refusal> notAMember(const QString& name)
{
    return refuse(Code::Malformed, u"'%1' is not a valid member"_s.arg(name));
}

/// An empty list that a client never filled goes over the wire as null.
bool isNothing(const QByteArray& body)
{
    const QByteArray text = body.trimmed();
    return text.isEmpty() || text == "null";
}

Outcome<QJsonDocument> documentOf(const QByteArray& body)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return refuse(Code::Malformed, u"Malformed request: "_s + error.errorString());
    return document;
}

} // namespace

Query::Query(const QByteArray& target)
{
    const qsizetype question = target.indexOf('?');
    if (question < 0)
        return;
    for (const QByteArray& pair : target.mid(question + 1).split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray name = equals < 0 ? pair : pair.left(equals);
        if (!name.isEmpty())
            m_pairs.push_back({decoded(name), equals < 0 ? QByteArray() : pair.mid(equals + 1)});
    }
}

QStringList Query::all(const char* name) const
{
    QStringList values;
    for (const auto& [key, value] : m_pairs) {
        if (key == QLatin1String(name))
            values.append(decoded(value));
    }
    return values;
}

std::optional<QString> Query::first(const char* name) const
{
    const QStringList values = all(name);
    return values.isEmpty() ? std::nullopt : std::optional(values.first());
}

QStringList Query::list(const char* name) const
{
    QStringList values;
    for (const auto& [key, value] : m_pairs) {
        if (key != QLatin1String(name))
            continue;
        for (const QByteArray& part : value.split(',')) {
            if (!part.isEmpty())
                values.append(decoded(part));
        }
    }
    return values;
}

Outcome<bool> Query::flag(const char* name, bool absent) const
{
    const auto text = first(name);
    if (!text)
        return absent;
    if (*text == u"true")
        return true;
    if (*text == u"false")
        return false;
    return refuse(Code::Malformed, u"'%1' must be true or false"_s.arg(QLatin1String(name)));
}

std::optional<QString> Query::unknown(std::initializer_list<const char*> known) const
{
    for (const auto& [key, value] : m_pairs) {
        if (!contains(known, key))
            return key;
    }
    return std::nullopt;
}

Outcome<void> checkMembers(const QJsonObject& object, std::initializer_list<const char*> known)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!contains(known, it.key()))
            return notAMember(it.key());
    }
    return {};
}

Outcome<QJsonObject> objectOf(const QByteArray& body)
{
    if (isNothing(body))
        return QJsonObject();
    const auto document = documentOf(body);
    if (!document)
        return tl::unexpected(document.error());
    if (!document->isObject())
        return refuse(Code::Malformed, u"Malformed request: an object is expected"_s);
    return document->object();
}

Outcome<std::vector<Order>> ordersOf(const Call& call, std::initializer_list<const char*> known)
{
    const auto checked = [&](QJsonObject order) -> Outcome<QJsonObject> {
        QJsonObject rest = order;
        rest.remove(u"uuid"_s);
        rest.remove(u"name"_s);
        if (const auto good = checkMembers(rest, known); !good)
            return tl::unexpected(good.error());
        return order;
    };
    std::vector<Order> orders;
    if (!call.variables.isEmpty()) {
        auto object = objectOf(call.request.body).and_then(checked);
        if (!object)
            return tl::unexpected(object.error());
        if (object->contains(u"name"_s) || object->contains(u"uuid"_s))
            return notAMember(object->contains(u"name"_s) ? u"name"_s : u"uuid"_s);
        object->insert(u"uuid"_s, call.variables.first());
        orders.push_back(*std::move(object));
        return orders;
    }
    if (isNothing(call.request.body)) {
        for (const QString& uuid : call.query.all("uuid"))
            orders.push_back({{u"uuid"_s, uuid}});
        for (const QString& name : call.query.all("name"))
            orders.push_back({{u"name"_s, name}});
        return orders;
    }
    const auto document = documentOf(call.request.body);
    if (!document)
        return tl::unexpected(document.error());
    const QJsonArray items = document->isArray() ? document->array() : QJsonArray{document->object()};
    for (const QJsonValue& item : items) {
        if (!item.isObject())
            return refuse(Code::Malformed, u"Malformed request: an array of objects is expected"_s);
        auto order = checked(item.toObject());
        if (!order)
            return tl::unexpected(order.error());
        orders.push_back(*std::move(order));
    }
    return orders;
}

} // namespace reveille::sandbox::unikraft
