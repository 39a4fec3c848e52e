#include "core/sandbox/FaultText.h"
#include "core/sandbox/SandboxFault.h"
#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/SandboxFixture.h"

#include <memory>

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

struct Cloud
{
    Cloud() : fixture(SandboxFixture::defaults()), api(fixture.endpoint(), fixture.key()) {}

    Answer fault(const QJsonObject& fault) { return api.post(u"/__faults"_s, fault); }

    SandboxFixture fixture;
    ApiClient api;
};

const QString kMachines = u"/v1/machines"_s;

} // namespace

class FaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listAndClear();
    void refusesNonsense();
    void rateLimit();
    void serverErrors();
    void skipAndTimes();
    void latencyAndInFlight();
    void dropAfterTheWork();
    void dropBeforeTheWork();
    void truncate();
    void drip();
    void hang();
    void refuseExecution();
    void expireAndCancel();
    void wakeFails();
    void wakeSlow();
    void idempotencyLifetime();
    void everyNameOfTheCommandLine();
    void waysChangeWhileItRuns();
    void fromCode();
};

void FaultsTest::listAndClear()
{
    Cloud cloud;
    const Answer added = cloud.fault({{u"kind"_s, u"latency"_s}, {u"delay_ms"_s, 5}, {u"times"_s, 3}});
    QCOMPARE(added.status, 200);
    QCOMPARE(added.json[u"faults"_s][0][u"kind"_s].toString(), u"latency"_s);
    QCOMPARE(cloud.api.get(u"/__faults"_s).json[u"faults"_s][0][u"left"_s].toInt(), 3);
    QCOMPARE(cloud.api.call("DELETE", u"/__faults"_s).status, 200);
    QVERIFY(cloud.api.get(u"/__faults"_s).json[u"faults"_s].toArray().isEmpty());
}

void FaultsTest::refusesNonsense()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"meteor"_s}}).status, 422);
    QCOMPARE(cloud.fault({{u"kind"_s, u"answer"_s}, {u"status"_s, 200}}).status, 422);
    QCOMPARE(cloud.fault({{u"kind"_s, u"drop"_s}, {u"path"_s, u"("_s}}).status, 422);
}

void FaultsTest::rateLimit()
{
    Cloud cloud;
    QCOMPARE(cloud
                 .fault({{u"kind"_s, u"answer"_s},
                         {u"method"_s, u"POST"_s},
                         {u"status"_s, 429},
                         {u"retry_after_ms"_s, 1500}})
                 .status,
             200);
    QCOMPARE(cloud.api.get(kMachines).status, 200);
    const Headers key{{"Idempotency-Key", "k"}};
    const Answer limited = cloud.api.post(kMachines, QJsonObject(), key);
    QCOMPARE(limited.status, 429);
    QCOMPARE(limited.text("error_code"), u"RATE_LIMITED"_s);
    QCOMPARE(limited.json[u"retryable"_s], QJsonValue(true));
    QCOMPARE(limited.json[u"retry_after_ms"_s], QJsonValue(1500));
    QCOMPARE(limited.header("retry-after-ms"), QByteArray("1500"));
    QCOMPARE(limited.header("Retry-After"), QByteArray("2"));
    QCOMPARE(limited.json[u"details"_s][u"rate_limit_scope"_s].toString(), u"mutating_lifecycle_routes"_s);
    // Nothing was done and nothing remembered.
    QCOMPARE(cloud.api.post(kMachines, QJsonObject(), key).status, 202);
}

void FaultsTest::serverErrors()
{
    Cloud cloud;
    for (const int status : {500, 502, 503}) {
        QCOMPARE(cloud.fault({{u"kind"_s, u"answer"_s}, {u"status"_s, status}}).status, 200);
        const Answer failed = cloud.api.get(kMachines);
        QCOMPARE(failed.status, status);
        QCOMPARE(failed.header("Content-Type"),
                 status == 503 ? QByteArray("application/json") : QByteArray("application/problem+json"));
    }
    QCOMPARE(cloud.api.get(kMachines).status, 200);
}

