#include "core/calendar/batch/Batch.h"
#include "core/calendar/batch/JsonText.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t k2026 = 1'767'225'600'000'000;

BatchDefaults defaults()
{
    return {TimeZone::load("America/New_York").value(), Instant(std::chrono::microseconds(k2026)), 2};
}

/// All answers to an input that comes in pieces of that size.
QByteArray answersTo(const QByteArray& input, qsizetype piece = 1 << 20)
{
    QByteArray out;
    Batch batch(defaults(), [&out](std::string_view answers) {
        out.append(answers.data(), static_cast<qsizetype>(answers.size()));
        return true;
    });
    for (qsizetype at = 0; at < input.size(); at += piece) {
        const QByteArray part = input.mid(at, piece);
        if (!batch.feed({part.constData(), static_cast<std::size_t>(part.size())}))
            return {};
    }
    return batch.finish() ? out : QByteArray();
}

QJsonObject answerTo(const QByteArray& line)
{
    const QByteArray answer = answersTo(line);
    if (!answer.endsWith('\n') || answer.count('\n') != 1)
        return {};
    return QJsonDocument::fromJson(answer).object();
}

QString codeOf(const QJsonObject& answer)
{
    return answer.value("error"_L1).toObject().value("code"_L1).toString();
}

} // namespace

class BatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers();
    void refuses();
    void fillsIn();
    void seriesMayEnd();
    void readsJson_data();
    void readsJson();
    void badInput_data();
    void badInput();
    void columnsAreCharacters();
    void anyPieces();
    void longLines();
    void stopsWithItsReader();
    void writesWhatIsNoUtf8();
};

