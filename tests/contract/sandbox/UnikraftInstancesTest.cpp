#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using reveille::test::Answer;
using reveille::test::ApiClient;
using reveille::test::UnikraftWorld;

namespace {

QStringList namesOf(const Answer& answer)
{
    QStringList names;
    for (const QJsonValue& item : UnikraftWorld::items(answer))
        names.append(item.toObject().value(u"name"_s).toString());
    return names;
}

} // namespace

class UnikraftInstancesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAndShows();
    void refusesWithoutToken();
    void refusesWhatIsMalformed_data();
    void refusesWhatIsMalformed();
    void refusesWhatIsUnknown();
    void tellsWhatIsMissingItemByItem();
    void takesIdentifiersInQueryAndBody();
    void listsInPages();
    void listsByTags();
    void summarizes();
    void startsStopsAndSuspends();
    void doesNothingTwice();
    void stopsByForce();
    void refusesForceWithDrain();
    void waitsForAState();
    void answersStartWhenItRuns();
    void warnsOfWhatIsDeprecated();
    void deletes();
    void keepsWhatIsLocked();
    void makesReplicas();
    void refusesATakenName();
    void describesMetros();
    void survivesARestart();
};

void UnikraftInstancesTest::makesAndShows()
{
    UnikraftWorld world;
    const Answer made = world.call("POST", u"/v1/instances"_s,
                                   QJsonObject{{u"image"_s, u"acme/web:latest"_s},
                                               {u"name"_s, u"web"_s},
                                               {u"memory_mb"_s, 256},
                                               {u"env"_s, QJsonObject{{u"A"_s, u"b"_s}}},
                                               {u"tags"_s, QJsonArray{u"t"_s}}});
    QCOMPARE(made.status, 200);
    QCOMPARE(made.text("status"), u"success"_s);
    QVERIFY(made.json.value(u"op_time_us"_s).isDouble());
    const QString uuid = UnikraftWorld::item(made).value(u"uuid"_s).toString();
    QVERIFY(!QUuid::fromString(uuid).isNull());

    const QJsonObject shown = world.instance(uuid);
    QCOMPARE(shown.value(u"status"_s).toString(), u"success"_s);
    QCOMPARE(shown.value(u"name"_s).toString(), u"web"_s);
    QCOMPARE(shown.value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(shown.value(u"memory_mb"_s).toInt(), 256);
    QCOMPARE(shown.value(u"vcpus"_s).toInt(), 1);
    QCOMPARE(shown.value(u"restart_policy"_s).toString(), u"never"_s);
    QCOMPARE(shown.value(u"private_fqdn"_s).toString(), u"web.internal"_s);
    QVERIFY(shown.value(u"image"_s).toString().startsWith(u"oci://unikraft.io/acme/web:latest@sha256:"));
    QVERIFY(shown.value(u"created_at"_s).toString().endsWith(u'Z'));
    QVERIFY(!shown.contains(u"schedules"_s));
    QVERIFY(!shown.contains(u"started_at"_s));

    const Answer unnamed = world.call("POST", u"/v1/instances"_s, QJsonObject{{u"image"_s, u"acme/web:1"_s}});
    QVERIFY(UnikraftWorld::item(unnamed).value(u"name"_s).toString().startsWith(u"web-"));
}

void UnikraftInstancesTest::refusesWithoutToken()
{
    UnikraftWorld world;
    for (const QString& token : {QString(), u"wrong"_s}) {
        ApiClient stranger(world.sandbox().unikraftEndpoint(u"fra"_s), token);
        const Answer answer = stranger.get(u"/v1/instances"_s);
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.text("status"), u"error"_s);
        QCOMPARE(answer.json.value(u"errors"_s).toArray().first().toObject().value(u"status"_s).toInt(), 401);
    }
}

