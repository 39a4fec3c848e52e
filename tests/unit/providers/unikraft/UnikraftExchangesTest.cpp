#include "core/http/Redactor.h"
#include "core/providers/unikraft/UnikraftProvider.h"
#include "tests/contract/providers/ReplyOf.h"
#include "tests/support/FakeClock.h"
#include "tests/unit/http/TestServer.h"

#include <memory>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

const QString kToken = u"ukc-live-canary"_s;
const QByteArray kStop =
    R"(,"schedules":[{"name":"stop","when":"*-*-* 20:00:00","action":"stop","next_at":"2026-03-02T20:00:00Z"}])";
const QByteArray kPlugin = R"(,"plugins":[{"name":"sandbox"}])";

Reaction envelope(const QByteArray& instances, const char* status = "success")
{
    return answer(200,
                  QByteArray(R"({"status":")") + status + R"(","data":{"instances":[)" + instances + "]}}");
}
Reaction data(const QByteArray& object)
{
    return answer(200, R"({"status":"success","data":)" + object + "}");
}
QByteArray instance(const QByteArray& more = {})
{
    return R"({"uuid":"u1","name":"web","created_at":"2026-01-01T00:00:00Z","state":"running")" + more + "}";
}
QJsonValue sent(const SeenRequest& request)
{
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

} // namespace

/// What is sent, exchange by exchange, and what becomes of answers that never come.
class UnikraftExchangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void theTokenGoesInOneHeader();
    void aRefusedTokenIsReadAnew();
    void theTokenNeverComesBack();
    void pagesRepeatTheirCursor();
    void aCursorThatWasDeleted();
    void aLostEditIsReadAgain();
    void aLostEditThatNeverArrived();
    void aChangeThatWasNotKept();
    void setNeverSendsTheNextTime();
    void parametersOfReadingsTravelInTheBody();
    void aLostCreateIsFoundByItsName();
    void commandsThroughThePlugin();
    void endingACommand();
    void commandsAreListedNewestFirst();
    void outputOfACommand();

private:
    Result<Machine> edit(ProviderScheduleEdit::Operation operation)
    {
        ProviderSchedule schedule;
        schedule.name = u"stop"_s;
        schedule.when = u"*-*-* 20:00:00"_s;
        schedule.action = u"stop"_s;
        schedule.nextAt = m_clock.now();
        const ProviderScheduleEdit edit{operation, {schedule}, {}};
        return replyOf<Machine>([&](auto reply) { return m_provider->editSchedules(m_id, edit, reply); });
    }
    Result<Machine> read()
    {
        return replyOf<Machine>([&](auto reply) { return m_provider->getMachine(m_id, reply); });
    }

    const MachineId m_id{u"fra/u1"_s};
    const ExecutionId m_command{u"sandbox/c1"_s};
    FakeClock m_clock;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Redactor> m_redactor;
    std::unique_ptr<HttpClient> m_client;
    std::unique_ptr<UnikraftProvider> m_provider;
};

void UnikraftExchangesTest::init()
{
    m_provider.reset();
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    m_redactor = std::make_unique<Redactor>();
    HttpOptions options;
    options.retry.base = milliseconds(2);
    options.retry.maxAttempts = 1;
    m_client = std::make_unique<HttpClient>(*m_network, *m_redactor, options);
    Account account;
    account.id = {u"account"_s};
    account.metros = {m_server->url().toString(QUrl::StripTrailingSlash) + u"/fra"_s};
    m_provider =
        std::make_unique<UnikraftProvider>(*m_client, *m_redactor, m_clock, account, fixedApiKey(kToken));
}

void UnikraftExchangesTest::theTokenGoesInOneHeader()
{
    m_server->then(envelope(instance()));
    QVERIFY(read().has_value());
    const SeenRequest& request = m_server->seen().first();
    QCOMPARE(request.target, QByteArray("/fra/v1/instances/u1"));
    QCOMPARE(request.header("Authorization"), "Bearer " + kToken.toLatin1());
    QVERIFY(!request.has("x-api-key"));
    QVERIFY(!request.has("Idempotency-Key"));
}

