#include "core/sandbox/UsageMeter.h"
#include "tests/contract/sandbox/CloudWithMachine.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What hangs on machines beside executions, and the mode for the official clients' own tests.
class SideTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void things_data();
    void things();
    void aThingWakesItsMachine();
    void artifacts();
    void usage();
    void usageBuckets();
    void conformance_data();
    void conformance();
    void conformanceCreates();
};

void SideTest::things_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<QString>("shown");
    QTest::newRow("preview") << u"previews"_s << u"preview_id"_s
                             << QJsonObject{{u"port"_s, 8080}, {u"visibility"_s, u"org"_s}} << u"url"_s;
    QTest::newRow("port") << u"ports"_s << u"port_id"_s << QJsonObject{{u"port"_s, 8080}} << u"url"_s;
    QTest::newRow("ssh") << u"ssh"_s << u"session_id"_s
                         << QJsonObject{{u"public_key"_s, u"ssh-ed25519 AAAA"_s}} << u"connection"_s;
    QTest::newRow("terminal") << u"terminals"_s << u"terminal_id"_s
                              << QJsonObject{{u"width"_s, 80}, {u"height"_s, 24}} << u"protocol"_s;
}

void SideTest::things()
{
    QFETCH(QString, kind);
    QFETCH(QString, id);
    QFETCH(QJsonObject, body);
    QFETCH(QString, shown);
    CloudWithMachine cloud;
    const QString all = u"/v1/machines/%1/%2"_s.arg(cloud.machine, kind);
    QCOMPARE(cloud.api.post(all, QJsonObject()).status, 422); // something is required
    QCOMPARE(cloud.api.post(all, QJsonObject{{u"colour"_s, 1}}).status, 422);
    const Answer made = cloud.api.post(all, body);
    QCOMPARE(made.status, 200);
    QVERIFY(!made.json.contains(u"public_key"_s)); // asked for, not told
    QCOMPARE(made.text("machine_id"), cloud.machine);
    QCOMPARE(made.text("status"), u"ready"_s);
    QVERIFY(made.json.contains(shown));
    const QString one = all + u'/' + made.json[id].toString();
    QCOMPARE(cloud.api.get(one).json[id], made.json[id]);
    QCOMPARE(cloud.api.get(all).items().size(), 1);
    QCOMPARE(cloud.api.call("DELETE", one).text("status"), u"closed"_s);
    QCOMPARE(cloud.api.get(one).status, 404);
    QCOMPARE(cloud.api.get(u"/v1/machines/dm-none/"_s + kind).status, 404);
}

void SideTest::aThingWakesItsMachine()
{
    CloudWithMachine cloud;
    const QString machine = u"/v1/machines/"_s + cloud.machine;
    QCOMPARE(cloud.api.post(machine + u"/sleep"_s).status, 202);
    QTRY_COMPARE(cloud.api.phaseOf(cloud.machine), u"sleeping"_s);
    const Answer made = cloud.api.post(machine + u"/ports"_s, {{u"port"_s, 80}});
    QCOMPARE(made.text("status"), u"wake_in_progress"_s);
    QCOMPARE(made.json[u"retry_after_ms"_s], QJsonValue(250));
    QVERIFY(!made.json.contains(u"url"_s));
    const QString one = machine + u"/ports/"_s + made.text("port_id");
    QTRY_COMPARE(cloud.api.get(one).text("status"), u"ready"_s);
}

void SideTest::artifacts()
{
    CloudWithMachine cloud;
    const QString all = u"/v1/machines/%1/artifacts"_s.arg(cloud.machine);
    QVERIFY(cloud.api.get(all).items().isEmpty());
    cloud.run(shell(u"mkdir artifacts; printf hello > artifacts/a.txt; ln -s /etc/passwd artifacts/b"_s));
    const QJsonArray items = cloud.api.get(all).items();
    QCOMPARE(items.size(), 1); // links lead anywhere and are not told of
    QCOMPARE(items[0][u"name"_s], QJsonValue(u"a.txt"_s));
    QCOMPARE(items[0][u"size_bytes"_s], QJsonValue(5));
    QCOMPARE(items[0][u"sha256"_s].toString(),
             u"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"_s);
    const QString one = all + u'/' + items[0][u"artifact_id"_s].toString();
    QCOMPARE(cloud.api.get(one).text("name"), u"a.txt"_s);
    QCOMPARE(cloud.api.call("DELETE", one).status, 200);
    QCOMPARE(cloud.api.get(one).status, 404);
    QVERIFY(cloud.homeFile(u"artifacts/a.txt"_s).isNull());
}

