#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "core/providers/dedalus/DedalusProvider.h"
#include "tests/unit/http/TestServer.h"

#include <functional>
#include <memory>
#include <optional>

#include <QNetworkAccessManager>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

const QString kBare = u"019fd32e-40e9-72f4-9cb4-007ed53735ba"_s;

QByteArray stream(const QByteArray& events)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + events;
}

QByteArray statusEvent(const char* id, const char* phase, const char* desired)
{
    return QByteArray("id: ") + id + "\nevent: status\ndata: {\"machine_id\":\"dm-3\",\"desired_state\":\"" +
           desired + "\",\"status\":{\"phase\":\"" + phase + "\"}}\n\n";
}

} // namespace

/// Where the service's generations and deployments differ from what one would expect, as answers that were
/// seen.
class DedalusTrapsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void newestIdsAreBare();
    void newestAnswersTellNoStatusObject();
    void newestExecutionsCarryMore();
    void everySuccessOfADeletionCounts_data();
    void everySuccessOfADeletionCounts();
    void aWakeIsNoProofOfRunning();
    void theStreamGoesOnWhereItEnded();
    void strangeEventsAreNoEnd();
    void cursorsAreHandedBackAsTheyAre();
    void theServersOwnKeyIsNoTrouble();
    void aKeyInFlightIsWaitedFor();
    void aSettledConflictIsSentOnce();
    void aRefusalAfterTheStartIsToldFromOneBefore();
    void anAnswerLargerThanItsBoundIsRefused();

private:
    template <typename T, typename Ask> Result<T> get(Ask ask)
    {
        std::optional<Result<T>> result;
        const Call call = ask([&](Result<T> r) { result.emplace(std::move(r)); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 10'000))
            return fail(ErrorCode::Internal, u"no reply came"_s);
        return *result;
    }
    Result<Machine> read(const MachineId& id)
    {
        return get<Machine>([&](auto reply) { return m_provider->getMachine(id, reply); });
    }

    const MachineId m_id{u"dm-3"_s};
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_client;
    std::unique_ptr<DedalusProvider> m_provider;
};

void DedalusTrapsTest::init()
{
    m_provider.reset();
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    HttpOptions options;
    options.retry.base = milliseconds(2);
    m_client = std::make_unique<HttpClient>(*m_network, m_redactor, options);
    m_provider = std::make_unique<DedalusProvider>(*m_client, m_redactor, AccountId{u"a"_s}, m_server->url(),
                                                   fixedApiKey(u"dsk-live-1"_s));
}

/// What is listed bare is asked for bare; what was stored with its prefix stays what it was.
void DedalusTrapsTest::newestIdsAreBare()
{
    const QByteArray item =
        R"({"machine_id":")" + kBare.toUtf8() +
        R"(","phase":"sleeping","desired_state":"sleeping","created_at":"2026-08-05T18:27:34.091276598Z"})";
    m_server->then(answer(200, R"({"items":[)" + item + "]}"));
    const auto list = get<QVector<Machine>>([&](auto reply) { return m_provider->listMachines(reply); });
    QCOMPARE(list->size(), 1);
    QCOMPARE(list->first().key.machine.value, kBare);
    QCOMPARE(list->first().phase, MachinePhase::Sleeping);
    for (const QString& id : QStringList{kBare, u"dm-"_s + kBare}) {
        m_server->then(answer(200, item));
        QCOMPARE(read({id})->key.machine.value, id);
        QCOMPARE(m_server->seen().last().target, "/v1/machines/" + id.toUtf8());
        m_server->then(answer(200, R"({"execution_id":"wexec-1","machine_id":")" + kBare.toUtf8() +
                                       R"(","status":"queued"})"));
        const auto execution =
            get<Execution>([&](auto reply) { return m_provider->getExecution({id}, {u"wexec-1"_s}, reply); });
        QCOMPARE(execution->machine.value, id);
    }
}

