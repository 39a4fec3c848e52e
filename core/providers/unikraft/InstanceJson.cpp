#include "core/providers/unikraft/InstanceJson.h"

#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/StopWords.h"

#include <algorithm>
#include <limits>

#include <QJsonArray>

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

struct StateRow
{
    QLatin1String state;
    MachinePhase phase;
};

constexpr StateRow kStates[] = {
    {QLatin1String("stopped"), MachinePhase::Stopped},
    {QLatin1String("starting"), MachinePhase::Waking},
    {QLatin1String("running"), MachinePhase::Running},
    {QLatin1String("draining"), MachinePhase::GoingToSleep},
    {QLatin1String("stopping"), MachinePhase::GoingToSleep},
    {QLatin1String("standby"), MachinePhase::Sleeping},
    {QLatin1String("deleted"), MachinePhase::Deleted},
};

std::optional<int> smallInteger(const QJsonValue& value)
{
    const auto number = integerOf(value);
    if (!number || *number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(*number);
}

bool scalesToZero(const QJsonObject& object)
{
    const QJsonObject settings = object[u"scale_to_zero"_s].toObject();
    if (settings.isEmpty())
        return stringsOf(object[u"features"_s]).contains(u"scale-to-zero"_s); // as older versions said it
    if (const QJsonValue policy = settings[u"policy"_s]; policy.isString())
        return policy.toString() != u"off"_s;
    return settings[u"enabled"_s].toBool();
}

MachineRules rulesOf(const QJsonObject& object)
{
    MachineRules rules;
    rules.scaleToZero = scalesToZero(object);
    rules.deleteOnStop = stringsOf(object[u"features"_s]).contains(u"delete-on-stop"_s);
    rules.deleteLocked = object[u"delete_lock"_s].toBool();
    if (const auto time = integerOf(object[u"autokill"_s].toObject()[u"time_ms"_s]); time && *time > 0)
        rules.autokill = milliseconds(*time);
    rules.runsCommands = !sandboxPluginOf(object).isEmpty();
    return rules;
}

std::optional<seconds> autosleepOf(const QJsonObject& object, bool scaleToZero)
{
    if (!scaleToZero)
        return object.contains(u"scale_to_zero"_s) ? std::optional(seconds(0)) : std::nullopt;
    const auto cooldown = integerOf(object[u"scale_to_zero"_s].toObject()[u"cooldown_time_ms"_s]);
    if (!cooldown || *cooldown < 0)
        return std::nullopt;
    return std::max(seconds(1), ceil<seconds>(milliseconds(*cooldown)));
}

QString addressOf(const QJsonObject& object)
{
    const QJsonArray domains = object[u"service_group"_s].toObject()[u"domains"_s].toArray();
    return domains.first().toObject()[u"fqdn"_s].toString();
}

} // namespace

MachineId machineIdOf(const QString& metro, const QString& uuid)
{
    return {metro + u'/' + uuid};
}

std::optional<InstanceName> instanceNameOf(const MachineId& machine)
{
    const qsizetype slash = machine.value.indexOf(u'/');
    if (slash <= 0 || slash + 1 >= machine.value.size())
        return std::nullopt;
    return InstanceName{machine.value.left(slash), machine.value.mid(slash + 1)};
}

MachinePhase phaseOf(QStringView state)
{
    for (const StateRow& row : kStates) {
        if (state == row.state)
            return row.phase;
    }
    return MachinePhase::Unknown;
}

std::optional<QString> stateFor(MachinePhase phase)
{
    for (const StateRow& row : kStates) {
        if (phase == row.phase)
            return QString(row.state);
    }
    return std::nullopt;
}

Result<Machine> machineOf(const QJsonObject& object, const AccountId& account, const QString& metro,
                          SharedTexts& texts)
{
    const QString uuid = object[u"uuid"_s].toString();
    if (uuid.isEmpty())
        return fail(ErrorCode::BadAnswer, metro, u"an instance without a uuid"_s);
    Machine machine;
    machine.key = {account, machineIdOf(metro, uuid)};
    machine.name = object[u"name"_s].toString();
    machine.metro = texts.shared(metro);
    machine.rawPhase = texts.shared(object[u"state"_s].toString());
    machine.phase = phaseOf(machine.rawPhase);
    machine.vcpu = object[u"vcpus"_s].toDouble();
    machine.memoryMib = integerOf(object[u"memory_mb"_s]).value_or(0);
    machine.image = texts.shared(object[u"image"_s].toString());
    machine.address = addressOf(object);
    machine.tags = stringsOf(object[u"tags"_s]);
    machine.rules = rulesOf(object);
    machine.autosleep = autosleepOf(object, machine.rules.scaleToZero);
    machine.createdAt = instantOf(object[u"created_at"_s]);
    machine.history.startCount = integerOf(object[u"start_count"_s]);
    machine.history.startedAt = instantOf(object[u"started_at"_s]);
    machine.history.stoppedAt = instantOf(object[u"stopped_at"_s]);
    machine.lastTransitionAt = std::max(machine.history.startedAt, machine.history.stoppedAt);
    const StopNumbers stop{smallInteger(object[u"stop_reason"_s]), smallInteger(object[u"stop_code"_s]),
                           smallInteger(object[u"exit_code"_s])};
    machine.history.stopReason = texts.shared(stopWords(stop));
    if (!machine.isAwake() && isCrash(stop))
        machine.reason = machine.history.stopReason;
    if (object.contains(u"schedules"_s) || object.contains(u"created_at"_s))
        machine.providerSchedules = schedulesOf(object[u"schedules"_s], texts);
    return machine;
}

bool isSnapshot(const QJsonObject& object)
{
    const QString state = object[u"state"_s].toString();
    return state == u"template"_s || state == u"checkpoint"_s;
}

QString sandboxPluginOf(const QJsonObject& object)
{
    const QString word = u"sandbox"_s;
    QString byImage;
    for (const QJsonValue value : object[u"plugins"_s].toArray()) {
        const QString name = value[u"name"_s].toString();
        if (name == word)
            return name;
        // The image may be told as "image" or, by older versions, as "rom", as a text or as an object.
        for (const QString& member : {u"image"_s, u"rom"_s}) {
            const QJsonValue source = value[member];
            const QString text = source.isObject() ? source[u"url"_s].toString() : source.toString();
            if (text.contains(word) && byImage.isEmpty())
                byImage = name;
        }
    }
    return byImage;
}

std::optional<QString> queuedChange(const QJsonObject& object, const QString& property)
{
    for (const QJsonValue value : object[u"updates"_s].toArray()) {
        if (value[u"prop"_s].toString() != property)
            continue;
        if (value[u"status"_s].toString() != u"failed"_s)
            return QString();
        const QJsonValue error = value[u"error"_s];
        const QString words = error.isString() ? error.toString() : value[u"message"_s].toString();
        return words.isEmpty() ? u"the queued change failed"_s : words;
    }
    return std::nullopt;
}

} // namespace reveille::unikraft