void SideTest::usage()
{
    CloudWithMachine cloud;
    const QString machine = u"/v1/machines/"_s + cloud.machine;
    const Answer total = cloud.api.get(u"/v1/usage"_s);
    QCOMPARE(total.status, 200);
    QVERIFY(total.json[u"provisioned_storage_gib"_s].toInt() >= 10);
    const QString compute = u"/v1/usage/machines/compute?granularity=hour&machine_id="_s + cloud.machine;
    const QJsonArray rows = cloud.api.get(compute).json[u"rows"_s].toArray();
    QVERIFY(rows.size() >= 1 && rows.size() <= 2); // an hour may end meanwhile
    QCOMPARE(rows[0][u"machine_id"_s].toString(), cloud.machine);
    QCOMPARE(rows[0][u"requested_memory_mib"_s].toInt(), 4096);
    QVERIFY(cloud.api.get(u"/v1/usage/machines/compute?machine_id=dm-none"_s).json[u"rows"_s].isNull());
    QCOMPARE(cloud.api.get(u"/v1/usage/machines/compute?granularity=minute"_s).status, 422);
    QVERIFY(!cloud.api.get(u"/v1/usage/machines/storage"_s).json[u"rows"_s].toArray().isEmpty());
}

void SideTest::usageBuckets()
{
    using namespace reveille::sandbox;
    const auto at = [](qint64 s) { return Instant(seconds(s)); };
    const QByteArray truth =
        R"({"t":3000000000,"event":"running","machine":"a","vcpu":2,"memory_mib":100,"storage_gib":1}
{"t":3500000000,"event":"request","machine":"a"}
nonsense "event":"running"
{"t":4000000000,"event":"resized","machine":"a","vcpu":1,"memory_mib":50,"storage_gib":1}
{"t":5000000000,"event":"sleep","machine":"a"}
{"t":6000000000,"event":"resized","machine":"a","vcpu":4,"memory_mib":50,"storage_gib":1}
{"t":7000000000,"event":"running","machine":"b","vcpu":1,"memory_mib":10,"storage_gib":1}
)";
    const auto stretches = awakeStretches(truth, at(7100));
    QCOMPARE(stretches.size(), 3); // asleep, a resize is no use; b is awake until now
    const auto hours = sandbox::usageBuckets(stretches, at(0), at(100'000), seconds(3600));
    QCOMPARE(hours.size(), 3);
    QCOMPARE(hours[0].awakeSeconds, 600.0); // 3000 to 3600
    QCOMPARE(hours[0].cpuMillicoreSeconds, 600.0 * 2000);
    QCOMPARE(hours[1].awakeSeconds, 1400.0);
    QCOMPARE(hours[1].memoryMibSeconds, 400.0 * 100 + 1000.0 * 50);
    QCOMPARE(hours[2].machine, u"b"_s);
    QCOMPARE(hours[2].awakeSeconds, 100.0);
    QCOMPARE(sandbox::usageBuckets(stretches, at(4500), at(4600), seconds(3600)).first().awakeSeconds, 100.0);
}

void SideTest::conformance_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* method, const char* path, const QByteArray& body = {}) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QString::fromLatin1(path) << body;
    };
    row("GET", "/v1/machines/dm-3");
    row("PATCH", "/v1/machines/dm-3", R"({"autosleep":"autosleep","memory_mib":0,"storage_gib":0,"vcpu":0})");
    row("PATCH", "/v1/machines/dm-3", "{}");
    row("GET", "/v1/machines?cursor=cursor&limit=0");
    row("DELETE", "/v1/machines/dm-3");
    row("POST", "/v1/machines/dm-3/sleep");
    row("POST", "/v1/machines/dm-3/wake");
    row("GET", "/v1/machines/dm-3/status/stream");
    row("POST", "/v1/machines/dm-3/executions",
        R"({"command":["string"],"cwd":"cwd","env":{"foo":"string"},"stdin":"stdin","timeout_ms":0})");
    row("GET", "/v1/machines/dm-3/executions/execution_id");
    row("GET", "/v1/machines/dm-3/executions?cursor=cursor&limit=0");
    row("DELETE", "/v1/machines/dm-3/executions/execution_id");
    row("GET", "/v1/machines/dm-3/executions/execution_id/events?cursor=cursor&limit=0");
    row("GET", "/v1/machines/dm-3/executions/execution_id/output");
    row("GET", "/v1/machines/dm-3/artifacts/artifact_id");
    row("GET", "/v1/machines/dm-3/artifacts?cursor=cursor&limit=0");
    row("DELETE", "/v1/machines/dm-3/artifacts/artifact_id");
    row("POST", "/v1/machines/dm-3/previews", R"({"port":0,"protocol":"http","visibility":"public"})");
    row("GET", "/v1/machines/dm-3/previews/preview_id");
    row("DELETE", "/v1/machines/dm-3/previews/preview_id");
    row("GET", "/v1/machines/dm-3/ports/port_id");
    row("POST", "/v1/machines/dm-3/ssh", R"({"public_key":"public_key"})");
    row("GET", "/v1/machines/dm-3/ssh/session_id");
    row("DELETE", "/v1/machines/dm-3/ssh/session_id");
    row("POST", "/v1/machines/dm-3/terminals",
        R"({"height":0,"width":0,"cwd":"cwd","env":{"foo":"string"},"shell":"shell"})");
    row("GET", "/v1/machines/dm-3/terminals/terminal_id");
    row("DELETE", "/v1/machines/dm-3/terminals/terminal_id");
    row("GET", "/v1/machines/dm-3/previews?cursor=cursor&limit=0");
    row("GET", "/v1/machines/dm-3/ssh?cursor=cursor&limit=0");
    row("GET", "/v1/machines/dm-3/terminals?cursor=cursor&limit=0");
    row("POST", "/v1/machines", R"({"memory_mib":0,"storage_gib":0,"vcpu":0})");
    row("GET", "/v1/machines/machine_id");
    row("PATCH", "/v1/machines/machine_id", "{}");
    row("DELETE", "/v1/machines/machine_id");
    row("POST", "/v1/machines/machine_id/sleep");
    row("POST", "/v1/machines/machine_id/wake");
    row("GET", "/v1/machines/machine_id/status/stream");
    row("GET", "/v1/machines/machine_id/executions/execution_id/output");
    row("GET", "/v1/usage");
    row("GET", "/v1/usage/machines/compute");
    row("GET", "/v1/usage/machines/storage");
    row("GET", "/v1/usage?period_start=period_start");
    row("GET",
        "/v1/usage/machines/compute?granularity=hour&machine_id=machine_id&period_end=x&period_start=y");
    row("GET", "/v1/usage/machines/storage?machine_id=machine_id");
}

