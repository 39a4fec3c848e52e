#include "core/sandbox/SandboxFault.h"
#include "core/text/ErrorText.h"
#include "tests/contract/providers/DedalusCloud.h"
#include "tests/support/FaultProxy.h"
#include "tests/unit/http/TestServer.h"

#include <functional>

#include <QFile>
#include <QHash>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

using Fault = FaultProxy::Fault;

namespace {

/// A client that asks once and waits a fifth of a second, in front of a scripted server.
struct Desk
{
    explicit Desk(Reaction reaction = answer(200, "{}")) { server.then(std::move(reaction)); }

    /// One machine is read, as the provider reads it.
    Error reading(const QUrl& endpoint)
    {
        DedalusProvider provider(http, redactor, {u"account"_s}, endpoint, fixedApiKey(u"key"_s));
        const auto read =
            replyOf<Machine>([&](auto reply) { return provider.getMachine({u"dm-1"_s}, reply); });
        return read ? Error(fail(ErrorCode::Internal, {}, u"it was read"_s).value()) : read.error();
    }
    Error waking(const QUrl& endpoint)
    {
        DedalusProvider provider(http, redactor, {u"account"_s}, endpoint, fixedApiKey(u"key"_s));
        const auto woken =
            replyOf<Machine>([&](auto reply) { return provider.wake({u"dm-1"_s}, u"k"_s, reply); });
        return woken ? Error(fail(ErrorCode::Internal, {}, u"it was woken"_s).value()) : woken.error();
    }
    /// A plain exchange, with limits of its own.
    Error asking(HttpRequest request)
    {
        request.attemptTimeout = milliseconds(200);
        const auto told = replyOf<HttpResponse>([&](auto reply) { return http.send(request, reply); });
        return told ? Error(fail(ErrorCode::Internal, {}, u"it was answered"_s).value()) : told.error();
    }
    Error asking(const QUrl& url)
    {
        HttpRequest request;
        request.url = url;
        return asking(request);
    }

