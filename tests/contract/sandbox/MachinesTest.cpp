#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/SandboxFixture.h"

#include <optional>

#include <QRegularExpression>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Slow enough that nothing happens by itself while a test looks.
SandboxOptions slow()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 0.01;
    return options;
}

struct Cloud
{
    explicit Cloud(const SandboxOptions& options = SandboxFixture::defaults())
        : fixture(options), api(fixture.endpoint(), fixture.key())
    {}

    QString seed() { return api.get(u"/v1/machines"_s).items().at(0).toObject()[u"machine_id"_s].toString(); }

    SandboxFixture fixture;
    ApiClient api;
};

QString at(const QString& machine, const QString& action = {})
{
    return u"/v1/machines/"_s + machine + (action.isEmpty() ? QString() : u'/' + action);
}

QString detail(const Answer& answer, const QString& name)
{
    return answer.json[u"details"_s].toObject()[name].toString();
}

} // namespace

class MachinesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createConverges();
    void createRefuses_data();
    void createRefuses();
    void createNeedsSizesInG2();
    void listIsPagedNewestFirst();
    void pagesRefuse();
    void wakeAndSleep();
    void conflicts();
    void wakeOnRunningMayConflict();
    void patch();
    void autosleepSleeps();
    void executionHoldsAwake();
    void destroyed();
    void ifMatch();
    void holdWindow();
    void gatedLifecycle();
    void shapes_data();
    void shapes();
    void truthTells();
};

void MachinesTest::createConverges()
{
    Cloud cloud;
    const Answer made = cloud.api.post(
        u"/v1/machines"_s,
        {{u"vcpu"_s, 0.5}, {u"memory_mib"_s, 1024}, {u"storage_gib"_s, 20}, {u"autosleep"_s, u"1h30m"_s}});
    QCOMPARE(made.status, 202);
    QCOMPARE(made.phase(), u"accepted"_s);
    QCOMPARE(made.text("phase"), u"accepted"_s);
    QCOMPARE(made.text("desired_state"), u"running"_s);
    QCOMPARE(made.json[u"vcpu"_s].toDouble(), 0.5);
    QCOMPARE(made.json[u"autosleep_seconds"_s].toInt(), 5400);
    QCOMPARE(made.header("ETag"), QByteArray("\"1\""));
    const QString id = made.text("machine_id");
    QCOMPARE(made.header("Location"), "/v1/machines/" + id.toUtf8());
    static const QRegularExpression form(
        u"^dm-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"_s);
    QVERIFY2(form.match(id).hasMatch(), qPrintable(id));

    QTRY_COMPARE(cloud.api.phaseOf(id), u"running"_s);
    const Answer now = cloud.api.get(at(id));
    QCOMPARE(now.header("ETag"), '"' + now.json[u"status"_s][u"revision"_s].toString().toUtf8() + '"');
    QCOMPARE(now.json[u"status"_s][u"revision"_s].toString(), u"4"_s);
    QCOMPARE(now.json[u"status"_s][u"reason"_s].toString(), u"DesiredStateReached"_s);
}

void MachinesTest::createRefuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("location");
    QTest::addRow("no JSON") << QByteArray("vcpu") << 400 << u"body"_s;
    QTest::addRow("no object") << QByteArray("[]") << 422 << u"body"_s;
    QTest::addRow("unknown field") << QByteArray(R"({"name":"x"})") << 422 << u"body.name"_s;
    QTest::addRow("vcpu step") << QByteArray(R"({"vcpu":0.3})") << 422 << u"body.vcpu"_s;
    QTest::addRow("vcpu zero") << QByteArray(R"({"vcpu":0})") << 422 << u"body.vcpu"_s;
    QTest::addRow("vcpu text") << QByteArray(R"({"vcpu":"1"})") << 422 << u"body.vcpu"_s;
    QTest::addRow("memory fraction") << QByteArray(R"({"memory_mib":0.5})") << 422 << u"body.memory_mib"_s;
    QTest::addRow("memory capacity") << QByteArray(R"({"memory_mib":999999})") << 400 << u"body.memory_mib"_s;
    QTest::addRow("autosleep") << QByteArray(R"({"autosleep":"soon"})") << 422 << u"body.autosleep"_s;
    QTest::addRow("autosleep number") << QByteArray(R"({"autosleep":300})") << 422 << u"body.autosleep"_s;
}

