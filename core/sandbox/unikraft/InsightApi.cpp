#include "core/sandbox/unikraft/InsightApi.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/unikraft/ConsoleLog.h"
#include "core/sandbox/unikraft/ControlPlane.h"
#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/SettingRules.h"
#include "core/sandbox/unikraft/Targets.h"

#include <set>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLogOffset = -4096;
constexpr qint64 kLogLimit = 4096;
constexpr qint64 kLongestLog = 16383;
constexpr int kMostInstances = 100'000;

QJsonObject rangeOf(qint64 start, qint64 end)
{
    return {{u"start"_s, start}, {u"end"_s, end}};
}

QJsonObject metricsOf(const InstanceRecord& instance, Instant now)
{
    const QJsonObject details = detailsOf(instance, now);
    const qint64 memory = instance.settings.value(u"memory_mb"_s).toInteger() * 1024 * 1024;
    QJsonObject item = identityOf(instance);
    item.insert(u"rss_bytes"_s, instance.isUp() ? memory / 3 : 0);
    // The sandbox runs no application: it is as if one were nearly idle.
    item.insert(u"cpu_time_ms"_s, details.value(u"uptime_ms"_s).toInteger() / 200);
    item.insert(u"boot_time_us"_s, details.value(u"boot_time_us"_s).toInteger());
    item.insert(u"net_time_us"_s, details.value(u"net_time_us"_s).toInteger());
    for (const char* const counter :
         {"rx_bytes", "rx_packets", "tx_bytes", "tx_packets", "nconns", "nreqs", "nqueued", "ntotal"})
        item.insert(QLatin1String(counter), 0);
    return succeeded(item);
}

} // namespace

void InsightApi::addRoutes(Routes& routes)
{
    for (const char* const pattern : {"/v1/instances/log", "/v1/instances/{}/log"})
        routes.add("GET", pattern, [this](const Call& call) { return log(call); });
    for (const char* const pattern : {"/v1/instances/metrics", "/v1/instances/{}/metrics"})
        routes.add("GET", pattern, [this](const Call& call) { return metrics(call); });
    routes.add("GET", "/v1/users/quotas", [this](const Call&) { return quotas(); });
    routes.add("GET", "/v1/images/list", [this](const Call&) { return images(); });
    routes.add("GET", "/v1/healthz", [](const Call&) {
        return json(200, {{u"status"_s, u"success"_s},
                          {u"data"_s, QJsonObject{{u"checks"_s, QJsonObject{{u"sandbox"_s, u"ok"_s}}},
                                                  {u"versions"_s, QJsonObject{}}}}});
    });
}

HttpResponse InsightApi::log(const Call& call) const
{
    const auto orders = ordersOf(call, {"offset", "limit"});
    if (!orders)
        return rejected(400, orders.error());
    if (orders->empty())
        return rejected(400, {Code::MissingId, u"No instance is named"_s});
    for (const Order& order : *orders) {
        const auto offset = integerOf(order, u"offset"_s, kLogOffset);
        const auto limit = integerOf(order, u"limit"_s, kLogLimit);
        if (!offset || !limit)
            return rejected(400, offset ? limit.error() : offset.error());
        if (*limit < 0 || *limit > kLongestLog)
            return rejected(400, {Code::Malformed, u"Invalid value of 'limit'"_s});
    }
    return envelope(
        u"instances"_s,
        forEach(call, m_parts.store, *orders, Kind::Instance,
                [this](InstanceRecord& instance, const Order& order) {
                    const ConsoleLog::Slice slice = ConsoleLog(m_parts.store.directoryOf(instance.uuid))
                                                        .read(*integerOf(order, u"offset"_s, kLogOffset),
                                                              *integerOf(order, u"limit"_s, kLogLimit));
                    QJsonObject item = summaryOf(instance);
                    item.insert(u"output"_s, QString::fromLatin1(slice.bytes.toBase64()));
                    item.insert(u"available"_s, rangeOf(slice.availableStart, slice.availableEnd));
                    item.insert(u"range"_s, rangeOf(slice.start, slice.start + slice.bytes.size()));
                    return item;
                }));
}

HttpResponse InsightApi::metrics(const Call& call) const
{
    const auto orders = ordersOf(call, {});
    if (!orders)
        return rejected(400, orders.error());
    const Instant now = m_parts.clock.now();
    QJsonArray items;
    if (orders->empty()) {
        for (const auto& [sequence, instance] : m_parts.store.all()) {
            if (instance->isInstance())
                items.append(metricsOf(*instance, now));
        }
    } else {
        items = forEach(call, m_parts.store, *orders, Kind::Instance,
                        [&](InstanceRecord& instance, const Order&) { return metricsOf(instance, now); });
    }
    return envelope(u"instances"_s, items);
}

HttpResponse InsightApi::quotas() const
{
    int instances = 0;
    int live = 0;
    qint64 vcpus = 0;
    qint64 memory = 0;
    int groups = 0;
    qsizetype services = 0;
    for (const auto& [sequence, instance] : m_parts.store.all()) {
        if (!instance->isInstance())
            continue;
        ++instances;
        groups += instance->settings.contains(u"service_group"_s) ? 1 : 0;
        services += instance->settings.value(u"services"_s).toArray().size();
        if (instance->state == InstanceState::Stopped || instance->state == InstanceState::Standby)
            continue;
        ++live;
        vcpus += instance->settings.value(u"vcpus"_s).toInteger();
        memory += instance->settings.value(u"memory_mb"_s).toInteger();
    }
    const auto numbers = [](qint64 all, qint64 up, qint64 cpus, qint64 mb, qint64 sgs, qint64 ports,
                            qint64 disk) {
        return QJsonObject{{u"instances"_s, all},
                           {u"live_instances"_s, up},
                           {u"live_vcpus"_s, cpus},
                           {u"live_memory_mb"_s, mb},
                           {u"service_groups"_s, sgs},
                           {u"services"_s, ports},
                           {u"volumes"_s, disk == 0 ? 0 : 253},
                           {u"total_volume_mb"_s, disk}};
    };
    const qint64 most = m_parts.mostLive;
    const QJsonObject limits{{u"min_memory_mb"_s, kLeastMemoryMb},
                             {u"max_memory_mb"_s, kMostMemoryMb},
                             {u"min_vcpus"_s, 1},
                             {u"max_vcpus"_s, kMostVcpus},
                             {u"min_volume_mb"_s, 8},
                             {u"max_volume_mb"_s, 20480},
                             {u"min_autoscale_size"_s, 0},
                             {u"max_autoscale_size"_s, 16}};
    return envelope(u"quotas"_s,
                    {succeeded({{u"uuid"_s, stableUuid(u"sandbox user"_s)},
                                {u"used"_s, numbers(instances, live, vcpus, memory, groups, services, 0)},
                                {u"hard"_s, numbers(kMostInstances, most, most * kMostVcpus,
                                                    most * kMostMemoryMb, 253, 253, 20480)},
                                {u"limits"_s, limits}})});
}

HttpResponse InsightApi::images() const
{
    std::set<QString> known;
    for (const auto& [sequence, instance] : m_parts.store.all())
        known.insert(instance->settings.value(u"image"_s).toString());
    QJsonArray items;
    for (const QString& image : known)
        items.append(succeeded({{u"url"_s, image}}));
    return envelope(u"images"_s, items);
}

} // namespace reveille::sandbox::unikraft
