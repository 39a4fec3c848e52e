#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/FakeClock.h"
#include "tests/support/SandboxFixture.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Cloud
{
    explicit Cloud(const SandboxOptions& options = SandboxFixture::defaults(), const Clock* clock = nullptr)
        : fixture(options, clock), api(fixture.endpoint(), fixture.key())
    {}

    QString seed() { return api.get(u"/v1/machines"_s).items().at(0)[u"machine_id"_s].toString(); }

    SandboxFixture fixture;
    ApiClient api;
};

/// A bare connection: what is written is exactly what is sent.
class Wire
{
public:
    explicit Wire(const Cloud& cloud) : m_key(cloud.fixture.key().toLatin1())
    {
        m_socket.connectToHost(QHostAddress::LocalHost, quint16(cloud.fixture.endpoint().port()));
    }

    bool connected()
    {
        return QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
    }
    void send(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    QByteArray get(const QByteArray& path, const QByteArray& more = {}) const
    {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + m_key + "\r\n" + more +
               "\r\n";
    }
    /// Waits for so many times that text.
    bool sees(const QByteArray& text, int times = 1)
    {
        return QTest::qWaitFor([&] {
            m_seen += m_socket.readAll();
            return m_seen.count(text) >= times;
        });
    }
    bool closed()
    {
        return QTest::qWaitFor([this] {
            m_seen += m_socket.readAll();
            return m_socket.state() == QAbstractSocket::UnconnectedState;
        });
    }
    const QByteArray& seen() const { return m_seen; }
    const QByteArray& key() const { return m_key; }

private:
    QTcpSocket m_socket;
    QByteArray m_key;
    QByteArray m_seen;
};

} // namespace

class TransportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listensOnLoopbackOnly();
    void keyIsNeeded();
    void eitherHeaderWillDo();
    void moreKeys();
    void keyStaysOverRestart();
    void unknownPathsAndMethods_data();
    void unknownPathsAndMethods();
    void headHasNoBody();
    void pathSegmentsAreDecoded();
    void byteByByte();
    void pipelined();
    void connectionClose();
    void http10();
    void chunkedBody();
    void continueIsSent();
    void rubbish_data();
    void rubbish();
    void tooBig();
    void dateComesFromTheClock();

    void idempotentReplay();
    void idempotencyKeyReused();
    void idempotencyScope();
    void idempotencyKeyIsGiven();
    void idempotencyExpires();
    void refusalsAreReplayed();
};

void TransportTest::listensOnLoopbackOnly()
{
    Cloud cloud;
    QCOMPARE(cloud.fixture.endpoint().host(), u"127.0.0.1"_s);
    QVERIFY(cloud.fixture.endpoint().port() > 0);
    SandboxOptions taken = SandboxFixture::defaults();
    QTemporaryDir dir;
    taken.dataDir = dir.path();
    taken.port = quint16(cloud.fixture.endpoint().port());
    const LiveClock clock;
    Sandbox second(clock, taken);
    const auto started = second.start();
    QVERIFY(!started.has_value());
    QCOMPARE(started.error().code, ErrorCode::Unavailable);
    QVERIFY(!second.isRunning());
}

void TransportTest::keyIsNeeded()
{
    Cloud cloud;
    cloud.api.setKey(QString());
    const Answer none = cloud.api.get(u"/v1/machines"_s);
    QCOMPARE(none.status, 401);
    QCOMPARE(none.text("error_code"), u"AUTH_REQUIRED"_s);
    QCOMPARE(none.header("Content-Type"), QByteArray("application/json"));
    cloud.api.setKey(u"dsk-wrong"_s);
    const Answer wrong = cloud.api.get(u"/no/such/path"_s);
    QCOMPARE(wrong.status, 401);
    QCOMPARE(wrong.text("error_code"), u"AUTH_INVALID"_s);
    QCOMPARE(cloud.api.post(u"/__faults"_s, QJsonObject()).status, 401);
}

void TransportTest::eitherHeaderWillDo()
{
    Cloud cloud;
    const QByteArray key = cloud.fixture.key().toLatin1();
    cloud.api.setKey(QString());
    const QString path = u"/v1/machines"_s;
    QCOMPARE(cloud.api.call("GET", path, {}, Headers{{"x-api-key", key}}).status, 200);
    QCOMPARE(cloud.api.call("GET", path, {}, Headers{{"Authorization", "bearer " + key}}).status, 200);
    QCOMPARE(cloud.api.call("GET", path, {}, Headers{{"Authorization", "Basic " + key}}).status, 401);
    QCOMPARE(cloud.api.call("GET", path, {}, Headers{{"x-api-key", key}, {"Authorization", "Bearer " + key}})
                 .status,
             200);
    QCOMPARE(cloud.api.call("GET", path, {}, Headers{{"x-api-key", "no"}, {"Authorization", "Bearer " + key}})
                 .status,
             401);
}