void UnikraftExchangesTest::aRefusedTokenIsReadAnew()
{
    int reads = 0;
    Account account;
    account.metros = {m_server->url().toString(QUrl::StripTrailingSlash) + u"/fra"_s};
    UnikraftProvider provider(*m_client, *m_redactor, m_clock, account, [&](Reply<QString> reply) {
        ++reads;
        return deferredReply<QString>(kToken, std::move(reply));
    });
    const auto get = [&] {
        return replyOf<Machine>([&](auto reply) { return provider.getMachine(m_id, reply); });
    };
    m_server->then(answer(401, R"({"status":"error","message":"no"})"));
    m_server->then(envelope(instance()));
    m_server->then(envelope(instance()));
    QCOMPARE(get().error().code, ErrorCode::Unauthorized);
    QVERIFY(get().has_value());
    QVERIFY(get().has_value());
    QCOMPARE(reads, 2);
}

void UnikraftExchangesTest::theTokenNeverComesBack()
{
    m_server->then(answer(400, R"({"status":"error","message":"bad token ukc-live-canary"})"));
    const auto failed = read();
    QVERIFY(!failed.error().detail.contains(kToken));
    QVERIFY(failed.error().detail.startsWith(u"bad token"_s));
}

void UnikraftExchangesTest::pagesRepeatTheirCursor()
{
    QByteArray first;
    for (int i = 0; i < 250; ++i)
        first += (i > 0 ? "," : "") + QByteArray(R"({"uuid":"i)") + QByteArray::number(i) +
                 R"(","created_at":"2026-01-01T00:00:00Z"})";
    m_server->then(envelope(first));
    m_server->then(
        envelope(R"({"uuid":"i249"},{"uuid":"i250","state":"running"},{"uuid":"t","state":"template"})"));
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return m_provider->listMachines(reply); });
    QVERIFY(machines.has_value());
    QCOMPARE(machines->size(), 251);
    QCOMPARE(m_server->seen()[0].target, QByteArray("/fra/v1/instances?details=true&count=250"));
    QCOMPARE(m_server->seen()[1].target, QByteArray("/fra/v1/instances?details=true&count=251&from=i249"));
}

void UnikraftExchangesTest::aCursorThatWasDeleted()
{
    QByteArray first;
    for (int i = 0; i < 250; ++i)
        first += (i > 0 ? "," : "") + QByteArray(R"({"uuid":"i)") + QByteArray::number(i) +
                 R"(","created_at":"2026-01-01T00:00:00Z"})";
    m_server->then(envelope(first));
    m_server->then(envelope({}));
    m_server->then(envelope(R"({"uuid":"i250","created_at":"2026-01-02T00:00:00Z"})"));
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return m_provider->listMachines(reply); });
    QCOMPARE(machines->size(), 251);
    QVERIFY(m_server->seen()[2].target.contains("from=2026-01-01T00%3A00%3A00Z"));
}

void UnikraftExchangesTest::aLostEditIsReadAgain()
{
    m_server->then(envelope(instance()));
    m_server->then(answer(502, "<html>Bad Gateway</html>", "text/html"));
    m_server->then(envelope(instance(kStop)));
    const auto edited = edit(ProviderScheduleEdit::Operation::Add);
    QVERIFY(edited.has_value());
    QCOMPARE(edited->providerSchedules->size(), 1);
}

void UnikraftExchangesTest::aLostEditThatNeverArrived()
{
    m_server->then(envelope(instance()));
    m_server->then(answer(502, "<html>Bad Gateway</html>", "text/html"));
    m_server->then(envelope(instance()));
    QCOMPARE(edit(ProviderScheduleEdit::Operation::Add).error().code, ErrorCode::Unavailable);
}

