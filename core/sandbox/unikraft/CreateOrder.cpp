#include "core/sandbox/unikraft/CreateOrder.h"

#include "core/sandbox/unikraft/Call.h"
#include "core/sandbox/unikraft/Deprecations.h"
#include "core/sandbox/unikraft/ServiceGroup.h"
#include "core/sandbox/unikraft/SettingRules.h"
#include "core/sandbox/unikraft/Targets.h"

#include <QRandomGenerator>
#include <QUuid>

#include <utility>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostReplicas = 64;
constexpr qsizetype kLongestName = 255;

/// Settings that go from the request into the record as they are.
constexpr std::array<const char*, 18> kCarried{
    "image",          "args",          "env",      "memory_mb", "vcpus",          "volumes",
    "restart_policy", "scale_to_zero", "features", "tags",      "annotations",    "autokill",
    "hostname",       "dependencies",  "roms",     "plugins",   "sched_priority", "type"};
/// Left out of a clone: they belong to the source.
constexpr std::array<const char*, 8> kOwn{"delete_lock",       "service_group",      "services",
                                          "private_ip",        "private_fqdn",       "network_interfaces",
                                          "template_autokill", "checkpoint_autokill"};

Outcome<QJsonObject> objectAt(const QJsonObject& body, const QString& key)
{
    const QJsonValue value = body.value(key);
    if (value.isString())
        return QJsonObject{{u"name"_s, value}};
    if (!value.isObject())
        return refuse(Code::Malformed, u"'%1' must be an object"_s.arg(key));
    return value.toObject();
}

Outcome<const InstanceRecord*> sourceOf(const QJsonObject& body, const InstanceStore& store)
{
    struct Way
    {
        QString key;
        Kind kind;
    };
    const std::array<Way, 3> ways{{{u"template"_s, Kind::Template},
                                   {u"branch_from"_s, Kind::Instance},
                                   {u"checkpoint"_s, Kind::Checkpoint}}};
    int given = body.contains(u"image"_s) ? 1 : 0;
    const InstanceRecord* source = nullptr;
    for (const Way& way : ways) {
        if (!body.contains(way.key))
            continue;
        ++given;
        const auto target = objectAt(body, way.key).and_then([&](const QJsonObject& order) {
            return targetOf(store, order, way.kind);
        });
        if (!target)
            return tl::unexpected(target.error());
        source = *target;
        if (way.kind == Kind::Template)
            continue;
        for (const QString& field : {u"memory_mb"_s, u"vcpus"_s, u"volumes"_s, u"roms"_s, u"plugins"_s}) {
            if (body.contains(field)) {
                return refuse(Code::Invalid,
                              u"Cannot specify '%1' when branching from an existing instance"_s.arg(field));
            }
        }
        const InstanceState state = source->state;
        if (state != InstanceState::Running && state != InstanceState::Stopped &&
            state != InstanceState::Standby && state != InstanceState::Checkpoint)
            return refuse(Code::WrongState, u"Cannot branch from VM in state '%1'"_s.arg(wordOf(state)));
    }
    if (given != 1)
        return refuse(Code::Invalid,
                      u"Exactly one of image, template, branch_from and checkpoint is needed"_s);
    return source;
}

QString inventedAddress()
{
    auto* const random = QRandomGenerator::system();
    return u"10.0.%1.%2"_s.arg(random->bounded(256U)).arg(2 + random->bounded(250U));
}

QString inventedMac()
{
    const QByteArray digits = QUuid::createUuid().toRfc4122().left(5).toHex(':');
    return u"12:"_s + QString::fromLatin1(digits);
}

/// What the platform gives to every instance of its own.
void giveAddresses(InstanceRecord& instance, const QJsonArray& wanted)
{
    const QString address = inventedAddress();
    QJsonArray interfaces;
    const QJsonArray asked = wanted.isEmpty() ? QJsonArray{QJsonObject()} : wanted;
    for (const QJsonValue& one : asked) {
        QJsonObject interface = one.toObject();
        interface.insert(u"uuid"_s, newUuid());
        if (!interface.contains(u"private_ip"_s))
            interface.insert(u"private_ip"_s, interfaces.isEmpty() ? address : inventedAddress());
        interface.insert(u"mac"_s, inventedMac());
        interfaces.append(interface);
    }
    instance.settings.insert(u"network_interfaces"_s, interfaces);
    instance.settings.insert(u"private_ip"_s, interfaces.first().toObject().value(u"private_ip"_s));
    instance.settings.insert(u"private_fqdn"_s, QString(instance.name + u".internal"_s));
}

Outcome<void> checkTogether(const InstanceRecord& instance)
{
    const bool deletes = instance.hasFeature(u"delete-on-stop"_s);
    if (deletes && instance.settings.value(u"restart_policy"_s) != u"never"_s)
        return refuse(Code::Invalid, u"delete-on-stop excludes a restart_policy other than never"_s);
    if (!instance.cooldown())
        return {};
    if (deletes)
        return refuse(Code::Invalid, u"delete-on-stop excludes scale_to_zero"_s);
    if (!instance.settings.contains(u"service_group"_s))
        return refuse(Code::Invalid, u"scale_to_zero needs a service_group"_s);
    return {};
}