void MachinesTest::createRefuses()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, location);
    Cloud cloud;
    const Answer refused = cloud.api.call("POST", u"/v1/machines"_s, body);
    QCOMPARE(refused.status, status);
    QCOMPARE(refused.header("Content-Type"), QByteArray("application/problem+json"));
    QCOMPARE(refused.json[u"status"_s].toInt(), status);
    QCOMPARE(refused.json[u"errors"_s][0][u"location"_s].toString(), location);
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().size(), 2);
}

void MachinesTest::createNeedsSizesInG2()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.shape = SandboxShape::G2;
    Cloud cloud(options);
    QCOMPARE(cloud.api.post(u"/v1/machines"_s, QJsonObject()).status, 422);
    Cloud superset;
    const Answer made = superset.api.post(u"/v1/machines"_s, QJsonObject());
    QCOMPARE(made.status, 202);
    QCOMPARE(made.json[u"memory_mib"_s].toInt(), 4096);
    QCOMPARE(made.json[u"autosleep_seconds"_s].toInt(), 300);
}

void MachinesTest::listIsPagedNewestFirst()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.seedMachines = 205;
    Cloud cloud(options);
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().size(), 50);
    QCOMPARE(cloud.api.get(u"/v1/machines?limit=0"_s).items().size(), 50);
    QCOMPARE(cloud.api.get(u"/v1/machines?limit=1000"_s).items().size(), 200);

    QStringList seen;
    QString cursor;
    for (int page = 0; page < 30; ++page) {
        const QString at = cursor.isEmpty() ? QString() : u"&cursor="_s + cursor;
        const Answer answer = cloud.api.get(u"/v1/machines?limit=20"_s + at);
        QCOMPARE(answer.status, 200);
        const auto items = answer.items();
        for (const QJsonValue& item : items) {
            QVERIFY(item.toObject().contains(u"created_at"_s));
            seen.append(item[u"machine_id"_s].toString());
        }
        if (page == 1) // what appears meanwhile neither doubles nor hides another
            QCOMPARE(cloud.api.post(u"/v1/machines"_s, QJsonObject()).status, 202);
        cursor = answer.text("next_cursor");
        if (cursor.isEmpty())
            break;
    }
    QCOMPARE(seen.size(), 205);
    QCOMPARE(QSet<QString>(seen.cbegin(), seen.cend()).size(), 205);
    const QString newest = cloud.api.get(u"/v1/machines?limit=1"_s).items().at(0)[u"machine_id"_s].toString();
    QVERIFY(!seen.contains(newest));
}

void MachinesTest::pagesRefuse()
{
    Cloud cloud;
    QCOMPARE(cloud.api.get(u"/v1/machines?cursor=nonsense"_s).status, 400);
    QCOMPARE(cloud.api.get(u"/v1/machines?limit=many"_s).status, 422);
}

void MachinesTest::wakeAndSleep()
{
    Cloud cloud;
    const QString id = cloud.seed();
    const Answer woken = cloud.api.post(at(id, u"wake"_s));
    QCOMPARE(woken.status, 202);
    QCOMPARE(woken.phase(), u"starting"_s);
    QCOMPARE(woken.text("desired_state"), u"running"_s);
    QVERIFY(!woken.header("ETag").isEmpty());
    QTRY_COMPARE(cloud.api.phaseOf(id), u"running"_s);
    const Answer again = cloud.api.post(at(id, u"wake"_s));
    QCOMPARE(again.status, 200);
    QCOMPARE(again.phase(), u"running"_s);

    const Answer asleep = cloud.api.post(at(id, u"sleep"_s));
    QCOMPARE(asleep.status, 202);
    QCOMPARE(asleep.phase(), u"stopping"_s);
    QCOMPARE(asleep.text("desired_state"), u"sleeping"_s);
    QTRY_COMPARE(cloud.api.phaseOf(id), u"sleeping"_s);
}

