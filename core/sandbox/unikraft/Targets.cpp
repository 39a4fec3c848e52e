#include "core/sandbox/unikraft/Targets.h"

#include "core/sandbox/unikraft/Envelope.h"

#include <QUuid>

#include <cmath>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QString nounOf(Kind kind)
{
    return kind == Kind::Template     ? u"template"_s
           : kind == Kind::Checkpoint ? u"checkpoint"_s
                                      : u"instance"_s;
}

} // namespace

Kind kindOf(const InstanceRecord& record)
{
    if (record.state == InstanceState::Template)
        return Kind::Template;
    return record.isInstance() ? Kind::Instance : Kind::Checkpoint;
}

Outcome<InstanceRecord*> targetOf(const InstanceStore& store, const Order& order, Kind kind)
{
    const QString uuid = order.value(u"uuid"_s).toString();
    const QString name = order.value(u"name"_s).toString();
    if (uuid.isEmpty() && name.isEmpty())
        return refuse(Code::MissingId, u"Either uuid or name is needed"_s);
    if (!uuid.isEmpty() && !name.isEmpty())
        return refuse(Code::NotBoth, u"uuid and name cannot be given together"_s);
    if (!uuid.isEmpty() && QUuid::fromString(uuid).isNull())
        return refuse(Code::Invalid, u"Invalid uuid '%1'"_s.arg(uuid));
    InstanceRecord* const found = uuid.isEmpty() ? store.named(name) : store.find(uuid.toLower());
    if (!found || kindOf(*found) != kind) {
        return refuse(Code::NotFound,
                      u"No %1 with %2 '%3'"_s.arg(nounOf(kind), uuid.isEmpty() ? u"name"_s : u"uuid"_s,
                                                  uuid.isEmpty() ? name : uuid));
    }
    return found;
}

QJsonObject namedBy(const Order& order)
{
    QJsonObject known;
    for (const QString& key : {u"uuid"_s, u"name"_s}) {
        if (order.contains(key))
            known.insert(key, order.value(key));
    }
    return known;
}

QJsonArray forEach(const Call& call, const InstanceStore& store, const std::vector<Order>& orders, Kind kind,
                   const std::function<QJsonObject(InstanceRecord&, const Order&)>& work)
{
    QJsonArray items;
    for (const Order& order : orders) {
        const auto target = targetOf(store, order, kind);
        const auto trouble = target ? call.trouble((*target)->name) : std::nullopt;
        if (trouble)
            items.append(failed(identityOf(**target), *trouble));
        else
            items.append(target ? work(**target, order) : failed(namedBy(order), target.error()));
    }
    return items;
}

QJsonObject identityOf(const InstanceRecord& record)
{
    return {{u"uuid"_s, record.uuid}, {u"name"_s, record.name}};
}

Outcome<qint64> integerOf(const QJsonObject& object, const QString& key, qint64 absent)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined())
        return absent;
    const double number = value.toDouble(0.5);
    constexpr double kMost = 9e15; // beyond it a double does not count one by one
    if (!value.isDouble() || std::floor(number) != number || std::abs(number) > kMost)
        return refuse(Code::Malformed, u"'%1' must be a whole number"_s.arg(key));
    return static_cast<qint64>(number);
}

} // namespace reveille::sandbox::unikraft