void TransportTest::moreKeys()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.key = u"dsk-one"_s;
    options.moreKeys = {u"dsk-two"_s};
    Cloud cloud(options);
    QCOMPARE(cloud.fixture.key(), u"dsk-one"_s);
    const Headers same{{"Idempotency-Key", "k"}};
    const Answer one = cloud.api.post(u"/v1/machines"_s, QJsonObject(), same);
    cloud.api.setKey(u"dsk-two"_s);
    const Answer two = cloud.api.post(u"/v1/machines"_s, QJsonObject(), same);
    QCOMPARE(two.status, 202);
    // One organization, but idempotency keys of their own.
    QVERIFY(one.text("machine_id") != two.text("machine_id"));
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().size(), 4);
}

void TransportTest::keyStaysOverRestart()
{
    Cloud cloud;
    const QString key = cloud.fixture.key();
    QVERIFY(key.startsWith(u"dsk-"_s) && key.size() > 40);
    cloud.fixture.restart();
    QCOMPARE(cloud.fixture.key(), key);
    Cloud other;
    QVERIFY(other.fixture.key() != key);
}

void TransportTest::unknownPathsAndMethods_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    const QByteArray none;
    QTest::addRow("root") << QByteArray("GET") << u"/"_s << 404 << none;
    QTest::addRow("unknown") << QByteArray("GET") << u"/v1/volumes"_s << 404 << none;
    QTest::addRow("deeper") << QByteArray("GET") << u"/v1/machines/a/b/c/d"_s << 404 << none;
    QTest::addRow("put") << QByteArray("PUT") << u"/v1/machines"_s << 405 << QByteArray("POST, GET");
    QTest::addRow("options") << QByteArray("OPTIONS") << u"/v1/machines"_s << 405 << QByteArray("POST, GET");
    QTest::addRow("get wake") << QByteArray("GET") << u"/v1/machines/x/wake"_s << 405 << QByteArray("POST");
    QTest::addRow("own method") << QByteArray("BREW") << u"/v1/machines/x/wake"_s << 405
                                << QByteArray("POST");
    QTest::addRow("options unknown") << QByteArray("OPTIONS") << u"/nothing"_s << 404 << none;
}

void TransportTest::unknownPathsAndMethods()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    Cloud cloud;
    const Answer answer = cloud.api.call(method, path);
    QTEST(answer.status, "status");
    QTEST(answer.header("Allow"), "allow");
    QCOMPARE(answer.json[u"status"_s].toInt(), answer.status);
}

void TransportTest::headHasNoBody()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    QByteArray head = wire.get("/v1/machines");
    head.replace(0, 3, "HEAD");
    // The next answer follows the head's end directly: nothing of a body stands between.
    wire.send(head + wire.get("/v1/machines"));
    QVERIFY(wire.sees("HTTP/1.1 200"));
    QVERIFY(wire.seen().startsWith("HTTP/1.1 405"));
    QCOMPARE(wire.seen().indexOf("\r\n\r\n") + 4, wire.seen().indexOf("HTTP/1.1 200"));
}

void TransportTest::pathSegmentsAreDecoded()
{
    Cloud cloud;
    const QString id = cloud.seed();
    QString encoded = id;
    encoded.replace(u'-', u"%2D"_s);
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send(wire.get("/v1/machines/" + encoded.toLatin1()));
    QVERIFY(wire.sees("\"" + id.toLatin1() + "\""));
    // A slash in a segment stays in it.
    wire.send(wire.get("/v1/machines/a%2Fwake"));
    QVERIFY(wire.sees("no machine a/wake"));
    // Joined carelessly, but clear.
    wire.send(wire.get("//v1/machines/"));
    QVERIFY(wire.sees("\"items\""));
}

void TransportTest::byteByByte()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    const QByteArray body = R"({"vcpu":2})";
    const QByteArray request = "POST /v1/machines HTTP/1.1\r\nHost: x\r\nx-api-key: " + wire.key() +
                               "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    for (const char byte : request) {
        QVERIFY(!wire.seen().contains("HTTP/1.1"));
        wire.send(QByteArray(1, byte));
        QCoreApplication::processEvents();
    }
    QVERIFY(wire.sees("HTTP/1.1 202"));
    QVERIFY(wire.sees("\"vcpu\":2"));
}

