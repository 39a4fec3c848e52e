#include "core/sandbox/UsageApi.h"

#include "core/model/TimeText.h"
#include "core/sandbox/Answers.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QDate>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr qint64 kMibPerGib = 1024;

std::optional<Instant> dayOf(const QString& text)
{
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (!date.isValid())
        return std::nullopt;
    return Instant(days(QDate(1970, 1, 1).daysTo(date)));
}

Instant firstOfMonth(Instant now)
{
    const year_month_day today(floor<days>(now));
    return Instant(sys_days(today.year() / today.month() / 1).time_since_epoch());
}

QString dayText(Instant at)
{
    return toRfc3339(at).left(10);
}

} // namespace

UsageApi::UsageApi(const Clock& clock, MachineStore& machines, QString truthPath)
    : m_clock(clock), m_machines(machines), m_truthPath(std::move(truthPath))
{}

void UsageApi::addRoutes(Router& router)
{
    router.add("GET", "/v1/usage",
               [this](const HttpRequest& request, const QStringList&) { return total(request); });
    router.add("GET", "/v1/usage/machines/compute",
               [this](const HttpRequest& request, const QStringList&) { return compute(request); });
    router.add("GET", "/v1/usage/machines/storage",
               [this](const HttpRequest& request, const QStringList&) { return storage(request); });
}

QVector<AwakeStretch> UsageApi::stretches() const
{
    QByteArray truth;
    for (const QString& path : {QString(m_truthPath + u".1"_s), m_truthPath}) {
        QFile file(path);
        if (file.open(QFile::ReadOnly))
            truth += file.readAll();
    }
    return awakeStretches(truth, m_clock.now());
}

UsageApi::Period UsageApi::period(const HttpRequest& request) const
{
    const Instant now = m_clock.now();
    return {dayOf(request.query.value(u"period_start"_s)).value_or(firstOfMonth(now)),
            dayOf(request.query.value(u"period_end"_s)).value_or(Instant(floor<days>(now)) + days(1))};
}

HttpResponse UsageApi::total(const HttpRequest& request) const
{
    const Period asked = period(request);
    double awake = 0;
    double cpu = 0;
    double memory = 0;
    for (const UsageBucket& bucket : usageBuckets(stretches(), asked.from, asked.to, days(1))) {
        awake += bucket.awakeSeconds;
        cpu += bucket.cpuMillicoreSeconds;
        memory += bucket.memoryMibSeconds;
    }
    qint64 provisioned = 0;
    double storage = 0;
    const Instant end = std::min(asked.to, m_clock.now());
    for (const MachineRecord* machine : m_machines.all()) {
        provisioned += machine->storageGib;
        const Instant from = std::max(asked.from, machine->createdAt);
        if (from < end)
            storage +=
                duration<double>(end - from).count() * static_cast<double>(machine->storageGib * kMibPerGib);
    }
    return json(200, {{u"plan_slug"_s, u"sandbox"_s},
                      {u"billed_awake_seconds"_s, qint64(awake)},
                      {u"billed_cpu_millicore_seconds"_s, qint64(cpu)},
                      {u"billed_memory_mib_seconds"_s, qint64(memory)},
                      {u"billed_logical_storage_mib_seconds"_s, qint64(storage)},
                      {u"included_storage_gib"_s, 0},
                      {u"provisioned_storage_gib"_s, provisioned}});
}

HttpResponse UsageApi::compute(const HttpRequest& request) const
{
    const Period asked = period(request);
    const QString granularity = request.query.value(u"granularity"_s, u"day"_s);
    if (granularity != u"day" && granularity != u"hour")
        return problem(422, u"granularity is hour or day"_s, u"query.granularity"_s, granularity);
    const QString only = request.query.value(u"machine_id"_s);
    const seconds length = granularity == u"hour" ? seconds(hours(1)) : seconds(days(1));
    QJsonArray rows;
    for (const UsageBucket& bucket : usageBuckets(stretches(), asked.from, asked.to, length)) {
        if (!only.isEmpty() && bucket.machine != only)
            continue;
        rows.append(QJsonObject{{u"machine_id"_s, bucket.machine},
                                {u"bucket_start"_s, toRfc3339(bucket.start)},
                                {u"bucket_end"_s, toRfc3339(bucket.end)},
                                {u"awake_seconds"_s, qint64(bucket.awakeSeconds)},
                                {u"cpu_millicore_seconds"_s, qint64(bucket.cpuMillicoreSeconds)},
                                {u"memory_mib_seconds"_s, qint64(bucket.memoryMibSeconds)},
                                {u"requested_vcpu"_s, bucket.vcpu},
                                {u"requested_memory_mib"_s, bucket.memoryMib},
                                {u"requested_storage_gib"_s, bucket.storageGib},
                                {u"spec_fingerprint"_s,
                                 u"%1-%2-%3"_s.arg(bucket.vcpu).arg(bucket.memoryMib).arg(bucket.storageGib)},
                                {u"window_count"_s, 1},
                                {u"last_window_end"_s, toRfc3339(bucket.end)},
                                {u"org_metering_bucket_ids"_s, QJsonArray()},
                                {u"stripe_cpu_identifiers"_s, QJsonArray()},
                                {u"stripe_memory_identifiers"_s, QJsonArray()}});
    }
    return json(200, {{u"granularity"_s, granularity},
                      {u"period_start"_s, dayText(asked.from)},
                      {u"period_end"_s, dayText(asked.to)},
                      {u"rows"_s, rows.isEmpty() ? QJsonValue() : QJsonValue(rows)}});
}

HttpResponse UsageApi::storage(const HttpRequest& request) const
{
    const Period asked = period(request);
    const QString only = request.query.value(u"machine_id"_s);
    const Instant end = std::min(asked.to, m_clock.now());
    QJsonArray rows;
    for (const MachineRecord* machine : m_machines.all()) {
        if (!only.isEmpty() && machine->id != only)
            continue;
        // Storage is used from the machine's making on, awake or not.
        const AwakeStretch whole{
            machine->id,        std::max(asked.from, machine->createdAt), end, 1, machine->storageGib,
            machine->storageGib};
        for (const UsageBucket& bucket : usageBuckets({whole}, asked.from, asked.to, days(1))) {
            rows.append(QJsonObject{
                {u"machine_id"_s, machine->id},
                {u"bucket_start"_s, toRfc3339(bucket.start)},
                {u"bucket_end"_s, toRfc3339(bucket.end)},
                {u"logical_storage_bytes"_s, machine->storageGib * kMibPerGib * kMibPerGib * kMibPerGib},
                {u"storage_mib_seconds"_s, qint64(bucket.memoryMibSeconds * double(kMibPerGib))},
                {u"org_metering_bucket_id"_s, QString()},
                {u"stripe_storage_identifier"_s, QString()}});
        }
    }
    return json(200, {{u"period_start"_s, dayText(asked.from)},
                      {u"period_end"_s, dayText(asked.to)},
                      {u"rows"_s, rows.isEmpty() ? QJsonValue() : QJsonValue(rows)}});
}

} // namespace reveille::sandbox
