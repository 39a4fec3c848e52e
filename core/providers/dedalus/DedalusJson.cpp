#include "core/providers/dedalus/DedalusJson.h"

#include "core/model/TimeText.h"

#include <cmath>
#include <limits>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

struct PhaseWord
{
    QLatin1String word;
    MachinePhase phase;
};

constexpr PhaseWord kPhases[] = {
    {QLatin1String("accepted"), MachinePhase::Creating},
    {QLatin1String("placement_pending"), MachinePhase::Creating},
    {QLatin1String("wake_pending"), MachinePhase::Waking}, // told by deployments, not by the specification
    {QLatin1String("starting"), MachinePhase::Waking},
    {QLatin1String("running"), MachinePhase::Running},
    {QLatin1String("sleep_pending"), MachinePhase::GoingToSleep}, // likewise
    {QLatin1String("stopping"), MachinePhase::GoingToSleep},
    {QLatin1String("sleeping"), MachinePhase::Sleeping},
    {QLatin1String("destroying"), MachinePhase::Deleting},
    {QLatin1String("destroyed"), MachinePhase::Deleted},
    {QLatin1String("failed"), MachinePhase::Failed},
};

struct StatusWord
{
    QLatin1String word;
    ExecutionStatus status;
};

constexpr StatusWord kStatuses[] = {
    {QLatin1String("wake_in_progress"), ExecutionStatus::WakeInProgress},
    {QLatin1String("queued"), ExecutionStatus::Queued},
    {QLatin1String("running"), ExecutionStatus::Running},
    {QLatin1String("succeeded"), ExecutionStatus::Succeeded},
    {QLatin1String("failed"), ExecutionStatus::Failed},
    {QLatin1String("cancelled"), ExecutionStatus::Cancelled},
    {QLatin1String("expired"), ExecutionStatus::Expired},
};

/// Reasons that only say that all is well.
bool isBenign(const QString& reason)
{
    return reason == u"DesiredStateReached"_s || reason == u"Machine already reached desired state"_s;
}

std::optional<qint64> integer(const QJsonValue& value)
{
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    if (!std::isfinite(number) || std::abs(number) > 9e18)
        return std::nullopt;
    return value.toInteger(static_cast<qint64>(number));
}

std::optional<int> smallInteger(const QJsonValue& value)
{
    const auto number = integer(value);
    if (!number || *number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(*number);
}

std::optional<calendar::Instant> instant(const QJsonValue& value)
{
    return value.isString() ? fromRfc3339(value.toString()) : std::nullopt;
}

QStringList strings(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list.append(item.toString());
    return list;
}

tl::unexpected<Error> missing(const QString& member)
{
    return fail(ErrorCode::BadAnswer, {}, u"the answer has no "_s + member);
}

template <typename T, typename Read> Result<Page<T>> pageFromJson(const QJsonObject& object, Read read)
{
    const QJsonValue items = object[u"items"_s];
    if (items.isUndefined() || !(items.isArray() || items.isNull()))
        return missing(u"items"_s);
    Page<T> page;
    for (const QJsonValue item : items.toArray()) {
        Result<T> one = read(item.toObject());
        if (!one)
            return tl::unexpected(one.error());
        page.items.append(*std::move(one));
    }
    // An empty page is the last one, whatever its cursor says.
    if (!page.items.isEmpty())
        page.nextCursor = object[u"next_cursor"_s].toString();
    return page;
}

} // namespace

MachinePhase dedalusPhase(QStringView word)
{
    for (const PhaseWord& row : kPhases) {
        if (word == row.word)
            return row.phase;
    }
    return MachinePhase::Unknown;
}

ExecutionStatus dedalusStatus(QStringView word)
{
    for (const StatusWord& row : kStatuses) {
        if (word == row.word)
            return row.status;
    }
    return ExecutionStatus::Unknown;
}

