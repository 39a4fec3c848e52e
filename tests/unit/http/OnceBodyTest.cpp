#include "core/http/OnceBody.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "tests/unit/http/TestServer.h"

#include <memory>
#include <optional>

#include <QNetworkAccessManager>
#include <QTest>
#include <QTestEventLoop>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

/// What may not be done twice is sent once, whatever Qt would do about a connection that closes.
class OnceBodyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isReadOnce();
    void whatIsNotRepeatableGoesOutOnce_data();
    void whatIsNotRepeatableGoesOutOnce();

private:
    Result<HttpResponse> send(HttpRequest request);
    HttpRequest post(const QString& key, const QByteArray& body) const;

    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_client;
};

void OnceBodyTest::init()
{
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    HttpOptions options;
    options.retry.base = milliseconds(2);
    options.jitter = [] { return 0.5; };
    m_client = std::make_unique<HttpClient>(*m_network, m_redactor, options);
}

Result<HttpResponse> OnceBodyTest::send(HttpRequest request)
{
    std::optional<Result<HttpResponse>> result;
    QTestEventLoop loop;
    const Call call = m_client->send(std::move(request), [&](Result<HttpResponse> r) {
        result = std::move(r);
        loop.exitLoop();
    });
    loop.enterLoop(10);
    return result ? *result : fail(ErrorCode::Internal, u"no reply came"_s);
}

HttpRequest OnceBodyTest::post(const QString& key, const QByteArray& body) const
{
    HttpRequest request;
    request.url = m_server->url(u"/v1/x"_s);
    request.method = HttpMethod::Post;
    request.idempotencyKey = key;
    request.body = body;
    request.contentType = "application/json";
    return request;
}

void OnceBodyTest::isReadOnce()
{
    OnceBody body("abcdef");
    QCOMPARE(body.size(), qint64(6));
    QCOMPARE(body.read(4), QByteArray("abcd"));
    QVERIFY(!body.reset());
    QCOMPARE(body.readAll(), QByteArray("ef"));
    QVERIFY(body.atEnd());
}

void OnceBodyTest::whatIsNotRepeatableGoesOutOnce_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isKept"); ///< the connection has been used before
    for (const bool isKept : {false, true}) {
        const char* connection = isKept ? "kept" : "fresh";
        QTest::addRow("POST, %s", connection)
            << static_cast<int>(HttpMethod::Post) << QByteArray("{}") << isKept;
        QTest::addRow("empty POST, %s", connection)
            << static_cast<int>(HttpMethod::Post) << QByteArray() << isKept;
        QTest::addRow("long PATCH, %s", connection)
            << static_cast<int>(HttpMethod::Patch) << QByteArray(300'000, 'x') << isKept;
    }
}

/// The server takes the request and closes without a word: the work may have been done.
void OnceBodyTest::whatIsNotRepeatableGoesOutOnce()
{
    QFETCH(int, method);
    QFETCH(QByteArray, body);
    QFETCH(bool, isKept);
    HttpRequest request = post({}, body);
    request.method = static_cast<HttpMethod>(method);
    if (isKept) {
        m_server->then(answer(200, "{}"));
        QCOMPARE(send(request)->status, 200);
    }
    for (int i = 0; i < 6; ++i)
        m_server->then(closeAtOnce());
    const auto result = send(request);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, ErrorCode::ConnectionLost);
    const qsizetype before = isKept ? 1 : 0;
    QCOMPARE(m_server->seen().size(), before + 1);
    QCOMPARE(m_server->seen().last().body, body);
    QCOMPARE(m_server->seen().last().header("Content-Length"), QByteArray::number(body.size()));
    // The same with a key may be, and is.
    (void)send(post(u"key"_s, body));
    QVERIFY(m_server->seen().size() > before + 2);
}

QTEST_GUILESS_MAIN(OnceBodyTest)
#include "OnceBodyTest.moc"
