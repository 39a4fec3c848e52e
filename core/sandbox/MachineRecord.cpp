#include "core/sandbox/MachineRecord.h"

#include "core/model/TimeText.h"

#include <array>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr std::array<const char16_t*, 9> kPhaseWords{u"accepted",   u"placement_pending", u"starting",
                                                     u"running",    u"stopping",          u"sleeping",
                                                     u"destroying", u"destroyed",         u"failed"};

QJsonObject statusJson(const MachineRecord& machine)
{
    QJsonObject status{{u"phase"_s, toWord(machine.phase)},
                       {u"reason"_s, machine.reason},
                       {u"retryable"_s, false},
                       {u"revision"_s, QString::number(machine.revision)},
                       {u"last_transition_at"_s, toRfc3339(machine.lastTransitionAt)},
                       {u"last_progress_at"_s, toRfc3339(machine.lastTransitionAt)}};
    if (!machine.lastError.isEmpty())
        status.insert(u"last_error"_s, machine.lastError);
    return status;
}

qint64 usec(calendar::Instant at)
{
    return at.time_since_epoch().count();
}

calendar::Instant instant(const QJsonObject& object, const QString& name)
{
    return calendar::Instant(microseconds(object.value(name).toInteger()));
}

} // namespace

QString toWord(Phase phase)
{
    return QString::fromUtf16(kPhaseWords[static_cast<std::size_t>(phase)]);
}

std::optional<Phase> phaseFromWord(const QString& word)
{
    for (std::size_t i = 0; i < kPhaseWords.size(); ++i) {
        if (word == QStringView(kPhaseWords[i]))
            return static_cast<Phase>(i);
    }
    return std::nullopt;
}

QJsonObject wireJson(const MachineRecord& machine, SandboxShape shape, MachinePlace place)
{
    QJsonObject object{{u"machine_id"_s, machine.id},
                       {u"vcpu"_s, machine.vcpu},
                       {u"memory_mib"_s, machine.memoryMib},
                       {u"storage_gib"_s, machine.storageGib},
                       {u"desired_state"_s, machine.desired}};
    const bool superset = shape == SandboxShape::Superset;
    if (shape != SandboxShape::G1)
        object.insert(u"autosleep_seconds"_s, machine.autosleepSeconds);
    if (shape != SandboxShape::G3 || place == MachinePlace::Get)
        object.insert(u"status"_s, statusJson(machine));
    if (superset || (shape == SandboxShape::G3 && place != MachinePlace::Get))
        object.insert(u"phase"_s, toWord(machine.phase));
    if (superset || place == MachinePlace::List)
        object.insert(u"created_at"_s, toRfc3339(machine.createdAt));
    return object;
}

QJsonObject toDisk(const MachineRecord& machine)
{
    return {{u"sequence"_s, machine.sequence},
            {u"id"_s, machine.id},
            {u"vcpu"_s, machine.vcpu},
            {u"memory_mib"_s, machine.memoryMib},
            {u"storage_gib"_s, machine.storageGib},
            {u"autosleep_seconds"_s, machine.autosleepSeconds},
            {u"desired"_s, machine.desired},
            {u"phase"_s, toWord(machine.phase)},
            {u"reason"_s, machine.reason},
            {u"last_error"_s, machine.lastError},
            {u"revision"_s, machine.revision},
            {u"created_at"_s, usec(machine.createdAt)},
            {u"last_transition_at"_s, usec(machine.lastTransitionAt)}};
}

std::optional<MachineRecord> machineFromDisk(const QJsonObject& object)
{
    const auto phase = phaseFromWord(object.value(u"phase"_s).toString());
    MachineRecord machine;
    machine.id = object.value(u"id"_s).toString();
    if (!phase || machine.id.isEmpty())
        return std::nullopt;
    machine.sequence = object.value(u"sequence"_s).toInteger();
    machine.vcpu = object.value(u"vcpu"_s).toDouble();
    machine.memoryMib = object.value(u"memory_mib"_s).toInteger();
    machine.storageGib = object.value(u"storage_gib"_s).toInteger();
    machine.autosleepSeconds = object.value(u"autosleep_seconds"_s).toInteger();
    machine.desired = object.value(u"desired"_s).toString();
    machine.phase = *phase;
    machine.reason = object.value(u"reason"_s).toString();
    machine.lastError = object.value(u"last_error"_s).toString();
    machine.revision = object.value(u"revision"_s).toInteger();
    machine.createdAt = instant(object, u"created_at"_s);
    machine.lastTransitionAt = instant(object, u"last_transition_at"_s);
    return machine;
}

} // namespace reveille::sandbox
