#include "core/sandbox/SandboxFault.h"
#include "tests/contract/sandbox/CloudWithMachine.h"

#include <memory>

#include <QJsonDocument>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

/// A stream read to its end, or as far as it came.
struct Reading
{
    QStringList phases; ///< of the status events
    QByteArrayList ids;
    QByteArrayList types;
};

Reading read(const QByteArray& stream)
{
    Reading reading;
    for (const QString& event : QString::fromUtf8(stream).split(u"\n\n"_s, Qt::SkipEmptyParts)) {
        QByteArray type;
        for (const QByteArray& line : event.toUtf8().split('\n')) {
            if (line.startsWith("event: ")) {
                type = line.mid(7);
                reading.types.append(type);
            } else if (line.startsWith("id: ")) {
                reading.ids.append(line.mid(4));
            } else if (line.startsWith("data: ") && type == "status") {
                const QJsonObject machine = QJsonDocument::fromJson(line.mid(6)).object();
                reading.phases.append(machine[u"phase"_s].toString());
            }
        }
    }
    return reading;
}

QString streamOf(const QString& machine)
{
    return u"/v1/machines/%1/status/stream"_s.arg(machine);
}

const Headers kAccept{{"Accept", "text/event-stream"}};

} // namespace

class StatusStreamTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAtOnceWhenThereIsNothingToCome();
    void tellsEachChange();
    void lastEventIdSkipsWhatIsKnown();
    void livesOnCommentsAndBookmarks();
    void unknownMachines();
    void mayBeCut();
};

void StatusStreamTest::endsAtOnceWhenThereIsNothingToCome()
{
    CloudWithMachine cloud;
    const Answer answer = cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("content-type"), QByteArray("text/event-stream"));
    const Reading reading = read(answer.body);
    QCOMPARE(reading.phases, QStringList{u"running"_s});
    QCOMPARE(reading.types, QByteArrayList{"status"});
    QVERIFY(reading.ids.first().toLongLong() > 0);
    QVERIFY(answer.header("transfer-encoding").contains("chunked"));
}

void StatusStreamTest::tellsEachChange()
{
    CloudWithMachine cloud;
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status, 202);
    const Reading toSleep = read(cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept).body);
    QCOMPARE(toSleep.phases.last(), u"sleeping"_s);
    cloud.fixture.sandbox().addFault(
        {.kind = SandboxFault::Kind::WakeSlow, .delay = std::chrono::milliseconds(60)});
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/wake"_s.arg(cloud.machine)).status, 202);
    const Reading awake = read(cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept).body);
    QCOMPARE(awake.phases, (QStringList{u"starting"_s, u"running"_s}));
    QVERIFY(awake.ids.first().toLongLong() < awake.ids.last().toLongLong());
}

void StatusStreamTest::lastEventIdSkipsWhatIsKnown()
{
    CloudWithMachine cloud;
    const Reading first = read(cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept).body);
    Headers again = kAccept;
    again.append({"Last-Event-ID", first.ids.last()});
    const Reading second = read(cloud.api.call("GET", streamOf(cloud.machine), {}, again).body);
    QVERIFY(second.phases.isEmpty());
    QCOMPARE(second.types, QByteArrayList{"bookmark"});
    QCOMPARE(second.ids, QByteArrayList{first.ids.last()});
    again.last().second = "1"; // long ago
    QCOMPARE(read(cloud.api.call("GET", streamOf(cloud.machine), {}, again).body).phases,
             QStringList{u"running"_s});
}

void StatusStreamTest::livesOnCommentsAndBookmarks()
{
    CloudWithMachine cloud;
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status, 202);
    QTRY_COMPARE(cloud.api.phaseOf(cloud.machine), u"sleeping"_s);
    cloud.fixture.sandbox().addFault(
        {.kind = SandboxFault::Kind::WakeSlow, .delay = std::chrono::milliseconds(150)});
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/wake"_s.arg(cloud.machine)).status, 202);
    const QByteArray stream = cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept).body;
    QVERIFY(stream.contains("\n\n: keepalive\n\n"));
    const Reading reading = read(stream);
    QVERIFY(reading.types.contains("bookmark"));
    QCOMPARE(reading.phases, (QStringList{u"starting"_s, u"running"_s}));
}

void StatusStreamTest::unknownMachines()
{
    CloudWithMachine cloud;
    QCOMPARE(cloud.api.call("GET", streamOf(u"dm-none"_s), {}, kAccept).status, 404);
    ApiClient stranger(cloud.fixture.endpoint(), u"nobody's"_s);
    QCOMPARE(stranger.call("GET", streamOf(cloud.machine), {}, kAccept).status, 401);
}

void StatusStreamTest::mayBeCut()
{
    CloudWithMachine cloud;
    cloud.fixture.sandbox().addFault(
        {.kind = SandboxFault::Kind::Truncate, .path = u"/status/stream$"_s, .bytes = 20});
    const Answer cut = cloud.api.call("GET", streamOf(cloud.machine), {}, kAccept);
    // Whether Qt calls a chunked body without its end an error depends on what the socket tells first.
    QCOMPARE(cut.body.size(), qsizetype(20));
    QVERIFY(!cut.body.contains("\n\n"));
}

QTEST_GUILESS_MAIN(StatusStreamTest)
#include "StatusStreamTest.moc"
