#include "core/sandbox/Answers.h"
#include "core/sandbox/Autosleep.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/Files.h"
#include "core/sandbox/Identifiers.h"
#include "core/sandbox/JobPlace.h"
#include "core/sandbox/OutputHead.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/Paging.h"
#include "core/sandbox/TruthLog.h"
#include "tests/support/FakeClock.h"

#include <limits>
#include <memory>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::sandbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class PartsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void autosleep_data();
    void autosleep();
    void imfDates_data();
    void imfDates();
    void identifiers();
    void completeCharacters_data();
    void completeCharacters();
    void outputKeepsItsHead();
    void textKeepsByteOrderMark();
    void directories_data();
    void directories();
    void programs();
    void environment();
    void pages();
    void faultsCountDown();
    void faultsRoundTrip();
    void filesAreReplacedWhole();
    void truthIsPrivate();
    void alarmRingsOnce();
    void alarmMayBeSetAgainOrDie();
    void pace();
};

void PartsTest::autosleep_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("seconds"); // -1: refused
    const auto row = [](const char* text, qint64 seconds) {
        QTest::addRow("%s", text) << QString::fromLatin1(text) << seconds;
    };
    row("never", 0);
    row("0", 0);
    row("0s", 0);
    row("30s", 30);
    row("5m", 300);
    row("300s", 300);
    row("2h", 7200);
    row("1800", 1800);
    row("7d3h4s", 7 * 86400 + 3 * 3600 + 4);
    row("1w3d", 10 * 86400);
    row("1w1d1h1m1s", 604800 + 86400 + 3600 + 61);
    row("9223372036", kMaxAutosleepSeconds);
    row("9223372037", -1);
    row("99999999999999999999s", -1);
    row("15250284452471w", -1);
    row("", -1);
    row("s", -1);
    row("5", 5);
    row("5M", -1);
    row("5 m", -1);
    row(" 5m", -1);
    row("-5m", -1);
    row("+5m", -1);
    row("1.5h", -1);
    row("1h30", -1);
    row("1m1h", -1);
    row("1m1m", -1);
    row("5ms", -1);
    row("off", -1);
    row("Never", -1);
    row("\xb2s", -1);
}

void PartsTest::autosleep()
{
    QFETCH(QString, text);
    QTEST(autosleepFromText(text).value_or(-1), "seconds");
}

void PartsTest::imfDates_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QByteArray>("text");
    QTest::addRow("rfc 7231") << qint64(784111777) << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT");
    QTest::addRow("epoch") << qint64(0) << QByteArray("Thu, 01 Jan 1970 00:00:00 GMT");
    QTest::addRow("leap day") << qint64(1709251199) << QByteArray("Thu, 29 Feb 2024 23:59:59 GMT");
}

void PartsTest::imfDates()
{
    QFETCH(qint64, seconds);
    QTEST(imfDate(Instant(std::chrono::seconds(seconds) + 999ms)), "text");
}

void PartsTest::identifiers()
{
    const Instant now(std::chrono::sys_days(std::chrono::year(2026) / 8 / 5));
    QSet<QString> ids;
    QString earlier;
    for (int i = 0; i < 100; ++i) {
        const QString id = newMachineId(now + i * 1ms);
        QVERIFY(id > earlier);
        earlier = id;
        ids.insert(id);
        ids.insert(newExecutionId());
        ids.insert(newApiKey());
        ids.insert(newIdempotencyKey());
    }
    QCOMPARE(ids.size(), 400);
}

void PartsTest::completeCharacters_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qsizetype>("complete");
    const auto row = [](const char* name, const QByteArray& bytes, qsizetype complete) {
        QTest::addRow("%s", name) << bytes << complete;
    };
    row("empty", "", 0);
    row("ascii", "abc", 3);
    row("two bytes", "a\xc3\xa9", 3);
    row("one of two", "a\xc3", 1);
    row("two of three", "a\xe2\x82", 1);
    row("three", "a\xe2\x82\xac", 4);
    row("three of four", "a\xf0\x9f\x98", 1);
    row("four", "\xf0\x9f\x98\x80", 4);
    row("stray", "a\xa9\xa9\xa9\xa9", 5);
    row("invalid lead", "a\xff", 1);
}

