#include "core/http/SseParser.h"

#include <random>

#include <QTest>

using namespace reveille;
using namespace std::chrono;

namespace {

struct Reading
{
    QVector<SseEvent> events;
    QByteArray lastId;
    std::optional<milliseconds> retry;
    bool isGood = true;

    friend bool operator==(const Reading&, const Reading&) = default;
};

/// `cut`: the places where the bytes come in two.
Reading readIn(const QByteArray& stream, const QVector<qsizetype>& cuts)
{
    SseParser parser;
    Reading reading;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= cuts.size(); ++i) {
        const qsizetype to = i < cuts.size() ? cuts[i] : stream.size();
        const auto events = parser.feed(stream.mid(from, to - from));
        from = to;
        if (!events) {
            reading.isGood = false;
            break;
        }
        reading.events += *events;
    }
    reading.lastId = parser.lastEventId();
    reading.retry = parser.retry();
    return reading;
}

QByteArray shown(const QVector<SseEvent>& events)
{
    QByteArray text;
    for (const SseEvent& event : events)
        text += '[' + event.type + '|' + event.data + '|' + event.id + ']';
    return text;
}

/// Everything a stream can have in it, with every kind of line end.
const QByteArray kRich = "\xEF\xBB\xBF: hello\r\nevent: status\r\nid: 7\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n"
                         ":keepalive\n\nevent: bookmark\nid: 8\ndata\n\n"
                         "retry: 1500\rdata:no blank\rdata:  two blanks\r\r"
                         "unknown: x\ndata: \xC3\xA4\xE2\x82\xAC\n\nid\ndata: z\n\n";

} // namespace

class SseParserTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void cutAnywhere();
    void cutAtRandom();
    void retryTimes_data();
    void retryTimes();
    void idsGoOn();
    void isBounded();
};

void SseParserTest::reads_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArray>("events");
    const auto row = [](const char* name, const QByteArray& stream, const QByteArray& events) {
        QTest::newRow(name) << stream << events;
    };
    row("nothing", "", "");
    row("one", "data: x\n\n", "[message|x|]");
    row("one, CRLF", "data: x\r\n\r\n", "[message|x|]");
    row("one, CR", "data: x\r\r", "[message|x|]");
    row("mixed ends", "event: a\rdata: 1\r\ndata: 2\n\r\n", "[a|1\n2|]");
    row("only the first blank goes", "data:  x\n\n", "[message| x|]");
    row("no blank", "data:x\n\n", "[message|x|]");
    row("colons in the value", "data: a:b: c\n\n", "[message|a:b: c|]");
    row("empty data is data", "data\n\ndata:\n\n", "[message||][message||]");
    row("empty lines of data", "data\ndata\n\n", "[message|\n|]");
    row("no data, no event", "event: status\nid: 3\n\n", "");
    row("the type does not outlive its event", "event: a\n\ndata: x\n\n", "[message|x|]");
    row("comments", ": one\n:two\n:\n\ndata: x\n\n", "[message|x|]");
    row("a comment within an event", "data: x\n: still here\ndata: y\n\n", "[message|x\ny|]");
    row("unknown fields", "datas: x\nDATA: y\n data: z\n\n", "");
    row("the end cuts an event off", "data: x\n\ndata: y\n", "[message|x|]");
    row("a mark at the beginning",
        "\xEF\xBB\xBF"
        "data: x\n\n",
        "[message|x|]");
    row("a mark elsewhere is a character",
        "\n\xEF\xBB\xBF"
        "data: x\n\n",
        "");
    row("id", "id: 1\ndata: x\n\n", "[message|x|1]");
    row("an id lasts", "id: 1\ndata: x\n\ndata: y\n\n", "[message|x|1][message|y|1]");
    row("an empty id forgets", "id: 1\ndata: x\n\nid\ndata: y\n\n", "[message|x|1][message|y|]");
    row("an id with NUL is none", QByteArray("id: a\0b\ndata: x\n\n", 17), "[message|x|]");
    row("everything", kRich,
        "[status|{\"a\":\n1}|7][bookmark||8][message|no blank\n two blanks|8][message|\xC3\xA4\xE2\x82\xAC|8]"
        "[message|z|]");
}