void TransportTest::pipelined()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    QByteArray all;
    for (int i = 0; i < 50; ++i)
        all += wire.get("/v1/machines/number-" + QByteArray::number(i) + "-x");
    wire.send(all);
    QVERIFY(wire.sees("HTTP/1.1 404", 50));
    qsizetype last = -1;
    for (int i = 0; i < 50; ++i) {
        const QByteArray name = "number-" + QByteArray::number(i) + "-x";
        const qsizetype at = wire.seen().indexOf(name);
        QVERIFY(at > last);
        last = at;
    }
}

void TransportTest::connectionClose()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send(wire.get("/v1/machines", "Connection: close\r\n"));
    QVERIFY(wire.closed());
    QVERIFY(wire.seen().contains("HTTP/1.1 200"));
    QVERIFY(wire.seen().contains("Connection: close"));
}

void TransportTest::http10()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send("GET /v1/machines HTTP/1.0\r\nx-api-key: " + wire.key() + "\r\n\r\n");
    QVERIFY(wire.closed());
    QVERIFY(wire.seen().contains(" 200 "));
}

void TransportTest::chunkedBody()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send("POST /v1/machines HTTP/1.1\r\nHost: x\r\nx-api-key: " + wire.key() +
              "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"vcp\r\n5\r\nu\":2}\r\n0\r\n\r\n");
    QVERIFY(wire.sees("HTTP/1.1 202"));
    QVERIFY(wire.sees("\"vcpu\":2"));
}

void TransportTest::continueIsSent()
{
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send("POST /v1/machines HTTP/1.1\r\nHost: x\r\nx-api-key: " + wire.key() +
              "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    QVERIFY(wire.sees("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(!wire.seen().contains("202"));
    wire.send("{}");
    QVERIFY(wire.sees("HTTP/1.1 202"));
}

void TransportTest::rubbish_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("no request") << QByteArray("hello\r\n\r\n");
    QTest::addRow("binary") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01", 8) + "\r\n\r\n";
    QTest::addRow("bad header") << QByteArray("GET / HTTP/1.1\r\nno colon\r\n\r\n");
    QTest::addRow("bad length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n");
    QTest::addRow("both lengths") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 3\r\n"
                                                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    QTest::addRow("two lengths") << QByteArray(
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc");
}

void TransportTest::rubbish()
{
    QFETCH(QByteArray, bytes);
    Cloud cloud;
    Wire wire(cloud);
    QVERIFY(wire.connected());
    wire.send(bytes);
    QVERIFY(wire.closed());
    QVERIFY2(wire.seen().startsWith("HTTP/1.1 400 "), wire.seen().constData());
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).status, 200);
}

void TransportTest::tooBig()
{
    Cloud cloud;
    Wire header(cloud);
    QVERIFY(header.connected());
    header.send("GET /" + QByteArray(20'000, 'a') + " HTTP/1.1\r\n\r\n");
    QVERIFY(header.closed());
    QVERIFY2(header.seen().startsWith("HTTP/1.1 431 "), header.seen().left(80).constData());
    Wire body(cloud);
    QVERIFY(body.connected());
    body.send("POST /v1/machines HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n");
    QVERIFY(body.closed());
    QVERIFY2(body.seen().startsWith("HTTP/1.1 413 "), body.seen().left(80).constData());
}

void TransportTest::dateComesFromTheClock()
{
    const FakeClock clock;
    Cloud cloud(SandboxFixture::defaults(), &clock);
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).header("Date"), QByteArray("Mon, 02 Mar 2026 08:00:00 GMT"));
    QCOMPARE(cloud.api.get(u"/v1/machines"_s).items().at(0)[u"created_at"_s].toString(),
             u"2026-03-02T08:00:00Z"_s);
}

void TransportTest::idempotentReplay()
{
    Cloud cloud;
    const Headers key{{"Idempotency-Key", "create-1"}};
    const Answer first = cloud.api.post(u"/v1/machines"_s, {{u"vcpu"_s, 2}}, key);
    QCOMPARE(first.header("Idempotency-Key"), QByteArray("create-1"));
    QTRY_COMPARE(cloud.api.phaseOf(first.text("machine_id")), u"running"_s);
    const Answer again = cloud.api.post(u"/v1/machines"_s, {{u"vcpu"_s, 2}}, key);
    QCOMPARE(again.status, 202);
    QCOMPARE(again.body, first.body); // as it was then, not as it is now
    QCOMPARE(again.header("ETag"), first.header("ETag"));
    QCOMPARE(again.header("Location"), first.header("Location"));
    QCOMPARE(cloud.fixture.truth(u"machine_created"_s).size(), 3);

    const QString path = u"/v1/machines/%1/executions"_s.arg(first.text("machine_id"));
    const Headers run{{"Idempotency-Key", "run-1"}};
    const Answer one = cloud.api.post(path, shell(u"echo ran >> log"_s), run);
    const Answer two = cloud.api.post(path, shell(u"echo ran >> log"_s), run);
    QCOMPARE(two.text("execution_id"), one.text("execution_id"));
    cloud.fixture.restart();
    ApiClient after(cloud.fixture.endpoint(), cloud.fixture.key());
    QCOMPARE(after.post(path, shell(u"echo ran >> log"_s), run).text("execution_id"),
             one.text("execution_id"));
    QCOMPARE(cloud.fixture.truth(u"execution_created"_s).size(), 1);
}

