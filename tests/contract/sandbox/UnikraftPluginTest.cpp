#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using reveille::test::Answer;
using reveille::test::ApiClient;
using reveille::test::UnikraftWorld;

namespace {

QJsonObject withPlugin()
{
    return {{u"plugins"_s,
             QJsonArray{QJsonObject{{u"name"_s, u"sandbox"_s}, {u"image"_s, u"plugins/sandbox"_s}}}}};
}

QByteArray plain(const QJsonValue& base64)
{
    return QByteArray::fromBase64(base64.toString().toLatin1());
}

/// A sandbox with one running instance that has the plugin.
struct PluginWorld
{
    PluginWorld() : uuid(world.running(u"web"_s, withPlugin())) {}

    QString path(const QString& rest = {}) const
    {
        return u"/v1/instances/%1/plugins/sandbox/commands%2"_s.arg(uuid, rest);
    }
    static QJsonObject data(const Answer& answer) { return answer.json.value(u"data"_s).toObject(); }
    QString start(const QString& line, const QJsonObject& more = {})
    {
        QJsonObject body = more;
        body.insert(u"cmd"_s, line);
        return u'/' + data(world.call("POST", path(), body)).value(u"uuid"_s).toString();
    }
    /// The exit code once there is one.
    int ended(const QString& command)
    {
        if (world.call("POST", path(command + u"/wait"_s)).status != 200)
            return -1;
        return data(world.get(path(command))).value(u"exitcode"_s).toInt(-1);
    }

    UnikraftWorld world;
    QString uuid;
};

} // namespace

class UnikraftPluginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsACommand();
    void readsPartsOfTheOutput();
    void endsACommand();
    void deletesACommand();
    void waitsNoLongerThanAsked();
    void refusesWhatIsNotThere();
    void wakesAndKeepsAwake();
    void forgetsWithTheInstance();
};

void UnikraftPluginTest::runsACommand()
{
    PluginWorld plugin;
    const QString command =
        plugin.start(u"echo \"$WHO\"; pwd >&2; exit 3"_s, {{u"env"_s, QJsonObject{{u"WHO"_s, u"me"_s}}}});
    QVERIFY(!QUuid::fromString(command.mid(1)).isNull());
    QCOMPARE(plugin.ended(command), 3);
    const QJsonObject told = PluginWorld::data(plugin.world.get(plugin.path(command)));
    QCOMPARE(told.value(u"cmdline"_s).toString(), u"echo \"$WHO\"; pwd >&2; exit 3"_s);
    QVERIFY(told.value(u"cwd"_s).isNull());
    QCOMPARE(told.value(u"env"_s).toObject().value(u"WHO"_s).toString(), u"me"_s);
    const QJsonObject logs = PluginWorld::data(plugin.world.get(plugin.path(command + u"/logs"_s)));
    QCOMPARE(plain(logs.value(u"stdout"_s)), QByteArray("me\n"));
    QVERIFY(plain(logs.value(u"stderr"_s)).endsWith(QByteArray(plugin.uuid.toUtf8() + "/home\n")));
    QCOMPARE(logs.value(u"stdout_available"_s).toInt(), 3);
    const QString second = plugin.start(u"true"_s);
    QCOMPARE(PluginWorld::data(plugin.world.get(plugin.path())).value(u"commands"_s).toArray(),
             QJsonArray({command.mid(1), second.mid(1)}));
}

void UnikraftPluginTest::readsPartsOfTheOutput()
{
    PluginWorld plugin;
    const QString command = plugin.start(u"printf 0123456789; printf abc >&2"_s);
    QCOMPARE(plugin.ended(command), 0);
    const QString path = plugin.path(command + u"/logs"_s);
    const Answer part =
        plugin.world.call("GET", path,
                          QJsonObject{{u"stdout"_s, QJsonObject{{u"offset"_s, 2}, {u"limit"_s, 3}}},
                                      {u"stderr"_s, QJsonObject{{u"offset"_s, 99}}}});
    QCOMPARE(plain(PluginWorld::data(part).value(u"stdout"_s)), QByteArray("234"));
    QCOMPARE(plain(PluginWorld::data(part).value(u"stderr"_s)), QByteArray());
    QCOMPARE(PluginWorld::data(part).value(u"stdout_available"_s).toInt(), 10);

    ApiClient api(plugin.world.sandbox().unikraftEndpoint(u"fra"_s), plugin.world.sandbox().unikraftToken());
    QCOMPARE(api.get(path + u"/raw/stderr"_s).body, QByteArray("abc"));
    const Answer raw = api.call("GET", path + u"/raw/stdout"_s, std::nullopt, {{"Range", "bytes=4-5"}});
    QCOMPARE(raw.status, 206);
    QCOMPARE(raw.body, QByteArray("45"));
    QCOMPARE(raw.header("Content-Range"), QByteArray("bytes 4-5/10"));
    QCOMPARE(api.call("GET", path + u"/raw/stdout"_s, std::nullopt, {{"Range", "bytes=10-"}}).status, 416);
    QCOMPARE(plugin.world.call("DELETE", path).status, 200);
    QCOMPARE(plugin.world.get(path).status, 410);
}

