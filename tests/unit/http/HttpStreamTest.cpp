#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "tests/unit/http/TestServer.h"

#include <memory>
#include <optional>

#include <QNetworkAccessManager>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class HttpStreamTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void piecesComeAsTheyAre();
    void refusalsComeWhole();
    void refusalsAreBounded();
    void silenceEndsIt();
    void aBrokenStreamIsLost();
    void redirectsAreNotFollowed();
    void keysAreOnlySentEncrypted();
    void mayBeDroppedWhileItSpeaks();

private:
    HttpRequest request();
    Call open(const HttpRequest& request);

    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_client;
    QByteArray m_bytes;
    std::optional<Result<HttpResponse>> m_ended;
};

void HttpStreamTest::init()
{
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    m_client = std::make_unique<HttpClient>(*m_network, m_redactor);
    m_bytes.clear();
    m_ended.reset();
}

HttpRequest HttpStreamTest::request()
{
    HttpRequest request;
    request.url = m_server->url(u"/stream"_s);
    return request;
}

Call HttpStreamTest::open(const HttpRequest& request)
{
    return m_client->open(
        request, [this](const QByteArray& piece) { m_bytes += piece; },
        [this](Result<HttpResponse> r) { m_ended.emplace(std::move(r)); });
}

void HttpStreamTest::piecesComeAsTheyAre()
{
    m_server->then({"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nfirst", Reaction::Then::Hang});
    const Call call = open(request());
    QVERIFY(!m_ended && m_bytes.isEmpty()); // not before open() returned
    QTRY_COMPARE(m_bytes, QByteArray("first"));
    QVERIFY(!m_ended);

    init();
    m_server->then(
        {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nall of it", Reaction::Then::Close});
    const Call whole = open(request());
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_bytes, QByteArray("all of it"));
    QVERIFY(m_ended->has_value());
    QCOMPARE(m_ended->value().status, 200);
    QVERIFY(m_ended->value().body.isEmpty());
}

void HttpStreamTest::refusalsComeWhole()
{
    m_server->then(answer(404, R"({"title":"Not Found"})"));
    const Call call = open(request());
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_ended->value().status, 404);
    QCOMPARE(m_ended->value().body, QByteArray(R"({"title":"Not Found"})"));
    QVERIFY(m_bytes.isEmpty());
    QCOMPARE(m_server->seen().size(), 1); // one attempt
}

void HttpStreamTest::refusalsAreBounded()
{
    m_server->then(answer(500, QByteArray(5000, 'x')));
    HttpRequest bounded = request();
    bounded.maxBytes = 100;
    const Call call = open(bounded);
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_ended->error().code, ErrorCode::AnswerTooLarge);
}

void HttpStreamTest::silenceEndsIt()
{
    m_server->then({"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nfirst", Reaction::Then::Hang});
    HttpRequest impatient = request();
    impatient.attemptTimeout = milliseconds(80);
    const Call call = open(impatient);
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_ended->error().code, ErrorCode::TimedOut);
    QCOMPARE(m_bytes, QByteArray("first"));
}

void HttpStreamTest::aBrokenStreamIsLost()
{
    m_server->then(
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n", Reaction::Then::Close});
    const Call call = open(request());
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_bytes, QByteArray("first"));
    QVERIFY(!m_ended->has_value());
    QCOMPARE(m_ended->error().code, ErrorCode::ConnectionLost);
}

void HttpStreamTest::redirectsAreNotFollowed()
{
    m_server->then(answer(302, {}, {}, "Location: http://127.0.0.1:1/elsewhere\r\n"));
    const Call call = open(request());
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_ended->error().code, ErrorCode::NotThisApi);
    QVERIFY(m_ended->error().detail.contains(u"elsewhere"_s));
}

void HttpStreamTest::keysAreOnlySentEncrypted()
{
    HttpRequest plain;
    plain.url = QUrl(u"http://192.0.2.1/stream"_s);
    const Call call = open(plain);
    QTRY_VERIFY(m_ended);
    QCOMPARE(m_ended->error().code, ErrorCode::InsecureEndpoint);
}

void HttpStreamTest::mayBeDroppedWhileItSpeaks()
{
    m_server->then(
        {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nfirst", Reaction::Then::Close});
    Call call;
    int pieces = 0;
    call = m_client->open(
        request(),
        [&](const QByteArray&) {
            ++pieces;
            call.reset();
        },
        [this](Result<HttpResponse> r) { m_ended.emplace(std::move(r)); });
    QTRY_COMPARE(pieces, 1);
    QTRY_COMPARE(m_server->openConnections(), 0);
    QVERIFY(!m_ended);
}

QTEST_GUILESS_MAIN(HttpStreamTest)
#include "HttpStreamTest.moc"
