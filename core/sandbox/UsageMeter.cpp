#include "core/sandbox/UsageMeter.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

bool concernsUsage(const QByteArray& line)
{
    // Most lines are requests: a look is cheaper than a parse.
    for (const char* event : {"\"event\":\"running\"", "\"event\":\"sleep\"", "\"event\":\"resized\"",
                              "\"event\":\"machine_stopping\"", "\"event\":\"machine_deleted\""}) {
        if (line.contains(event))
            return true;
    }
    return false;
}

double secondsOf(Instant from, Instant to)
{
    return duration<double>(to - from).count();
}

} // namespace

QVector<AwakeStretch> awakeStretches(const QByteArray& truth, Instant now)
{
    std::map<QString, AwakeStretch> open;
    QVector<AwakeStretch> stretches;
    const auto close = [&](const QString& machine, Instant at) {
        const auto it = open.find(machine);
        if (it == open.end())
            return;
        it->second.to = std::max(at, it->second.from);
        stretches.append(it->second);
        open.erase(it);
    };
    for (const QByteArray& line : truth.split('\n')) {
        if (!concernsUsage(line))
            continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString machine = object[u"machine"_s].toString();
        const QString event = object[u"event"_s].toString();
        const auto at = Instant(microseconds(object[u"t"_s].toInteger()));
        const bool wasAwake = open.contains(machine);
        close(machine, at);
        if (event == u"running" || (event == u"resized" && wasAwake))
            open[machine] = {machine,
                             at,
                             at,
                             object[u"vcpu"_s].toDouble(),
                             object[u"memory_mib"_s].toInteger(),
                             object[u"storage_gib"_s].toInteger()};
    }
    while (!open.empty())
        close(open.begin()->first, now);
    return stretches;
}

QVector<UsageBucket> usageBuckets(const QVector<AwakeStretch>& stretches, Instant from, Instant to,
                                  seconds length)
{
    std::map<std::pair<QString, Instant>, UsageBucket> buckets;
    for (const AwakeStretch& stretch : stretches) {
        Instant at = std::max(stretch.from, from);
        const Instant end = std::min(stretch.to, to);
        while (at < end) {
            const auto sinceEpoch = floor<seconds>(at.time_since_epoch());
            const Instant start = Instant(sinceEpoch - sinceEpoch % length);
            const Instant next = std::min<Instant>(start + length, end);
            UsageBucket& bucket = buckets[{stretch.machine, start}];
            const double awake = secondsOf(at, next);
            bucket.machine = stretch.machine;
            bucket.start = start;
            bucket.end = start + length;
            bucket.awakeSeconds += awake;
            bucket.cpuMillicoreSeconds += awake * stretch.vcpu * 1000;
            bucket.memoryMibSeconds += awake * static_cast<double>(stretch.memoryMib);
            bucket.vcpu = stretch.vcpu;
            bucket.memoryMib = stretch.memoryMib;
            bucket.storageGib = stretch.storageGib;
            at = next;
        }
    }
    QVector<UsageBucket> result;
    for (const auto& [key, bucket] : buckets)
        result.append(bucket);
    return result;
}

} // namespace reveille::sandbox
