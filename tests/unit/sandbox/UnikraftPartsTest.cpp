#include "core/sandbox/unikraft/Call.h"
#include "core/sandbox/unikraft/ConsoleLog.h"
#include "core/sandbox/unikraft/InstanceStore.h"
#include "core/sandbox/unikraft/PlatformClock.h"
#include "core/sandbox/unikraft/SettingRules.h"
#include "core/sandbox/unikraft/Targets.h"
#include "tests/support/FakeClock.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille::sandbox::unikraft;
using namespace Qt::StringLiterals;
using namespace std::chrono;
using reveille::test::FakeClock;

namespace {

InstanceRecord instance(const QString& name)
{
    InstanceRecord record;
    record.uuid = u"00000000-0000-4000-8000-"_s + name.rightJustified(12, u'0');
    record.name = name;
    record.createdAt = Instant(hours(1));
    return record;
}

} // namespace

class UnikraftPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsQueries();
    void refusesAbsurdNumbers();
    void pinsImages_data();
    void pinsImages();
    void clockPassesFaster();
    void clockFollowsTheRealOne();
    void storeKeepsTheNewest();
    void storeForgetsItsHistory();
    void storeSurvivesATornLine();
    void consoleKeepsItsEnd();
    void recordGoesToDiskAndBack();
    void textFollowsTheRecord();
};

void UnikraftPartsTest::readsQueries()
{
    const Query query("/v1/instances?uuid=a&uuid=b%20c&tags=x,y%2Cz&tags=w&flag&details=false&=nothing");
    QCOMPARE(query.all("uuid"), QStringList({u"a"_s, u"b c"_s}));
    QCOMPARE(query.list("tags"), QStringList({u"x"_s, u"y,z"_s, u"w"_s}));
    QCOMPARE(query.first("flag"), QString());
    QVERIFY(!query.first("name"));
    QCOMPARE(query.flag("details", true).value(), false);
    QCOMPARE(query.flag("other", true).value(), true);
    QVERIFY(!query.flag("flag", true));
    QCOMPARE(query.unknown({"uuid", "tags", "flag"}), u"details"_s);
    QVERIFY(!query.unknown({"uuid", "tags", "flag", "details"}));
}

void UnikraftPartsTest::refusesAbsurdNumbers()
{
    const auto read = [](const QJsonValue& value) { return integerOf({{u"n"_s, value}}, u"n"_s, 7); };
    QCOMPARE(read(-1).value(), -1);
    QCOMPARE(integerOf({}, u"n"_s, 7).value(), 7);
    for (const QJsonValue& bad : {QJsonValue(0.5), QJsonValue(1e300), QJsonValue(-1e300), QJsonValue(u"1"_s),
                                  QJsonValue(true), QJsonValue(QJsonValue::Null)})
        QVERIFY(!read(bad));
}

void UnikraftPartsTest::pinsImages_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("application");
    QTest::newRow("bare") << u"nginx"_s << u"oci://unikraft.io/official/nginx:latest@sha256:"_s << u"nginx"_s;
    QTest::newRow("own") << u"acme/web:2"_s << u"oci://unikraft.io/acme/web:2@sha256:"_s << u"web"_s;
    QTest::newRow("registry") << u"ghcr.io/a/b"_s << u"oci://ghcr.io/a/b:latest@sha256:"_s << u"b"_s;
    QTest::newRow("pinned") << u"oci://r.io/a/b:1@sha256:00"_s << u"oci://r.io/a/b:1@sha256:00"_s << u"b"_s;
}

void UnikraftPartsTest::pinsImages()
{
    QFETCH(const QString, image);
    QFETCH(const QString, begin);
    QFETCH(const QString, application);
    const QString pinned = normalized(u"image"_s, image).toString();
    QVERIFY2(pinned.startsWith(begin), qPrintable(pinned));
    QCOMPARE(normalized(u"image"_s, QJsonObject{{u"url"_s, image}}).toString(), pinned);
    QCOMPARE(applicationOf(pinned), application);
}

void UnikraftPartsTest::clockPassesFaster()
{
    FakeClock real;
    const Instant begin = real.now();
    const PlatformClock clock(real, 3600, {});
    QCOMPARE(clock.now(), begin);
    QCOMPARE(clock.waitUntil(begin + hours(1)), milliseconds(1000));
    real.advance(seconds(2));
    QCOMPARE(clock.now(), begin + hours(2));
    QCOMPARE(clock.waitUntil(begin + hours(1)), milliseconds(0));
    // Somebody sets the computer's clock: no time has passed.
    real.setWall(begin - days(3));
    QCOMPARE(clock.now(), begin + hours(2));
    const PlatformClock next(real, 3600, begin + hours(2));
    QCOMPARE(next.now(), begin + hours(2));
}

void UnikraftPartsTest::clockFollowsTheRealOne()
{
    FakeClock real;
    const PlatformClock clock(real, 1, real.now() + days(1));
    QCOMPARE(clock.now(), real.now());
    real.setWall(real.now() - days(3));
    QCOMPARE(clock.now(), real.now());
    QCOMPARE(clock.waitUntil(real.now() + milliseconds(5) + microseconds(1)), milliseconds(6));
}

