#include "core/providers/dedalus/DedalusProvider.h"
#include "core/http/Redactor.h"
#include "core/model/DeferredReply.h"
#include "tests/unit/http/TestServer.h"

#include <memory>
#include <optional>

#include <QNetworkAccessManager>
#include <QTest>
#include <QTestEventLoop>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What the provider sends and what it makes of each answer, exchange by exchange.
class DedalusProviderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void theKeyGoesInBothHeaders();
    void theKeyIsReadLateAndOnceUntilRefused();
    void aRefusedKeyIsNotSentTwice();
    void secretsAreOnlyInWhatIsSent();
    void aMissingKeyIsTold();
    void aStrangeKeyIsNeverSent();
    void theKeyNeverComesBack();
    void pagesAreReadToTheEnd();
    void pagesThatGoInCirclesEnd();
    void wakeOnRunningIsASuccess();
    void sleepOnSleepingIsASuccess();
    void aRealConflictStaysOne();
    void theHoldWindowIsTold();
    void gatedRoutesAreToldFromAWrongKey();
    void deletingWhatIsGoneSucceeds();
    void deletingIsReadAgainAfterAServerError();
    void aRevisionIsSentWhereItIsWanted();
    void executionBytesGoOutUnchanged();
    void cancelWithoutABodyReadsAgain();
    void testConnectionTellsWhatIsWrong();
    void answersOfOthersAreTold();
    void destroyingACallOfManyExchanges();
    void theIdAskedForStays();

private:
    template <typename T, typename Ask> Result<T> get(Ask ask)
    {
        std::optional<Result<T>> result;
        QTestEventLoop loop;
        const Call call = ask([&](Result<T> r) {
            result = std::move(r);
            loop.exitLoop();
        });
        loop.enterLoop(10);
        if (!result)
            return fail(ErrorCode::Internal, u"no reply came"_s);
        return *result;
    }
    Result<Machine> wake(const QString& key = u"key"_s)
    {
        return get<Machine>([&](auto reply) { return m_provider->wake(m_id, key, reply); });
    }
    Result<Machine> putToSleep()
    {
        return get<Machine>([&](auto reply) { return m_provider->sleep(m_id, u"key"_s, reply); });
    }
    Result<void> remove()
    {
        return get<void>([&](auto reply) { return m_provider->deleteMachine(m_id, u"key"_s, reply); });
    }
    Result<Machine> read()
    {
        return get<Machine>([&](auto reply) { return m_provider->getMachine(m_id, reply); });
    }

    const MachineId m_id{u"dm-3"_s};
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Redactor> m_redactor;
    std::unique_ptr<HttpClient> m_client;
    std::unique_ptr<DedalusProvider> m_provider;
};

namespace {

const QString kKey = u"dsk-live-canary"_s;

Reaction machine(const char* phase, int status = 200)
{
    return answer(status,
                  QByteArray(R"({"machine_id":"dm-3","desired_state":"running","status":{"phase":")") +
                      phase + R"(","revision":"42"}})");
}

Reaction conflict(const char* code)
{
    return answer(409, QByteArray(R"({"error_code":")") + code + R"(","message":"m","retryable":false})");
}

} // namespace

void DedalusProviderTest::init()
{
    m_provider.reset();
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    m_redactor = std::make_unique<Redactor>();
    HttpOptions options;
    options.retry.base = milliseconds(2);
    m_client = std::make_unique<HttpClient>(*m_network, *m_redactor, options);
    m_provider = std::make_unique<DedalusProvider>(*m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(kKey));
}

void DedalusProviderTest::theKeyGoesInBothHeaders()
{
    m_server->then(machine("running", 202));
    QVERIFY(wake(u"run-1"_s).has_value());
    const SeenRequest& seen = m_server->seen().at(0);
    QCOMPARE(seen.method, QByteArray("POST"));
    QCOMPARE(seen.target, QByteArray("/v1/machines/dm-3/wake"));
    QCOMPARE(seen.header("authorization"), QByteArray("Bearer dsk-live-canary"));
    QCOMPARE(seen.header("x-api-key"), QByteArray("dsk-live-canary"));
    QCOMPARE(seen.header("accept"), QByteArray("application/json"));
    QCOMPARE(seen.header("idempotency-key"), QByteArray("run-1"));
    QCOMPARE(seen.header("content-length"), QByteArray("0"));
    QVERIFY(!seen.has("content-type"));
    QVERIFY(!seen.has("if-match"));
}