void BatchTest::answers()
{
    QCOMPARE(
        answersTo(R"({"expr":"Mon..Fri 9:00","tz":"Europe/Berlin","base_usec":1767225600000000,"count":3})"),
        QByteArray(R"({"valid":true,"normalized":"Mon..Fri *-*-* 09:00:00",)"
                   R"("next":[1767254400000000,1767340800000000,1767600000000000]})"
                   "\n"));
    // A zone in the expression is stronger.
    const QJsonObject own = answerTo(R"({"expr":"09:00 Asia/Tokyo","tz":"Europe/Berlin","count":1})");
    QCOMPARE(own.value("next"_L1).toArray().first().toInteger(), k2026 + 24 * 3'600'000'000);
}

void BatchTest::refuses()
{
    QCOMPARE(answersTo(R"({"expr":"*/5:00"})"),
             QByteArray(R"({"valid":false,"error":{"code":"star-with-step","column":0,"length":2,)"
                        R"("message":"* takes no step: write the first value and the step, as in 0/15.",)"
                        R"("fix":"0/5:00"}})"
                        "\n"));
    const QJsonObject none = answerTo(R"({"expr":"nonsense"})").value("error"_L1).toObject();
    QVERIFY(none.contains("fix"_L1) && none.value("fix"_L1).isNull());
    const QJsonObject zone = answerTo(R"({"expr":"daily","tz":"Mars/Olympus"})");
    QCOMPARE(zone.value("valid"_L1), QJsonValue(false));
    QCOMPARE(codeOf(zone), u"unknown-zone"_s);
    QCOMPARE(codeOf(answerTo(R"({"expr":"daily","tz":""})")), u"unknown-zone"_s);
}

void BatchTest::fillsIn()
{
    const QByteArray wanted =
        answersTo(R"({"expr":"daily","tz":"America/New_York","base_usec":1767225600000000,"count":2})");
    QCOMPARE(answersTo(R"({"expr":"daily"})"), wanted);
    QCOMPARE(answersTo(R"({"tz":null,"expr":"daily","base_usec":null,"count":null})"), wanted);
}

void BatchTest::seriesMayEnd()
{
    const QJsonObject few = answerTo(R"({"expr":"2026-01-03..05 00:00","count":50})");
    QCOMPARE(few.value("next"_L1).toArray().size(), 3);
    QVERIFY(answerTo(R"({"expr":"*-02-30"})").value("next"_L1).toArray().isEmpty());
    const QJsonObject none = answerTo(R"({"expr":"daily","count":0})");
    QVERIFY(none.value("valid"_L1).toBool() && none.value("next"_L1).toArray().isEmpty());
    const QJsonObject most = answerTo(R"({"expr":"minutely","count":10000})");
    QCOMPARE(most.value("next"_L1).toArray().size(), 10'000);
    for (const char* base : {"-9223372036854775808", "9223372036854775807"}) {
        const QJsonObject far = answerTo(R"({"expr":"daily","base_usec":)" + QByteArray(base) + '}');
        QVERIFY(far.value("valid"_L1).toBool());
    }
}

void BatchTest::readsJson_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("white space") << QByteArray("\t { \"expr\" : \"daily\" , \"count\" : 1 } \r");
    QTest::newRow("escaped letters") << QByteArray(R"({"expr":"d\u0061il\u0079","count":1})");
    QTest::newRow("escaped name") << QByteArray(R"({"\u0065xpr":"daily","c\u006funt":1})");
    QTest::newRow("decimal") << QByteArray(R"({"expr":"daily","count":1.0,"base_usec":1767225600000000.0})");
    QTest::newRow("exponent") << QByteArray(R"({"expr":"daily","count":1e0,"base_usec":17672256e8})");
    QTest::newRow("last of two counts") << QByteArray(R"({"expr":"x","expr":"daily","count":3,"count":1})");
    QTest::newRow("unknown members") << QByteArray(
        R"({"id":7,"a":[],"b":{},"c":[1,[true,{"d":[null,false]}],-0.5e-3],"expr":"daily","e":{"f":"\ud83d\ude00"},"count":1})");
}

void BatchTest::readsJson()
{
    QFETCH(QByteArray, line);
    QCOMPARE(answersTo(line), answersTo(R"({"expr":"daily","count":1})"));
    QVERIFY(answersTo(line).startsWith(R"({"valid":true,)"));
}

void BatchTest::badInput_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("column");
    const auto row = [](const char* line, int column) { QTest::newRow(line) << QByteArray(line) << column; };
    row(" ", 1);
    row("daily", 0);
    row("null", 0);
    row("[]", 0);
    row("{", 1);
    row("{}", 2);
    row(R"({"expr"})", 7);
    row(R"({"expr":})", 8);
    row(R"({"expr":5})", 8);
    row(R"({"expr":null})", 8);
    row(R"({"expr":"daily")", 15);
    row(R"({"expr":"daily",})", 16);
    row(R"({"expr":"daily"} x)", 17);
    row(R"({"expr":"daily"}{"expr":"daily"})", 16);
    row(R"({"expr":"dai)", 12);
    row("{\"expr\":\"dai\tly\"}", 12);
    row(R"({"expr":"\x"})", 10);
    row(R"({"expr":"\u12g4"})", 10);
    row(R"({"expr":"\u-123"})", 10);
    row(R"({"expr":"\ud83d"})", 14);
    row(R"({"expr":"\ud83dxxxxxx"})", 14);
    row(R"({"expr":"\ude00"})", 14);
    row(R"({"expr":"daily","tz":5})", 21);
    row(R"({"expr":"daily","count":-1})", 26);
    row(R"({"expr":"daily","count":10001})", 29);
    row(R"({"expr":"daily","count":1.5})", 27);
    row(R"({"expr":"daily","count":"1"})", 24);
    row(R"({"expr":"daily","count":01})", 25);
    row(R"({"expr":"daily","base_usec":9223372036854775808})", 47);
    row(R"({"expr":"daily","x":tru})", 20);
    row(R"({"expr":"daily","x":[1 2]})", 23);
    row(R"({"expr":"daily","x":{"a" 1}})", 25);
    row(R"({"expr":"daily","x":1.})", 22);
    row(R"({"expr":"daily","x":1e})", 22);
}