void UnikraftExchangesTest::aChangeThatWasNotKept()
{
    m_server->then(envelope(instance()));
    m_server->then(envelope(R"({"status":"success","uuid":"u1"})"));
    m_server->then(envelope(instance()));
    const auto edited = edit(ProviderScheduleEdit::Operation::Set);
    QCOMPARE(edited.error().code, ErrorCode::NotKept);
    QCOMPARE(edited.error().subject, u"web"_s);
}

void UnikraftExchangesTest::setNeverSendsTheNextTime()
{
    m_server->then(
        envelope(instance(R"(,"schedules":[{"name":"stop","when":"*-*-* 19:00:00","action":"stop",)"
                          R"("colour":"blue","next_at":"2026-03-02T19:00:00Z"}])")));
    m_server->then(envelope(R"({"status":"success","uuid":"u1"})"));
    m_server->then(envelope(instance(kStop)));
    QVERIFY(edit(ProviderScheduleEdit::Operation::Set).has_value());
    const SeenRequest& patch = m_server->seen()[1];
    QCOMPARE(patch.method, QByteArray("PATCH"));
    QCOMPARE(patch.target, QByteArray("/fra/v1/instances"));
    const QJsonObject item = sent(patch)[0].toObject();
    QCOMPARE(item[u"prop"_s].toString(), u"schedules"_s);
    QCOMPARE(item[u"op"_s].toString(), u"set"_s);
    const QJsonObject expected{{u"name"_s, u"stop"_s},
                               {u"when"_s, u"*-*-* 20:00:00"_s},
                               {u"action"_s, u"stop"_s},
                               {u"colour"_s, u"blue"_s}};
    QCOMPARE(item[u"value"_s].toArray(), QJsonArray{expected});
}