void PartsTest::completeCharacters()
{
    QFETCH(QByteArray, bytes);
    QTEST(completeUtf8(bytes), "complete");
}

void PartsTest::outputKeepsItsHead()
{
    OutputHead head;
    QVERIFY(!head.truncated());
    head.append(QByteArray(OutputHead::kLimit - 1, 'a'));
    head.append("bc");
    head.append("d");
    QCOMPARE(head.total(), qint64(OutputHead::kLimit) + 2);
    QCOMPARE(head.head().size(), OutputHead::kLimit);
    QVERIFY(head.head().endsWith("ab"));
    QVERIFY(head.truncated());
}

void PartsTest::textKeepsByteOrderMark()
{
    QCOMPARE(textOf("\xef\xbb\xbfx"), u"\uFEFFx"_s);
    QCOMPARE(textOf("a\xffz"), u"a\uFFFDz"_s);
    QCOMPARE(textOf(QByteArray("a\0b", 3)).size(), 3);
}

void PartsTest::directories_data()
{
    QTest::addColumn<QString>("cwd");
    QTest::addColumn<QString>("directory");
    const auto row = [](const QString& cwd, const QString& directory) {
        QTest::addRow("%s", qPrintable(u'<' + cwd + u'>')) << cwd << directory;
    };
    row(u""_s, u"/m"_s);
    row(u"/"_s, u"/m"_s);
    row(u"."_s, u"/m"_s);
    row(u"/root"_s, u"/m"_s);
    row(u"/root/"_s, u"/m"_s);
    row(u"/root/a"_s, u"/m/a"_s);
    row(u"/rootkit"_s, u"/m/rootkit"_s);
    row(u"a/./b//c"_s, u"/m/a/b/c"_s);
    row(u"a/../b"_s, u"/m/b"_s);
    row(u".."_s, u"/m"_s);
    row(u"/../../etc"_s, u"/m/etc"_s);
    row(u"/root/../../etc"_s, u"/m/etc"_s);
    row(u"..a"_s, u"/m/..a"_s);
}

void PartsTest::directories()
{
    QFETCH(QString, cwd);
    QTEST(JobPlace(u"/m"_s).directory(cwd), "directory");
}

void PartsTest::programs()
{
    QTemporaryDir dir;
    const auto make = [&](const QString& name, bool executable) {
        QDir(dir.path()).mkpath(QFileInfo(name).path());
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QFile::WriteOnly));
        file.setPermissions(executable ? QFile::ReadOwner | QFile::ExeOwner : QFile::ReadOwner);
    };
    make(u"a/tool"_s, false);
    make(u"b/tool"_s, true);
    make(u"here"_s, true);
    const QMap<QString, QString> env{{u"PATH"_s, u"a:%1/b"_s.arg(dir.path())}};
    // Like execvp(3): what cannot be executed is passed over for what can.
    QCOMPARE(JobPlace::find(u"tool"_s, dir.path(), env).path, dir.filePath(u"b/tool"_s));
    QCOMPARE(JobPlace::find(u"./here"_s, dir.path(), env).path, dir.filePath(u"./here"_s));
    QCOMPARE(JobPlace::find(u"here"_s, dir.path(), env).exitCode, 127);
    QCOMPARE(JobPlace::find(u"a/tool"_s, dir.path(), env).exitCode, 126);
    QCOMPARE(JobPlace::find(u"here"_s, dir.path(), {{u"PATH"_s, u""_s}}).exitCode, 0);
    QCOMPARE(JobPlace::find(u"a"_s, dir.path(), {{u"PATH"_s, dir.path()}}).exitCode, 126);
}