Result<Machine> machineFromJson(const QJsonObject& object, const AccountId& account)
{
    Machine machine;
    machine.key = {account, {object[u"machine_id"_s].toString()}};
    if (machine.key.machine.isEmpty())
        return missing(u"machine_id"_s);
    // Newer generations carry the phase at the top, older ones in `status`; a single machine may have both.
    const QJsonObject status = object[u"status"_s].toObject();
    machine.rawPhase = status[u"phase"_s].toString();
    if (machine.rawPhase.isEmpty())
        machine.rawPhase = object[u"phase"_s].toString();
    machine.phase = dedalusPhase(machine.rawPhase);
    machine.desiredState = object[u"desired_state"_s].toString();
    machine.reason = status[u"last_error"_s].toString();
    if (machine.reason.isEmpty())
        machine.reason = status[u"reason"_s].toString();
    if (isBenign(machine.reason))
        machine.reason.clear();
    machine.vcpu = object[u"vcpu"_s].toDouble();
    machine.memoryMib = integer(object[u"memory_mib"_s]).value_or(0);
    machine.storageGib = integer(object[u"storage_gib"_s]).value_or(0);
    if (const auto autosleep = integer(object[u"autosleep_seconds"_s]); autosleep && *autosleep >= 0)
        machine.autosleep = seconds(*autosleep);
    const QJsonValue revision =
        status.contains(u"revision"_s) ? status[u"revision"_s] : object[u"revision"_s];
    machine.revision = revision.toVariant().toString();
    machine.createdAt = instant(object[u"created_at"_s]);
    machine.lastTransitionAt = instant(status[u"last_transition_at"_s]);
    return machine;
}

Result<Page<Machine>> machinePageFromJson(const QJsonObject& object, const AccountId& account)
{
    return pageFromJson<Machine>(object,
                                 [&](const QJsonObject& item) { return machineFromJson(item, account); });
}

Result<Execution> executionFromJson(const QJsonObject& object)
{
    Execution execution;
    execution.id = {object[u"execution_id"_s].toString()};
    if (execution.id.isEmpty())
        return missing(u"execution_id"_s);
    execution.machine = {object[u"machine_id"_s].toString()};
    execution.rawStatus = object[u"status"_s].toString();
    execution.status = dedalusStatus(execution.rawStatus);
    execution.command = strings(object[u"command"_s]);
    execution.envKeys = strings(object[u"env_keys"_s]);
    execution.exitCode = smallInteger(object[u"exit_code"_s]);
    execution.signal = smallInteger(object[u"signal"_s]);
    execution.errorCode = object[u"error_code"_s].toString();
    execution.errorMessage = object[u"error_message"_s].toString();
    if (const auto after = integer(object[u"retry_after_ms"_s]); after && *after >= 0)
        execution.retryAfter = milliseconds(*after);
    execution.createdAt = instant(object[u"created_at"_s]);
    execution.startedAt = instant(object[u"started_at"_s]);
    execution.completedAt = instant(object[u"completed_at"_s]);
    execution.stdoutBytes = integer(object[u"stdout_bytes"_s]);
    execution.stderrBytes = integer(object[u"stderr_bytes"_s]);
    execution.stdoutTruncated = object[u"stdout_truncated"_s].toBool();
    execution.stderrTruncated = object[u"stderr_truncated"_s].toBool();
    return execution;
}

Result<Page<Execution>> executionPageFromJson(const QJsonObject& object)
{
    return pageFromJson<Execution>(object, [](const QJsonObject& item) { return executionFromJson(item); });
}

Result<ExecutionOutput> outputFromJson(const QJsonObject& object)
{
    if (object[u"execution_id"_s].toString().isEmpty())
        return missing(u"execution_id"_s);
    ExecutionOutput output;
    output.stdoutText = object[u"stdout"_s].toString().toUtf8();
    output.stderrText = object[u"stderr"_s].toString().toUtf8();
    output.stdoutTotal = integer(object[u"stdout_bytes"_s]);
    output.stderrTotal = integer(object[u"stderr_bytes"_s]);
    output.stdoutTruncated = object[u"stdout_truncated"_s].toBool();
    output.stderrTruncated = object[u"stderr_truncated"_s].toBool();
    return output;
}

QByteArray machineBody(const MachineSpec& spec)
{
    QJsonObject body{
        {u"vcpu"_s, spec.vcpu}, {u"memory_mib"_s, spec.memoryMib}, {u"storage_gib"_s, spec.storageGib}};
    if (!spec.autosleep.isEmpty())
        body.insert(u"autosleep"_s, spec.autosleep);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

QByteArray executionBodyOf(const ExecutionSpec& spec)
{
    QJsonObject body{{u"command"_s, QJsonArray::fromStringList(spec.argv)},
                     {u"timeout_ms"_s, static_cast<qint64>(spec.timeout.count())}};
    if (!spec.cwd.isEmpty())
        body.insert(u"cwd"_s, spec.cwd);
    if (!spec.env.isEmpty()) {
        QJsonObject env;
        for (auto it = spec.env.cbegin(); it != spec.env.cend(); ++it)
            env.insert(it.key(), it.value());
        body.insert(u"env"_s, env);
    }
    if (!spec.stdinText.isEmpty())
        body.insert(u"stdin"_s, spec.stdinText);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace reveille