void FaultsTest::skipAndTimes()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"answer"_s}, {u"path"_s, u"^/v1/"_s}, {u"skip"_s, 1}, {u"times"_s, 2}})
                 .status,
             200);
    QVector<int> statuses;
    for (int i = 0; i < 5; ++i)
        statuses.append(cloud.api.get(kMachines).status);
    QCOMPARE(statuses, (QVector<int>{200, 503, 503, 200, 200}));
}

void FaultsTest::latencyAndInFlight()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"latency"_s}, {u"method"_s, u"POST"_s}, {u"delay_ms"_s, 300}}).status,
             200);
    const Headers key{{"Idempotency-Key", "k"}};
    const std::unique_ptr<QNetworkReply> slow(cloud.api.send("POST", kMachines, "{}", key));
    QSignalSpy finished(slow.get(), &QNetworkReply::finished);
    QElapsedTimer time;
    time.start();
    // On its way, the key's second copy is told to wait.
    QCOMPARE(cloud.api.get(kMachines).status, 200);
    const Answer second = cloud.api.post(kMachines, QJsonObject(), key);
    QCOMPARE(second.status, 429);
    QCOMPARE(second.text("message"), u"idempotency key is already in-flight"_s);
    QCOMPARE(second.json[u"retry_after_ms"_s], QJsonValue(250));
    QVERIFY(!slow->isFinished());
    QVERIFY(finished.wait());
    QVERIFY(time.elapsed() >= 200);
    const Answer first = ApiClient::answerOf(slow.get());
    QCOMPARE(first.status, 202);
    QCOMPARE(cloud.api.call("POST", kMachines, "{}", key).text("machine_id"), first.text("machine_id"));
}

void FaultsTest::dropAfterTheWork()
{
    Cloud cloud;
    // Every time, because the network access manager itself sends once more on a connection that it kept
    // open.
    QCOMPARE(cloud.fault({{u"kind"_s, u"drop"_s}, {u"method"_s, u"POST"_s}, {u"times"_s, 0}}).status, 200);
    const Headers key{{"Idempotency-Key", "k"}};
    const Answer dropped = cloud.api.post(kMachines, QJsonObject(), key);
    QCOMPARE(dropped.status, 0);
    QVERIFY(dropped.error != QNetworkReply::NoError);
    QCOMPARE(cloud.fixture.truth(u"machine_created"_s).size(), 3);
    QCOMPARE(cloud.fixture.truth(u"request"_s).constLast()[u"fault"_s].toString(), u"drop"_s);
    cloud.fixture.sandbox().clearFaults();
    QCOMPARE(cloud.api.post(kMachines, QJsonObject(), key).status, 202);
    QCOMPARE(cloud.fixture.truth(u"machine_created"_s).size(), 3);
}

void FaultsTest::dropBeforeTheWork()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"drop-request"_s}, {u"method"_s, u"PATCH"_s}, {u"times"_s, 0}}).status,
             200);
    const QString id = cloud.api.get(kMachines).items().at(0)[u"machine_id"_s].toString();
    const QString path = kMachines + u'/' + id;
    QVERIFY(cloud.api.call("PATCH", path, R"({"vcpu":4})").error != QNetworkReply::NoError);
    QCOMPARE(cloud.api.get(path).json[u"vcpu"_s].toInt(), 1);
}

void FaultsTest::truncate()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"truncate"_s}, {u"bytes"_s, 10}}).status, 200);
    const Answer cut = cloud.api.get(kMachines);
    QCOMPARE(cut.status, 200);
    QCOMPARE(cut.error, QNetworkReply::RemoteHostClosedError);
    QVERIFY(cut.header("Content-Length").toInt() > 10);
    QCOMPARE(cloud.api.get(kMachines).items().size(), 2);
}

void FaultsTest::drip()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"drip"_s}, {u"bytes"_s, 100}, {u"delay_ms"_s, 5}}).status, 200);
    QElapsedTimer time;
    time.start();
    const Answer dripped = cloud.api.get(kMachines);
    QCOMPARE(dripped.items().size(), 2);
    QVERIFY(time.elapsed() >= 5 * (dripped.body.size() / 100 - 1));
    QCOMPARE(cloud.api.get(kMachines).items().size(), 2);
}