void DedalusProviderTest::theKeyIsReadLateAndOnceUntilRefused()
{
    int reads = 0;
    m_provider = std::make_unique<DedalusProvider>(
        *m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(), [&](Reply<QString> reply) {
            ++reads;
            return fixedApiKey(u"key-number-%1\n"_s.arg(reads))(std::move(reply));
        });
    QCOMPARE(reads, 0);
    m_server->then(machine("running"));
    m_server->then(machine("running"));
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    m_server->then(machine("running"));
    QVERIFY(read().has_value());
    QVERIFY(read().has_value());
    QCOMPARE(reads, 1);
    // A key that was replaced meanwhile costs nobody a failed call.
    QVERIFY(read().has_value());
    QCOMPARE(reads, 2);
    QCOMPARE(m_server->seen().at(3).header("x-api-key"), QByteArray("key-number-2"));
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    QCOMPARE(read().error().code, ErrorCode::Unauthorized); // once, not for ever
    QCOMPARE(m_server->seen().size(), 6);
}

void DedalusProviderTest::aRefusedKeyIsNotSentTwice()
{
    m_provider = std::make_unique<DedalusProvider>(*m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(u"the-only-key"_s));
    m_server->then(machine("running"));
    QVERIFY(read().has_value());
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    QCOMPARE(read().error().code, ErrorCode::Unauthorized);
    QCOMPARE(m_server->seen().size(), 2);
}

void DedalusProviderTest::secretsAreOnlyInWhatIsSent()
{
    SecretPort secrets;
    int learnt = 0;
    secrets.expand = [](const QByteArray& body, Reply<QByteArray> reply) {
        QByteArray whole = body;
        return deferredReply<QByteArray>(whole.replace("secret:DB", "canary"), std::move(reply));
    };
    secrets.learn = [&](Reply<void> reply) {
        ++learnt;
        return deferredReply<void>({}, std::move(reply));
    };
    m_provider = std::make_unique<DedalusProvider>(*m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(u"key"_s), secrets);
    ExecutionSpec spec;
    spec.argv = {u"true"_s};
    spec.env = {{u"A"_s, u"secret:DB"_s}};
    spec.timeout = std::chrono::seconds(1);
    const QByteArray body = m_provider->executionBody(spec);
    QVERIFY(body.contains("secret:DB"));
    QTestEventLoop loop;
    m_server->then(answer(200, R"({"execution_id":"wexec-1","status":"queued"})"));
    const Call start = m_provider->startExecution({u"dm-1"_s}, body, u"k"_s,
                                                  [&](const Result<Execution>&) { loop.exitLoop(); });
    loop.enterLoop(5);
    QVERIFY(m_server->seen().last().body.contains(R"("A":"canary")"));
    QCOMPARE(learnt, 0);
    m_server->then(answer(200, R"({"execution_id":"wexec-1","stdout":"x"})"));
    const Call output = m_provider->getOutput({u"dm-1"_s}, {u"wexec-1"_s},
                                              [&](const Result<ExecutionOutput>&) { loop.exitLoop(); });
    loop.enterLoop(5);
    QCOMPARE(learnt, 1);
}

void DedalusProviderTest::aMissingKeyIsTold()
{
    m_provider = std::make_unique<DedalusProvider>(*m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(u" "_s));
    QCOMPARE(read().error().code, ErrorCode::SecretMissing);
    QCOMPARE(m_server->seen().size(), 0);
}

void DedalusProviderTest::aStrangeKeyIsNeverSent()
{
    m_provider = std::make_unique<DedalusProvider>(*m_client, *m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(u"key\r\nX-Injected: 1"_s));
    const auto result = read();
    QCOMPARE(result.error().code, ErrorCode::Unauthorized);
    QVERIFY(!result.error().detail.contains(u"Injected"_s));
    QCOMPARE(m_server->seen().size(), 0);
}