void UnikraftPartsTest::storeKeepsTheNewest()
{
    QTemporaryDir dir;
    {
        InstanceStore store(dir.filePath(u"m"_s));
        QVERIFY(store.load());
        InstanceRecord* const a = store.add(instance(u"a"_s));
        static_cast<void>(store.add(instance(u"b"_s)));
        a->startCount = 3;
        store.save(*a);
        store.remove(store.named(u"b"_s)->uuid);
        static_cast<void>(store.add(instance(u"b"_s)));
    }
    InstanceStore store(dir.filePath(u"m"_s));
    QVERIFY(store.load());
    QCOMPARE(store.size(), std::size_t(2));
    QCOMPARE(store.named(u"a"_s)->startCount, 3);
    // Numbers are not given twice: they are the order of the list.
    QCOMPARE(store.named(u"b"_s)->sequence, 3);
    QCOMPARE(store.add(instance(u"c"_s))->sequence, 4);
}

void UnikraftPartsTest::storeForgetsItsHistory()
{
    QTemporaryDir dir;
    const QString file = dir.filePath(u"instances.jsonl"_s);
    {
        InstanceStore store(dir.path());
        QVERIFY(store.load());
        const InstanceRecord* const a = store.add(instance(u"a"_s));
        for (int i = 0; i < 3000; ++i)
            store.save(*a);
    }
    const qint64 before = QFileInfo(file).size();
    {
        InstanceStore store(dir.path());
        QVERIFY(store.load());
        QCOMPARE(store.size(), std::size_t(1));
        QVERIFY(QFileInfo(file).size() * 1000 < before);
        // While it runs, too.
        for (int i = 0; i < 30'000; ++i)
            store.save(*store.named(u"a"_s));
        QVERIFY(QFileInfo(file).size() < before * 7);
    }
    InstanceStore store(dir.path());
    QVERIFY(store.load());
    QVERIFY(store.named(u"a"_s));
}

void UnikraftPartsTest::storeSurvivesATornLine()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"instances.jsonl"_s);
    {
        InstanceStore store(dir.path());
        QVERIFY(store.load());
        static_cast<void>(store.add(instance(u"a"_s)));
        static_cast<void>(store.add(instance(u"b"_s)));
    }
    QFile file(path);
    QVERIFY(file.resize(file.size() - 5));
    {
        InstanceStore store(dir.path());
        QVERIFY(store.load());
        QCOMPARE(store.size(), std::size_t(1));
        static_cast<void>(store.add(instance(u"c"_s)));
    }
    InstanceStore store(dir.path());
    QVERIFY(store.load());
    QVERIFY(store.named(u"a"_s) && store.named(u"c"_s) && !store.named(u"b"_s));
}

void UnikraftPartsTest::consoleKeepsItsEnd()
{
    QTemporaryDir dir;
    const ConsoleLog log(dir.filePath(u"i"_s));
    QCOMPARE(log.read(0, 10).availableEnd, 0);
    const QByteArray line = QByteArray(1023, 'x') + '\n';
    for (int i = 0; i < 3000; ++i)
        log.append(line);
    log.append("the end");
    const qint64 total = 3000 * 1024 + 7;
    const ConsoleLog::Slice end = log.read(-7, 100);
    QCOMPARE(end.bytes, QByteArray("the end"));
    QCOMPARE(end.availableEnd, total);
    QCOMPARE(end.start, total - 7);
    QVERIFY(end.availableStart > 0);
    QVERIFY(end.availableEnd - end.availableStart >= ConsoleLog::kKept);
    QVERIFY(end.availableEnd - end.availableStart <= 2 * ConsoleLog::kKept);
    // What is gone is not read as something else.
    QCOMPARE(log.read(0, 10).start, end.availableStart);
    QCOMPARE(log.read(total + 5, 10).bytes, QByteArray());
}

void UnikraftPartsTest::recordGoesToDiskAndBack()
{
    InstanceRecord record = instance(u"a"_s);
    record.sequence = 5;
    record.state = InstanceState::Stopping;
    record.target = InstanceState::Standby;
    record.settings = {{u"memory_mb"_s, 128}};
    record.schedules = schedulesFromJson(QJsonArray{QJsonObject{{u"name"_s, u"x"_s},
                                                                {u"when"_s, u"Mon-Fri 09:00"_s},
                                                                {u"action"_s, u"exec"_s},
                                                                {u"args"_s, QJsonArray{u"true"_s}}}},
                                         {})
                           .value();
    record.startedAt = Instant(microseconds(1'234'567));
    record.stoppedAt = Instant(microseconds(2'345'678));
    record.killAt = Instant(days(20'000));
    record.stopReason = 15;
    record.exitCode = 0;
    record.startCount = 2;
    record.restartCount = 1;
    record.uptime = milliseconds(42);
    const QJsonObject disk = toDisk(record);
    const auto back = instanceFromDisk(disk);
    QVERIFY(back.has_value());
    QCOMPARE(toDisk(*back), disk);
    QCOMPARE(detailsOf(*back, Instant()), detailsOf(record, Instant()));
    QCOMPARE(back->killAt, record.killAt);
    QVERIFY(!instanceFromDisk({{u"uuid"_s, u"x"_s}}));
}

void UnikraftPartsTest::textFollowsTheRecord()
{
    QTemporaryDir dir;
    InstanceStore store(dir.path());
    QVERIFY(store.load());
    InstanceRecord* const a = store.add(instance(u"a"_s));
    QVERIFY(detailsText(*a, Instant(days(1))).contains("\"state\":\"stopped\""));
    a->state = InstanceState::Running;
    a->startedAt = Instant(days(1));
    store.save(*a);
    QVERIFY(detailsText(*a, Instant(days(1)) + seconds(1)).contains("\"uptime_ms\":1000"));
    QVERIFY(detailsText(*a, Instant(days(1)) + seconds(2)).contains("\"uptime_ms\":2000"));
}

QTEST_GUILESS_MAIN(UnikraftPartsTest)
#include "UnikraftPartsTest.moc"