void UnikraftInstancesTest::refusesWhatIsMalformed_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* method, const char* path, const char* body,
                        const char* message) {
        QTest::newRow(name) << QByteArray(method) << QString::fromLatin1(path) << QByteArray(body)
                            << QString::fromLatin1(message);
    };
    row("no JSON", "POST", "/v1/instances", "{", "Malformed request");
    row("unknown member", "POST", "/v1/instances", R"({"image":"a","metro":"fra"})",
        "'metro' is not a valid member");
    row("no source", "POST", "/v1/instances", R"({"name":"a"})", "Exactly one of");
    row("memory", "POST", "/v1/instances", R"({"image":"a","memory_mb":"x"})", "memory_mb");
    row("scale to zero alone", "POST", "/v1/instances", R"({"image":"a","scale_to_zero":{"policy":"on"}})",
        "needs a service_group");
    row("unknown parameter", "GET", "/v1/instances?colour=red", "", "'colour' is not a valid member");
    row("upper case flag", "GET", "/v1/instances?details=True", "", "'details'");
    row("negative count", "GET", "/v1/instances?count=-1", "", "'count'");
    row("unknown key", "GET", "/v1/instances?sortby=name", "", "'sortby'");
    row("no prop", "PATCH", "/v1/instances", R"([{"name":"a","op":"set"}])", "'prop' and 'op'");
    row("nobody to start", "PUT", "/v1/instances/start", "", "No instance");
    row("wait for nonsense", "GET", "/v1/instances/wait", R"([{"name":"a","state":"happy"}])", "'state'");
    row("half a timeout", "PUT", "/v1/instances/start", R"([{"name":"a","timeout_s":0.5}])", "'timeout_s'");
}

void UnikraftInstancesTest::refusesWhatIsMalformed()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, path);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, message);
    UnikraftWorld world;
    ApiClient api(world.sandbox().unikraftEndpoint(u"fra"_s), world.sandbox().unikraftToken());
    const Answer answer = api.call(method, path, body);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.text("status"), u"error"_s);
    QVERIFY2(answer.text("message").contains(message), answer.body.constData());
}

void UnikraftInstancesTest::refusesWhatIsUnknown()
{
    UnikraftWorld world;
    const Answer nowhere = world.get(u"/v1/nowhere"_s);
    QCOMPARE(nowhere.status, 404);
    QCOMPARE(nowhere.json.value(u"errors"_s).toArray().first().toObject().value(u"error"_s).toInt(), 3);
    const Answer method = world.call("PUT", u"/v1/instances"_s);
    QCOMPARE(method.status, 405);
    QVERIFY(method.header("Allow").contains("PATCH"));
}

void UnikraftInstancesTest::tellsWhatIsMissingItemByItem()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s);
    const Answer ghost =
        world.call("PUT", u"/v1/instances/start"_s, QJsonArray{QJsonObject{{u"name"_s, u"ghost"_s}}});
    QCOMPARE(ghost.status, 200);
    QCOMPARE(ghost.text("status"), u"error"_s);
    QCOMPARE(ghost.text("message"), u"Failed to perform all operations"_s);
    const QJsonObject expected{{u"status"_s, u"error"_s},
                               {u"name"_s, u"ghost"_s},
                               {u"message"_s, u"No instance with name 'ghost'"_s},
                               {u"error"_s, 8}};
    QCOMPARE(UnikraftWorld::item(ghost), expected);

    const Answer mixed = world.call(
        "PUT", u"/v1/instances/start"_s,
        QJsonArray{QJsonObject{{u"uuid"_s, uuid}}, QJsonObject{{u"name"_s, u"ghost"_s}}, QJsonObject{},
                   QJsonObject{{u"name"_s, u"web"_s}, {u"uuid"_s, uuid}}, QJsonObject{{u"uuid"_s, u"x"_s}}});
    QCOMPARE(mixed.status, 200);
    QCOMPARE(mixed.text("status"), u"partial_success"_s);
    const QJsonArray items = UnikraftWorld::items(mixed);
    QCOMPARE(items.size(), 5);
    QCOMPARE(items.at(0).toObject().value(u"previous_state"_s).toString(), u"stopped"_s);
    QCOMPARE(items.at(0).toObject().value(u"state"_s).toString(), u"starting"_s);
    QCOMPARE(items.at(2).toObject().value(u"error"_s).toInt(), 13);
    QCOMPARE(items.at(3).toObject().value(u"error"_s).toInt(), 17);
    QCOMPARE(items.at(4).toObject().value(u"message"_s).toString(), u"Invalid uuid 'x'"_s);

    const QString other = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const Answer local = world.get(u"/v1/instances/"_s + other);
    QCOMPARE(local.status, 200);
    QCOMPARE(UnikraftWorld::item(local).value(u"error"_s).toInt(), 8);
}

