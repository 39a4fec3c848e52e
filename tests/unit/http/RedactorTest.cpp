#include "core/http/Redactor.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUrl>

using namespace reveille;
using namespace Qt::StringLiterals;

class RedactorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spellings_data();
    void spellings();
    void base64AtEveryAlignment();
    void splitAnywhere();
    void longerSecretWins();
    void shortSecretsAreIgnored();
    void harmlessTextPasses();
    void credentialsGoByTheirHeader();
};

namespace {

const QString kSecret = u"dsk-live-\"ü/Ab+9 x\\z"_s;

} // namespace

void RedactorTest::spellings_data()
{
    QTest::addColumn<QByteArray>("spelling");
    QTest::addRow("as it is") << kSecret.toUtf8();
    QTest::addRow("percent-encoded") << QUrl::toPercentEncoding(kSecret);
    QTest::addRow("percent-encoded in lower case") << QByteArray("dsk-live-%22%c3%bc%2fAb%2b9%20x%5cz");
    QTest::addRow("form-encoded") << QUrl::toPercentEncoding(kSecret).replace("%20", "+");
    QTest::addRow("base64") << kSecret.toUtf8().toBase64();
    QTest::addRow("base64url") << kSecret.toUtf8().toBase64(QByteArray::Base64UrlEncoding);
    QTest::addRow("base64 without padding") << kSecret.toUtf8().toBase64(QByteArray::OmitTrailingEquals);
    const QByteArray json = QJsonDocument(QJsonObject{{u"k"_s, kSecret}}).toJson(QJsonDocument::Compact);
    QTest::addRow("in JSON") << json.mid(6, json.size() - 8);
    QTest::addRow("in JSON, escaped to ASCII") << QByteArray("dsk-live-\\\"\\u00fc/Ab+9 x\\\\z");
    QTest::addRow("in JSON, slashes escaped") << QByteArray("dsk-live-\\\"\\u00fc\\/Ab+9 x\\\\z");
}

void RedactorTest::spellings()
{
    QFETCH(QByteArray, spelling);
    Redactor redactor;
    redactor.addSecret(kSecret);
    QCOMPARE(redactor.redact("before " + spelling + " after"), QByteArray("before [redacted] after"));
    QCOMPARE(redactor.redact(spelling + spelling), QByteArray("[redacted][redacted]"));
    // And wherever it is cut.
    const QByteArray text = "before " + spelling + " after";
    for (qsizetype at = 0; at <= text.size(); ++at) {
        StreamRedactor stream = redactor.stream();
        QByteArray out = stream.feed(text.left(at));
        QVERIFY(out.size() <= 7 || out.startsWith("before [redacted]"));
        out += stream.feed(text.mid(at));
        out += stream.finish();
        QCOMPARE(out, QByteArray("before [redacted] after"));
    }
}

void RedactorTest::base64AtEveryAlignment()
{
    Redactor redactor;
    redactor.addSecret(kSecret);
    const QByteArray core = kSecret.toUtf8().mid(3, 12);
    for (const QByteArray& user : {QByteArray("u:"), QByteArray("us:"), QByteArray("use:")}) {
        const QByteArray masked = redactor.redact(QByteArray(user + kSecret.toUtf8() + "!!").toBase64());
        QVERIFY2(masked.contains("[redacted]"), masked.constData());
        QVERIFY(!QByteArray::fromBase64(masked).contains(core));
    }
}

void RedactorTest::splitAnywhere()
{
    Redactor redactor;
    redactor.addSecret(kSecret);
    redactor.addSecret(u"hunter2hunter2"_s);
    const QByteArray text =
        "a " + kSecret.toUtf8() + " dsk-live- " + kSecret.toUtf8().toBase64() + " hunter2hunter2hunter2 dsk";
    const QByteArray whole = redactor.redact(text);
    QVERIFY(!whole.contains("hunter2hunter2"));
    QVERIFY(whole.endsWith("dsk"));
    for (qsizetype first = 0; first <= text.size(); ++first) {
        for (qsizetype second = first; second <= text.size(); ++second) {
            StreamRedactor stream = redactor.stream();
            QByteArray out = stream.feed(text.left(first));
            out += stream.feed(text.mid(first, second - first));
            out += stream.feed(text.mid(second));
            out += stream.finish();
            QCOMPARE(out, whole);
        }
    }
    StreamRedactor byteByByte = redactor.stream();
    QByteArray out;
    for (const char c : text)
        out += byteByByte.feed(QByteArray(1, c));
    QCOMPARE(out + byteByByte.finish(), whole);
}

void RedactorTest::longerSecretWins()
{
    Redactor redactor;
    redactor.addSecret(u"abcd"_s);
    redactor.addSecret(u"abcdefgh"_s);
    QCOMPARE(redactor.redact(QByteArray("abcdefgh abcdxy")), QByteArray("[redacted] [redacted]xy"));
    StreamRedactor stream = redactor.stream();
    QCOMPARE(stream.feed("abcdef"), QByteArray());
    QCOMPARE(stream.feed("g!"), QByteArray("[redacted]efg!"));
}

void RedactorTest::shortSecretsAreIgnored()
{
    Redactor redactor;
    redactor.addSecret(u""_s);
    redactor.addSecret(u"a"_s);
    QCOMPARE(redactor.redact(u"banana"_s), u"banana"_s);
}

void RedactorTest::harmlessTextPasses()
{
    Redactor redactor;
    redactor.addSecret(kSecret);
    QByteArray everyByte;
    for (int i = 0; i < 256; ++i)
        everyByte += static_cast<char>(i);
    QCOMPARE(redactor.redact(everyByte), everyByte);
    StreamRedactor stream = redactor.stream();
    QCOMPARE(stream.feed("no secret here"), QByteArray("no secret here"));
    QCOMPARE(stream.finish(), QByteArray());
}

void RedactorTest::credentialsGoByTheirHeader()
{
    Redactor redactor;
    redactor.addSecret(kSecret);
    QCOMPARE(redactor.headerValue("Authorization", "Bearer never-told-us"), QByteArray("[redacted]"));
    QCOMPARE(redactor.headerValue("X-API-Key", "k"), QByteArray("[redacted]"));
    QCOMPARE(redactor.headerValue("X-Echo", "k=" + kSecret.toUtf8()), QByteArray("k=[redacted]"));
    QCOMPARE(redactor.headerValue("Accept", "application/json"), QByteArray("application/json"));
}

QTEST_GUILESS_MAIN(RedactorTest)
#include "RedactorTest.moc"