/// Only reading one machine tells its status there; what a change answers has the phase at its top.
void DedalusTrapsTest::newestAnswersTellNoStatusObject()
{
    m_server->then(answer(
        202,
        R"({"machine_id":"dm-3","desired_state":"running","phase":"starting","network":{},"autoresizing":null})"));
    const auto woken = get<Machine>([&](auto reply) { return m_provider->wake(m_id, u"k"_s, reply); });
    QCOMPARE(woken->phase, MachinePhase::Waking);
    QVERIFY(woken->revision.isEmpty() && !woken->autosleep && !woken->createdAt);
    m_server->then(
        answer(200, R"({"machine_id":"dm-3","status":{"phase":"running","memory_resize_state":"stable"}})"));
    QCOMPARE(read(m_id)->phase, MachinePhase::Running);
}

void DedalusTrapsTest::newestExecutionsCarryMore()
{
    m_server->then(answer(
        200, R"({"execution_id":"wexec-0a","status":"succeeded","exit_code":0,"log_capture":{"mode":"stream"},
        "creation_request_id":"r","creation_trace_id":"t","artifacts":null,"created_at":"2026-10-01T00:00:00Z"})"));
    const auto execution =
        get<Execution>([&](auto reply) { return m_provider->getExecution(m_id, {u"wexec-0a"_s}, reply); });
    QVERIFY(execution.has_value());
    QCOMPARE(execution->exitCode, std::optional(0));
    QVERIFY(execution->command.isEmpty()); // though it is said to be always there
}

void DedalusTrapsTest::everySuccessOfADeletionCounts_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const QByteArray machine = R"({"machine_id":"dm-3","phase":"destroying"})";
    QTest::newRow("200") << 200 << machine;
    QTest::newRow("202") << 202 << machine;
    QTest::newRow("204") << 204 << QByteArray();
}

void DedalusTrapsTest::everySuccessOfADeletionCounts()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_server->then(answer(status, body));
    QVERIFY(
        get<void>([&](auto reply) { return m_provider->deleteMachine(m_id, u"k"_s, reply); }).has_value());
    QVERIFY(!m_server->seen().at(0).has("content-type"));
    QVERIFY(m_server->seen().at(0).has("idempotency-key"));
}

/// 200 instead of 202 only says that it was taken.
void DedalusTrapsTest::aWakeIsNoProofOfRunning()
{
    m_server->then(
        answer(200, R"({"machine_id":"dm-3","desired_state":"running","status":{"phase":"sleeping"}})"));
    const auto woken = get<Machine>([&](auto reply) { return m_provider->wake(m_id, u"k"_s, reply); });
    QCOMPARE(woken->phase, MachinePhase::Sleeping);
}

void DedalusTrapsTest::theStreamGoesOnWhereItEnded()
{
    m_server->then({stream(statusEvent("41", "starting", "running") + "event: bookmark\nid: 42\ndata: x\n\n"),
                    Reaction::Then::Close});
    m_server->then({stream(statusEvent("43", "running", "running")), Reaction::Then::Close});
    QVector<MachinePhase> seen;
    std::optional<Result<void>> ended;
    const Call call = m_provider->watchMachine(
        m_id, [&](const Machine& machine) { seen.append(machine.phase); },
        [&](Result<void> r) { ended.emplace(std::move(r)); });
    QTRY_VERIFY(ended);
    QVERIFY(ended->has_value());
    QCOMPARE(seen, (QVector<MachinePhase>{MachinePhase::Waking, MachinePhase::Running}));
    QCOMPARE(m_server->seen().size(), 2);
    QVERIFY(!m_server->seen().at(0).has("last-event-id"));
    QCOMPARE(m_server->seen().at(0).header("accept"), QByteArray("text/event-stream"));
    QCOMPARE(m_server->seen().at(1).header("last-event-id"), QByteArray("42")); // the bookmark's
}

void DedalusTrapsTest::strangeEventsAreNoEnd()
{
    const QByteArray strange = ": keepalive\r\n\r\nevent: error\r\ndata: {\"message\":\"x\"}\r\n\r\n"
                               "event: tomorrow\r\ndata: ?\r\n\r\ndata: without a name\r\n\r\n";
    m_server->then({stream(strange + statusEvent("1", "running", "running")), Reaction::Then::Close});
    QVector<MachinePhase> seen;
    std::optional<Result<void>> ended;
    const Call call = m_provider->watchMachine(
        m_id, [&](const Machine& machine) { seen.append(machine.phase); },
        [&](Result<void> r) { ended.emplace(std::move(r)); });
    QTRY_VERIFY(ended);
    QVERIFY(ended->has_value());
    QCOMPARE(seen, QVector<MachinePhase>{MachinePhase::Running});
}