void SideTest::conformance()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    SandboxOptions options = SandboxFixture::defaults();
    options.conformance = true;
    SandboxFixture fixture(options);
    ApiClient api(fixture.endpoint(), u"My API Key"_s); // as those tests do
    for (int i = 0; i < 2; ++i) {                       // also a second time: nothing was ended by the first
        const Answer answer = api.call(method, path, body.isNull() ? std::nullopt : std::optional(body),
                                       {{"If-Match", "If-Match"}});
        QVERIFY2(answer.status == 200 || answer.status == 202, answer.body.constData());
    }
    QCOMPARE(api.get(u"/_stainless_unknown_path"_s).status, 404);
    fixture.restart();
    ApiClient again(fixture.endpoint(), fixture.key());
    QCOMPARE(again.get(u"/v1/machines/dm-3"_s).phase(), u"running"_s);
}

void SideTest::conformanceCreates()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.conformance = true;
    SandboxFixture fixture(options);
    ApiClient api(fixture.endpoint(), fixture.key());
    const QJsonObject zeros{
        {u"vcpu"_s, 0}, {u"memory_mib"_s, 0}, {u"storage_gib"_s, 0}, {u"autosleep"_s, u"autosleep"_s}};
    const Answer made = api.post(u"/v1/machines"_s, zeros);
    QCOMPARE(made.status, 202);
    QVERIFY(made.json[u"vcpu"_s].toDouble() > 0);
    CloudWithMachine strict; // elsewhere the same is refused
    QCOMPARE(strict.api.post(u"/v1/machines"_s, zeros).status, 422);
    QCOMPARE(strict.api.get(u"/v1/machines?cursor=cursor"_s).status, 400);
}

QTEST_GUILESS_MAIN(SideTest)
#include "SideTest.moc"