void UnikraftInstancesTest::takesIdentifiersInQueryAndBody()
{
    UnikraftWorld world;
    const QString a = world.create(u"a"_s);
    static_cast<void>(world.create(u"b"_s));
    static_cast<void>(world.create(u"c"_s));
    QCOMPARE(namesOf(world.get(u"/v1/instances?uuid=%1&name=b"_s.arg(a))), QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?name=c&name=b"_s)), QStringList({u"c"_s, u"b"_s}));
    const Answer body = world.call("GET", u"/v1/instances"_s,
                                   QJsonArray{QJsonObject{{u"name"_s, u"c"_s}}, QJsonObject{{u"uuid"_s, a}}});
    QCOMPARE(namesOf(body), QStringList({u"c"_s, u"a"_s}));
    // A client may give the address with or without a slash or /v1 of its own.
    for (const QString& path : {u"//v1//instances/"_s, u"/v1/v1/instances"_s})
        QCOMPARE(namesOf(world.get(path)), QStringList({u"a"_s, u"b"_s, u"c"_s}));
    ApiClient plain(world.sandbox().unikraftEndpoint(u"fra"_s), world.sandbox().unikraftToken());
    QCOMPARE(namesOf(plain.call("GET", u"/v1/instances"_s, QByteArray("null"))).size(), 3);
}

void UnikraftInstancesTest::listsInPages()
{
    UnikraftWorld world;
    QStringList uuids;
    for (int i = 0; i < 5; ++i)
        uuids.append(world.create(u"i%1"_s.arg(i)));
    QCOMPARE(namesOf(world.get(u"/v1/instances?count=2"_s)), QStringList({u"i0"_s, u"i1"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?count=3&from="_s + uuids[3])),
             QStringList({u"i3"_s, u"i4"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?order=desc&count=2&from="_s + uuids[2])),
             QStringList({u"i2"_s, u"i1"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?from=2000-01-01T00:00:00Z"_s)).size(), 5);
    QCOMPARE(namesOf(world.get(u"/v1/instances?from=2100-01-01T00:00:00Z"_s)).size(), 0);
    const Answer gone = world.call("DELETE", u"/v1/instances/"_s + uuids[2]);
    QCOMPARE(gone.text("status"), u"success"_s);
    QCOMPARE(namesOf(world.get(u"/v1/instances?count=3&from="_s + uuids[2])).size(), 0);
}

void UnikraftInstancesTest::listsByTags()
{
    UnikraftWorld world;
    const auto tagged = [&](const QString& name, const QJsonArray& tags) {
        static_cast<void>(world.create(name, {{u"tags"_s, tags}}));
    };
    tagged(u"a"_s, {u"blue"_s, u"big"_s});
    tagged(u"b"_s, {u"blue"_s});
    tagged(u"c"_s, {u"with,comma"_s});
    QCOMPARE(namesOf(world.get(u"/v1/instances?tags=blue"_s)), QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?tags=blue,big"_s)), QStringList({u"a"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?tags=blue&tags=big"_s)), QStringList({u"a"_s}));
    QCOMPARE(namesOf(world.get(u"/v1/instances?tags=with%2Ccomma"_s)), QStringList({u"c"_s}));
}

void UnikraftInstancesTest::summarizes()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"web"_s));
    const QJsonObject item = UnikraftWorld::item(world.get(u"/v1/instances?details=false"_s));
    QCOMPARE(item.keys(), QStringList({u"name"_s, u"state"_s, u"status"_s, u"uuid"_s}));
}

void UnikraftInstancesTest::startsStopsAndSuspends()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s);
    const QJsonObject started = UnikraftWorld::item(world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid)));
    QCOMPARE(started.value(u"previous_state"_s).toString(), u"stopped"_s);
    QVERIFY(world.comesTo(uuid, u"running"_s));
    QJsonObject shown = world.instance(uuid);
    QCOMPARE(shown.value(u"start_count"_s).toInt(), 1);
    QVERIFY(shown.contains(u"started_at"_s));
    QVERIFY(shown.contains(u"boot_time_us"_s));

    const Answer stopped =
        world.call("PUT", u"/v1/instances/stop"_s,
                   QJsonArray{QJsonObject{{u"name"_s, u"web"_s}, {u"drain_timeout_ms"_s, 5000}}});
    QCOMPARE(UnikraftWorld::item(stopped).value(u"state"_s).toString(), u"draining"_s);
    QVERIFY(world.comesTo(uuid, u"stopped"_s));
    shown = world.instance(uuid);
    QCOMPARE(shown.value(u"stop_reason"_s).toInt(), 15);
    QCOMPARE(shown.value(u"stop_code"_s).toInt(), 33024);
    QVERIFY(shown.contains(u"stopped_at"_s));

    static_cast<void>(
        world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid), QJsonObject{{u"timeout_s"_s, 20}}));
    const Answer suspended = world.call("PUT", u"/v1/instances/%1/suspend"_s.arg(uuid));
    QCOMPARE(UnikraftWorld::item(suspended).value(u"previous_state"_s).toString(), u"running"_s);
    QVERIFY(world.comesTo(uuid, u"standby"_s));
    QCOMPARE(world.instance(uuid).value(u"start_count"_s).toInt(), 2);
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid)));
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
}

