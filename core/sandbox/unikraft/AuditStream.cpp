#include "core/sandbox/unikraft/AuditStream.h"

#include "core/model/TimeText.h"
#include "core/sandbox/unikraft/ControlPlane.h"
#include "core/sandbox/unikraft/CreateOrder.h"
#include "core/sandbox/unikraft/Envelope.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using State = InstanceState;

namespace {

constexpr milliseconds kHeartbeat = seconds(30);
constexpr milliseconds kLeastPause{20};

const QString& changeEvent()
{
    static const QString kName = u"vm.state_change"_s;
    return kName;
}

const QString& failureEvent()
{
    static const QString kName = u"vm.start_failed"_s;
    return kName;
}

bool rests(State state)
{
    return state == State::Stopped || state == State::Standby || state == State::Running;
}

QString kindOf(const InstanceRecord& instance, State to)
{
    if (to == State::Starting || to == State::Running)
        return u"start"_s;
    if (to == State::Draining)
        return u"drain"_s;
    return instance.target == State::Standby ? u"suspend"_s : u"stop"_s;
}

QJsonObject stopOf(const InstanceRecord& instance)
{
    static constexpr std::array<const char16_t*, 6> kReasons{u"sys-exit", u"app-exit", u"ukpd",
                                                             u"api",      u"force",    u"scale-to-zero"};
    const int bits = instance.stopReason.value_or(0);
    QJsonArray reasons;
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        if ((bits >> i & 1) != 0)
            reasons.append(QString::fromUtf16(kReasons[i]));
    }
    QJsonObject stop{{u"reason"_s, reasons}};
    if (instance.stopCode)
        stop.insert(u"code"_s, *instance.stopCode);
    if (instance.exitCode)
        stop.insert(u"exit_code"_s, *instance.exitCode);
    return stop;
}

} // namespace

AuditStream::AuditStream(const Parts& parts, Filters filters) : m_parts(parts), m_filters(std::move(filters))
{
    m_heartbeat.setInterval(std::max(parts.pace.real(kHeartbeat), kLeastPause));
    connect(&m_heartbeat, &QTimer::timeout, this, [this] { Q_EMIT piece(": heartbeat\n\n"); });
}

void AuditStream::begin()
{
    connect(&m_parts.lifecycle, &InstanceLifecycle::changed, this, &AuditStream::tellChange);
    connect(&m_parts.lifecycle, &InstanceLifecycle::startFailed, this, &AuditStream::tellFailure);
    m_heartbeat.start();
    // So that the reader knows from when on it misses nothing.
    Q_EMIT piece(": heartbeat\n\n");
}

void AuditStream::tellChange(const QString& uuid, State from, State to, Origin origin)
{
    const InstanceRecord* const instance = m_parts.store.find(uuid);
    if (!instance)
        return;
    if (rests(from) || !m_operations.contains(uuid))
        m_operations.insert(uuid, newUuid());
    QJsonObject data{{u"prev"_s, wordOf(from)}, {u"new"_s, wordOf(to)}};
    if (to == State::Stopped || to == State::Standby)
        data.insert(u"stop"_s, stopOf(*instance));
    tell(changeEvent(), *instance, attributionOf(uuid, kindOf(*instance, to), !rests(to), origin), data);
    if (rests(to))
        m_operations.remove(uuid);
}

void AuditStream::tellFailure(const QString& uuid, Origin origin, const QString& error)
{
    const InstanceRecord* const instance = m_parts.store.find(uuid);
    if (!instance)
        return;
    const QJsonObject stop{{u"reason"_s, QJsonArray{u"ukpd"_s}}, {u"cause"_s, u"quota-exceeded"_s}};
    tell(failureEvent(), *instance, attributionOf(uuid, u"start"_s, true, origin),
         {{u"state"_s, wordOf(instance->state)}, {u"error"_s, error}, {u"stop"_s, stop}});
}

QJsonObject AuditStream::attributionOf(const QString& uuid, const QString& kind, bool requested,
                                       Origin origin) const
{
    QJsonObject attribution{{u"operation"_s, m_operations.value(uuid, newUuid())},
                            {u"kind"_s, kind},
                            {u"trigger"_s, requested ? u"requested"_s : u"observed"_s},
                            {u"origin"_s, wordOf(origin)}};
    if (origin == Origin::Api)
        attribution.insert(u"user"_s, stableUuid(u"sandbox user"_s));
    return attribution;
}

void AuditStream::tell(const QString& event, const InstanceRecord& instance, const QJsonObject& attribution,
                       const QJsonObject& data)
{
    const QStringList tags = instance.tags();
    const auto carried = [&](const QString& tag) { return tags.contains(tag); };
    if ((!m_filters.events.isEmpty() && !m_filters.events.contains(event)) ||
        (!m_filters.uuids.isEmpty() && !m_filters.uuids.contains(instance.uuid)) ||
        !std::all_of(m_filters.tags.begin(), m_filters.tags.end(), carried))
        return;
    QJsonObject object{
        {u"type"_s, u"i"_s}, {u"uuid"_s, instance.uuid}, {u"owner"_s, stableUuid(u"sandbox user"_s)}};
    if (!tags.isEmpty())
        object.insert(u"tags"_s, QJsonArray::fromStringList(tags));
    const QJsonObject body{{u"type"_s, event},
                           {u"timestamp"_s, toRfc3339(m_parts.clock.now())},
                           {u"object"_s, object},
                           {u"attribution"_s, attribution},
                           {u"data"_s, data}};
    const QByteArray text = "event: " + event.toLatin1() +
                            "\ndata: " + QJsonDocument(body).toJson(QJsonDocument::Compact) + "\n\n";
    Q_EMIT piece(text);
}

void AuditApi::addRoutes(Routes& routes)
{
    routes.add("GET", "/v1/audit", [this](const Call& call) { return subscribe(call); });
}

HttpResponse AuditApi::subscribe(const Call& call)
{
    if (const auto unknown = call.query.unknown({"events", "uuid", "tags"}))
        return rejected(400, {Code::Malformed, u"'%1' is not a valid member"_s.arg(*unknown)});
    const AuditStream::Filters filters{call.query.list("events"), call.query.list("uuid"),
                                       call.query.list("tags")};
    for (const QString& event : filters.events) {
        if (event != changeEvent() && event != failureEvent())
            return rejected(400, {Code::Malformed, u"Invalid value '%1' of 'events'"_s.arg(event)});
    }
    for (const QString& uuid : filters.uuids) {
        if (QUuid::fromString(uuid).isNull())
            return rejected(400, {Code::Malformed, u"Invalid uuid '%1'"_s.arg(uuid)});
    }
    std::erase_if(m_subscribers, [](const auto& subscriber) { return subscriber.expired(); });
    if (m_subscribers.size() >= kMostSubscribers)
        return rejected(429, {Code::TooMany, u"Too many event subscriptions"_s});
    const auto stream = std::make_shared<AuditStream>(m_parts, filters);
    m_subscribers.push_back(stream);
    HttpResponse response;
    response.headers.append(HttpHeader{"Content-Type", "text/event-stream"});
    response.headers.append(HttpHeader{"Cache-Control", "no-cache"});
    response.stream = stream;
    return response;
}

} // namespace reveille::sandbox::unikraft