Outcome<InstanceRecord> prototypeOf(const QJsonObject& body, const InstanceRecord* source,
                                    const QString& metro, const ScheduleRules& rules)
{
    InstanceRecord instance;
    if (source)
        inherit(instance, *source);
    for (const QString& name : {u"memory_mb"_s, u"vcpus"_s, u"restart_policy"_s, u"type"_s}) {
        if (!instance.settings.contains(name))
            instance.settings.insert(name, defaultOf(name));
    }
    for (const char* const carried : kCarried) {
        const QString name = QString::fromLatin1(carried);
        if (!body.contains(name))
            continue;
        if (const auto good = checkSetting(name, body.value(name)); !good)
            return tl::unexpected(good.error());
        instance.settings.insert(name, normalized(name, body.value(name)));
    }
    if (body.contains(u"service_group"_s)) {
        const auto group = ServiceGroup::read(body.value(u"service_group"_s).toObject(), metro);
        if (!group)
            return tl::unexpected(group.error());
        instance.settings.insert(u"service_group"_s, group->group);
        if (!group->services.isEmpty())
            instance.settings.insert(u"services"_s, group->services);
    }
    if (body.contains(u"schedules"_s)) {
        auto schedules = schedulesFromJson(body.value(u"schedules"_s), rules);
        if (!schedules)
            return tl::unexpected(schedules.error());
        instance.schedules = *std::move(schedules);
    }
    if (const auto good = checkTogether(instance); !good)
        return tl::unexpected(good.error());
    return instance;
}

Outcome<QString> nameOf(const QJsonObject& body, const InstanceStore& store)
{
    const QJsonValue value = body.value(u"name"_s);
    if (value.isUndefined())
        return QString();
    const QString name = value.toString();
    if (name.isEmpty())
        return refuse(Code::Invalid, u"Invalid name"_s);
    if (name.size() > kLongestName)
        return refuse(Code::TooLong, u"The name is longer than 255 characters"_s);
    if (store.named(name))
        return refuse(Code::AlreadyExists, u"An instance with the name '%1' already exists"_s.arg(name));
    return name;
}

} // namespace

QString newUuid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QString freeName(const InstanceStore& store, const QString& stem)
{
    static const QString kLetters = u"abcdefghijklmnopqrstuvwxyz0123456789"_s;
    for (;;) {
        QString name = (stem.isEmpty() ? u"instance"_s : stem) + u'-';
        for (int i = 0; i < 5; ++i)
            name += kLetters.at(static_cast<qsizetype>(QRandomGenerator::system()->bounded(36U)));
        if (!store.named(name))
            return name;
    }
}

void inherit(InstanceRecord& clone, const InstanceRecord& source)
{
    clone.settings = source.settings;
    for (const char* const own : kOwn)
        clone.settings.remove(QLatin1String(own));
    clone.schedules = source.schedules;
}

Outcome<CreateOrder> createOrderOf(const QJsonObject& body, const InstanceStore& store, const QString& metro,
                                   const ScheduleRules& rules)
{
    const auto known = checkMembers(body, {"image",
                                           "template",
                                           "branch_from",
                                           "checkpoint",
                                           "name",
                                           "args",
                                           "env",
                                           "memory_mb",
                                           "vcpus",
                                           "service_group",
                                           "volumes",
                                           "autostart",
                                           "replicas",
                                           "restart_policy",
                                           "scale_to_zero",
                                           "features",
                                           "timeout_s",
                                           "wait_timeout_ms",
                                           "tags",
                                           "annotations",
                                           "schedules",
                                           "autokill",
                                           "hostname",
                                           "dependencies",
                                           "roms",
                                           "plugins",
                                           "sched_priority",
                                           "network_interfaces",
                                           "gateway",
                                           "nameserver",
                                           "type",
                                           "gpus"});
    if (!known)
        return tl::unexpected(known.error());
    const auto source = sourceOf(body, store);
    if (!source)
        return tl::unexpected(source.error());
    const auto prototype = prototypeOf(body, *source, metro, rules);
    if (!prototype)
        return tl::unexpected(prototype.error());
    const auto name = nameOf(body, store);
    if (!name)
        return tl::unexpected(name.error());
    if (const auto good = checkSetting(u"autostart"_s, body.value(u"autostart"_s).isUndefined()
                                                           ? QJsonValue(false)
                                                           : body.value(u"autostart"_s));
        !good)
        return tl::unexpected(good.error());
    const auto replicas = integerOf(body, u"replicas"_s, 0);
    const auto timeout = timeoutSecondsOf(body, u"wait_timeout_ms"_s);
    if (!replicas || !timeout)
        return tl::unexpected(replicas ? timeout.error() : replicas.error());
    if (*replicas < 0 || *replicas > kMostReplicas)
        return refuse(Code::Invalid, u"Invalid value of 'replicas'"_s);

    CreateOrder order;
    order.autostart = body.value(u"autostart"_s).toBool(false);
    order.timeoutSeconds = *timeout;
    if (*timeout != 0 && !order.autostart)
        return refuse(Code::Invalid, u"timeout_s needs autostart"_s);
    for (qint64 i = 0; i <= *replicas; ++i) {
        InstanceRecord instance = *prototype;
        instance.uuid = newUuid();
        const QString application = applicationOf(instance.settings.value(u"image"_s).toString());
        instance.name = name->isEmpty() ? freeName(store, application)
                        : i == 0        ? *name
                                        : freeName(store, *name);
        giveAddresses(instance, body.value(u"network_interfaces"_s).toArray());
        order.instances.push_back(std::move(instance));
    }
    return order;
}

} // namespace reveille::sandbox::unikraft
