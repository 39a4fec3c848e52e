#include "core/http/ServerClock.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "tests/unit/http/TestServer.h"

#include <optional>

#include <QNetworkAccessManager>
#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using calendar::Instant;

/// What an answer's Date header tells about the local clock.
class ServerClockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dates();
    void skew_data();
    void skew();
    void heardFromEachAnswer();
};

void ServerClockTest::dates()
{
    QCOMPARE(*fromHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), Instant(seconds(784'111'777)));
    for (const char* text : {"", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
        QVERIFY2(!fromHttpDate(text), text);
}

void ServerClockTest::skew_data()
{
    QTest::addColumn<milliseconds>("received"); // after the server's second
    QTest::addColumn<milliseconds>("took");
    QTest::addColumn<milliseconds>("skew");
    QTest::newRow("the same second") << 0ms << 0ms << 0ms;
    QTest::newRow("its end") << 1000ms << 0ms << 0ms;
    QTest::newRow("a slow answer") << 5900ms << 5000ms << 0ms;
    QTest::newRow("ahead") << 5900ms << 100ms << 4800ms;
    QTest::newRow("behind, fast") << -3000ms << 100ms << -3000ms;
    QTest::newRow("behind, slow: it may have been written at the very end") << -3000ms << 2000ms << -3000ms;
    QTest::newRow("a year ahead") << milliseconds(24h * 365) << 0ms << milliseconds(24h * 365 - 1s);
}

void ServerClockTest::skew()
{
    QFETCH(const milliseconds, received);
    QFETCH(const milliseconds, took);
    QFETCH(const milliseconds, skew);
    const Instant date(seconds(1'700'000'000));
    QCOMPARE(clockSkew(date, date + received, took).count(), skew.count());
}

void ServerClockTest::heardFromEachAnswer()
{
    test::TestServer server;
    QNetworkAccessManager network;
    const Redactor redactor;
    QVector<Instant> dates;
    HttpOptions options;
    options.onDate = [&dates](Instant date, milliseconds took) {
        QVERIFY(took >= 0ms && took < 1min);
        dates.append(date);
    };
    HttpClient client(network, redactor, options);
    const QByteArray date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    for (const QByteArray& headers : {date, QByteArray(), QByteArray(date + "Age: 5\r\n")}) {
        server.then(test::answer(200, {}, "application/json", headers));
        HttpRequest request;
        request.url = server.url(u"/"_s);
        bool answered = false;
        const Call call = client.send(request, [&](const Result<HttpResponse>& reply) {
            QVERIFY(reply.has_value());
            answered = true;
        });
        QTRY_VERIFY(answered);
    }
    // Without a date there is nothing to hear, and an old one tells nothing of now.
    QCOMPARE(dates, QVector<Instant>{Instant(seconds(784'111'777))});
}

QTEST_GUILESS_MAIN(ServerClockTest)
#include "ServerClockTest.moc"