void PartsTest::environment()
{
    const auto plain = JobPlace(u"/m"_s).environment({});
    QCOMPARE(plain.keys(), (QStringList{u"HOME"_s, u"LANG"_s, u"PATH"_s}));
    const auto asked = JobPlace(u"/m"_s).environment({{u"PATH"_s, u"/x"_s}, {u"A"_s, u"1"_s}});
    QCOMPARE(asked[u"PATH"_s], u"/x"_s);
    QCOMPARE(asked[u"HOME"_s], u"/m"_s);
    QCOMPARE(asked.size(), 4);
}

void PartsTest::pages()
{
    HttpRequest request;
    QCOMPARE(pageFrom(request, 'm').page.limit, 50);
    QVERIFY(!pageFrom(request, 'm').page.after);
    request.query = {{u"limit"_s, u"-3"_s}};
    QCOMPARE(pageFrom(request, 'm').page.limit, 50);
    request.query = {{u"limit"_s, u"7"_s}, {u"cursor"_s, cursorFor('m', 42)}};
    QCOMPARE(pageFrom(request, 'm').page.limit, 7);
    QCOMPARE(pageFrom(request, 'm').page.after, std::optional<qint64>(42));
    QCOMPARE(pageFrom(request, 'x').error->status, 400); // a cursor of another list
    for (const QString& cursor : {u"%"_s, u"bTo"_s, u"bTp4"_s, u"é"_s}) {
        request.query = {{u"cursor"_s, cursor}};
        QVERIFY2(pageFrom(request, 'm').error.has_value(), qPrintable(cursor));
    }
}

void PartsTest::faultsCountDown()
{
    FaultPlan plan;
    SandboxFault fault;
    fault.kind = SandboxFault::Kind::Drop;
    fault.method = u"POST"_s;
    fault.path = u"/wake$"_s;
    fault.skip = 1;
    fault.times = 2;
    plan.add(fault);
    HttpRequest wake;
    wake.method = "POST";
    wake.path = "/v1/machines/a/wake";
    HttpRequest get = wake;
    get.method = "GET";
    HttpRequest other = wake;
    other.path = "/v1/machines/a/wakeful";
    using Kind = SandboxFault::Kind;
    QVERIFY(!plan.request({Kind::Drop}, get));
    QVERIFY(!plan.request({Kind::Drop}, other));
    QVERIFY(!plan.request({Kind::Hang}, wake));
    QVERIFY(!plan.request({Kind::Drop}, wake)); // skipped
    QVERIFY(plan.request({Kind::Hang, Kind::Drop}, wake));
    QCOMPARE(plan.toJson().at(0)[u"left"_s].toInt(), 1);
    QVERIFY(plan.request({Kind::Drop}, wake));
    QVERIFY(!plan.request({Kind::Drop}, wake));
    QVERIFY(plan.toJson().isEmpty());

    fault.kind = Kind::Refuse;
    fault.path = u"dm-1"_s;
    fault.skip = 0;
    fault.times = 0;
    plan.add(fault);
    for (int i = 0; i < 5; ++i)
        QVERIFY(plan.machine({Kind::Refuse}, u"dm-1"_s));
    QVERIFY(!plan.machine({Kind::Refuse}, u"dm-2"_s));
}

void PartsTest::faultsRoundTrip()
{
    for (const char16_t* kind : {u"latency", u"answer", u"drop-request", u"drop", u"truncate", u"drip",
                                 u"hang", u"refuse", u"expire", u"cancel", u"wake-fails", u"wake-slow"}) {
        const QJsonObject object{{u"kind"_s, QString::fromUtf16(kind)},
                                 {u"method"_s, u"GET"_s},
                                 {u"path"_s, u"x$"_s},
                                 {u"skip"_s, 1},
                                 {u"times"_s, 2},
                                 {u"delay_ms"_s, 3},
                                 {u"status"_s, 504},
                                 {u"code"_s, u"c"_s},
                                 {u"retry_after_ms"_s, 4},
                                 {u"bytes"_s, 5}};
        const auto fault = faultFromJson(object);
        QVERIFY(fault.has_value());
        QCOMPARE(sandbox::toJson(*fault), object);
    }
}