void DedalusProviderTest::theKeyNeverComesBack()
{
    m_server->then(
        answer(400, R"({"detail":"you sent Bearer dsk-live-canary"})", "application/problem+json"));
    const Error error = read().error();
    QVERIFY(error.detail.contains(u"[redacted]"_s));
    QVERIFY(!error.detail.contains(u"canary"_s));
}

void DedalusProviderTest::pagesAreReadToTheEnd()
{
    m_server->then(answer(200, R"({"items":[{"machine_id":"a"}],"next_cursor":"c=/+1"})"));
    m_server->then(answer(200, R"({"items":[{"machine_id":"b"}],"next_cursor":"2"})"));
    m_server->then(answer(200, R"({"items":null})"));
    const auto machines = get<QVector<Machine>>([&](auto reply) { return m_provider->listMachines(reply); });
    QVERIFY(machines.has_value());
    QCOMPARE(machines->size(), 2);
    QCOMPARE(machines->at(1).key, (MachineKey{{u"a"_s}, {u"b"_s}}));
    QCOMPARE(m_server->seen().at(0).target, QByteArray("/v1/machines?limit=100"));
    QCOMPARE(m_server->seen().at(1).target, QByteArray("/v1/machines?limit=100&cursor=c%3D%2F%2B1"));
    QVERIFY(!m_server->seen().at(1).has("idempotency-key"));
}

void DedalusProviderTest::pagesThatGoInCirclesEnd()
{
    const QByteArray page = R"({"items":[{"execution_id":"wexec-1"}],"next_cursor":"same"})";
    m_server->then(answer(200, page));
    m_server->then(answer(200, page));
    const auto executions =
        get<QVector<Execution>>([&](auto reply) { return m_provider->listExecutions(m_id, reply); });
    QVERIFY(executions.has_value());
    QCOMPARE(m_server->seen().size(), 2);
    QCOMPARE(executions->at(0).machine, m_id);
}

void DedalusProviderTest::wakeOnRunningIsASuccess()
{
    for (const char* phase : {"running", "starting", "wake_pending"}) {
        m_server->then(conflict("INVALID_STATE"));
        m_server->then(machine(phase));
        const auto woken = wake();
        QVERIFY2(woken.has_value(), phase);
        QVERIFY(woken->isAwake());
    }
    QCOMPARE(m_server->seen().size(), 6); // a conflict that is final is not sent again
}

void DedalusProviderTest::sleepOnSleepingIsASuccess()
{
    for (const char* phase : {"sleeping", "stopping"}) {
        m_server->then(conflict("INVALID_STATE"));
        m_server->then(machine(phase));
        QVERIFY2(putToSleep().has_value(), phase);
    }
    QCOMPARE(m_server->seen().at(0).target, QByteArray("/v1/machines/dm-3/sleep"));
}

void DedalusProviderTest::aRealConflictStaysOne()
{
    m_server->then(conflict("INVALID_STATE"));
    m_server->then(machine("destroying"));
    QCOMPARE(wake().error().code, ErrorCode::InvalidState);
    m_server->then(conflict("INVALID_STATE"));
    m_server->then(machine("failed"));
    QCOMPARE(wake().error().code, ErrorCode::MachineFailed);
    m_server->then(conflict("IDEMPOTENCY_KEY_REUSED"));
    QCOMPARE(wake().error().code, ErrorCode::IdempotencyKeyReused);
    QCOMPARE(m_server->seen().size(), 5);
}

