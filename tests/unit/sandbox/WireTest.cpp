#include "core/sandbox/HttpWire.h"

#include <QTest>

using namespace reveille::sandbox;
using namespace Qt::StringLiterals;
using State = RequestReader::State;

class WireTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeAndByteByByte_data();
    void wholeAndByteByByte();
    void requestsFollowEachOther();
    void cutAnywhere();
    void targetIsTakenApart_data();
    void targetIsTakenApart();
    void failures_data();
    void failures();
    void failureIsFinal();
    void limits();
    void continueIsWantedOnce();
    void serialized();
    void headKeepsTheLength();
};

namespace {

const QByteArray kPost =
    "POST /v1/machines?x=1 HTTP/1.1\r\nHost: h\r\nX-Api-Key: k\r\nContent-Length: 5\r\n\r\nhello";

} // namespace

void WireTest::wholeAndByteByByte_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("keepAlive");
    QTest::addRow("length") << kPost << QByteArray("hello") << true;
    QTest::addRow("no body") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray() << true;
    QTest::addRow("chunked") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: "
                                           "chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nTrail: er\r\n\r\n")
                             << QByteArray("hello") << true;
    QTest::addRow("close") << QByteArray("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") << QByteArray()
                           << false;
    QTest::addRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray() << false;
    QTest::addRow("1.0 keep") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                              << QByteArray() << true;
    QTest::addRow("empty length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
                                  << QByteArray() << true;
}

void WireTest::wholeAndByteByByte()
{
    QFETCH(QByteArray, bytes);
    RequestReader whole;
    whole.feed(bytes);
    QCOMPARE(whole.advance(), State::Ready);
    const HttpRequest request = whole.take();
    QTEST(request.body, "body");
    QTEST(request.keepAlive, "keepAlive");

    RequestReader slow;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QCOMPARE(slow.advance(), State::NeedMore);
        slow.feed(bytes.mid(i, 1));
    }
    QCOMPARE(slow.advance(), State::Ready);
    const HttpRequest same = slow.take();
    QCOMPARE(same.method, request.method);
    QCOMPARE(same.target, request.target);
    QCOMPARE(same.body, request.body);
    QCOMPARE(same.headers.size(), request.headers.size());
    QCOMPARE(slow.advance(), State::NeedMore);
    QCOMPARE(slow.buffered(), 0);
}

void WireTest::requestsFollowEachOther()
{
    RequestReader reader;
    reader.feed(kPost + "GET /second HTTP/1.1\r\n\r\n" + kPost.left(20));
    QCOMPARE(reader.advance(), State::Ready);
    QCOMPARE(reader.take().body, QByteArray("hello"));
    QCOMPARE(reader.advance(), State::Ready);
    QCOMPARE(reader.take().path, QByteArray("/second"));
    QCOMPARE(reader.advance(), State::NeedMore);
    reader.feed(kPost.mid(20));
    QCOMPARE(reader.advance(), State::Ready);
    const HttpRequest third = reader.take();
    QCOMPARE(third.body, QByteArray("hello"));
    QCOMPARE(third.header("x-api-key"), QByteArray("k"));
    QVERIFY(third.header("absent").isNull());
}

void WireTest::cutAnywhere()
{
    const QByteArray both = kPost + kPost;
    for (qsizetype first = 0; first <= both.size(); ++first) {
        RequestReader reader;
        int ready = 0;
        for (const QByteArray& part : {both.left(first), both.mid(first)}) {
            reader.feed(part);
            while (reader.advance() == State::Ready) {
                QCOMPARE(reader.take().body, QByteArray("hello"));
                ++ready;
            }
        }
        QCOMPARE(ready, 2);
        QCOMPARE(reader.failureStatus(), 0);
    }
}

void WireTest::targetIsTakenApart_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QStringList>("segments");
    QTest::addColumn<QString>("a");
    QTest::addRow("plain") << QByteArray("/v1/machines") << QStringList{u"v1"_s, u"machines"_s} << QString();
    QTest::addRow("encoded slash") << QByteArray("/v1/a%2Fb%20c") << QStringList{u"v1"_s, u"a/b c"_s}
                                   << QString();
    QTest::addRow("utf-8") << QByteArray("/%C3%A9") << QStringList{u"é"_s} << QString();
    QTest::addRow("bad escape") << QByteArray("/%zz%4")
                                << QStringList{QString::fromUtf8(QByteArray::fromPercentEncoding("%zz%4"))}
                                << QString();
    QTest::addRow("query") << QByteArray("/x?b=2&a=abc%3D%2F%2B") << QStringList{u"x"_s} << u"abc=/+"_s;
    QTest::addRow("plus stays") << QByteArray("/x?a=1+2") << QStringList{u"x"_s} << u"1+2"_s;
    QTest::addRow("empty value") << QByteArray("/x?a=&&=3") << QStringList{u"x"_s} << QString();
    QTest::addRow("slashes") << QByteArray("//v1///x/") << QStringList{u"v1"_s, u"x"_s} << QString();
}

