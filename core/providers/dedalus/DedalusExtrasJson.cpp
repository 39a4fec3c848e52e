#include "core/providers/dedalus/DedalusExtrasJson.h"

#include "core/model/TimeText.h"

#include <map>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr double kMibPerGib = 1024;
constexpr double kMillicores = 1000;

tl::unexpected<Error> missing(const QString& member)
{
    return fail(ErrorCode::BadAnswer, {}, u"the answer has no "_s + member);
}

std::optional<calendar::Instant> instant(const QJsonValue& value)
{
    return value.isString() ? fromRfc3339(value.toString()) : std::nullopt;
}

template <typename T, typename Read> Result<Page<T>> pageOf(const QJsonObject& object, Read read)
{
    const QJsonValue items = object[u"items"_s];
    if (!items.isArray() && !items.isNull())
        return missing(u"items"_s);
    Page<T> page;
    for (const QJsonValue item : items.toArray()) {
        Result<T> one = read(item.toObject());
        if (!one)
            return tl::unexpected(one.error());
        page.items.append(*std::move(one));
    }
    if (!page.items.isEmpty())
        page.nextCursor = object[u"next_cursor"_s].toString();
    return page;
}

Result<Artifact> artifactFromJson(const QJsonObject& object)
{
    Artifact artifact;
    artifact.id = object[u"artifact_id"_s].toString();
    if (artifact.id.isEmpty())
        return missing(u"artifact_id"_s);
    artifact.name = object[u"name"_s].toString();
    artifact.sizeBytes = object[u"size_bytes"_s].toInteger();
    artifact.sha256 = object[u"sha256"_s].toString();
    artifact.url = QUrl(object[u"download_url"_s].toString(), QUrl::StrictMode);
    artifact.createdAt = instant(object[u"created_at"_s]);
    return artifact;
}

using UsageRows = std::map<std::pair<QString, sys_days>, MachineUsage>;

/// The row's entry, or nothing for a row that cannot be placed.
MachineUsage* placeOf(UsageRows& rows, const QJsonObject& row)
{
    const QString machine = row[u"machine_id"_s].toString();
    const auto start = instant(row[u"bucket_start"_s]);
    if (machine.isEmpty() || !start)
        return nullptr;
    const sys_days day = floor<days>(*start);
    MachineUsage& usage = rows[{machine, day}];
    usage.machine = {machine};
    usage.day = day;
    return &usage;
}

} // namespace

QByteArray machineChangeBody(const MachineResize& change)
{
    QJsonObject body;
    if (change.vcpu)
        body.insert(u"vcpu"_s, *change.vcpu);
    if (change.memoryMib)
        body.insert(u"memory_mib"_s, *change.memoryMib);
    if (change.storageGib)
        body.insert(u"storage_gib"_s, *change.storageGib);
    if (!change.autosleep.isEmpty())
        body.insert(u"autosleep"_s, change.autosleep);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

QVector<MachineUsage> usageFromJson(const QJsonObject& compute, const QJsonObject& storage)
{
    UsageRows rows;
    for (const QJsonValue item : compute[u"rows"_s].toArray()) {
        const QJsonObject row = item.toObject();
        if (MachineUsage* usage = placeOf(rows, row)) {
            usage->awake += seconds(static_cast<qint64>(row[u"awake_seconds"_s].toDouble()));
            usage->vcpuSeconds += row[u"cpu_millicore_seconds"_s].toDouble() / kMillicores;
            usage->memoryGibSeconds += row[u"memory_mib_seconds"_s].toDouble() / kMibPerGib;
        }
    }
    for (const QJsonValue item : storage[u"rows"_s].toArray()) {
        const QJsonObject row = item.toObject();
        if (MachineUsage* usage = placeOf(rows, row))
            usage->storageGibSeconds += row[u"storage_mib_seconds"_s].toDouble() / kMibPerGib;
    }
    std::map<std::pair<sys_days, QString>, MachineUsage> byDay;
    for (const auto& [key, usage] : rows)
        byDay.emplace(std::pair(key.second, key.first), usage);
    QVector<MachineUsage> all;
    for (const auto& [key, usage] : byDay)
        all.append(usage);
    return all;
}

Result<Page<Artifact>> artifactPageFromJson(const QJsonObject& object)
{
    return pageOf<Artifact>(object, artifactFromJson);
}

Result<MachinePort> portFromJson(const QJsonObject& object)
{
    MachinePort port;
    port.id = object[u"port_id"_s].toString(object[u"preview_id"_s].toString());
    if (port.id.isEmpty())
        return missing(u"port_id"_s);
    port.port = object[u"port"_s].toInt();
    port.protocol = object[u"protocol"_s].toString();
    port.status = object[u"status"_s].toString();
    port.url = QUrl(object[u"url"_s].toString(), QUrl::StrictMode);
    return port;
}

Result<Page<MachinePort>> portPageFromJson(const QJsonObject& object)
{
    return pageOf<MachinePort>(object, portFromJson);
}

Result<SshAccess> sshFromJson(const QJsonObject& object)
{
    SshAccess access;
    access.id = object[u"session_id"_s].toString();
    if (access.id.isEmpty())
        return missing(u"session_id"_s);
    access.status = object[u"status"_s].toString();
    const QJsonObject connection = object[u"connection"_s].toObject();
    access.host = connection[u"endpoint"_s].toString();
    access.port = connection[u"port"_s].toInt();
    access.user = connection[u"ssh_username"_s].toString();
    access.certificate = connection[u"user_certificate"_s].toString();
    const QJsonObject trust = connection[u"host_trust"_s].toObject();
    access.hostPattern = trust[u"host_pattern"_s].toString();
    access.hostKey = trust[u"public_key"_s].toString();
    if (const QJsonValue after = object[u"retry_after_ms"_s]; after.isDouble() && after.toDouble() >= 0)
        access.retryAfter = milliseconds(static_cast<qint64>(qMin(after.toDouble(), 3'600'000.0)));
    return access;
}

} // namespace reveille