void UnikraftInstancesTest::doesNothingTwice()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    const Answer again = world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid));
    QCOMPARE(again.text("status"), u"success"_s);
    QCOMPARE(UnikraftWorld::item(again).value(u"state"_s).toString(), u"running"_s);
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid)));
    QVERIFY(world.comesTo(uuid, u"stopped"_s));
    const QString stoppedAt = world.instance(uuid).value(u"stopped_at"_s).toString();
    const Answer stopped = world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid));
    QCOMPARE(stopped.text("status"), u"success"_s);
    QCOMPARE(world.instance(uuid).value(u"stopped_at"_s).toString(), stoppedAt);
    QCOMPARE(world.instance(uuid).value(u"start_count"_s).toInt(), 1);
}

void UnikraftInstancesTest::stopsByForce()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    const Answer forced =
        world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid), QJsonObject{{u"force"_s, true}});
    QCOMPARE(UnikraftWorld::item(forced).value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(world.instance(uuid).value(u"stop_reason"_s).toInt(), 28);
}

void UnikraftInstancesTest::refusesForceWithDrain()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    const Answer both = world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid),
                                   QJsonObject{{u"force"_s, true}, {u"drain_timeout_ms"_s, 1}});
    QCOMPARE(both.status, 400);
    QCOMPARE(world.stateOf(uuid), u"running"_s);
}

void UnikraftInstancesTest::waitsForAState()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, {{u"autostart"_s, true}});
    const Answer reached = world.call("GET", u"/v1/instances/%1/wait"_s.arg(uuid),
                                      QJsonObject{{u"state"_s, u"running"_s}, {u"timeout_s"_s, 20}});
    QCOMPARE(reached.text("status"), u"success"_s);
    QCOMPARE(UnikraftWorld::item(reached).value(u"state"_s).toString(), u"running"_s);

    const Answer lapsed = world.call(
        "GET", u"/v1/instances/wait"_s,
        QJsonArray{QJsonObject{{u"name"_s, u"web"_s}, {u"state"_s, u"stopped"_s}, {u"timeout_s"_s, 0}}});
    QCOMPARE(lapsed.status, 200);
    QCOMPARE(lapsed.text("status"), u"error"_s);
    QCOMPARE(lapsed.text("message"), u"Operation timed out"_s);
    QCOMPARE(UnikraftWorld::item(lapsed).value(u"state"_s).toString(), u"running"_s);
}

void UnikraftInstancesTest::answersStartWhenItRuns()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s);
    const Answer started =
        world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid), QJsonObject{{u"timeout_s"_s, -1}});
    QCOMPARE(UnikraftWorld::item(started).value(u"state"_s).toString(), u"running"_s);
    QCOMPARE(UnikraftWorld::item(started).value(u"previous_state"_s).toString(), u"stopped"_s);
}

void UnikraftInstancesTest::warnsOfWhatIsDeprecated()
{
    UnikraftWorld world;
    const Answer made = world.call("POST", u"/v1/instances"_s,
                                   QJsonObject{{u"image"_s, u"a"_s},
                                               {u"name"_s, u"web"_s},
                                               {u"autostart"_s, true},
                                               {u"wait_timeout_ms"_s, 19'500}});
    QCOMPARE(UnikraftWorld::item(made).value(u"state"_s).toString(), u"running"_s);
    const QJsonArray warnings{
        QJsonObject{{u"type"_s, u"deprecated"_s}, {u"message"_s, u"wait_timeout_ms is deprecated"_s}}};
    QCOMPARE(made.json.value(u"warnings"_s).toArray(), warnings);
    QVERIFY(made.json.value(u"op_time_us"_s).isDouble());
    const QJsonArray order{QJsonObject{{u"name"_s, u"web"_s}, {u"timeout_ms"_s, 1}}};
    const Answer waited = world.call("GET", u"/v1/instances/wait"_s, order);
    QCOMPARE(waited.text("status"), u"success"_s);
    QCOMPARE(waited.json.value(u"warnings"_s).toArray().size(), 1);
    QVERIFY(!world.get(u"/v1/instances"_s).json.contains(u"warnings"_s));
}

void UnikraftInstancesTest::deletes()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    const QJsonObject item = UnikraftWorld::item(
        world.call("DELETE", u"/v1/instances"_s, QJsonArray{QJsonObject{{u"uuid"_s, uuid}}}));
    QCOMPARE(item.value(u"previous_state"_s).toString(), u"running"_s);
    QVERIFY(!item.contains(u"state"_s));
    QCOMPARE(world.instance(uuid).value(u"error"_s).toInt(), 8);
    // The name is free again.
    QVERIFY(!world.create(u"web"_s).isEmpty());
}

void UnikraftInstancesTest::keepsWhatIsLocked()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s);
    const auto lock = [&](const QString& op) {
        QJsonObject change{{u"prop"_s, u"delete_lock"_s}, {u"op"_s, u"set"_s}};
        if (op == u"set")
            change.insert(u"value"_s, true);
        return world.call("PATCH", u"/v1/instances/"_s + uuid, change).text("status");
    };
    QCOMPARE(lock(u"set"_s), u"success"_s);
    const Answer refused = world.call("DELETE", u"/v1/instances/"_s + uuid);
    QCOMPARE(refused.status, 200);
    QCOMPARE(UnikraftWorld::item(refused).value(u"message"_s).toString(), u"Deletion protection enabled"_s);
    QCOMPARE(UnikraftWorld::item(refused).value(u"error"_s).toInt(), 14);
    QCOMPARE(lock(u"clear"_s), u"success"_s);
    QCOMPARE(world.call("DELETE", u"/v1/instances/"_s + uuid).text("status"), u"success"_s);
}