void BatchTest::badInput()
{
    QFETCH(QByteArray, line);
    QFETCH(int, column);
    const QJsonObject answer = answerTo(line);
    QCOMPARE(answer.value("valid"_L1), QJsonValue(false));
    QCOMPARE(codeOf(answer), u"bad-input"_s);
    const QJsonObject error = answer.value("error"_L1).toObject();
    QVERIFY(error.value("message"_L1).toString().endsWith(u'.'));
    QCOMPARE(error.value("column"_L1).toInt(-1), column);
    // The next line gets its answer all the same.
    const QByteArray both = answersTo(line + "\n{\"expr\":\"daily\"}\n");
    QCOMPARE(both.count('\n'), 2);
    QVERIFY(both.endsWith(answersTo(R"({"expr":"daily"})")));
}

void BatchTest::columnsAreCharacters()
{
    const QJsonObject error =
        answerTo(R"({"expr":"09:00 \u00e4\ud83d\ude00x"})").value("error"_L1).toObject();
    QVERIFY(error.value("column"_L1).toInt() + error.value("length"_L1).toInt() <= 9);
    QCOMPARE(charactersIn("\xC3\xA4\xF0\x9F\x98\x80x", 6), std::size_t(2));
    QCOMPARE(answerTo("{\"a\":\"\xC3\xA4\" 1}").value("error"_L1).toObject().value("column"_L1).toInt(), 9);
}

void BatchTest::anyPieces()
{
    const QByteArray input =
        "{\"expr\":\"daily\"}\n\n{\"expr\":\"Mon 09:00\",\"tz\":\"UTC\"}\r\nx\n{\"expr\":\"25:00\"}";
    const QByteArray whole = answersTo(input);
    QCOMPARE(whole.count('\n'), 5);
    for (qsizetype piece = 1; piece < 40; ++piece)
        QCOMPARE(answersTo(input, piece), whole);
    QCOMPARE(answersTo(input + '\n'), whole);
    QVERIFY(answersTo("").isEmpty());
}

void BatchTest::longLines()
{
    const QByteArray padding(static_cast<qsizetype>(Batch::kLongestLine), ' ');
    for (const qsizetype piece : {qsizetype(1 << 16), qsizetype(1 << 22)}) {
        const QByteArray out = answersTo(padding + " {}\n{\"expr\":\"daily\"}\n" + padding + padding, piece);
        const QByteArrayList lines = out.split('\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(codeOf(QJsonDocument::fromJson(lines.at(0)).object()), u"bad-input"_s);
        QCOMPARE(lines.at(1) + '\n', answersTo(R"({"expr":"daily"})"));
        QCOMPARE(codeOf(QJsonDocument::fromJson(lines.at(2)).object()), u"bad-input"_s);
    }
    // Nested deeper than anyone means: refused, without a deep stack.
    QCOMPARE(codeOf(answerTo(R"({"expr":"daily","x":)" + QByteArray(500'000, '['))), u"bad-input"_s);
}

void BatchTest::stopsWithItsReader()
{
    int pieces = 0;
    Batch batch(defaults(), [&pieces](std::string_view) { return ++pieces < 2; });
    const QByteArray line = R"({"expr":"minutely","count":10000})"
                            "\n";
    const QByteArray input = line.repeated(50);
    QVERIFY(!batch.feed({input.constData(), static_cast<std::size_t>(input.size())}));
    QVERIFY(!batch.finish());
    QCOMPARE(pieces, 2);
}

void BatchTest::writesWhatIsNoUtf8()
{
    const auto json = [](std::string_view text) {
        std::string out;
        appendJsonString(out, text);
        return QByteArray::fromStdString(out);
    };
    QCOMPARE(json("a\"\\\n\x7F/"), QByteArray(R"("a\"\\\u000a\u007f/")"));
    QCOMPARE(json("\xC3\xA4\xF0\x9F\x98\x80"), QByteArray("\"\xC3\xA4\xF0\x9F\x98\x80\""));
    // Cut short, overlong, a surrogate, beyond Unicode, alone.
    for (const char* bad : {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
        const QByteArray text = json(bad);
        QVERIFY(text.contains("\xEF\xBF\xBD"));
        QVERIFY(QString::fromUtf8(text).toUtf8() == text);
    }
    QVERIFY(!answerTo("{\"expr\":\"da\xFFily\"}").isEmpty());
}

QTEST_APPLESS_MAIN(BatchTest)
#include "BatchTest.moc"