void SseParserTest::reads()
{
    QFETCH(QByteArray, stream);
    QFETCH(QByteArray, events);
    QCOMPARE(shown(readIn(stream, {}).events), events);
}

void SseParserTest::cutAnywhere()
{
    const Reading whole = readIn(kRich, {});
    QVERIFY(whole.isGood && whole.events.size() == 5);
    for (qsizetype first = 0; first <= kRich.size(); ++first) {
        for (qsizetype second = first; second <= kRich.size(); ++second)
            QVERIFY2(readIn(kRich, {first, second}) == whole, qPrintable(QString::number(first)));
    }
}

void SseParserTest::cutAtRandom()
{
    std::mt19937 random(20260101);
    const QByteArray alphabet = "data:id event\r\n\r\n: retry0\xC3\xA4";
    for (int round = 0; round < 2000; ++round) {
        QByteArray stream;
        const int length = static_cast<int>(random() % 60);
        for (int i = 0; i < length; ++i)
            stream += alphabet[static_cast<qsizetype>(random() % static_cast<unsigned>(alphabet.size()))];
        QVector<qsizetype> bytewise;
        for (qsizetype i = 1; i < stream.size(); ++i)
            bytewise.append(i);
        QVERIFY2(readIn(stream, bytewise) == readIn(stream, {}), stream.toHex().constData());
    }
}

void SseParserTest::retryTimes_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("ms"); // -1: none
    QTest::newRow("a number") << QByteArray("retry: 1500\n") << 1500;
    QTest::newRow("zero") << QByteArray("retry:0\n") << 0;
    QTest::newRow("the last one") << QByteArray("retry: 5\nretry: 6\n") << 6;
    QTest::newRow("signs are no digits") << QByteArray("retry: -5\n") << -1;
    QTest::newRow("nor are fractions") << QByteArray("retry: 1.5\n") << -1;
    QTest::newRow("nor is nothing") << QByteArray("retry:\n") << -1;
    QTest::newRow("a day at most") << QByteArray("retry: 99999999999999999999999\n") << 86'400'000;
}

void SseParserTest::retryTimes()
{
    QFETCH(QByteArray, line);
    QFETCH(int, ms);
    const auto retry = readIn(line, {}).retry;
    QCOMPARE(retry.value_or(milliseconds(-1)), milliseconds(ms));
}

void SseParserTest::idsGoOn()
{
    SseParser parser;
    QVERIFY(parser.feed("id: 5\n").has_value());
    QCOMPARE(parser.lastEventId(), QByteArray()); // not before its event is whole
    QVERIFY(parser.feed("\n").has_value());
    QCOMPARE(parser.lastEventId(), QByteArray("5")); // an event without data moves the place all the same
}

void SseParserTest::isBounded()
{
    SseParser line;
    QVERIFY(line.feed("data: " + QByteArray(SseParser::kMaxLine - 6, 'x')).has_value());
    const auto tooLong = line.feed("y");
    QCOMPARE(tooLong.error().code, ErrorCode::AnswerTooLarge);

    SseParser event;
    const QByteArray piece = "data: " + QByteArray(1000, 'x') + '\n';
    int fed = 0;
    while (event.feed(piece))
        ++fed;
    QVERIFY(fed > 1000 && fed * 1000 <= SseParser::kMaxData);
    SseParser many; // whole events make room again
    for (int i = 0; i < 3000; ++i)
        QVERIFY(many.feed(piece + '\n').has_value());
}

QTEST_GUILESS_MAIN(SseParserTest)
#include "SseParserTest.moc"