void DedalusTrapsTest::cursorsAreHandedBackAsTheyAre()
{
    m_server->then(answer(200, R"({"items":[{"machine_id":"a"}],"next_cursor":"abc=/+ &x"})"));
    m_server->then(answer(200, R"({"items":[],"next_cursor":"always"})"));
    const auto list = get<QVector<Machine>>([&](auto reply) { return m_provider->listMachines(reply); });
    QCOMPARE(list->size(), 1);
    QCOMPARE(m_server->seen().at(1).target, QByteArray("/v1/machines?limit=100&cursor=abc%3D%2F%2B%20%26x"));
}

/// Newer servers make up a key of their own and tell it.
void DedalusTrapsTest::theServersOwnKeyIsNoTrouble()
{
    m_server->then(answer(
        200, R"({"execution_id":"wexec-1","status":"queued"})", "application/json",
        "Idempotency-Key: server-made\r\nLocation: /v1/x\r\nX-Dedalus-Storage-Operation-Id: null\r\n"));
    const auto started = get<Execution>([&](auto reply) {
        return m_provider->startExecution(m_id, R"({"command":["true"]})", u"ours"_s, reply);
    });
    QVERIFY(started.has_value());
    QCOMPARE(m_server->seen().at(0).header("idempotency-key"), QByteArray("ours"));
}

void DedalusTrapsTest::aKeyInFlightIsWaitedFor()
{
    m_server->then(answer(
        429,
        R"({"error_code":"RATE_LIMITED","message":"idempotency key is already in-flight","retryable":true,"retry_after_ms":5})"));
    m_server->then(answer(200, R"({"execution_id":"wexec-1","status":"running"})"));
    const auto started = get<Execution>([&](auto reply) {
        return m_provider->startExecution(m_id, R"({"command":["true"]})", u"run-1"_s, reply);
    });
    QVERIFY(started.has_value());
    QCOMPARE(m_server->seen().size(), 2);
    QCOMPARE(m_server->seen().at(1).header("idempotency-key"), QByteArray("run-1"));
    QCOMPARE(m_server->seen().at(1).body, m_server->seen().at(0).body);
}

/// The vendor's own clients send such a thing three times.
void DedalusTrapsTest::aSettledConflictIsSentOnce()
{
    m_server->then(answer(
        409,
        R"({"error_code":"IDEMPOTENCY_KEY_REUSED","message":"m","retryable":false,"details":{"expected_request_hash":"a"}})"));
    const auto started = get<Execution>([&](auto reply) {
        return m_provider->startExecution(m_id, R"({"command":["true"]})", u"run-1"_s, reply);
    });
    QCOMPARE(started.error().code, ErrorCode::IdempotencyKeyReused);
    QCOMPARE(m_server->seen().size(), 1);
}

/// Both ended as "failed" and without an exit code; only one of them may be tried again.
void DedalusTrapsTest::aRefusalAfterTheStartIsToldFromOneBefore()
{
    m_server->then(answer(
        200,
        R"({"execution_id":"w1","status":"failed","error_code":"machine_not_found","error_message":"machine no longer exists"})"));
    m_server->then(answer(
        200,
        R"({"execution_id":"w2","status":"failed","error_code":"host_agent_execute_failed","started_at":"2026-08-05T18:27:34Z"})"));
    const auto one = [&](const QString& id) {
        return get<Execution>([&](auto reply) { return m_provider->getExecution(m_id, {id}, reply); });
    };
    const auto before = one(u"w1"_s);
    QVERIFY(!before->exitCode && !before->startedAt);
    const auto after = one(u"w2"_s);
    QVERIFY(!after->exitCode && after->startedAt);
}

void DedalusTrapsTest::anAnswerLargerThanItsBoundIsRefused()
{
    QByteArray big = R"({"machine_id":"dm-3","phase":"running","reason":")";
    big += QByteArray(5 * 1024 * 1024, 'x') + "\"}";
    m_server->then(answer(200, big));
    QCOMPARE(read(m_id).error().code, ErrorCode::AnswerTooLarge);
}

QTEST_GUILESS_MAIN(DedalusTrapsTest)
#include "DedalusTrapsTest.moc"
