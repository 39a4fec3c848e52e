#include "core/sandbox/unikraft/SettingRules.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Refusal> invalid(const QString& name)
{
    return refuse(Code::Invalid, u"Invalid value of '%1'"_s.arg(name));
}

bool isWhole(const QJsonValue& value, double from, double to)
{
    const double number = value.toDouble(from - 1);
    return value.isDouble() && number >= from && number <= to && std::floor(number) == number;
}

bool areTexts(const QJsonArray& array)
{
    return std::all_of(array.begin(), array.end(), [](const QJsonValue& v) { return v.isString(); });
}

bool areTexts(const QJsonObject& object)
{
    return std::all_of(object.begin(), object.end(), [](const QJsonValue& v) { return v.isString(); });
}

bool isOneOf(const QJsonValue& value, const QStringList& words)
{
    return value.isString() && words.contains(value.toString());
}

bool isScaleToZero(const QJsonObject& object)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        const bool good = key == u"policy" ? isOneOf(it.value(), {u"on"_s, u"off"_s, u"idle"_s})
                          : key == u"stateful" || key == u"enabled" ? it.value().isBool()
                          : key == u"cooldown_time_ms" || key == u"notify_time_ms"
                              ? isWhole(it.value(), 0, 1e12)
                              : false;
        if (!good)
            return false;
    }
    const double cooldown = object.value(u"cooldown_time_ms"_s).toDouble(1000);
    return object.value(u"notify_time_ms"_s).toDouble(0) < std::max(cooldown, 1.0);
}

bool isAutokill(const QJsonObject& object)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        if ((it.key() != u"time_ms" && it.key() != u"num_requests") || !isWhole(it.value(), 0, 1e15))
            return false;
    }
    return true;
}

bool isImage(const QJsonValue& value)
{
    const QJsonValue url = value.isObject() ? value.toObject().value(u"url"_s) : value;
    return url.isString() && !url.toString().isEmpty();
}

bool isGood(const QString& name, const QJsonValue& value)
{
    if (name == u"image")
        return isImage(value);
    if (name == u"memory_mb")
        return isWhole(value, kLeastMemoryMb, kMostMemoryMb);
    if (name == u"vcpus")
        return isWhole(value, 1, kMostVcpus);
    if (name == u"args")
        return value.isArray() && value.toArray().size() <= 253 && areTexts(value.toArray());
    if (name == u"tags" || name == u"features" || name == u"dependencies")
        return value.isArray() && areTexts(value.toArray());
    if (name == u"env")
        return value.isObject() && areTexts(value.toObject());
    if (name == u"annotations")
        return value.isObject() && value.toObject().size() <= 256 && areTexts(value.toObject());
    if (name == u"delete_lock" || name == u"autostart")
        return value.isBool();
    if (name == u"restart_policy")
        return isOneOf(value, {u"never"_s, u"always"_s, u"on-failure"_s});
    if (name == u"sched_priority")
        return isOneOf(value, {u"normal"_s, u"medium"_s, u"high"_s, u"admin"_s});
    if (name == u"type")
        return isOneOf(value, {u"micro"_s, u"full"_s});
    if (name == u"scale_to_zero")
        return value.isObject() && isScaleToZero(value.toObject());
    if (name == u"autokill")
        return value.isObject() && isAutokill(value.toObject());
    if (name == u"plugins" || name == u"roms")
        return value.isArray() && value.toArray().size() <= 8;
    if (name == u"volumes")
        return value.isArray() && value.toArray().size() <= 4;
    if (name == u"hostname")
        return value.isString() && !value.toString().isEmpty() && value.toString().size() <= 63;
    return true;
}

/// The registry resolves a name to what it stands for at the time; here a name always stands for the same.
QString pinned(const QString& image)
{
    QString text = image;
    if (!text.contains(u"://"_s)) {
        if (!text.section(u'/', 0, 0).contains(u'.'))
            text.prepend(text.contains(u'/') ? u"unikraft.io/"_s : u"unikraft.io/official/"_s);
        text.prepend(u"oci://"_s);
    }
    if (text.contains(u'@'))
        return text;
    if (!text.section(u'/', -1).contains(u':'))
        text += u":latest"_s;
    const QByteArray digest = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex();
    return text + u"@sha256:"_s + QString::fromLatin1(digest);
}

} // namespace

Outcome<void> checkSetting(const QString& name, const QJsonValue& value)
{
    if (isGood(name, value))
        return {};
    return invalid(name);
}

QJsonValue normalized(const QString& name, const QJsonValue& value)
{
    if (name == u"image")
        return pinned(value.isObject() ? value.toObject().value(u"url"_s).toString() : value.toString());
    if (name != u"scale_to_zero")
        return value;
    QJsonObject full{{u"policy"_s, u"off"_s},
                     {u"stateful"_s, false},
                     {u"cooldown_time_ms"_s, 1000},
                     {u"notify_time_ms"_s, 0}};
    const QJsonObject given = value.toObject();
    for (auto it = given.begin(); it != given.end(); ++it)
        full.insert(it.key(), it.value());
    full.insert(u"enabled"_s, full.value(u"policy"_s) != u"off"_s);
    return full;
}

QJsonValue defaultOf(const QString& name)
{
    if (name == u"memory_mb")
        return 128;
    if (name == u"vcpus")
        return 1;
    if (name == u"restart_policy")
        return u"never"_s;
    if (name == u"type")
        return u"micro"_s;
    return QJsonValue::Undefined;
}

QString applicationOf(const QString& image)
{
    return image.section(u'/', -1).section(u'@', 0, 0).section(u':', 0, 0);
}

} // namespace reveille::sandbox::unikraft
