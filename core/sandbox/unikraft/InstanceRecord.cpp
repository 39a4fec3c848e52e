#include "core/sandbox/unikraft/InstanceRecord.h"

#include "core/model/TimeText.h"
#include "core/sandbox/unikraft/Envelope.h"

#include <algorithm>
#include <array>

#include <QJsonDocument>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr std::array<const char16_t*, 8> kStates{u"stopped",  u"starting", u"running",  u"draining",
                                                 u"stopping", u"standby",  u"template", u"checkpoint"};

void put(QJsonObject& object, const QString& key, const std::optional<Instant>& at)
{
    if (at)
        object.insert(key, toRfc3339(floor<seconds>(*at)));
}

void put(QJsonObject& object, const QString& key, const std::optional<int>& number)
{
    if (number)
        object.insert(key, *number);
}

void putMicros(QJsonObject& object, const QString& key, const std::optional<Instant>& at)
{
    if (at)
        object.insert(key, qint64(at->time_since_epoch().count()));
}

std::optional<Instant> microsOf(const QJsonObject& object, const QString& key)
{
    if (!object.contains(key))
        return std::nullopt;
    return Instant(microseconds(object.value(key).toInteger()));
}

std::optional<int> intOf(const QJsonObject& object, const QString& key)
{
    return object.contains(key) ? std::optional(object.value(key).toInt()) : std::nullopt;
}

/// The same for every reading of one instance, different between instances.
int bootMicrosOf(const InstanceRecord& instance)
{
    return 60'000 + static_cast<int>(qHash(instance.uuid, 1) % 40'000);
}

std::optional<milliseconds> positiveOf(const QJsonObject& object, const QString& key)
{
    const qint64 ms = object.value(key).toInteger(0);
    return ms > 0 ? std::optional(milliseconds(ms)) : std::nullopt;
}

} // namespace

QString wordOf(InstanceState state)
{
    return QString::fromUtf16(kStates[static_cast<std::size_t>(state)]);
}

std::optional<InstanceState> stateOf(QStringView word)
{
    const auto* const it = std::find_if(kStates.begin(), kStates.end(),
                                        [&](const char16_t* k) { return word == QStringView(k); });
    if (it == kStates.end())
        return std::nullopt;
    return static_cast<InstanceState>(it - kStates.begin());
}

bool InstanceRecord::isDeleteLocked() const
{
    return settings.value(u"delete_lock"_s).toBool(false);
}

bool InstanceRecord::hasFeature(const QString& feature) const
{
    return settings.value(u"features"_s).toArray().contains(feature);
}

QStringList InstanceRecord::tags() const
{
    QStringList all;
    const QJsonArray array = settings.value(u"tags"_s).toArray();
    for (const QJsonValue& tag : array)
        all.append(tag.toString());
    return all;
}

std::optional<milliseconds> InstanceRecord::cooldown() const
{
    const QJsonObject setting = settings.value(u"scale_to_zero"_s).toObject();
    const QString policy = setting.value(u"policy"_s).toString();
    if (policy != u"on" && policy != u"idle")
        return std::nullopt;
    return milliseconds(setting.value(u"cooldown_time_ms"_s).toInteger(1000));
}

std::optional<milliseconds> InstanceRecord::autokillAfter() const
{
    const QString key = state == InstanceState::Template     ? u"template_autokill"_s
                        : state == InstanceState::Checkpoint ? u"checkpoint_autokill"_s
                                                             : u"autokill"_s;
    return positiveOf(settings.value(key).toObject(), u"time_ms"_s);
}

QJsonObject summaryOf(const InstanceRecord& instance)
{
    return succeeded(
        {{u"uuid"_s, instance.uuid}, {u"name"_s, instance.name}, {u"state"_s, wordOf(instance.state)}});
}