void FaultsTest::hang()
{
    Cloud cloud;
    QCOMPARE(cloud.fault({{u"kind"_s, u"hang"_s}, {u"method"_s, u"POST"_s}}).status, 200);
    const std::unique_ptr<QNetworkReply> hanging(cloud.api.send("POST", kMachines, "{}", {}));
    QTRY_COMPARE(cloud.fixture.truth(u"machine_created"_s).size(), 3);
    QCOMPARE(cloud.api.get(kMachines).status, 200);
    QVERIFY(!hanging->isFinished());
    hanging->abort();
}

void FaultsTest::refuseExecution()
{
    Cloud cloud;
    const QString id = cloud.api.runningMachine();
    for (const QString& code :
         {u"machine_not_found"_s, u"machine_not_routable"_s, u"host_agent_execute_failed"_s}) {
        QCOMPARE(cloud.fault({{u"kind"_s, u"refuse"_s}, {u"code"_s, code}, {u"path"_s, id}}).status, 200);
        const QJsonObject ended = cloud.api.ended(id, cloud.api.execute(id, shell(u"touch ran"_s)));
        QCOMPARE(ended[u"status"_s].toString(), u"failed"_s);
        QCOMPARE(ended[u"error_code"_s].toString(), code);
        QVERIFY(!ended.contains(u"exit_code"_s));
        // Only the host's agent refuses after the start was written down.
        QCOMPARE(ended.contains(u"started_at"_s), code == u"host_agent_execute_failed");
    }
    QCOMPARE(cloud.api.ended(id, cloud.api.execute(id, shell(u"test ! -e ran"_s)))[u"exit_code"_s],
             QJsonValue(0));
}

void FaultsTest::expireAndCancel()
{
    Cloud cloud;
    const QString id = cloud.api.runningMachine();
    QCOMPARE(cloud.fault({{u"kind"_s, u"expire"_s}}).status, 200);
    const QJsonObject expired = cloud.api.ended(id, cloud.api.execute(id, shell(u"sleep 1000"_s)));
    QCOMPARE(expired[u"status"_s].toString(), u"expired"_s);
    QCOMPARE(cloud.fault({{u"kind"_s, u"cancel"_s}, {u"delay_ms"_s, 20}}).status, 200);
    const QJsonObject cancelled = cloud.api.ended(id, cloud.api.execute(id, shell(u"sleep 1000"_s)));
    QCOMPARE(cancelled[u"status"_s].toString(), u"cancelled"_s);
    QVERIFY(cancelled.contains(u"started_at"_s));
}

void FaultsTest::wakeFails()
{
    Cloud cloud;
    const QString id = cloud.api.get(kMachines).items().at(0)[u"machine_id"_s].toString();
    QCOMPARE(cloud.fault({{u"kind"_s, u"wake-fails"_s}, {u"path"_s, id}}).status, 200);
    const QString execution = cloud.api.execute(id, shell(u"true"_s));
    const QJsonObject ended = cloud.api.ended(id, execution);
    QCOMPARE(ended[u"error_code"_s].toString(), u"machine_wake_failed"_s);
    const Answer machine = cloud.api.get(kMachines + u'/' + id);
    QCOMPARE(machine.phase(), u"failed"_s);
    QCOMPARE(machine.json[u"status"_s][u"last_error"_s].toString(), u"RuntimeWakeFailed"_s);
    const Answer refused = cloud.api.post(kMachines + u"/%1/wake"_s.arg(id));
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.json[u"details"_s][u"current_observed_state"_s].toString(), u"error"_s);
    const QJsonObject unroutable = cloud.api.ended(id, cloud.api.execute(id, shell(u"true"_s)));
    QCOMPARE(unroutable[u"error_code"_s].toString(), u"machine_not_routable"_s);
    QCOMPARE(cloud.api.call("DELETE", kMachines + u'/' + id).status, 202);
}

