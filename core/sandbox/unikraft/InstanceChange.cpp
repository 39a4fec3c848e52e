#include "core/sandbox/unikraft/InstanceChange.h"

#include "core/sandbox/unikraft/SettingRules.h"

#include <algorithm>
#include <array>

#include <QJsonArray>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

enum class Shape
{
    Scalar,
    List,  ///< of strings or objects; add appends, del removes by value or name
    Table, ///< an object; add merges, del removes keys
};

struct Property
{
    const char16_t* name;
    Shape shape;
    bool live; ///< may change while the instance runs
};

constexpr std::array<Property, 15> kProperties{{
    {u"image", Shape::Scalar, false},
    {u"args", Shape::List, false},
    {u"env", Shape::Table, false},
    {u"memory_mb", Shape::Scalar, false},
    {u"vcpus", Shape::Scalar, false},
    {u"scale_to_zero", Shape::Table, true},
    {u"tags", Shape::List, true},
    {u"delete_lock", Shape::Scalar, true},
    {u"autokill", Shape::Table, true},
    {u"hostname", Shape::Scalar, false},
    {u"roms", Shape::List, false},
    {u"dependencies", Shape::List, false},
    {u"sched_priority", Shape::Scalar, true},
    {u"plugins", Shape::List, false},
    {u"annotations", Shape::Table, true},
}};

const Property* propertyNamed(const QString& name)
{
    const auto* const it = std::find_if(kProperties.begin(), kProperties.end(),
                                        [&](const Property& p) { return name == QStringView(p.name); });
    return it == kProperties.end() ? nullptr : it;
}

QJsonArray asArray(const QJsonValue& value)
{
    return value.isArray() ? value.toArray() : QJsonArray{value};
}

void removeFrom(QJsonArray& list, const QJsonValue& what)
{
    for (qsizetype i = list.size() - 1; i >= 0; --i) {
        const QJsonValue item = list.at(i);
        if (item == what || item.toObject().value(u"name"_s) == what)
            list.removeAt(i);
    }
}

QJsonValue combined(const Property& property, const QString& op, const QJsonValue& now,
                    const QJsonValue& value)
{
    if (op == u"set")
        return property.shape == Shape::List ? QJsonValue(asArray(value)) : value;
    if (property.shape == Shape::List) {
        QJsonArray list = now.toArray();
        const QJsonArray given = asArray(value);
        for (const QJsonValue& item : given) {
            if (op == u"del")
                removeFrom(list, item);
            else if (!list.contains(item) || property.name != QStringView(u"tags"))
                list.append(item);
        }
        return list;
    }
    QJsonObject table = now.toObject();
    if (op == u"del") {
        const QJsonArray keys = asArray(value);
        for (const QJsonValue& key : keys)
            table.remove(key.toString());
        return table;
    }
    const QJsonObject more = value.toObject();
    for (auto it = more.begin(); it != more.end(); ++it)
        table.insert(it.key(), it.value());
    return table;
}

bool isEmpty(const QJsonValue& value)
{
    return (value.isArray() && value.toArray().isEmpty()) || (value.isObject() && value.toObject().isEmpty());
}

Outcome<void> changeSchedules(InstanceRecord& instance, const QString& op, const QJsonValue& value,
                              const ScheduleRules& rules)
{
    auto changed = op == u"add"   ? withAdded(instance.schedules, value, rules)
                   : op == u"del" ? withRemoved(instance.schedules, value)
                                  : withSet(value, rules);
    if (!changed)
        return tl::unexpected(changed.error());
    instance.schedules = *std::move(changed);
    return {};
}

} // namespace

Outcome<void> applySetting(QJsonObject& settings, const QJsonObject& change)
{
    const QString prop = change.value(u"prop"_s).toString();
    const QString op = change.value(u"op"_s).toString();
    const QJsonValue value = change.value(u"value"_s);
    const Property* const property = propertyNamed(prop);
    if (!property)
        return refuse(Code::Invalid, u"Invalid property '%1'"_s.arg(prop));
    if (op != u"set" && property->shape == Shape::Scalar)
        return refuse(Code::Invalid, u"Cannot %1 a value of '%2'"_s.arg(op, prop));
    if (value.isUndefined() && op == u"add")
        return refuse(Code::Invalid, u"'%1' needs a value"_s.arg(prop));
    if (value.isUndefined() && op == u"del")
        return {};
    QJsonValue next = value.isUndefined() ? QJsonValue(QJsonValue::Undefined)
                                          : combined(*property, op, settings.value(prop), value);
    if (next.isUndefined())
        next = defaultOf(prop);
    else if (const auto good = checkSetting(prop, next); !good)
        return good;
    if (next.isUndefined() || isEmpty(next))
        settings.remove(prop);
    else
        settings.insert(prop, normalized(prop, next));
    return {};
}

Outcome<ChangeEffect> applyChange(InstanceRecord& instance, const QJsonObject& change,
                                  const ScheduleRules& rules)
{
    const QString prop = change.value(u"prop"_s).toString();
    const QString op = change.value(u"op"_s).toString();
    if (op != u"set" && op != u"add" && op != u"del")
        return refuse(Code::Malformed, u"Invalid op '%1'"_s.arg(op));
    if (!instance.isInstance()) {
        if (prop != u"tags" && prop != u"delete_lock" && prop != u"autokill")
            return refuse(Code::NotAllowed,
                          u"'%1' of a %2 cannot be changed"_s.arg(prop, wordOf(instance.state)));
        if (prop == u"autokill") {
            const QString key = wordOf(instance.state) + u"_autokill"_s;
            QJsonObject part{{u"autokill"_s, instance.settings.value(key)}};
            if (const auto done = applySetting(part, change); !done)
                return tl::unexpected(done.error());
            if (part.contains(u"autokill"_s))
                instance.settings.insert(key, part.value(u"autokill"_s));
            else
                instance.settings.remove(key);
            return ChangeEffect::Now;
        }
    }
    if (prop == u"schedules") {
        if (const auto done = changeSchedules(instance, op, change.value(u"value"_s), rules); !done)
            return tl::unexpected(done.error());
        return ChangeEffect::Now;
    }
    QJsonObject settings = instance.settings;
    if (const auto done = applySetting(settings, change); !done)
        return tl::unexpected(done.error());
    const bool down = instance.state == InstanceState::Stopped || !instance.isInstance();
    if (!down && !propertyNamed(prop)->live) {
        QJsonObject update{{u"prop"_s, prop}, {u"op"_s, op}, {u"status"_s, u"pending"_s}};
        if (change.contains(u"value"_s))
            update.insert(u"value"_s, change.value(u"value"_s));
        instance.updates.append(update);
        return ChangeEffect::Queued;
    }
    instance.settings = settings;
    return ChangeEffect::Now;
}

} // namespace reveille::sandbox::unikraft