QJsonObject detailsOf(const InstanceRecord& instance, Instant now)
{
    QJsonObject object = instance.settings;
    object.insert(u"status"_s, u"success"_s);
    object.insert(u"uuid"_s, instance.uuid);
    object.insert(u"name"_s, instance.name);
    object.insert(u"state"_s, wordOf(instance.state));
    put(object, u"created_at"_s, instance.createdAt);
    if (!instance.schedules.empty())
        object.insert(u"schedules"_s, toJson(instance.schedules, instance.isInstance()));
    if (!instance.updates.isEmpty())
        object.insert(u"updates"_s, instance.updates);
    object.insert(u"start_count"_s, instance.startCount);
    if (instance.restartCount > 0)
        object.insert(u"restart_count"_s, instance.restartCount);
    if (instance.restartAttempt > 0) {
        QJsonObject restart{{u"attempt"_s, instance.restartAttempt}};
        put(restart, u"next_at"_s, instance.restartAt);
        object.insert(u"restart"_s, restart);
    }
    put(object, u"started_at"_s, instance.startedAt);
    put(object, u"stopped_at"_s, instance.stoppedAt);
    milliseconds up = instance.uptime;
    if (instance.isUp() && instance.startedAt)
        up += std::max(floor<milliseconds>(now - *instance.startedAt), milliseconds(0));
    object.insert(u"uptime_ms"_s, qint64(up.count()));
    if (instance.startCount > 0) {
        object.insert(u"boot_time_us"_s, bootMicrosOf(instance));
        object.insert(u"net_time_us"_s, bootMicrosOf(instance) + 3400);
    }
    put(object, u"stop_reason"_s, instance.stopReason);
    put(object, u"exit_code"_s, instance.exitCode);
    put(object, u"stop_code"_s, instance.stopCode);
    return object;
}

QByteArray detailsText(const InstanceRecord& instance, Instant now)
{
    if (!instance.text.isEmpty())
        return instance.text;
    const QByteArray text = QJsonDocument(detailsOf(instance, now)).toJson(QJsonDocument::Compact);
    // What is up tells how long, which is never twice the same.
    if (!instance.isUp())
        instance.text = text;
    return text;
}

QJsonObject toDisk(const InstanceRecord& instance)
{
    QJsonObject object{{u"sequence"_s, instance.sequence},
                       {u"uuid"_s, instance.uuid},
                       {u"name"_s, instance.name},
                       {u"state"_s, wordOf(instance.state)},
                       {u"target"_s, wordOf(instance.target)},
                       {u"settings"_s, instance.settings},
                       {u"start_count"_s, instance.startCount},
                       {u"restart_count"_s, instance.restartCount},
                       {u"restart_attempt"_s, instance.restartAttempt},
                       {u"uptime_ms"_s, qint64(instance.uptime.count())}};
    putMicros(object, u"created_at"_s, instance.createdAt);
    putMicros(object, u"started_at"_s, instance.startedAt);
    putMicros(object, u"stopped_at"_s, instance.stoppedAt);
    putMicros(object, u"kill_at"_s, instance.killAt);
    put(object, u"stop_reason"_s, instance.stopReason);
    put(object, u"exit_code"_s, instance.exitCode);
    put(object, u"stop_code"_s, instance.stopCode);
    if (!instance.schedules.empty())
        object.insert(u"schedules"_s, toJson(instance.schedules, false));
    if (!instance.updates.isEmpty())
        object.insert(u"updates"_s, instance.updates);
    if (!instance.history.isEmpty())
        object.insert(u"history"_s, instance.history);
    return object;
}

std::optional<InstanceRecord> instanceFromDisk(const QJsonObject& object)
{
    InstanceRecord instance;
    instance.sequence = object.value(u"sequence"_s).toInteger();
    instance.uuid = object.value(u"uuid"_s).toString();
    instance.name = object.value(u"name"_s).toString();
    const auto state = stateOf(object.value(u"state"_s).toString());
    const auto target = stateOf(object.value(u"target"_s).toString());
    const auto created = microsOf(object, u"created_at"_s);
    if (instance.uuid.isEmpty() || instance.sequence <= 0 || !state || !target || !created)
        return std::nullopt;
    instance.state = *state;
    instance.target = *target;
    instance.createdAt = *created;
    instance.settings = object.value(u"settings"_s).toObject();
    if (const QJsonValue kept = object.value(u"schedules"_s); kept.isArray()) {
        // A zone that was let in stays, whatever the rules are now.
        auto schedules = schedulesFromJson(kept, ScheduleRules{true});
        if (!schedules)
            return std::nullopt;
        instance.schedules = *std::move(schedules);
    }
    instance.updates = object.value(u"updates"_s).toArray();
    instance.startCount = object.value(u"start_count"_s).toInt();
    instance.restartCount = object.value(u"restart_count"_s).toInt();
    instance.restartAttempt = object.value(u"restart_attempt"_s).toInt();
    instance.startedAt = microsOf(object, u"started_at"_s);
    instance.stoppedAt = microsOf(object, u"stopped_at"_s);
    instance.killAt = microsOf(object, u"kill_at"_s);
    instance.uptime = milliseconds(object.value(u"uptime_ms"_s).toInteger());
    instance.stopReason = intOf(object, u"stop_reason"_s);
    instance.exitCode = intOf(object, u"exit_code"_s);
    instance.stopCode = intOf(object, u"stop_code"_s);
    instance.history = object.value(u"history"_s).toArray();
    return instance;
}

} // namespace reveille::sandbox::unikraft
