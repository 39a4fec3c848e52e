#include "core/providers/dedalus/DedalusProvider.h"

#include "core/model/TimeText.h"
#include "core/providers/Conversation.h"
#include "core/providers/dedalus/DedalusExtrasJson.h"
#include "core/providers/dedalus/DedalusLifecycle.h"
#include "core/providers/dedalus/DedalusPages.h"

#include <algorithm>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

// What there is beside machines' lives and executions.

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr milliseconds kSshPause{500};
constexpr int kMostSshLooks = 120;

QString dayText(sys_days day)
{
    return toRfc3339(calendar::Instant(day.time_since_epoch())).left(10);
}

DedalusAsk below(const MachineId& machine, const QStringList& path)
{
    DedalusAsk ask;
    ask.path = QStringList{u"machines"_s, machine.value} + path;
    ask.subject = machine.value;
    return ask;
}

DedalusAsk changing(DedalusAsk ask, HttpMethod method, const QByteArray& body, const QString& key)
{
    ask.method = method;
    ask.body = body;
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    return ask;
}

/// Looks at an SSH session until one can log in.
class SshWait final : public QObject, public CallHandle
{
public:
    SshWait(std::shared_ptr<DedalusChannel> channel, const MachineId& machine, const DedalusAsk& first,
            Reply<SshAccess> reply)
        : m_channel(std::move(channel)), m_machine(machine), m_reply(std::move(reply))
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { ask(below(m_machine, {u"ssh"_s, m_session})); });
        ask(first);
    }

private:
    void ask(const DedalusAsk& ask)
    {
        m_talk.step(m_channel->ask(ask, [this](const Result<QJsonObject>& answer) {
            const auto access = answer.and_then(sshFromJson);
            if (!access)
                finish(tl::unexpected(access.error()));
            else
                take(*access);
        }));
    }
    void take(const SshAccess& access)
    {
        const bool waits = access.status == u"wake_in_progress"_s || access.status == u"ssh_in_progress"_s;
        if (access.status == u"ready"_s && !access.host.isEmpty()) {
            finish(access);
        } else if (!waits && access.status != u"ready"_s) {
            finish(fail(ErrorCode::InvalidState, m_machine.value, u"the SSH session is "_s + access.status));
        } else if (++m_looks >= kMostSshLooks) {
            finish(fail(ErrorCode::WakeTimedOut, m_machine.value));
        } else {
            m_session = access.id;
            m_timer.start(std::clamp(access.retryAfter.value_or(kSshPause), milliseconds(10),
                                     milliseconds(seconds(5))));
        }
    }
    void finish(Result<SshAccess> result)
    {
        const Reply<SshAccess> reply = std::exchange(m_reply, nullptr);
        reply(std::move(result));
    }

    std::shared_ptr<DedalusChannel> m_channel;
    MachineId m_machine;
    Reply<SshAccess> m_reply;
    QString m_session;
    QTimer m_timer;
    Conversation m_talk;
    int m_looks = 0;
};

} // namespace

Call DedalusProvider::updateMachine(const MachineId& machine, const MachineResize& change, const QString& key,
                                    Reply<Machine> reply)
{
    return patchDedalusMachine(m_channel, m_account, machine, machineChangeBody(change), key,
                               std::move(reply));
}

Call DedalusProvider::fetchUsage(const UsageQuery& query, Reply<QVector<MachineUsage>> reply)
{
    DedalusAsk compute;
    compute.path = {u"usage"_s, u"machines"_s, u"compute"_s};
    compute.query = {{u"granularity"_s, u"day"_s},
                     {u"period_start"_s, dayText(query.from)},
                     {u"period_end"_s, dayText(query.to)}};
    if (!query.machine.isEmpty())
        compute.query.append({u"machine_id"_s, query.machine.value});
    compute.maxBytes = 16 * 1024 * 1024;
    DedalusAsk storage = compute;
    storage.path.last() = u"storage"_s;
    storage.query.removeFirst();
    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    talk->step(m_channel->ask(
        compute, [channel = m_channel, step, storage, reply](const Result<QJsonObject>& computed) {
            if (!computed) {
                reply(tl::unexpected(computed.error()));
                return;
            }
            step->step(channel->ask(storage, [reply, computed](const Result<QJsonObject>& stored) {
                // Computing is what costs while awake: told also where storage is not.
                reply(usageFromJson(*computed, stored.value_or(QJsonObject())));
            }));
        }));
    return talk;
}