void UnikraftInstancesTest::makesReplicas()
{
    UnikraftWorld world;
    const Answer made = world.call("POST", u"/v1/instances"_s,
                                   QJsonObject{{u"image"_s, u"a"_s},
                                               {u"name"_s, u"web"_s},
                                               {u"replicas"_s, 2},
                                               {u"autostart"_s, true},
                                               {u"timeout_s"_s, 20}});
    QCOMPARE(made.text("status"), u"success"_s);
    QCOMPARE(UnikraftWorld::items(made).size(), 3);
    for (const QJsonValue& item : UnikraftWorld::items(made))
        QCOMPARE(item.toObject().value(u"state"_s).toString(), u"running"_s);
}

void UnikraftInstancesTest::refusesATakenName()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"web"_s));
    const Answer again =
        world.call("POST", u"/v1/instances"_s, QJsonObject{{u"image"_s, u"a"_s}, {u"name"_s, u"web"_s}});
    QCOMPARE(UnikraftWorld::item(again).value(u"error"_s).toInt(), 23);
    QCOMPARE(namesOf(world.get(u"/v1/instances"_s)).size(), 1);
}

void UnikraftInstancesTest::describesMetros()
{
    UnikraftWorld world;
    ApiClient api(world.sandbox().controlPlane(), world.sandbox().unikraftToken());
    const QJsonArray metros = UnikraftWorld::items(api.get(u"/v1/metros"_s));
    QCOMPARE(metros.size(), 2);
    const QJsonObject fra = metros.first().toObject();
    QCOMPARE(fra.value(u"iata_code"_s).toString(), u"FRA"_s);
    QCOMPARE(fra.value(u"endpoint"_s).toString(),
             world.sandbox().unikraftEndpoint(u"fra"_s).toString() + u"/v1"_s);
    QCOMPARE(api.get(u"/v1/auth"_s).status, 200);

    // Metros know nothing of each other's instances.
    static_cast<void>(world.create(u"web"_s));
    ApiClient sin(world.sandbox().unikraftEndpoint(u"sin"_s), world.sandbox().unikraftToken());
    QCOMPARE(UnikraftWorld::items(sin.get(u"/v1/instances"_s)).size(), 0);
}

void UnikraftInstancesTest::survivesARestart()
{
    UnikraftWorld world;
    const QString up = world.running(u"up"_s);
    const QString down =
        world.create(u"down"_s, {{u"tags"_s, QJsonArray{u"t"_s}},
                                 {u"schedules"_s, QJsonArray{QJsonObject{{u"name"_s, u"s"_s},
                                                                         {u"when"_s, u"*-*-* 09:00:00"_s},
                                                                         {u"action"_s, u"start"_s}}}}});
    const QString gone = world.create(u"gone"_s);
    static_cast<void>(world.call("DELETE", u"/v1/instances/"_s + gone));
    const QString token = world.sandbox().unikraftToken();
    const QJsonObject before = world.instance(down);
    world.restart();
    QCOMPARE(world.sandbox().unikraftToken(), token);
    QCOMPARE(world.stateOf(up), u"running"_s);
    QCOMPARE(world.instance(down), before);
    QCOMPARE(namesOf(world.get(u"/v1/instances"_s)), QStringList({u"up"_s, u"down"_s}));
}

QTEST_GUILESS_MAIN(UnikraftInstancesTest)
#include "UnikraftInstancesTest.moc"
