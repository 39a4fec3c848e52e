#include "core/providers/unikraft/Console.h"

#include <algorithm>

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostLogBytes = 16383; // more is refused

qint64 numberIn(const QJsonObject& object, const QString& member)
{
    return integerOf(object[member]).value_or(0);
}

} // namespace

Result<LogChunk> logOf(const QJsonObject& item)
{
    const auto output = QByteArray::fromBase64Encoding(item[u"output"_s].toString().toLatin1(),
                                                       QByteArray::AbortOnBase64DecodingErrors);
    if (!output)
        return fail(ErrorCode::BadAnswer, item[u"name"_s].toString(), u"the console is not in base64"_s);
    const QJsonObject available = item[u"available"_s].toObject();
    const QJsonObject range = item[u"range"_s].toObject();
    LogChunk chunk;
    chunk.output = *output;
    chunk.availableStart = numberIn(available, u"start"_s);
    chunk.availableEnd = numberIn(available, u"end"_s);
    chunk.start = numberIn(range, u"start"_s);
    // The bytes that came decide where to go on, whatever the answer says of its end.
    chunk.end = chunk.start + chunk.output.size();
    return chunk;
}

Call readLog(const Target& target, qint64 offset, qint64 limit, Reply<LogChunk> reply)
{
    Ask ask;
    ask.path = u"/instances/log"_s;
    ask.body = jsonOf(QJsonArray{QJsonObject{{u"uuid"_s, target.uuid},
                                             {u"offset"_s, offset},
                                             {u"limit"_s, std::clamp<qint64>(limit, 0, kMostLogBytes)}}});
    return target.ask(ask, [target, reply = std::move(reply)](const Result<Envelope>& answer) {
        reply(answer
                  .and_then([&](const Envelope& envelope) {
                      return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
                  })
                  .and_then(logOf));
    });
}

MachineMetrics metricsOf(const QJsonObject& item)
{
    MachineMetrics metrics;
    metrics.residentBytes = numberIn(item, u"rss_bytes"_s);
    metrics.cpuTime = milliseconds(numberIn(item, u"cpu_time_ms"_s));
    metrics.bootTime = microseconds(numberIn(item, u"boot_time_us"_s));
    metrics.receivedBytes = numberIn(item, u"rx_bytes"_s);
    metrics.sentBytes = numberIn(item, u"tx_bytes"_s);
    metrics.connections = numberIn(item, u"nconns"_s);
    metrics.requests = numberIn(item, u"nreqs"_s);
    metrics.queued = numberIn(item, u"nqueued"_s);
    metrics.raw = item;
    return metrics;
}

Call readMetrics(const Target& target, Reply<MachineMetrics> reply)
{
    Ask ask;
    ask.path = u"/instances/"_s + target.uuid + u"/metrics"_s;
    return target.ask(ask, [target, reply = std::move(reply)](const Result<Envelope>& answer) {
        reply(answer
                  .and_then([&](const Envelope& envelope) {
                      return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
                  })
                  .map(metricsOf));
    });
}

MetroQuota quotaOf(const QJsonObject& item, const QString& metro)
{
    MetroQuota quota;
    quota.metro = metro;
    const QJsonObject used = item[u"used"_s].toObject();
    const QJsonObject hard = item[u"hard"_s].toObject();
    quota.limits = item[u"limits"_s].toObject();
    QStringList names = used.keys() + hard.keys();
    names.removeDuplicates();
    names.sort();
    for (const QString& name : std::as_const(names))
        quota.items.append({name, numberIn(used, name), integerOf(hard[name])});
    return quota;
}

Call readQuota(const Link& link, const Metro& metro, Reply<MetroQuota> reply)
{
    Ask ask;
    ask.path = u"/users/quotas"_s;
    ask.subject = metro.code;
    return link.channel->ask(
        metro.base, ask, [link, metro, reply = std::move(reply)](const Result<Envelope>& answer) {
            reply(answer
                      .and_then([&](const Envelope& envelope) {
                          return onlyItem(envelope, u"quotas"_s, metro.code, link.redactor());
                      })
                      .map([&](const QJsonObject& item) { return quotaOf(item, metro.code); }));
        });
}

} // namespace reveille::unikraft