void MachinesTest::conflicts()
{
    Cloud cloud(slow());
    const QString id = cloud.seed();
    const Answer refused = cloud.api.post(at(id, u"sleep"_s));
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.header("x-should-retry"), QByteArray("false"));
    QCOMPARE(refused.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(refused.text("error_code"), u"INVALID_STATE"_s);
    QCOMPARE(refused.json[u"retryable"_s], QJsonValue(false));
    QCOMPARE(detail(refused, u"current_phase"_s), u"sleeping"_s);
    QCOMPARE(detail(refused, u"requested_action"_s), u"sleep"_s);

    QCOMPARE(cloud.api.post(at(id, u"wake"_s)).status, 202);
    QCOMPARE(cloud.api.post(at(id, u"sleep"_s)).status, 409); // starting
    QCOMPARE(cloud.api.post(at(id, u"wake"_s)).status, 202);  // on its way already
    QCOMPARE(cloud.api.call("DELETE", at(id)).status, 202);
    QCOMPARE(cloud.api.post(at(id, u"wake"_s)).text("error_code"), u"INVALID_STATE"_s);
    QCOMPARE(cloud.api.call("PATCH", at(id), "{}").text("error_code"), u"INVALID_STATE"_s);
    QCOMPARE(cloud.api.call("DELETE", at(id)).status, 202);

    for (const char* method : {"GET", "PATCH", "DELETE"})
        QCOMPARE(cloud.api.call(method, u"/v1/machines/dm-none"_s).status, 404);
    const Answer none = cloud.api.post(u"/v1/machines/dm-none/wake"_s);
    QCOMPARE(none.status, 404);
    QCOMPARE(none.text("title"), u"Not Found"_s);
    QCOMPARE(none.header("Content-Type"), QByteArray("application/problem+json"));
}

void MachinesTest::wakeOnRunningMayConflict()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.wakeOnRunning = WakeOnRunning::Conflict;
    Cloud cloud(options);
    const QString id = cloud.api.runningMachine();
    const Answer refused = cloud.api.post(at(id, u"wake"_s));
    QCOMPARE(refused.status, 409);
    QCOMPARE(detail(refused, u"current_phase"_s), u"running"_s);
}

void MachinesTest::patch()
{
    Cloud cloud;
    const QString id = cloud.seed();
    const Answer before = cloud.api.call("PATCH", at(id), "{}");
    QCOMPARE(before.status, 200);
    QCOMPARE(before.header("ETag"), QByteArray("\"1\""));
    const Answer after = cloud.api.call(
        "PATCH", at(id), R"({"vcpu":2,"memory_mib":2048,"storage_gib":11,"autosleep":"never"})");
    QCOMPARE(after.status, 200);
    QCOMPARE(after.header("ETag"), QByteArray("\"2\""));
    QCOMPARE(after.json[u"vcpu"_s].toDouble(), 2.0);
    QCOMPARE(after.json[u"memory_mib"_s].toInt(), 2048);
    QCOMPARE(after.json[u"storage_gib"_s].toInt(), 11);
    QCOMPARE(after.json[u"autosleep_seconds"_s].toInt(), 0);
    const Answer shrunk = cloud.api.call("PATCH", at(id), R"({"storage_gib":10})");
    QCOMPARE(shrunk.status, 422);
    QCOMPARE(cloud.api.get(at(id)).json[u"storage_gib"_s].toInt(), 11);
}

void MachinesTest::autosleepSleeps()
{
    Cloud cloud;
    const QString id = cloud.api.runningMachine();
    QCOMPARE(cloud.api.call("PATCH", at(id), R"({"autosleep":"10s"})").status, 200);
    QTRY_COMPARE(cloud.api.phaseOf(id), u"sleeping"_s);
    QCOMPARE(cloud.api.get(at(id)).text("desired_state"), u"sleeping"_s);
    QCOMPARE(cloud.fixture.truth(u"sleep"_s).constLast()[u"why"_s].toString(), u"autosleep"_s);
}