void PartsTest::filesAreReplacedWhole()
{
    QTemporaryDir parent;
    const QString dir = parent.filePath(u"a/b"_s);
    QVERIFY(makePrivateDir(dir).has_value());
    QCOMPARE(QFileInfo(dir).permissions() & QFile::Permissions(0x0077), QFile::Permissions());
    const QString path = dir + u"/file.json"_s;
    QCOMPARE(readFile(path).error().code, ErrorCode::NotFound);
    QVERIFY(writeFile(path, "{").has_value());
    QCOMPARE(readJson(path).error().code, ErrorCode::StorageCorrupt);
    QVERIFY(writeJson(path, {{u"a"_s, 1}}).has_value());
    QCOMPARE(readJson(path)->value(u"a"_s).toInt(), 1);
    QCOMPARE(QFileInfo(path).permissions() & QFile::Permissions(0x0077), QFile::Permissions());
    QCOMPARE(QDir(dir).entryList(QDir::Files), QStringList{u"file.json"_s}); // nothing temporary stays
    QCOMPARE(readFile(path, 3).error().code, ErrorCode::AnswerTooLarge);
    QVERIFY(!writeFile(dir + u"/none/file"_s, "x").has_value());
    QVERIFY(!makePrivateDir(path).has_value()); // a file stands there
}

void PartsTest::truthIsPrivate()
{
    QTemporaryDir dir;
    const test::FakeClock clock;
    TruthLog log(clock, dir.filePath(u"truth.jsonl"_s));
    QVERIFY(log.open().has_value());
    log.write("wake", {{u"machine"_s, u"dm-1"_s}});
    QFile file(log.path());
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), "{\"t\":" + QByteArray::number(qint64(clock.now().time_since_epoch().count())) +
                                 ",\"event\":\"wake\",\"machine\":\"dm-1\"}\n");
    QCOMPARE(QFileInfo(log.path()).permissions() & QFile::Permissions(0x0077), QFile::Permissions());
    QVERIFY(!TruthLog(clock, dir.filePath(u"none/truth"_s)).open().has_value());
}

void PartsTest::alarmRingsOnce()
{
    int rings = 0;
    QElapsedTimer time;
    qint64 at = 0;
    Alarm alarm([&] {
        ++rings;
        at = time.nsecsElapsed();
    });
    QVERIFY(!alarm.isSet());
    time.start();
    alarm.set(30ms);
    QVERIFY(alarm.isSet());
    QTRY_COMPARE(rings, 1);
    QVERIFY2(at >= 30'000'000, "an alarm never rings early");
    QVERIFY(!alarm.isSet());

    alarm.set(5ms);
    alarm.cancel();
    alarm.set(std::chrono::hours(24 * 365 * 200)); // more milliseconds than a QTimer takes
    QVERIFY(alarm.isSet());
    Alarm other([&] { rings = 10; });
    other.set(20ms);
    QTRY_COMPARE(rings, 10);
    QVERIFY(alarm.isSet());
}

void PartsTest::alarmMayBeSetAgainOrDie()
{
    int rings = 0;
    std::unique_ptr<Alarm> alarm;
    alarm = std::make_unique<Alarm>([&] {
        if (++rings < 3)
            alarm->set(1ms);
        else
            alarm.reset();
    });
    alarm->set(0ms);
    QTRY_COMPARE(rings, 3);
    QVERIFY(!alarm);
}

void PartsTest::pace()
{
    QCOMPARE(Pace(1).real(800ms), 800ms);
    QCOMPARE(Pace(1000).real(800ms), 0ms);
    QCOMPARE(Pace(0.5).real(800ms), 1600ms);
    // The longest autosleep is three centuries; one is as good and can be counted in nanoseconds.
    QCOMPARE(Pace(1).real(std::chrono::seconds(kMaxAutosleepSeconds)), std::chrono::hours(24 * 365 * 100));
    QCOMPARE(Pace(1e-30).real(1ms), std::chrono::hours(24 * 365 * 100));
}

QTEST_GUILESS_MAIN(PartsTest)
#include "PartsTest.moc"