    TestServer server;
    std::unique_ptr<QNetworkAccessManager> network = makeNetwork();
    Redactor redactor;
    HttpClient http{*network, redactor, {{}, RetryLimits{1, milliseconds(1), milliseconds(1)}, {}}};
};

Error throughProxy(Fault fault, qsizetype bytes = 0)
{
    Desk desk(answer(200, R"({"machine_id":"dm-1"})"));
    FaultProxy proxy(desk.server.url());
    proxy.set(fault, bytes);
    return desk.asking(proxy.url(u"/v1/machines/dm-1"_s));
}

Error answered(int status, const QByteArray& body, const QByteArray& type = "application/json",
               const QByteArray& headers = {})
{
    Desk desk(answer(status, body, type, headers));
    return desk.reading(desk.server.url());
}

QByteArray coded(const char* code, const char* message)
{
    return QByteArray(R"({"error_code":")") + code + R"(","message":")" + message + R"(","retryable":false})";
}

/// What the button beside an account comes to.
Error testing(Desk& desk, const QUrl& endpoint)
{
    DedalusProvider provider(desk.http, desk.redactor, {u"account"_s}, endpoint, fixedApiKey(u"key"_s));
    const auto tested = replyOf<void>([&](auto reply) { return provider.testConnection(reply); });
    return tested ? Error(fail(ErrorCode::Internal, {}, u"all is well"_s).value()) : tested.error();
}

Error testing(int status, const QByteArray& body, const QByteArray& type = "application/json")
{
    Desk desk(answer(status, body, type));
    return testing(desk, desk.server.url());
}

Error withoutTrust(bool tested = false)
{
    QFile file(QStringLiteral(REVEILLE_TEST_DATA "/../../unit/http/self-signed.pem"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray pem = file.readAll();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPrivateKey(QSslKey(pem, QSsl::Ec));
    configuration.setLocalCertificate(QSslCertificate(pem));
    QSslServer tls;
    tls.setSslConfiguration(configuration);
    if (!tls.listen(QHostAddress::LocalHost))
        return {};
    Desk desk;
    const QUrl url(u"https://127.0.0.1:%1/"_s.arg(tls.serverPort()));
    if (tested)
        return testing(desk, url);
    HttpRequest request;
    request.url = url;
    request.deadline = seconds(10);
    const auto told = replyOf<HttpResponse>([&](auto reply) { return desk.http.send(request, reply); });
    return told ? Error{} : told.error();
}

Error tooLarge()
{
    Desk desk(answer(200, QByteArray(5000, ' ')));
    HttpRequest request;
    request.url = desk.server.url(u"/"_s);
    request.maxBytes = 1000;
    return desk.asking(request);
}

} // namespace

/// What can go wrong between here and the cloud, made to happen for real: each failure is told apart, in a
/// sentence of its own that says what to do.
class NetworkFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDistinctFailureHasItsOwnSentence_data();
    void everyDistinctFailureHasItsOwnSentence();
    void theTestOfAnAccountSaysExactlyWhatFailed_data();
    void theTestOfAnAccountSaysExactlyWhatFailed();
    void itHealsByItself_data();
    void itHealsByItself();
    void aLostAnswerRunsOnce();
    void sendsNothingIntoABlackHoleTwice();

private:
    QHash<QString, QString> m_rows; ///< by sentence
    QHash<QString, QString> m_tested;
};

void NetworkFaultsTest::everyDistinctFailureHasItsOwnSentence_data()
{
    QTest::addColumn<std::function<Error()>>("happen");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const std::function<Error()>& happen, const char16_t* said) {
        QTest::newRow(name) << happen << QString::fromUtf16(said);
    };
    row(
        "no such host", [] { return Desk().asking(QUrl(u"https://no-such-host.invalid/"_s)); },
        u"no computer named no-such-host.invalid");
    row(
        "refused", [] { return throughProxy(Fault::Refuse); }, u"refused the connection");
    row(
        "reset", [] { return throughProxy(Fault::Reset); }, u"The connection to 127.0.0.1");
    row(
        "cut in the middle", [] { return throughProxy(Fault::Cut, 80); }, u"broke off in the middle");
    row(
        "our own time limit", [] { return throughProxy(Fault::BlackHole); }, u"did not answer in time");
    row(
        "not trusted", [] { return withoutTrust(); }, u"secure connection to 127.0.0.1");
    row(
        "not encrypted", [] { return Desk().asking(QUrl(u"http://192.0.2.1/"_s)); }, u"is not encrypted");
    row("too large", tooLarge, u"was too large");
    row(
        "redirect elsewhere",
        [] { return answered(302, {}, {}, "Location: https://login.example.com/\r\n"); },
        u"sends the request on to another address. Details: redirected to https://login.example.com/");
    row(
        "wrong address", [] { return answered(404, "404 page not found", "text/plain"); },
        u"it is not the service expected there");
    row(
        "truncated JSON", [] { return answered(200, R"({"machine_id":"dm)"); }, u"could not be read");
    row(
        "wrong key", [] { return answered(401, coded("AUTH_INVALID", "invalid Dedalus API key")); },
        u"does not accept the API key");
    row(
        "private beta", [] { return answered(403, coded("BETA_ACCESS_REQUIRED", "not admitted")); },
        u"private beta");
    row(
        "other organisation", [] { return answered(403, coded("AUTH_ORG_MISMATCH", "org scope")); },
        u"does not allow this with the account's API key");
    row(
        "gated lifecycle",
        [] {
            Desk desk(answer(401, coded("AUTH_REQUIRED", "missing internal route signature")));
            desk.server.then(answer(200, R"({"machine_id":"dm-1","status":{"phase":"sleeping"}})"));
            return desk.waking(desk.server.url());
        },
        u"does not let this key wake or sleep");
    row(
        "rate limit", [] { return answered(429, coded("RATE_LIMITED", "slow down")); }, u"too many requests");
    row(
        "quota", [] { return answered(400, R"({"detail":"memory_mib exceeds capacity"})"); }, u"quota");
    row(
        "no such machine", [] { return answered(404, R"({"title":"Not Found"})"); }, u"There is no dm-1");
    row(
        "wrong state", [] { return answered(409, coded("INVALID_STATE", "machine must be awake")); },
        u"dm-1 is in a state that does not allow this");
    row(
        "held awake", [] { return answered(409, coded("SLEEP_HOLD_WINDOW_ACTIVE", "hold")); },
        u"was woken too recently");
    row(
        "key reused", [] { return answered(409, coded("IDEMPOTENCY_KEY_REUSED", "other")); },
        u"seen this request before");
    row(
        "bad value", [] { return answered(422, R"({"detail":"vcpu must be positive"})"); },
        u"The request was not accepted. Details: vcpu must be positive");
    row(
        "the server waited in vain", [] { return answered(408, "{}"); }, u"gave up waiting for the request");
    row(
        "server error", [] { return answered(500, "{}"); }, u"had an error of its own");
    row(
        "page of a gateway", [] { return answered(502, "<html>Bad Gateway</html>", "text/html"); },
        u"A gateway answered for 127.0.0.1");
    row(
        "gateway timeout", [] { return answered(504, "<html>Timeout</html>", "text/html"); },
        u"was too slow");
    row(
        "not available", [] { return answered(503, coded("DEPENDENCY_UNAVAILABLE", "runtime unavailable")); },
        u"is not available at the moment");
}

void NetworkFaultsTest::everyDistinctFailureHasItsOwnSentence()
{
    QFETCH(std::function<Error()>, happen);
    QFETCH(QString, said);
    const ErrorText text = describe(happen());
    QVERIFY2(text.what.contains(said), qPrintable(text.what));
    QVERIFY(text.advice.endsWith(u'.'));
    const QString row = QString::fromLatin1(QTest::currentDataTag());
    QVERIFY2(!m_rows.contains(text.what), qPrintable(text.what + u" is also said of "_s + m_rows[text.what]));
    QVERIFY2(!m_rows.contains(text.advice), qPrintable(text.advice));
    m_rows.insert(text.what, row);
    m_rows.insert(text.advice, row);
}

void NetworkFaultsTest::theTestOfAnAccountSaysExactlyWhatFailed_data()
{
    QTest::addColumn<std::function<Error()>>("happen");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const std::function<Error()>& happen, const char16_t* said) {
        QTest::newRow(name) << happen << QString::fromUtf16(said);
    };
    row(
        "DNS",
        [] {
            Desk desk;
            return testing(desk, QUrl(u"https://no-such-host.invalid"_s));
        },
        u"no computer named no-such-host.invalid");
    row(
        "refused",
        [] {
            Desk desk;
            FaultProxy proxy(desk.server.url());
            proxy.set(Fault::Refuse);
            return testing(desk, proxy.url(u"/"_s));
        },
        u"refused the connection");
    row(
        "TLS", [] { return withoutTrust(true); }, u"secure connection to 127.0.0.1");
    row(
        "401", [] { return testing(401, coded("AUTH_INVALID", "invalid Dedalus API key")); },
        u"does not accept the API key");
    row(
        "403 beta", [] { return testing(403, coded("BETA_ACCESS_REQUIRED", "not admitted")); },
        u"private beta");
    row(
        "403", [] { return testing(403, coded("AUTH_ORG_MISMATCH", "org scope")); }, u"does not allow this");
    row(
        "wrong address", [] { return testing(404, "404 page not found", "text/plain"); },
        u"it is not the service expected there");
    row(
        "not encrypted",
        [] {
            Desk desk;
            return testing(desk, QUrl(u"http://192.0.2.1/"_s));
        },
        u"is not encrypted");
    row(
        "down", [] { return testing(503, coded("DEPENDENCY_UNAVAILABLE", "x")); }, u"is not available");
}

void NetworkFaultsTest::theTestOfAnAccountSaysExactlyWhatFailed()
{
    QFETCH(std::function<Error()>, happen);
    QFETCH(QString, said);
    const ErrorText text = describe(happen());
    QVERIFY2(text.what.contains(said), qPrintable(text.what));
    QVERIFY2(!m_tested.contains(text.what), qPrintable(text.what));
    m_tested.insert(text.what, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(text.advice.endsWith(u'.'));
}

void NetworkFaultsTest::itHealsByItself_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("bytes");
    QTest::newRow("refused") << int(Fault::Refuse) << 0;
    QTest::newRow("reset") << int(Fault::Reset) << 0;
    QTest::newRow("answer lost") << int(Fault::LoseAnswer) << 0;
    QTest::newRow("head cut") << int(Fault::Cut) << 10;
    QTest::newRow("body cut") << int(Fault::Cut) << 300;
    QTest::newRow("closed at once") << int(Fault::Close) << 0;
    QTest::newRow("body closed") << int(Fault::Close) << 300;
    QTest::newRow("half open") << int(Fault::HalfOpen) << 0;
    QTest::newRow("black hole") << int(Fault::BlackHole) << 0;
}

void NetworkFaultsTest::itHealsByItself()
{
    QFETCH(int, fault);
    QFETCH(int, bytes);
    SandboxFixture fixture;
    FaultProxy proxy(fixture.endpoint());
    proxy.set(Fault(fault), bytes);
    const auto network = makeNetwork();
    Redactor redactor;
    int retries = 0;
    HttpOptions options;
    options.retry = RetryLimits{20, milliseconds(20), milliseconds(50)};
    options.jitter = [&retries] {
        ++retries; // asked once for each wait before another attempt
        return 0.5;
    };
    HttpClient http(*network, redactor, options);
    HttpRequest request;
    request.url = proxy.url(u"/v1/machines"_s);
    request.headers = {{"x-api-key", fixture.key().toUtf8()}};
    request.attemptTimeout = milliseconds(150);
    std::optional<Result<HttpResponse>> result;
    const Call call = http.send(request, [&](Result<HttpResponse> r) { result.emplace(std::move(r)); });
    QTRY_VERIFY(retries > 0);
    QVERIFY(!result);
    proxy.set(Fault::None);
    QTRY_VERIFY(result);
    QVERIFY2(result->has_value(), result->has_value() ? "" : qPrintable(result->error().detail));
    QCOMPARE(result->value().status, 200);
}

void NetworkFaultsTest::aLostAnswerRunsOnce()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    FaultProxy proxy(cloud.fixture().endpoint());
    const auto provider = cloud.providerWith(cloud.fixture().key(), proxy.url());
    proxy.set(Fault::LoseAnswer);
    std::optional<Result<Execution>> started;
    const Call call =
        provider->startExecution(machine, provider->executionBody(shellSpec(u"echo x >> ran"_s)), u"key-1"_s,
                                 [&](Result<Execution> r) { started.emplace(std::move(r)); });
    QTRY_COMPARE(cloud.fixture().truth(u"execution_created"_s).size(), 1);
    proxy.set(Fault::None);
    QTRY_VERIFY(started);
    QVERIFY(started->has_value());
    QCOMPARE(cloud.ended(machine, started->value().id)->status, ExecutionStatus::Succeeded);
    QCOMPARE(cloud.fixture().truth(u"execution_created"_s).size(), 1);
}

void NetworkFaultsTest::sendsNothingIntoABlackHoleTwice()
{
    // A method that is not safe to repeat, without a key: a lost answer is an answer that never comes.
    TestServer server;
    FaultProxy proxy(server.url());
    proxy.set(Fault::HalfOpen);
    const auto network = makeNetwork();
    Redactor redactor;
    HttpClient http(*network, redactor, {{}, RetryLimits{5, milliseconds(1), milliseconds(1)}, {}});
    HttpRequest request;
    request.method = HttpMethod::Post;
    request.url = proxy.url(u"/x"_s);
    request.attemptTimeout = milliseconds(100);
    const auto told = replyOf<HttpResponse>([&](auto reply) { return http.send(request, reply); });
    QCOMPARE(told.error().code, ErrorCode::TimedOut);
    QVERIFY(proxy.passedOn());
    QCOMPARE(server.seen().size(), 1);
}

QTEST_GUILESS_MAIN(NetworkFaultsTest)
#include "NetworkFaultsTest.moc"