void MachinesTest::executionHoldsAwake()
{
    Cloud cloud;
    const QString id = cloud.api.runningMachine();
    // Awake for as long as the command runs, which is ten times the autosleep.
    const QString execution = cloud.api.execute(id, shell(u"read line"_s, {{u"timeout_ms"_s, 100}}));
    QVERIFY(!execution.isEmpty());
    const QString held = cloud.api.execute(id, shell(u"sleep 0.3; echo done"_s));
    QCOMPARE(cloud.api.call("PATCH", at(id), R"({"autosleep":"10s"})").status, 200);
    QCOMPARE(cloud.api.ended(id, held)[u"status"_s].toString(), u"succeeded"_s);
    QTRY_COMPARE(cloud.api.phaseOf(id), u"sleeping"_s);
    const auto sleeps = cloud.fixture.truth(u"sleep"_s);
    const auto ends = cloud.fixture.truth(u"execution_ended"_s);
    QCOMPARE(sleeps.size(), 1);
    QVERIFY(sleeps[0][u"t"_s].toInteger() >= ends.constLast()[u"t"_s].toInteger() + 10'000);
}

void MachinesTest::destroyed()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 100; // listed for 600 ms
    Cloud cloud(options);
    const QString id = cloud.seed();
    const Answer going = cloud.api.call("DELETE", at(id));
    QCOMPARE(going.status, 202);
    QCOMPARE(going.phase(), u"destroying"_s);
    QCOMPARE(going.text("desired_state"), u"destroyed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(cloud.api.phaseOf(id), u"destroyed"_s, 400);
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().size(), 2);
    QTRY_COMPARE(cloud.api.get(at(id)).status, 404);
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().size(), 1);
}

void MachinesTest::ifMatch()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.shape = SandboxShape::G1;
    Cloud cloud(options);
    const QString id = cloud.seed();
    const Answer missing = cloud.api.post(at(id, u"wake"_s));
    QCOMPARE(missing.status, 422);
    QCOMPARE(missing.json[u"errors"_s][0][u"location"_s].toString(), u"header.If-Match"_s);
    const Answer stale = cloud.api.post(at(id, u"wake"_s), Headers{{"If-Match", "42"}});
    QCOMPARE(stale.status, 409);
    QCOMPARE(stale.text("error_code"), u"REVISION_MISMATCH"_s);
    QCOMPARE(stale.json[u"retryable"_s], QJsonValue(true));
    QCOMPARE(detail(stale, u"expected_revision"_s), u"1"_s);
    QCOMPARE(detail(stale, u"provided_revision"_s), u"42"_s);
    QCOMPARE(cloud.api.post(at(id, u"wake"_s), Headers{{"If-Match", "\"1\""}}).status, 202);
    QCOMPARE(cloud.api.call("DELETE", at(id), std::nullopt, Headers{{"If-Match", "*"}}).status, 202);
}

void MachinesTest::holdWindow()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.holdWindow = 300s; // 300 ms here
    Cloud cloud(options);
    const QString id = cloud.seed();
    QCOMPARE(cloud.api.call("PATCH", at(id), R"({"autosleep":"never"})").status, 200);
    QCOMPARE(cloud.api.post(at(id, u"wake"_s)).status, 202);
    QTRY_COMPARE_WITH_TIMEOUT(cloud.api.phaseOf(id), u"running"_s, 200);
    const Answer refused = cloud.api.post(at(id, u"sleep"_s), Headers{{"Idempotency-Key", "same"}});
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.text("error_code"), u"SLEEP_HOLD_WINDOW_ACTIVE"_s);
    QCOMPARE(refused.json[u"retryable"_s], QJsonValue(true));
    QVERIFY(refused.header("x-should-retry").isEmpty());
    const int after = refused.json[u"retry_after_ms"_s].toInt();
    QVERIFY(after > 0 && after <= 300);
    QCOMPARE(detail(refused, u"remaining_ms"_s).toInt(), after);
    QVERIFY(detail(refused, u"next_sleep_eligible_at"_s) > detail(refused, u"last_wake_at"_s));
    // The refusal was not the key's last word.
    QTRY_COMPARE(cloud.api.post(at(id, u"sleep"_s), Headers{{"Idempotency-Key", "same"}}).status, 202);
}

void MachinesTest::gatedLifecycle()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.gateLifecycle = true;
    Cloud cloud(options);
    const QString id = cloud.seed();
    for (const QString& action : {u"wake"_s, u"sleep"_s}) {
        const Answer refused = cloud.api.post(at(id, action));
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.text("message"), u"missing internal route signature"_s);
    }
    // The way around: an execution wakes the machine.
    const QString execution = cloud.api.execute(id, shell(u"true"_s));
    QCOMPARE(cloud.api.ended(id, execution)[u"status"_s].toString(), u"succeeded"_s);
}