void DedalusProviderTest::theHoldWindowIsTold()
{
    m_server->then(
        answer(409, R"({"error_code":"SLEEP_HOLD_WINDOW_ACTIVE","message":"sleep hold window is active",
        "retryable":true,"retry_after_ms":250000,"details":{"remaining_ms":"250000"}})"));
    const auto slept = putToSleep();
    QCOMPARE(slept.error().code, ErrorCode::HoldWindow);
    QCOMPARE(slept.error().retry.after, milliseconds(250'000));
    QCOMPARE(slept.error().subject, u"dm-3"_s);
    QCOMPARE(m_server->seen().size(), 1); // such a wait is the caller's to keep
}

void DedalusProviderTest::gatedRoutesAreToldFromAWrongKey()
{
    m_server->then(answer(401, "missing internal route signature", "text/plain"));
    QCOMPARE(wake().error().code, ErrorCode::LifecycleForbidden);
    // No code and no known words: if the same key may read the machine, only the route is closed.
    m_server->then(answer(403, R"({"title":"Forbidden"})", "application/problem+json"));
    m_server->then(machine("sleeping"));
    QCOMPARE(wake().error().code, ErrorCode::LifecycleForbidden);
    m_server->then(answer(401, R"({"title":"Unauthorized"})", "application/problem+json"));
    m_server->then(answer(401, R"({"title":"Unauthorized"})", "application/problem+json"));
    QCOMPARE(wake().error().code, ErrorCode::Unauthorized);
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    QCOMPARE(wake().error().code, ErrorCode::Unauthorized);
    QCOMPARE(m_server->seen().size(), 6);
}

void DedalusProviderTest::deletingWhatIsGoneSucceeds()
{
    m_server->then(answer(404, R"({"title":"Not Found","status":404})", "application/problem+json"));
    QVERIFY(remove().has_value());
    m_server->then(answer(204));
    QVERIFY(remove().has_value());
    m_server->then(machine("destroying", 202));
    QVERIFY(remove().has_value());
    const SeenRequest& seen = m_server->seen().at(0);
    QCOMPARE(seen.method, QByteArray("DELETE"));
    QCOMPARE(seen.header("idempotency-key"), QByteArray("key"));
    QVERIFY(!seen.has("content-length"));
    m_server->then(answer(404, "<html>nginx</html>", "text/html"));
    QCOMPARE(remove().error().code, ErrorCode::NotThisApi); // a wrong server has not deleted anything
}

void DedalusProviderTest::deletingIsReadAgainAfterAServerError()
{
    const auto failing = [this] {
        for (int i = 0; i < 4; ++i)
            m_server->then(answer(500, R"({"detail":"ledger"})", "application/problem+json"));
    };
    failing();
    m_server->then(machine("destroying"));
    QVERIFY(remove().has_value());
    failing();
    m_server->then(answer(404));
    QVERIFY(remove().has_value());
    failing();
    m_server->then(machine("running"));
    QCOMPARE(remove().error().code, ErrorCode::ServerError);
}

void DedalusProviderTest::aRevisionIsSentWhereItIsWanted()
{
    for (const Reaction& refusal :
         {answer(428), answer(400, R"({"detail":"If-Match header is required"})", "application/problem+json"),
          conflict("REVISION_MISMATCH")}) {
        const qsizetype before = m_server->seen().size();
        m_server->then(refusal);
        m_server->then(machine("sleeping"));
        m_server->then(machine("starting", 202));
        const auto woken = wake(u"run-1"_s);
        QVERIFY(woken.has_value());
        QCOMPARE(m_server->seen().size(), before + 3);
        const SeenRequest& again = m_server->seen().at(before + 2);
        QCOMPARE(again.header("if-match"), QByteArray("42"));
        QCOMPARE(again.header("idempotency-key"), QByteArray("run-1-r42"));
    }
    // Once: a second refusal is final.
    const qsizetype before = m_server->seen().size();
    m_server->then(answer(428));
    m_server->then(machine("sleeping"));
    m_server->then(answer(412));
    m_server->then(machine("sleeping"));
    QCOMPARE(putToSleep().has_value(), true); // it sleeps already, which is what was asked
    QCOMPARE(m_server->seen().size(), before + 4);
}

void DedalusProviderTest::executionBytesGoOutUnchanged()
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/bash"_s, u"-c"_s, u"echo hi"_s};
    spec.timeout = minutes(5);
    const QByteArray body = m_provider->executionBody(spec);
    m_server->then(answer(503));
    m_server->then(answer(200, R"({"execution_id":"wexec-1","status":"queued"})"));
    const auto execution =
        get<Execution>([&](auto reply) { return m_provider->startExecution(m_id, body, u"run-1"_s, reply); });
    QVERIFY(execution.has_value());
    QCOMPARE(execution->status, ExecutionStatus::Queued);
    QCOMPARE(execution->machine, m_id);
    QCOMPARE(m_server->seen().size(), 2);
    for (const SeenRequest& seen : m_server->seen()) {
        QCOMPARE(seen.target, QByteArray("/v1/machines/dm-3/executions"));
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.header("content-type"), QByteArray("application/json"));
        QCOMPARE(seen.header("idempotency-key"), QByteArray("run-1"));
    }
}