void UnikraftExchangesTest::parametersOfReadingsTravelInTheBody()
{
    m_server->then(
        envelope(R"({"status":"success","uuid":"u1","output":"aGk=","range":{"start":4,"end":6}})"));
    const auto log = replyOf<LogChunk>([&](auto reply) { return m_provider->log(m_id, -64, 99'999, reply); });
    QCOMPARE(log->output, QByteArray("hi"));
    const SeenRequest& request = m_server->seen().first();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.target, QByteArray("/fra/v1/instances/log"));
    QCOMPARE(sent(request)[0].toObject(),
             (QJsonObject{{u"uuid"_s, u"u1"_s}, {u"offset"_s, -64}, {u"limit"_s, 16383}}));
}

void UnikraftExchangesTest::aLostCreateIsFoundByItsName()
{
    MachineSpec spec;
    spec.image = u"acme/nginx:latest"_s;
    spec.name = u"web"_s;
    const auto create = [&] {
        return replyOf<Machine>([&](auto reply) { return m_provider->createMachine(spec, u"key"_s, reply); });
    };
    m_server->then(answer(502, "<html></html>", "text/html"));
    m_server->then(
        envelope(R"({"uuid":"u1","name":"web","state":"starting","created_at":"2026-03-02T08:00:05Z"})"));
    const auto made = create();
    QVERIFY(made.has_value());
    QCOMPARE(made->key.machine, m_id);
    QCOMPARE(m_server->seen()[1].target, QByteArray("/fra/v1/instances?name=web"));
    // One that has been there for long is somebody else's.
    m_server->then(answer(502, "<html></html>", "text/html"));
    m_server->then(envelope(instance()));
    QCOMPARE(create().error().code, ErrorCode::Unavailable);
}

void UnikraftExchangesTest::commandsThroughThePlugin()
{
    ExecutionSpec spec;
    spec.argv = {u"/bin/echo"_s, u"a b"_s};
    spec.env.insert(u"REVEILLE_F_1"_s, u"1"_s);
    m_server->then(envelope(instance(kPlugin)));
    m_server->then(data(R"({"uuid":"c1"})"));
    const auto started = replyOf<Execution>([&](auto reply) {
        return m_provider->startExecution(m_id, m_provider->executionBody(spec), u"key"_s, reply);
    });
    QVERIFY(started.has_value());
    QCOMPARE(started->id, m_command);
    QCOMPARE(started->status, ExecutionStatus::Running);
    const SeenRequest& request = m_server->seen()[1];
    QCOMPARE(request.target, QByteArray("/fra/v1/instances/u1/plugins/sandbox/commands"));
    QCOMPARE(sent(request)[u"cmd"_s].toString(), u"'/bin/echo' 'a b' </dev/null"_s);

    const auto get = [&] {
        return replyOf<Execution>(
            [&](auto reply) { return m_provider->getExecution(m_id, m_command, reply); });
    };
    m_server->then(data(R"({"uuid":"c1","cmdline":"x","env":{"REVEILLE_F_1":"1"},"exitcode":null})"));
    QCOMPARE(get()->status, ExecutionStatus::Running);
    m_server->then(data(R"({"uuid":"c1","cmdline":"x","env":{"REVEILLE_F_1":"1"},"exitcode":3})"));
    const auto ended = get();
    QCOMPARE(ended->status, ExecutionStatus::Failed);
    QCOMPARE(ended->exitCode, std::optional(3));
    QCOMPARE(ended->envKeys, QStringList{u"REVEILLE_F_1"_s});
    m_server->then(answer(404, {}));
    QCOMPARE(get().error().code, ErrorCode::NotFound);
}

void UnikraftExchangesTest::endingACommand()
{
    const auto cancel = [&] {
        return replyOf<Execution>(
            [&](auto reply) { return m_provider->cancelExecution(m_id, m_command, u"key"_s, reply); });
    };
    m_server->then(data(R"({"uuid":"c1","exitcode":null})"));
    m_server->then(data("null"));
    m_server->then(data(R"({"uuid":"c1","exitcode":143})"));
    QCOMPARE(cancel()->status, ExecutionStatus::Cancelled);
    QCOMPARE(m_server->seen()[1].target,
             QByteArray("/fra/v1/instances/u1/plugins/sandbox/commands/c1/signal"));
    QCOMPARE(sent(m_server->seen()[1])[u"signal"_s].toString(), u"TERM"_s);
    // Ended by now: the record goes.
    m_server->then(data(R"({"uuid":"c1","exitcode":143})"));
    m_server->then(data("null"));
    QVERIFY(cancel().has_value());
    QCOMPARE(m_server->seen().last().method, QByteArray("DELETE"));
}

void UnikraftExchangesTest::commandsAreListedNewestFirst()
{
    m_server->then(envelope(instance(kPlugin)));
    m_server->then(data(R"({"commands":["c1","c2"]})"));
    m_server->then(data(R"({"uuid":"c2","env":{"M":"1"},"exitcode":0})"));
    m_server->then(answer(404, {})); // deleted meanwhile
    const auto listed =
        replyOf<QVector<Execution>>([&](auto reply) { return m_provider->listExecutions(m_id, reply); });
    QVERIFY(listed.has_value());
    QCOMPARE(listed->size(), 1);
    QCOMPARE(listed->first().id.value, u"sandbox/c2"_s);
    QCOMPARE(listed->first().status, ExecutionStatus::Succeeded);
    QCOMPARE(listed->first().envKeys, QStringList{u"M"_s});
}

void UnikraftExchangesTest::outputOfACommand()
{
    m_server->then(data(R"({"stdout":"aGk=","stderr":"b2g=","stdout_available":9,"stderr_available":2})"));
    const auto output =
        replyOf<ExecutionOutput>([&](auto reply) { return m_provider->getOutput(m_id, m_command, reply); });
    QVERIFY(output.has_value());
    QCOMPARE(output->stdoutText, QByteArray("hi"));
    QCOMPARE(output->stderrText, QByteArray("oh"));
    QCOMPARE(output->stdoutTotal, std::optional<qint64>(9));
    QVERIFY(output->stdoutTruncated && !output->stderrTruncated);
    m_server->then(answer(410, {}));
    QCOMPARE(
        replyOf<ExecutionOutput>([&](auto reply) { return m_provider->getOutput(m_id, m_command, reply); })
            .error()
            .code,
        ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(UnikraftExchangesTest)
#include "UnikraftExchangesTest.moc"