void MachinesTest::shapes_data()
{
    QTest::addColumn<int>("shape");
    QTest::addColumn<QStringList>("inGet");
    QTest::addColumn<QStringList>("inMutation");
    QTest::addColumn<QStringList>("inList");
    const QStringList optional{u"status"_s, u"phase"_s, u"autosleep_seconds"_s, u"created_at"_s};
    QTest::addRow("superset") << int(SandboxShape::Superset) << optional << optional << optional;
    QTest::addRow("g1") << int(SandboxShape::G1) << QStringList{u"status"_s} << QStringList{u"status"_s}
                        << QStringList{u"status"_s, u"created_at"_s};
    QTest::addRow("g2") << int(SandboxShape::G2) << QStringList{u"status"_s, u"autosleep_seconds"_s}
                        << QStringList{u"status"_s, u"autosleep_seconds"_s}
                        << QStringList{u"status"_s, u"autosleep_seconds"_s, u"created_at"_s};
    QTest::addRow("g3") << int(SandboxShape::G3) << QStringList{u"status"_s, u"autosleep_seconds"_s}
                        << QStringList{u"phase"_s, u"autosleep_seconds"_s}
                        << QStringList{u"phase"_s, u"autosleep_seconds"_s, u"created_at"_s};
}

void MachinesTest::shapes()
{
    QFETCH(int, shape);
    SandboxOptions options = SandboxFixture::defaults();
    options.shape = static_cast<SandboxShape>(shape);
    Cloud cloud(options);
    const auto present = [](const QJsonObject& machine) {
        QStringList names;
        for (const char* name : {"status", "phase", "autosleep_seconds", "created_at"}) {
            if (machine.contains(QLatin1String(name)))
                names.append(QLatin1String(name));
        }
        return names;
    };
    const QString id = cloud.seed();
    QTEST(present(cloud.api.get(at(id)).json), "inGet");
    QTEST(present(cloud.api.call("PATCH", at(id), "{}", Headers{{"If-Match", "*"}}).json), "inMutation");
    QTEST(present(cloud.api.get(u"/v1/machines"_s).items().at(0).toObject()), "inList");
}

void MachinesTest::truthTells()
{
    Cloud cloud;
    const QString id = cloud.seed();
    QCOMPARE(cloud.api.post(at(id, u"wake"_s), Headers{{"Idempotency-Key", "k-1"}}).status, 202);
    QTRY_COMPARE(cloud.fixture.truth(u"running"_s).size(), 1);
    QCOMPARE(cloud.api.post(at(id, u"sleep"_s)).status, 202);
    QTRY_COMPARE(cloud.fixture.truth(u"asleep"_s).size(), 1);
    QCOMPARE(cloud.api.call("DELETE", at(id)).status, 202);
    QTRY_COMPARE(cloud.fixture.truth(u"machine_deleted"_s).size(), 1);
    QStringList events;
    qint64 last = 0;
    for (const QJsonObject& line : cloud.fixture.truth()) {
        QVERIFY(line[u"t"_s].toInteger() >= last);
        last = line[u"t"_s].toInteger();
        // Requests name what they are about, too.
        if (line[u"machine"_s] == id && line[u"event"_s] != u"request"_s)
            events.append(line[u"event"_s].toString());
    }
    QCOMPARE(events, (QStringList{u"machine_created"_s, u"wake"_s, u"running"_s, u"sleep"_s, u"asleep"_s,
                                  u"machine_stopping"_s, u"machine_deleted"_s}));
    bool found = false;
    for (const QJsonObject& line : cloud.fixture.truth(u"request"_s)) {
        if (line[u"key"_s] == u"k-1"_s) {
            found = true;
            QCOMPARE(line[u"method"_s].toString(), u"POST"_s);
            QCOMPARE(line[u"path"_s].toString(), at(id, u"wake"_s));
            QCOMPARE(line[u"status"_s].toInt(), 202);
        }
    }
    QVERIFY(found);
}

QTEST_GUILESS_MAIN(MachinesTest)
#include "MachinesTest.moc"