void TransportTest::idempotencyKeyReused()
{
    Cloud cloud;
    const Headers key{{"Idempotency-Key", "k"}};
    QCOMPARE(cloud.api.post(u"/v1/machines"_s, {{u"vcpu"_s, 1}}, key).status, 202);
    const Answer reused = cloud.api.post(u"/v1/machines"_s, {{u"vcpu"_s, 2}}, key);
    QCOMPARE(reused.status, 409);
    QCOMPARE(reused.text("error_code"), u"IDEMPOTENCY_KEY_REUSED"_s);
    QCOMPARE(reused.json[u"retryable"_s], QJsonValue(false));
    QCOMPARE(reused.header("x-should-retry"), QByteArray("false"));
    const QString expected = reused.json[u"details"_s][u"expected_request_hash"_s].toString();
    const QString provided = reused.json[u"details"_s][u"provided_request_hash"_s].toString();
    QCOMPARE(expected.size(), 64);
    QCOMPARE(provided.size(), 64);
    QVERIFY(expected != provided);
    QCOMPARE(cloud.fixture.truth(u"machine_created"_s).size(), 3);
}

void TransportTest::idempotencyScope()
{
    Cloud cloud;
    const QString a = cloud.api.runningMachine();
    const QString b = cloud.api.runningMachine();
    const Headers key{{"Idempotency-Key", "k"}};
    // The same key for another path or method is another request.
    const Answer first = cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(a), key);
    const Answer second = cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(b), key);
    QCOMPARE(first.text("machine_id"), a);
    QCOMPARE(second.text("machine_id"), b);
    QTRY_COMPARE(cloud.api.phaseOf(a), u"sleeping"_s);
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/wake"_s.arg(a), key).status, 202);
    // And reading is never replayed.
    QVERIFY(cloud.api.call("GET", u"/v1/machines/"_s + a, {}, key).phase() != u"stopping"_s);
}

void TransportTest::idempotencyKeyIsGiven()
{
    Cloud cloud;
    const Answer made = cloud.api.post(u"/v1/machines"_s, QJsonObject());
    const QByteArray given = made.header("Idempotency-Key");
    QVERIFY(!given.isEmpty());
    const Answer again =
        cloud.api.post(u"/v1/machines"_s, QJsonObject(), Headers{{"Idempotency-Key", given}});
    QCOMPARE(again.text("machine_id"), made.text("machine_id"));
    QVERIFY(cloud.api.get(u"/v1/machines"_s).header("Idempotency-Key").isEmpty());
}

void TransportTest::idempotencyExpires()
{
    FakeClock clock;
    Cloud cloud(SandboxFixture::defaults(), &clock);
    const Headers key{{"Idempotency-Key", "k"}};
    const QString first = cloud.api.post(u"/v1/machines"_s, QJsonObject(), key).text("machine_id");
    clock.advance(24h - 1s);
    QCOMPARE(cloud.api.post(u"/v1/machines"_s, QJsonObject(), key).text("machine_id"), first);
    clock.advance(1s);
    const QString second = cloud.api.post(u"/v1/machines"_s, QJsonObject(), key).text("machine_id");
    QVERIFY(second != first && !second.isEmpty());
}

void TransportTest::refusalsAreReplayed()
{
    Cloud cloud;
    const QString id = cloud.seed();
    const Headers key{{"Idempotency-Key", "k"}};
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(id), key).status, 409);
    QCOMPARE(cloud.api.call("PATCH", u"/v1/machines/"_s + id, R"({"autosleep":"never"})").status, 200);
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/wake"_s.arg(id), key).status, 202);
    QTRY_COMPARE(cloud.api.phaseOf(id), u"running"_s);
    const Answer again = cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(id), key);
    QCOMPARE(again.status, 409);
    QCOMPARE(cloud.api.phaseOf(id), u"running"_s);
}

QTEST_GUILESS_MAIN(TransportTest)
#include "TransportTest.moc"