Call DedalusProvider::listArtifacts(const MachineId& machine, Reply<QVector<Artifact>> reply)
{
    return std::make_unique<DedalusPages<Artifact>>(m_channel, below(machine, {u"artifacts"_s}),
                                                    artifactPageFromJson, std::move(reply));
}

Call DedalusProvider::listPorts(const MachineId& machine, Reply<QVector<MachinePort>> reply)
{
    auto talk = std::make_unique<Conversation>();
    // Before they were ports they were previews.
    talk->step(std::make_unique<DedalusPages<MachinePort>>(
        m_channel, below(machine, {u"ports"_s}), portPageFromJson,
        [channel = m_channel, step = talk.get(), machine, reply](const Result<QVector<MachinePort>>& ports) {
            if (ports || ports.error().httpStatus != 404)
                reply(ports);
            else
                step->step(std::make_unique<DedalusPages<MachinePort>>(
                    channel, below(machine, {u"previews"_s}), portPageFromJson, reply));
        }));
    return talk;
}

Call DedalusProvider::openPort(const MachineId& machine, int port, const QString& key,
                               Reply<MachinePort> reply)
{
    const QByteArray body = "{\"port\":" + QByteArray::number(port) + '}';
    auto talk = std::make_unique<Conversation>();
    talk->step(m_channel->ask(
        changing(below(machine, {u"ports"_s}), HttpMethod::Post, body, key),
        [channel = m_channel, step = talk.get(), machine, body, key,
         reply](const Result<QJsonObject>& answer) {
            if (answer || answer.error().httpStatus != 404) {
                reply(answer.and_then(portFromJson));
                return;
            }
            step->step(channel->ask(
                changing(below(machine, {u"previews"_s}), HttpMethod::Post, body, key),
                [reply](const Result<QJsonObject>& older) { reply(older.and_then(portFromJson)); }));
        }));
    return talk;
}

Call DedalusProvider::closePort(const MachineId& machine, const QString& port, const QString& key,
                                Reply<void> reply)
{
    const auto closing = [&](const QString& place) {
        DedalusAsk ask = changing(below(machine, {place, port}), HttpMethod::Delete, {}, key);
        ask.subject = port;
        return ask;
    };
    const auto told = [reply = std::move(reply)](const Result<QJsonObject>& answer) {
        if (answer || answer.error().code == ErrorCode::NotFound)
            reply({});
        else
            reply(tl::unexpected(answer.error()));
    };
    auto talk = std::make_unique<Conversation>();
    // Not among the ports is either closed already or a preview of the older service.
    talk->step(m_channel->ask(closing(u"ports"_s),
                              [channel = m_channel, step = talk.get(), older = closing(u"previews"_s),
                               told](const Result<QJsonObject>& answer) {
                                  if (answer || answer.error().code != ErrorCode::NotFound)
                                      told(answer);
                                  else
                                      step->step(channel->ask(older, told));
                              }));
    return talk;
}

Call DedalusProvider::openSsh(const MachineId& machine, const QString& publicKey, const QString& key,
                              Reply<SshAccess> reply)
{
    const QByteArray body =
        QJsonDocument(QJsonObject{{u"public_key"_s, publicKey}}).toJson(QJsonDocument::Compact);
    return std::make_unique<SshWait>(m_channel, machine,
                                     changing(below(machine, {u"ssh"_s}), HttpMethod::Post, body, key),
                                     std::move(reply));
}

} // namespace reveille
