#include "core/sandbox/unikraft/PluginApi.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/PluginLogs.h"
#include "core/sandbox/unikraft/Targets.h"

#include <csignal>
#include <optional>
#include <utility>

#include <QMap>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr seconds kWakes{30};

HttpResponse empty(int status)
{
    HttpResponse response;
    response.status = status;
    return response;
}

HttpResponse done()
{
    return json(200, {{u"status"_s, u"success"_s}, {u"data"_s, QJsonValue()}});
}

HttpResponse answer(const QJsonObject& data)
{
    return json(200, {{u"status"_s, u"success"_s}, {u"data"_s, data}});
}

bool hasPlugin(const InstanceRecord& instance, const QString& name)
{
    const QJsonArray plugins = instance.settings.value(u"plugins"_s).toArray();
    for (const QJsonValue& plugin : plugins) {
        if (plugin.toObject().value(u"name"_s) == name)
            return true;
    }
    return false;
}

std::optional<int> signalOf(const QJsonValue& value)
{
    if (value.isDouble())
        return value.toInt();
    static const QMap<QString, int> kNames{
        {u"HUP"_s, SIGHUP}, {u"INT"_s, SIGINT}, {u"KILL"_s, SIGKILL}, {u"TERM"_s, SIGTERM}};
    QString name = value.toString();
    if (name.startsWith(u"SIG"))
        name.remove(0, 3);
    const auto it = kNames.find(name);
    return it == kNames.end() ? std::nullopt : std::optional(*it);
}

QJsonObject describe(const PluginDesk::Command& command)
{
    QJsonObject object{{u"uuid"_s, command.uuid},
                       {u"cmdline"_s, command.order.line},
                       {u"cwd"_s, QJsonValue()},
                       {u"env"_s, QJsonValue()},
                       {u"exitcode"_s, QJsonValue()}};
    if (command.order.cwd)
        object.insert(u"cwd"_s, *command.order.cwd);
    if (command.order.environment) {
        QJsonObject environment;
        for (auto it = command.order.environment->cbegin(); it != command.order.environment->cend(); ++it)
            environment.insert(it.key(), it.value());
        object.insert(u"env"_s, environment);
    }
    if (command.exitCode)
        object.insert(u"exitcode"_s, *command.exitCode);
    return object;
}

} // namespace

PluginApi::PluginApi(const Parts& parts) : m_parts(parts)
{
    connect(&m_parts.desk, &PluginDesk::over, this, &PluginApi::tellOver);
}

void PluginApi::addRoutes(Routes& routes)
{
    routes.addLater("POST", "/v1/instances/{}/plugins/{}/commands", [this](const Call& call) {
        reach(call, [this](const Call& found, const InstanceRecord& instance) {
            found.reply(run(found, instance));
        });
    });
    routes.addLater("GET", "/v1/instances/{}/plugins/{}/commands", [this](const Call& call) {
        reach(call, [this](const Call& found, const InstanceRecord& instance) {
            const QStringList uuids = m_parts.desk.list(instance.uuid, found.variables[1]);
            found.reply(answer({{u"commands"_s, QJsonArray::fromStringList(uuids)}}));
        });
    });
    addCommandRoute(routes, "GET", "/v1/instances/{}/plugins/{}/commands/{}",
                    [](const Call&, Command& command) { return answer(describe(command)); });
    addCommandRoute(routes, "DELETE", "/v1/instances/{}/plugins/{}/commands/{}",
                    [this](const Call&, Command& command) {
                        m_parts.desk.remove(command);
                        return done();
                    });
    addCommandRoute(routes, "GET", "/v1/instances/{}/plugins/{}/commands/{}/logs",
                    [](const Call& call, Command& command) { return logsOf(command, call.request.body); });
    addCommandRoute(routes, "DELETE", "/v1/instances/{}/plugins/{}/commands/{}/logs",
                    [](const Call&, Command& command) {
                        command.logsDeleted = true;
                        return done();
                    });
    addCommandRoute(routes, "GET", "/v1/instances/{}/plugins/{}/commands/{}/logs/raw/{}",
                    [](const Call& call, Command& command) {
                        return rawLogOf(command, call.variables[3], call.request.header("Range"));
                    });
    addCommandRoute(routes, "POST", "/v1/instances/{}/plugins/{}/commands/{}/signal",
                    [this](const Call& call, Command& command) { return signal(call, command); });
    addCommandRoute(routes, "POST", "/v1/instances/{}/plugins/{}/commands/{}/stdin",
                    [](const Call&, Command&) {
                        return rejected(501, {Code::NotSupported, u"Commands of the sandbox read nothing"_s});
                    });
    routes.addLater("POST", "/v1/instances/{}/plugins/{}/commands/{}/wait",
                    [this](const Call& call) { wait(call, std::nullopt); });
    routes.addLater("POST", "/v1/instances/{}/plugins/{}/commands/{}/wait_timeout", [this](const Call& call) {
        const auto body = objectOf(call.request.body);
        const double timeout = body ? body->value(u"timeout_s"_s).toDouble(-1) : -1;
        if (timeout < 0 || timeout > 1e9)
            call.reply(rejected(400, {Code::Malformed, u"'timeout_s' is needed"_s}));
        else
            wait(call, milliseconds(static_cast<qint64>(timeout * 1000)));
    });
}