void UnikraftPluginTest::endsACommand()
{
    PluginWorld plugin;
    for (const QJsonValue& signal : {QJsonValue(u"TERM"_s), QJsonValue(u"SIGTERM"_s), QJsonValue(15)}) {
        const QString command = plugin.start(u"exec sleep 600"_s);
        QVERIFY(PluginWorld::data(plugin.world.get(plugin.path(command))).value(u"exitcode"_s).isNull());
        QCOMPARE(
            plugin.world.call("POST", plugin.path(command + u"/signal"_s), QJsonObject{{u"signal"_s, signal}})
                .status,
            200);
        QCOMPARE(plugin.ended(command), 128 + 15);
    }
    const QString stubborn = plugin.start(u"trap '' TERM; sleep 600"_s);
    QCOMPARE(
        plugin.world.call("POST", plugin.path(stubborn + u"/signal"_s), QJsonObject{{u"signal"_s, u"KILL"_s}})
            .status,
        200);
    QCOMPARE(plugin.ended(stubborn), 128 + 9);
    QCOMPARE(
        plugin.world.call("POST", plugin.path(stubborn + u"/signal"_s), QJsonObject{{u"signal"_s, u"NO"_s}})
            .status,
        400);
}

void UnikraftPluginTest::deletesACommand()
{
    PluginWorld plugin;
    const QString command = plugin.start(u"sleep 600"_s);
    QCOMPARE(plugin.world.call("DELETE", plugin.path(command)).status, 200);
    QCOMPARE(plugin.world.get(plugin.path(command)).status, 404);
    QVERIFY(PluginWorld::data(plugin.world.get(plugin.path())).value(u"commands"_s).toArray().isEmpty());
}

void UnikraftPluginTest::waitsNoLongerThanAsked()
{
    PluginWorld plugin;
    const QString command = plugin.start(u"sleep 600"_s);
    QCOMPARE(plugin.world
                 .call("POST", plugin.path(command + u"/wait_timeout"_s), QJsonObject{{u"timeout_s"_s, 0.01}})
                 .status,
             408);
    const QString quick = plugin.start(u"true"_s);
    QCOMPARE(
        plugin.world.call("POST", plugin.path(quick + u"/wait_timeout"_s), QJsonObject{{u"timeout_s"_s, 20}})
            .status,
        200);
    QCOMPARE(plugin.world.call("POST", plugin.path(quick + u"/wait_timeout"_s)).status, 400);
}

void UnikraftPluginTest::refusesWhatIsNotThere()
{
    PluginWorld plugin;
    const Answer none = plugin.world.get(plugin.path(u"/none"_s));
    QCOMPARE(none.status, 404);
    QVERIFY(none.body.isEmpty());
    const QString bare = plugin.world.running(u"bare"_s);
    QCOMPARE(plugin.world.get(u"/v1/instances/%1/plugins/sandbox/commands"_s.arg(bare)).status, 404);
    QCOMPARE(plugin.world.call("POST", plugin.path(), QJsonObject{{u"cmd"_s, u""_s}}).status, 400);
    QCOMPARE(plugin.world
                 .call("POST", plugin.path(), QJsonObject{{u"cmd"_s, u"true"_s}, {u"cwd"_s, u"/nowhere"_s}})
                 .status,
             500);
    static_cast<void>(plugin.world.call("PUT", u"/v1/instances/%1/stop"_s.arg(plugin.uuid)));
    QVERIFY(plugin.world.comesTo(plugin.uuid, u"stopped"_s));
    QCOMPARE(plugin.world.call("POST", plugin.path(), QJsonObject{{u"cmd"_s, u"true"_s}}).status, 409);
}

void UnikraftPluginTest::wakesAndKeepsAwake()
{
    UnikraftWorld world;
    QJsonObject body = withPlugin();
    body.insert(u"service_group"_s,
                QJsonObject{{u"services"_s,
                             QJsonArray{QJsonObject{{u"port"_s, 443},
                                                    {u"handlers"_s, QJsonArray{u"tls"_s, u"http"_s}}}}}});
    body.insert(u"scale_to_zero"_s, QJsonObject{{u"policy"_s, u"on"_s}, {u"cooldown_time_ms"_s, 5}});
    body.insert(u"autostart"_s, true);
    const QString uuid = world.create(u"web"_s, body);
    QVERIFY(world.comesTo(uuid, u"standby"_s));
    const QString path = u"/v1/instances/%1/plugins/sandbox/commands"_s.arg(uuid);
    const Answer started = world.call("POST", path, QJsonObject{{u"cmd"_s, u"sleep 0.2"_s}});
    QCOMPARE(started.status, 200);
    const QString command = PluginWorld::data(started).value(u"uuid"_s).toString();
    // Many cooldowns later the command has still ended by itself.
    const auto ends = [&] { return world.fixture().truth(u"plugin_ended"_s); };
    QTRY_COMPARE(ends().size(), 1);
    QCOMPARE(ends().first().value(u"command"_s).toString(), command);
    QCOMPARE(ends().first().value(u"exit_code"_s).toInt(-1), 0);
    QVERIFY(world.comesTo(uuid, u"standby"_s));
}

void UnikraftPluginTest::forgetsWithTheInstance()
{
    PluginWorld plugin;
    const QString command = plugin.start(u"sleep 600"_s);
    static_cast<void>(plugin.world.call("PUT", u"/v1/instances/%1/stop"_s.arg(plugin.uuid),
                                        QJsonObject{{u"force"_s, true}}));
    static_cast<void>(plugin.world.call("PUT", u"/v1/instances/%1/start"_s.arg(plugin.uuid),
                                        QJsonObject{{u"timeout_s"_s, 20}}));
    QCOMPARE(plugin.world.get(plugin.path(command)).status, 404);
}

QTEST_GUILESS_MAIN(UnikraftPluginTest)
#include "UnikraftPluginTest.moc"