void DedalusProviderTest::cancelWithoutABodyReadsAgain()
{
    m_server->then(answer(204));
    m_server->then(answer(200, R"({"execution_id":"wexec-1","status":"cancelled"})"));
    const auto cancelled = get<Execution>(
        [&](auto reply) { return m_provider->cancelExecution(m_id, {u"wexec-1"_s}, u"k"_s, reply); });
    QVERIFY(cancelled.has_value());
    QCOMPARE(cancelled->status, ExecutionStatus::Cancelled);
    m_server->then(answer(404, "{}"));
    const auto gone = get<Execution>(
        [&](auto reply) { return m_provider->cancelExecution(m_id, {u"wexec-1"_s}, u"k"_s, reply); });
    QCOMPARE(gone.error().code, ErrorCode::NotFound);
    QCOMPARE(gone.error().subject, u"wexec-1"_s);
}

void DedalusProviderTest::testConnectionTellsWhatIsWrong()
{
    const auto test = [this] {
        return get<void>([&](auto reply) { return m_provider->testConnection(reply); });
    };
    m_server->then(answer(200, R"({"items":null})"));
    QVERIFY(test().has_value());
    QCOMPARE(m_server->seen().at(0).target, QByteArray("/v1/machines?limit=1"));
    m_server->then(answer(200, R"({"hello":"world"})"));
    QCOMPARE(test().error().code, ErrorCode::NotThisApi);
    m_server->then(answer(404, R"({"title":"Not Found"})"));
    QCOMPARE(test().error().code, ErrorCode::NotThisApi);
    m_server->then(answer(401, R"({"error_code":"AUTH_INVALID","message":"m","retryable":false})"));
    QCOMPARE(test().error().code, ErrorCode::Unauthorized);
    m_server->then(answer(503));
    QCOMPARE(test().error().code, ErrorCode::Unavailable);
    QCOMPARE(m_server->seen().size(), 5); // a person waits: nothing is tried twice
}

void DedalusProviderTest::answersOfOthersAreTold()
{
    m_server->then(answer(200, "<html>hello</html>", "text/html"));
    QCOMPARE(read().error().code, ErrorCode::NotThisApi);
    m_server->then(answer(200, "{\"machine_id\":", "application/json"));
    QCOMPARE(read().error().code, ErrorCode::BadAnswer);
    m_server->then(answer(200, "[]", "application/json"));
    QCOMPARE(read().error().code, ErrorCode::BadAnswer);
    m_server->then(answer(200, "{}", "application/json"));
    QCOMPARE(read().error().code, ErrorCode::BadAnswer);
}

void DedalusProviderTest::destroyingACallOfManyExchanges()
{
    bool replied = false;
    m_server->then(conflict("INVALID_STATE"));
    m_server->then(hang());
    Call call = m_provider->wake(m_id, u"k"_s, [&](const Result<Machine>&) { replied = true; });
    QTRY_COMPARE(m_server->seen().size(), 2);
    m_provider.reset(); // a call may outlive its provider
    call.reset();
    QTRY_COMPARE(m_server->openConnections(), 0);
    QVERIFY(!replied);
}

void DedalusProviderTest::theIdAskedForStays()
{
    const MachineId old{u"dm-019fd32e-40e9-72f4-9cb4-007ed53735ba"_s};
    m_server->then(answer(200, R"({"machine_id":"019fd32e-40e9-72f4-9cb4-007ed53735ba","phase":"running"})"));
    const auto machine = get<Machine>([&](auto reply) { return m_provider->getMachine(old, reply); });
    QVERIFY(machine.has_value());
    QCOMPARE(machine->key.machine, old);
    const auto refused = get<Machine>([&](auto reply) { return m_provider->getMachine({u".."_s}, reply); });
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
}

QTEST_GUILESS_MAIN(DedalusProviderTest)
#include "DedalusProviderTest.moc"