void PluginApi::reach(const Call& call, const WithInstance& then)
{
    const auto target = targetOf(m_parts.store, {{u"uuid"_s, call.variables[0]}}, Kind::Instance);
    if (!target) {
        call.reply(rejected(404, target.error()));
        return;
    }
    if (!hasPlugin(**target, call.variables[1])) {
        call.reply(rejected(404, {Code::NotFound, u"No plugin with name '%1'"_s.arg(call.variables[1])}));
        return;
    }
    const QString uuid = (*target)->uuid;
    m_parts.lifecycle.traffic(**target);
    const auto go = [this, call, then, uuid] {
        const InstanceRecord* const instance = m_parts.store.find(uuid);
        if (instance && instance->isUp())
            then(call, *instance);
        else
            call.reply(rejected(409, {Code::WrongState, u"The instance is not running"_s}));
    };
    if ((*target)->state == InstanceState::Starting)
        m_parts.waits.wait({{uuid, InstanceState::Running, false, true, kWakes}}, go);
    else
        go();
}

void PluginApi::addCommandRoute(Routes& routes, const char* method, const char* pattern,
                                const WithCommand& work)
{
    routes.addLater(method, pattern, [this, work](const Call& call) {
        reach(call, [this, work](const Call& found, const InstanceRecord& instance) {
            Command* const command = m_parts.desk.find(instance.uuid, found.variables[1], found.variables[2]);
            found.reply(command ? work(found, *command) : empty(404));
        });
    });
}

HttpResponse PluginApi::run(const Call& call, const InstanceRecord& instance)
{
    const auto body = objectOf(call.request.body);
    const auto good = body ? checkMembers(*body, {"cmd", "cwd", "env"}) : tl::unexpected(body.error());
    if (!good)
        return rejected(400, good.error());
    PluginDesk::Order order;
    order.line = body->value(u"cmd"_s).toString();
    if (order.line.isEmpty() || order.line.contains(QChar(u'\0')))
        return rejected(400, {Code::Malformed, u"'cmd' is needed"_s});
    if (body->contains(u"cwd"_s))
        order.cwd = body->value(u"cwd"_s).toString();
    if (const QJsonValue given = body->value(u"env"_s); given.isObject()) {
        order.environment.emplace();
        const QJsonObject environment = given.toObject();
        for (auto it = environment.begin(); it != environment.end(); ++it)
            order.environment->insert(it.key(), it.value().toString());
    }
    const auto started = m_parts.desk.run(instance, call.variables[1], order);
    if (!started)
        return rejected(500, started.error());
    return answer({{u"uuid"_s, (*started)->uuid}});
}

HttpResponse PluginApi::signal(const Call& call, const Command& command)
{
    const auto body = objectOf(call.request.body);
    const auto number = body ? signalOf(body->value(u"signal"_s)) : std::nullopt;
    if (!number)
        return rejected(400, {Code::Malformed, u"'signal' is needed"_s});
    const auto sent = m_parts.desk.signal(command, *number);
    return sent ? done() : rejected(400, sent.error());
}

void PluginApi::wait(const Call& call, std::optional<milliseconds> timeout)
{
    reach(call, [this, timeout](const Call& found, const InstanceRecord& instance) {
        const Command* const command =
            m_parts.desk.find(instance.uuid, found.variables[1], found.variables[2]);
        if (!command || command->exitCode) {
            found.reply(command ? done() : empty(404));
            return;
        }
        m_waiting.push_back({command->uuid, found, nullptr});
        if (!timeout)
            return;
        const auto it = std::prev(m_waiting.end());
        it->alarm = std::make_unique<Alarm>([this, it] {
            const Call late = it->call;
            m_waiting.erase(it);
            late.reply(rejected(408, {Code::TimedOut, u"Operation timed out"_s}));
        });
        it->alarm->set(*timeout);
    });
}

void PluginApi::tellOver(const QString& uuid)
{
    std::vector<Call> ready;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        if (it->uuid == uuid) {
            ready.push_back(it->call);
            it = m_waiting.erase(it);
        } else {
            ++it;
        }
    }
    for (const Call& call : ready)
        call.reply(done());
}

} // namespace reveille::sandbox::unikraft
