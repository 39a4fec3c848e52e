#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QJsonDocument>
#include <QTest>

namespace reveille::test {

using namespace Qt::StringLiterals;

SandboxOptions UnikraftWorld::defaults()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.seedMachines = 0;
    return options;
}

UnikraftWorld::UnikraftWorld(const SandboxOptions& options, FakeClock* clock)
    : m_clock(clock), m_fixture(options, clock)
{
    m_api.emplace(sandbox().unikraftEndpoint(u"fra"_s), sandbox().unikraftToken());
}

void UnikraftWorld::restart()
{
    m_fixture.restart();
    m_api.emplace(sandbox().unikraftEndpoint(u"fra"_s), sandbox().unikraftToken());
}

Answer UnikraftWorld::call(const QByteArray& method, const QString& path, const QJsonValue& body)
{
    std::optional<QByteArray> bytes;
    if (body.isArray())
        bytes = QJsonDocument(body.toArray()).toJson(QJsonDocument::Compact);
    else if (body.isObject())
        bytes = QJsonDocument(body.toObject()).toJson(QJsonDocument::Compact);
    return m_api->call(method, path, bytes);
}

QJsonArray UnikraftWorld::items(const Answer& answer)
{
    const QJsonObject data = answer.json.value(u"data"_s).toObject();
    return data.isEmpty() ? QJsonArray() : data.begin().value().toArray();
}

QString UnikraftWorld::create(const QString& name, const QJsonObject& more)
{
    QJsonObject body = more;
    body.insert(u"name"_s, name);
    if (!more.contains(u"template"_s) && !more.contains(u"branch_from"_s) && !more.contains(u"checkpoint"_s))
        body.insert(u"image"_s, u"acme/nginx:latest"_s);
    return item(call("POST", u"/v1/instances"_s, body)).value(u"uuid"_s).toString();
}

QJsonObject UnikraftWorld::instance(const QString& uuid)
{
    return item(get(u"/v1/instances/"_s + uuid));
}

QString UnikraftWorld::stateOf(const QString& uuid)
{
    return instance(uuid).value(u"state"_s).toString();
}

bool UnikraftWorld::comesTo(const QString& uuid, const QString& state)
{
    return QTest::qWaitFor([&] { return stateOf(uuid) == state; }, 20'000);
}

QString UnikraftWorld::running(const QString& name, const QJsonObject& more)
{
    QJsonObject body = more;
    body.insert(u"autostart"_s, true);
    const QString uuid = create(name, body);
    return comesTo(uuid, u"running"_s) ? uuid : QString();
}

void UnikraftWorld::pass(std::chrono::microseconds time)
{
    const Instant until = m_clock->now() + time;
    const auto settle = [this] {
        if (!QTest::qWaitFor([this] { return sandbox().isSettled(); }, 20'000))
            qFatal("the sandbox does not settle");
    };
    settle();
    for (auto due = sandbox().unikraftNextDue(); due && *due <= until; due = sandbox().unikraftNextDue()) {
        m_clock->advanceTo(*due);
        sandbox().lookAtClock();
        settle();
    }
    m_clock->advanceTo(until);
    sandbox().lookAtClock();
    settle();
}

} // namespace reveille::test
