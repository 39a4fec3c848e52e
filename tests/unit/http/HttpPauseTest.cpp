#include "core/http/HttpClient.h"
#include "core/http/RateLimiter.h"
#include "core/http/Redactor.h"
#include "tests/support/FakeClock.h"
#include "tests/unit/http/TestServer.h"

#include <memory>
#include <vector>

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// That calls and streams of every client really stand in the line of their host.
class HttpPauseTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void callsLineUp();
    void oneClientsRefusalHoldsBackAll_data();
    void oneClientsRefusalHoldsBackAll();
    void otherRefusalsHoldBackNobody_data();
    void otherRefusalsHoldBackNobody();
    void aStreamIsHeldBackToo();
    void nobodyWaitsBeyondHisDeadline();
    void anAbandonedCallIsNeverSent();

private:
    [[nodiscard]] std::unique_ptr<HttpClient> client() const;
    [[nodiscard]] HttpRequest get() const;
    [[nodiscard]] Call send(HttpClient& client, HttpRequest request);

    FakeClock m_clock;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::shared_ptr<RateLimiter> m_limiter;
    std::vector<Result<HttpResponse>> m_answers;
};

void HttpPauseTest::init()
{
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    m_limiter = std::make_shared<RateLimiter>(RateLimits{{10, 1}, RateLimit{10, 1}},
                                              [this] { return m_clock.sinceBoot(); });
    m_answers.clear();
}

std::unique_ptr<HttpClient> HttpPauseTest::client() const
{
    HttpOptions options;
    options.limiter = m_limiter;
    options.jitter = [] { return 0.0; };
    return std::make_unique<HttpClient>(*m_network, m_redactor, options);
}

HttpRequest HttpPauseTest::get() const
{
    HttpRequest request;
    request.url = m_server->url(u"/v1/x"_s);
    return request;
}

Call HttpPauseTest::send(HttpClient& client, HttpRequest request)
{
    return client.send(std::move(request), [this](Result<HttpResponse> r) { m_answers.push_back(r); });
}

/// The line's time stands still, so whoever is not the first stays in it until the time is moved on.
void HttpPauseTest::callsLineUp()
{
    for (int i = 0; i < 3; ++i)
        m_server->then(answer(200, "{}"));
    const auto one = client();
    const auto other = client();
    const Call first = send(*one, get());
    const Call second = send(*other, get());
    const Call third = send(*one, get());
    QTRY_COMPARE(m_answers.size(), 1U);
    QCOMPARE(m_server->seen().size(), 1);
    m_clock.advance(100ms);
    QTRY_COMPARE(m_answers.size(), 2U);
    QCOMPARE(m_server->seen().size(), 2);
    m_clock.advance(100ms);
    QTRY_COMPARE(m_answers.size(), 3U);
    QCOMPARE(m_server->seen().size(), 3);
}

void HttpPauseTest::oneClientsRefusalHoldsBackAll_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("429, seconds") << 429 << QByteArray("Retry-After: 20\r\n") << QByteArray("{}");
    QTest::newRow("429, milliseconds") << 429 << QByteArray("retry-after-ms: 20000\r\n") << QByteArray("{}");
    QTest::newRow("429, in the body") << 429 << QByteArray() << QByteArray(R"({"retry_after_ms":20000})");
    QTest::newRow("503, seconds") << 503 << QByteArray("Retry-After: 20\r\n") << QByteArray("{}");
}

void HttpPauseTest::oneClientsRefusalHoldsBackAll()
{
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    m_server->then(answer(status, body, "application/json", header));
    m_server->then(answer(200, "{}"));
    const auto one = client();
    const auto other = client();
    HttpRequest once = get();
    once.retry = RetryClass::Never;
    const Call refused = send(*one, once);
    QTRY_COMPARE(m_answers.size(), 1U);
    QCOMPARE(m_answers[0]->status, status);
    QCOMPARE(m_limiter->waitFor(get().url), 20s);

    const Call waiting = send(*other, get());
    m_clock.advance(20s - 50ms);
    QCoreApplication::processEvents();
    QCOMPARE(m_server->seen().size(), 1);
    m_clock.advance(50ms);
    QTRY_COMPARE(m_answers.size(), 2U);
    QCOMPARE(m_answers[1]->status, 200);
}

void HttpPauseTest::otherRefusalsHoldBackNobody_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a machine's runtime is not there yet")
        << 503 << QByteArray() << QByteArray(R"({"retry_after_ms":20000})");
    QTest::newRow("a hold window") << 409 << QByteArray() << QByteArray(R"({"retry_after_ms":20000})");
    QTest::newRow("an error with a time") << 500 << QByteArray("Retry-After: 20\r\n") << QByteArray("{}");
}

void HttpPauseTest::otherRefusalsHoldBackNobody()
{
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    m_server->then(answer(status, body, "application/json", header));
    const auto one = client();
    HttpRequest once = get();
    once.retry = RetryClass::Never;
    const Call refused = send(*one, once);
    QTRY_COMPARE(m_answers.size(), 1U);
    QCOMPARE(m_limiter->waitFor(get().url), 100ms); // its own turn was taken, no more
}

void HttpPauseTest::aStreamIsHeldBackToo()
{
    m_server->then(answer(429, "{}", "application/json", "Retry-After: 3\r\n"));
    m_server->then(answer(200, "data: x\n\n"));
    const auto one = client();
    QByteArray pieces;
    int ended = 0;
    const auto open = [&] {
        return one->open(
            get(), [&](const QByteArray& piece) { pieces += piece; },
            [&](const Result<HttpResponse>&) { ++ended; });
    };
    const Call refused = open();
    QTRY_COMPARE(ended, 1);
    const Call waiting = open();
    m_clock.advance(3s - 50ms);
    QCoreApplication::processEvents();
    QCOMPARE(m_server->seen().size(), 1);
    m_clock.advance(50ms);
    QTRY_COMPARE(ended, 2);
    QCOMPARE(pieces, QByteArray("data: x\n\n"));
}

void HttpPauseTest::nobodyWaitsBeyondHisDeadline()
{
    const auto one = client();
    m_limiter->holdBack(get().url, 5min);
    HttpRequest request = get();
    request.deadline = 4min;
    const Call call = send(*one, request);
    QTRY_COMPARE(m_answers.size(), 1U);
    const Error error = m_answers[0].error();
    QCOMPARE(error.code, ErrorCode::RateLimited);
    QCOMPARE(error.httpStatus, 0);
    QVERIFY(error.retry.retryable);
    QCOMPARE(error.retry.after.value_or(0ms), milliseconds(5min));
    QVERIFY(error.subject.startsWith(u"127.0.0.1:"_s));

    int ended = 0;
    const Call stream = one->open(
        request, [](const QByteArray&) {},
        [&](const Result<HttpResponse>& r) { ended += !r && r.error().code == ErrorCode::RateLimited; });
    QTRY_COMPARE(ended, 1);
    QVERIFY(m_server->seen().isEmpty());
}

void HttpPauseTest::anAbandonedCallIsNeverSent()
{
    m_server->then(answer(200, "{}"));
    const auto one = client();
    m_limiter->holdBack(get().url, 1s);
    Call dropped = send(*one, get());
    QCoreApplication::processEvents();
    dropped.reset();
    m_clock.advance(2s);
    const Call next = send(*one, get());
    QTRY_COMPARE(m_answers.size(), 1U);
    QCOMPARE(m_server->seen().size(), 1);
}

QTEST_GUILESS_MAIN(HttpPauseTest)
#include "HttpPauseTest.moc"
