#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "tests/unit/http/TestServer.h"

#include <memory>
#include <optional>

#include <QFile>
#include <QNetworkAccessManager>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTestEventLoop>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// The versions that a ClientHello offers (RFC 8446 4.2.1), 0x0303 being TLS 1.2; empty if it is none.
QList<int> offeredVersions(const QByteArray& hello)
{
    const auto byte = [&](qsizetype at) {
        return at < hello.size() ? static_cast<unsigned char>(hello[at]) : 0;
    };
    const auto two = [&](qsizetype at) { return byte(at) << 8 | byte(at + 1); };
    if (byte(0) != 22 || byte(5) != 1)
        return {};
    qsizetype at = 5 + 4 + 2 + 32; // record, handshake, version, random
    at += 1 + byte(at);            // session
    at += 2 + two(at);             // ciphers
    at += 1 + byte(at);            // compression
    const qsizetype end = at + 2 + two(at);
    for (at += 2; at + 4 <= end; at += 4 + two(at + 2)) {
        if (two(at) != 43) // supported_versions
            continue;
        QList<int> versions;
        for (qsizetype i = 0; i < byte(at + 4); i += 2)
            versions.append(two(at + 5 + i));
        return versions;
    }
    return {two(9)}; // before 1.3 there was one: the highest
}

/// What a client sends first, to whoever listens; the connection stays open.
class Listener
{
public:
    Listener()
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] {
                    m_heard += socket->readAll();
                    if (!m_answer.isEmpty() && m_heard.contains("\r\n\r\n")) {
                        socket->write(m_answer);
                        socket->disconnectFromHost();
                    }
                });
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    void answerWith(const QByteArray& answer) { m_answer = answer; }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QByteArray heard() const { return m_heard; }

private:
    QByteArray m_heard;
    QByteArray m_answer;
    QTcpServer m_server;
};

} // namespace

/// What the client insists on below HTTP, and how it goes through the system's proxy.
class TransportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void offersNothingBelowTls12();
    void hostNamesAreChecked();
    void theSystemsProxyIsUsed();
    void loopbackGoesPastTheProxy();
    void aProxyThatRefusesIsTold_data();
    void aProxyThatRefusesIsTold();

private:
    Call send(const QUrl& url);

    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    std::unique_ptr<HttpClient> m_client;
    std::optional<Result<HttpResponse>> m_result;
    const QSslConfiguration m_tls = QSslConfiguration::defaultConfiguration();
};

void TransportTest::init()
{
    for (const char* name : {"no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"})
        qunsetenv(name); // of whoever runs the test
    m_network = makeNetwork();
    HttpOptions options;
    options.retry.maxAttempts = 1;
    m_client = std::make_unique<HttpClient>(*m_network, m_redactor, options);
    m_result.reset();
}

void TransportTest::cleanup()
{
    qunsetenv("https_proxy");
    qunsetenv("http_proxy");
    QSslConfiguration::setDefaultConfiguration(m_tls);
}

Call TransportTest::send(const QUrl& url)
{
    HttpRequest request;
    request.url = url;
    request.headers = {{"Authorization", "Bearer key-1"}, {"x-api-key", "key-1"}};
    return m_client->send(request, [this](Result<HttpResponse> r) { m_result.emplace(std::move(r)); });
}

void TransportTest::offersNothingBelowTls12()
{
    // Whatever else in the program loosens the defaults.
    QSslConfiguration loose = QSslConfiguration::defaultConfiguration();
    loose.setProtocol(QSsl::AnyProtocol);
    loose.setPeerVerifyMode(QSslSocket::VerifyNone);
    QSslConfiguration::setDefaultConfiguration(loose);
    Listener listener;
    const Call call = send(QUrl(u"https://127.0.0.1:%1/"_s.arg(listener.port())));
    QTRY_VERIFY(!offeredVersions(listener.heard()).isEmpty());
    const QList<int> versions = offeredVersions(listener.heard());
    QVERIFY(versions.contains(0x0303));
    for (const int version : versions) // others are made up, to see that servers bear them (RFC 8701)
        QVERIFY2(version >= 0x0303, qPrintable(QString::number(version, 16)));
}