void WireTest::targetIsTakenApart()
{
    QFETCH(QByteArray, target);
    RequestReader reader;
    reader.feed("GET " + target + " HTTP/1.1\r\n\r\n");
    QCOMPARE(reader.advance(), State::Ready);
    const HttpRequest request = reader.take();
    QTEST(request.segments, "segments");
    QTEST(request.query.value(u"a"_s), "a");
    QVERIFY(!request.query.contains(QString()));
}

void WireTest::failures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("method only") << QByteArray("GET\r\n\r\n");
    QTest::addRow("version") << QByteArray("GET / HTTP/2.0\r\n\r\n");
    QTest::addRow("space before colon") << QByteArray("GET / HTTP/1.1\r\nHost : h\r\n\r\n");
    QTest::addRow("bare LF in value") << QByteArray("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n");
    QTest::addRow("chunk size") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
    QTest::addRow("negative length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    QTest::addRow("NUL") << QByteArray("GET /\0 HTTP/1.1\r\n\r\n", 19);
}

void WireTest::failures()
{
    QFETCH(QByteArray, bytes);
    RequestReader reader;
    reader.feed(bytes);
    QCOMPARE(reader.advance(), State::Failed);
    QCOMPARE(reader.failureStatus(), 400);
}

void WireTest::failureIsFinal()
{
    RequestReader reader;
    reader.feed("rubbish\r\n\r\n");
    QCOMPARE(reader.advance(), State::Failed);
    reader.feed(kPost);
    QCOMPARE(reader.advance(), State::Failed);
}

void WireTest::limits()
{
    RequestReader header;
    header.feed("GET / HTTP/1.1\r\nA: " + QByteArray(RequestReader::kMaxHeaderBytes, 'a'));
    QCOMPARE(header.advance(), State::Failed);
    QCOMPARE(header.failureStatus(), 431);

    const QByteArray most(RequestReader::kMaxBodyBytes, 'b');
    RequestReader fits;
    fits.feed("POST / HTTP/1.1\r\nContent-Length: " + QByteArray::number(most.size()) + "\r\n\r\n" + most);
    QCOMPARE(fits.advance(), State::Ready);
    QCOMPARE(fits.take().body.size(), most.size());

    RequestReader over;
    over.feed("POST / HTTP/1.1\r\nContent-Length: " + QByteArray::number(most.size() + 1) + "\r\n\r\n");
    QCOMPARE(over.advance(), State::Failed);
    QCOMPARE(over.failureStatus(), 413);

    RequestReader chunks;
    chunks.feed("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    QCOMPARE(chunks.advance(), State::NeedMore);
    chunks.feed("100001\r\n" + most + "b\r\n0\r\n\r\n");
    QCOMPARE(chunks.advance(), State::Failed);
    QCOMPARE(chunks.failureStatus(), 413);
}

void WireTest::continueIsWantedOnce()
{
    RequestReader reader;
    reader.feed("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n");
    QCOMPARE(reader.advance(), State::NeedMore);
    QVERIFY(reader.takeContinue());
    QVERIFY(!reader.takeContinue());
    reader.feed("x");
    QCOMPARE(reader.advance(), State::Ready);
    QVERIFY(!reader.takeContinue());
    RequestReader both;
    both.feed("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx");
    QCOMPARE(both.advance(), State::Ready);
    QVERIFY(!both.takeContinue()); // the body is there: it was not waited for
}

void WireTest::serialized()
{
    HttpResponse response;
    response.status = 202;
    response.headers.append(HttpHeader{"Content-Type", "application/json"});
    response.headers.append(HttpHeader{"ETag", "\"7\""});
    response.body = "{}";
    QCOMPARE(serialize(response, true, false, "Sun, 22 Nov 2026 09:00:00 GMT"),
             QByteArray("HTTP/1.1 202 Accepted\r\nDate: Sun, 22 Nov 2026 09:00:00 GMT\r\n"
                        "Content-Type: application/json\r\nETag: \"7\"\r\nContent-Length: 2\r\n\r\n{}"));
    response.body.clear();
    QVERIFY(serialize(response, false, false, "d").contains("Connection: close\r\n"));
    QVERIFY(serialize(response, true, false, "d").endsWith("Content-Length: 0\r\n\r\n"));
    response.body = QByteArray("\0\xff", 2);
    QVERIFY(serialize(response, true, false, "d").endsWith(QByteArray("\r\n\r\n\0\xff", 6)));
}

void WireTest::headKeepsTheLength()
{
    HttpResponse response;
    response.body = "12345";
    const QByteArray head = serialize(response, true, true, "d");
    QVERIFY(head.contains("Content-Length: 5\r\n"));
    QVERIFY(head.endsWith("\r\n\r\n"));
}

QTEST_GUILESS_MAIN(WireTest)
#include "WireTest.moc"