void FaultsTest::wakeSlow()
{
    Cloud cloud;
    const QString id = cloud.api.get(kMachines).items().at(0)[u"machine_id"_s].toString();
    QCOMPARE(cloud.fault({{u"kind"_s, u"wake-slow"_s}, {u"delay_ms"_s, 200}}).status, 200);
    const QJsonObject ended = cloud.api.ended(id, cloud.api.execute(id, shell(u"true"_s)));
    QCOMPARE(ended[u"status"_s].toString(), u"succeeded"_s);
    const auto wake = cloud.fixture.truth(u"wake"_s).constLast()[u"t"_s].toInteger();
    const auto running = cloud.fixture.truth(u"running"_s).constLast()[u"t"_s].toInteger();
    QVERIFY(running - wake >= 200'000);
}

void FaultsTest::idempotencyLifetime()
{
    Cloud cloud;
    const Headers key{{"Idempotency-Key", "k"}};
    const QString first = cloud.api.post(kMachines, QJsonObject(), key).text("machine_id");
    QCOMPARE(cloud.fault({{u"kind"_s, u"idempotency-lifetime"_s}, {u"ms"_s, 0}}).status, 200);
    QVERIFY(cloud.api.post(kMachines, QJsonObject(), key).text("machine_id") != first);
}

/// What `--fault` takes, the control endpoint takes in the same words.
void FaultsTest::everyNameOfTheCommandLine()
{
    Cloud cloud;
    for (const QString& line : faultHelp().split(u'\n', Qt::SkipEmptyParts)) {
        const QString name = line.trimmed().section(QRegularExpression(u"[ :\\[]"_s), 0, 0);
        const QString words = name == u"shape" ? u"shape:g1"_s : name;
        const Answer taken = cloud.fault({{u"fault"_s, words}});
        QVERIFY2(taken.status == 200, qPrintable(words));
    }
    QVERIFY(cloud.api.get(u"/__faults"_s).json[u"faults"_s].toArray().size() > 20);
    QCOMPARE(cloud.fault({{u"fault"_s, u"meteor"_s}}).status, 422);
    QCOMPARE(cloud.fault({{u"fault"_s, u"status:200"_s}}).status, 422);
}

void FaultsTest::waysChangeWhileItRuns()
{
    Cloud cloud;
    const QString id = cloud.api.get(kMachines).items().at(0)[u"machine_id"_s].toString();
    const auto say = [&](const QString& words) { return cloud.fault({{u"fault"_s, words}}).status; };
    const auto wake = [&] { return cloud.api.post(kMachines + u'/' + id + u"/wake"_s, QJsonObject()); };
    const auto phase = [&] {
        return cloud.api.get(kMachines + u'/' + id).json[u"status"_s][u"phase"_s].toString();
    };
    QCOMPARE(say(u"hold-window:10h"_s), 200);
    QVERIFY(wake().status < 300);
    QTRY_COMPARE(phase(), u"running"_s);
    const Answer held = cloud.api.post(kMachines + u'/' + id + u"/sleep"_s, QJsonObject());
    QCOMPARE(held.status, 409);
    QCOMPARE(held.text("error_code"), u"SLEEP_HOLD_WINDOW_ACTIVE"_s);
    QCOMPARE(wake().status, 200);
    QCOMPARE(say(u"wake-conflict"_s), 200);
    QCOMPARE(wake().status, 409);
    QCOMPARE(say(u"gate-lifecycle"_s), 200);
    QCOMPARE(wake().status, 401);
    QCOMPARE(say(u"shape:g3"_s), 200);
    QVERIFY(!cloud.api.get(kMachines).items().at(0).toObject().contains(u"status"_s));
    QCOMPARE(say(u"shape:g2"_s), 200);
    QVERIFY(cloud.api.get(kMachines).items().at(0).toObject().contains(u"status"_s));
}

void FaultsTest::fromCode()
{
    Cloud cloud;
    SandboxFault fault;
    fault.kind = SandboxFault::Kind::Answer;
    fault.times = 0;
    cloud.fixture.sandbox().addFault(fault);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(cloud.api.get(kMachines).status, 503);
    cloud.fixture.sandbox().clearFaults();
    QCOMPARE(cloud.api.get(kMachines).status, 200);
}

QTEST_GUILESS_MAIN(FaultsTest)
#include "FaultsTest.moc"