/// One certificate, trusted, for "localhost": right for that name and for no other of the same computer.
void TransportTest::hostNamesAreChecked()
{
    QFile file(QStringLiteral(REVEILLE_TEST_DATA "/localhost.pem"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray pem = file.readAll();
    QSslConfiguration server = QSslConfiguration::defaultConfiguration();
    server.setPrivateKey(QSslKey(pem, QSsl::Ec));
    server.setLocalCertificate(QSslCertificate(pem));
    QSslServer tls;
    tls.setSslConfiguration(server);
    QVERIFY(tls.listen(QHostAddress::LocalHost));
    connect(&tls, &QSslServer::pendingConnectionAvailable, this, [&] {
        while (QTcpSocket* socket = tls.nextPendingConnection())
            connect(socket, &QTcpSocket::readyRead, this, [socket] {
                socket->readAll();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            });
    });
    QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    trusting.addCaCertificate(QSslCertificate(pem));
    QSslConfiguration::setDefaultConfiguration(trusting);

    const Call right = send(QUrl(u"https://localhost:%1/"_s.arg(tls.serverPort())));
    QTRY_VERIFY(m_result);
    QVERIFY2(m_result->has_value(), m_result->has_value() ? "" : qPrintable(m_result->error().detail));
    QCOMPARE(m_result->value().status, 200);

    m_result.reset();
    const Call wrong = send(QUrl(u"https://127.0.0.1:%1/"_s.arg(tls.serverPort())));
    QTRY_VERIFY(m_result);
    QVERIFY(!m_result->has_value());
    QCOMPARE(m_result->error().code, ErrorCode::TlsFailed);
}

void TransportTest::theSystemsProxyIsUsed()
{
    Listener proxy;
    qputenv("https_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
    const Call call = send(QUrl(u"https://cloud.invalid/v1/machines"_s));
    QTRY_VERIFY(proxy.heard().contains("\r\n\r\n"));
    QVERIFY2(proxy.heard().startsWith("CONNECT cloud.invalid:443 HTTP/1.1\r\n"), proxy.heard().constData());
    // It learns where, and nothing of what.
    QVERIFY(!proxy.heard().contains("key-1"));
    QVERIFY(!proxy.heard().contains("/v1/machines"));
}

void TransportTest::loopbackGoesPastTheProxy()
{
    Listener proxy;
    qputenv("http_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
    TestServer server;
    server.then(answer(200, "{}"));
    const Call call = send(server.url(u"/v1/machines"_s));
    QTRY_VERIFY(m_result);
    QCOMPARE(m_result->value().status, 200);
    QCOMPARE(server.seen().size(), 1);
    QVERIFY(proxy.heard().isEmpty());
}

void TransportTest::aProxyThatRefusesIsTold_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("code");
    QTest::newRow("wants a login")
        << QByteArray("HTTP/1.1 407 Proxy Authentication Required\r\n"
                      "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
        << int(ErrorCode::Forbidden);
    QTest::newRow("may not") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                             << int(ErrorCode::NetworkDown);
}

void TransportTest::aProxyThatRefusesIsTold()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, code);
    Listener proxy;
    proxy.answerWith(answer);
    qputenv("https_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
    const Call call = send(QUrl(u"https://cloud.invalid/v1/machines"_s));
    QTRY_VERIFY(m_result);
    QVERIFY(!m_result->has_value());
    QCOMPARE(int(m_result->error().code), code);
    QCOMPARE(m_result->error().subject, u"cloud.invalid"_s);
    QVERIFY2(m_result->error().detail.contains(u"proxy"_s, Qt::CaseInsensitive),
             qPrintable(m_result->error().detail));
}

QTEST_GUILESS_MAIN(TransportTest)
#include "TransportTest.moc"
