#include "app/cli/commands/MachineLogs.h"
#include "tests/unit/cli/CliBench.h"

#include <chrono>

#include <QTest>

using namespace reveille;
using namespace reveille::cli;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// What only clouds of instances offer, on the command line.
class InstanceCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void controls_data();
    void controls();
    void badWords_data();
    void badWords();
    void refusalsKeepTheirCode();
    void waits();
    void namesWithAndWithoutMetro_data();
    void namesWithAndWithoutMetro();
    void oneNameInTwoMetros();
    void tags();
    void locks();
    void lastLinesOfAText_data();
    void lastLinesOfAText();
    void printsTheConsole();
    void followsTheConsole();
    void metrics();
    void quotas();
    void checkpoints();
    void rawCalls();
    void rawRefusals();
    void listWatches();

private:
    std::unique_ptr<CliBench> m_bench;
};

void InstanceCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    Account account = CliBench::account(u"account-1"_s, u"Work"_s);
    account.provider = ProviderKind::Unikraft;
    m_bench->fake.world.accounts = {account, CliBench::account(u"account-2"_s, u"Home"_s)};
    Machine web = CliBench::machine(u"fra/0a1b"_s, u"web"_s, u"account-1"_s);
    web.metro = u"fra"_s;
    web.tags = {u"prod"_s};
    Machine other = CliBench::machine(u"sin/2c3d"_s, u"jobs"_s, u"account-1"_s);
    other.metro = u"sin"_s;
    m_bench->fake.machines = {web, other};
}

void InstanceCommandsTest::controls_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("call");
    QTest::addColumn<bool>("force");
    QTest::addColumn<qint64>("drain"); // ms; 0: not said
    QTest::newRow("start") << QStringList{u"start"_s} << u"start fra/0a1b"_s << false << qint64{0};
    QTest::newRow("stop") << QStringList{u"stop"_s} << u"stop fra/0a1b"_s << false << qint64{0};
    QTest::newRow("stop at once") << QStringList{u"stop"_s, u"--force"_s} << u"stop fra/0a1b"_s << true
                                  << qint64{0};
    QTest::newRow("stop drained") << QStringList{u"stop"_s, u"--drain"_s, u"5s"_s} << u"stop fra/0a1b"_s
                                  << false << qint64{5000};
    QTest::newRow("stop drained to the last")
        << QStringList{u"stop"_s, u"--drain"_s, u"max"_s} << u"stop fra/0a1b"_s << false << qint64{-1};
    QTest::newRow("suspend") << QStringList{u"suspend"_s} << u"suspend fra/0a1b"_s << false << qint64{0};
    QTest::newRow("restart") << QStringList{u"restart"_s} << u"restart fra/0a1b"_s << false << qint64{0};
}

void InstanceCommandsTest::controls()
{
    QFETCH(QStringList, words);
    QFETCH(QString, call);
    QFETCH(bool, force);
    QFETCH(qint64, drain);
    QCOMPARE(m_bench->run(QStringList{u"machine"_s} + words + QStringList{u"web"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{call});
    QCOMPARE(m_bench->fake.lastStop.force, force);
    QCOMPARE(m_bench->fake.lastStop.drain.value_or(std::chrono::milliseconds(0)).count(), drain);
    QCOMPARE(m_bench->object().value(u"id"_s), u"fra/0a1b"_s);
    QCOMPARE(m_bench->run(QStringList{u"machine"_s} + words + QStringList{u"web"_s}), 0);
    QVERIFY2(m_bench->outText().startsWith(u"web: "_s), qPrintable(m_bench->outText()));
}

void InstanceCommandsTest::badWords_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const QString& line, int code = 2) {
        QTest::newRow(name) << line.split(u' ') << code;
    };
    row("force and drain", u"machine stop web --force --drain 5s"_s);
    row("drain", u"machine stop web --drain soon"_s);
    row("until", u"machine wait web --until happy"_s);
    row("for", u"machine wait web --for 0s"_s);
    row("tail", u"machine logs web --tail -1"_s);
    row("tags and clear", u"machine tag web a --clear"_s);
    row("history and name", u"checkpoint web --history --name a"_s);
    row("raw without a path", u"raw GET"_s);
    row("no such machine", u"machine start nowhere"_s, 3);
    row("no such account", u"machine quotas --account nowhere"_s, 3);
}

void InstanceCommandsTest::badWords()
{
    QFETCH(QStringList, words);
    QFETCH(int, code);
    QCOMPARE(m_bench->run(words), code);
    QVERIFY(m_bench->fake.calls.isEmpty());
    QVERIFY(!m_bench->errText().isEmpty());
}

void InstanceCommandsTest::refusalsKeepTheirCode()
{
    Error refusal;
    refusal.code = ErrorCode::InvalidState;
    refusal.subject = u"web"_s;
    m_bench->fake.refusal = refusal;
    // The machines could not be read either: known ones must do.
    m_bench->fake.world.machines = m_bench->fake.machines;
    QCOMPARE(m_bench->run({u"machine"_s, u"quotas"_s}), 6);
    QVERIFY2(m_bench->errText().contains(u"web is in a state that does not allow this."_s),
             qPrintable(m_bench->errText()));
}

void InstanceCommandsTest::waits()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"wait"_s, u"web"_s}), 0);
    QCOMPARE(m_bench->run({u"machine"_s, u"wait"_s, u"web"_s, u"--until"_s, u"stopped"_s, u"--for"_s, u"2m"_s,
                           u"--json"_s}),
             0);
    QCOMPARE(m_bench->object().value(u"phase"_s), u"stopped"_s);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"waitMachine fra/0a1b 60"_s, u"waitMachine fra/0a1b 120"_s}));
}

void InstanceCommandsTest::namesWithAndWithoutMetro_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"web", "WEB", "0a1b", "fra/0a1b", "fra/web"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void InstanceCommandsTest::namesWithAndWithoutMetro()
{
    QFETCH(QString, name);
    QCOMPARE(m_bench->run({u"machine"_s, u"start"_s, name}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"start fra/0a1b"_s});
}

void InstanceCommandsTest::oneNameInTwoMetros()
{
    m_bench->fake.machines[1].name = u"web"_s;
    QCOMPARE(m_bench->run({u"machine"_s, u"start"_s, u"web"_s}), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
    QCOMPARE(m_bench->run({u"machine"_s, u"start"_s, u"sin/web"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"start sin/2c3d"_s});
}

void InstanceCommandsTest::tags()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"tag"_s, u"web"_s}), 0);
    QCOMPARE(m_bench->outText(), u"web: prod\n"_s);
    QVERIFY(m_bench->fake.calls.isEmpty());
    QCOMPARE(m_bench->run({u"machine"_s, u"tag"_s, u"web"_s, u"a"_s, u"b"_s}), 0);
    QCOMPARE(m_bench->run({u"machine"_s, u"tag"_s, u"web"_s, u"--add"_s, u"a"_s, u"--add"_s, u"prod"_s}), 0);
    QCOMPARE(m_bench->run({u"machine"_s, u"tag"_s, u"web"_s, u"--remove"_s, u"prod"_s}), 0);
    QCOMPARE(m_bench->run({u"machine"_s, u"tag"_s, u"web"_s, u"--clear"_s}), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"setTags fra/0a1b a,b"_s, u"setTags fra/0a1b prod,a"_s,
                                               u"setTags fra/0a1b "_s, u"setTags fra/0a1b "_s}));
}

void InstanceCommandsTest::locks()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"lock"_s, u"web"_s}), 0);
    QCOMPARE(m_bench->outText(), u"web: protected against deletion\n"_s);
    QCOMPARE(m_bench->run({u"machine"_s, u"unlock"_s, u"web"_s}), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"lock fra/0a1b"_s, u"unlock fra/0a1b"_s}));
}

void InstanceCommandsTest::lastLinesOfAText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("lines");
    QTest::addColumn<QByteArray>("last");
    QTest::newRow("two of three") << QByteArray("a\nb\nc\n") << 2 << QByteArray("b\nc\n");
    QTest::newRow("a line without an end") << QByteArray("a\nb\nc") << 2 << QByteArray("b\nc");
    QTest::newRow("all") << QByteArray("a\nb\n") << 2 << QByteArray("a\nb\n");
    QTest::newRow("more than there are") << QByteArray("a\nb\n") << 9 << QByteArray("a\nb\n");
    QTest::newRow("empty lines count") << QByteArray("a\n\n\n") << 2 << QByteArray("\n\n");
    QTest::newRow("none") << QByteArray("a\nb\n") << 0 << QByteArray();
    QTest::newRow("none of an open line") << QByteArray("a\nb") << 0 << QByteArray();
    QTest::newRow("of nothing") << QByteArray() << 3 << QByteArray();
    QTest::newRow("of one empty line") << QByteArray("\n") << 3 << QByteArray("\n");
}

void InstanceCommandsTest::lastLinesOfAText()
{
    QFETCH(QByteArray, text);
    QFETCH(int, lines);
    QFETCH(QByteArray, last);
    QCOMPARE(lastLines(text, lines), last);
}

void InstanceCommandsTest::printsTheConsole()
{
    m_bench->fake.console = "one\ntwo\xff\nthree\n";
    QCOMPARE(m_bench->run({u"machine"_s, u"logs"_s, u"web"_s}), 0);
    QCOMPARE(m_bench->out(), m_bench->fake.console);
    QCOMPARE(m_bench->run({u"machine"_s, u"logs"_s, u"web"_s, u"--tail"_s, u"1"_s}), 0);
    QCOMPARE(m_bench->out(), QByteArray("three\n"));
    QCOMPARE(m_bench->run({u"machine"_s, u"logs"_s, u"web"_s, u"--tail"_s, u"1"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"output"_s), u"three\n"_s);
    QCOMPARE(m_bench->object().value(u"end"_s).toInteger(), m_bench->fake.console.size());
}

void InstanceCommandsTest::followsTheConsole()
{
    m_bench->fake.console = "one\ntwo\n";
    m_bench->start({u"machine"_s, u"logs"_s, u"web"_s, u"-f"_s, u"--tail"_s, u"1"_s});
    QTRY_COMPARE(m_bench->out(), QByteArray("two\n"));
    m_bench->fake.console += "three\n";
    QTRY_COMPARE(m_bench->out(), QByteArray("two\nthree\n"));
    QCOMPARE(m_bench->exitCode(), -1);
    m_bench->fake.console = "anew\n"; // shorter than what was read: it was started again
    QTRY_COMPARE(m_bench->out(), QByteArray("two\nthree\nanew\n"));
}

void InstanceCommandsTest::metrics()
{
    m_bench->fake.metrics.residentBytes = 64 * 1024 * 1024;
    m_bench->fake.metrics.cpuTime = std::chrono::milliseconds(1500);
    m_bench->fake.metrics.requests = 7;
    QCOMPARE(m_bench->run({u"machine"_s, u"metrics"_s, u"web"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"64.00 MiB"_s), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"machine"_s, u"metrics"_s, u"web"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"requests"_s), 7);
    QCOMPARE(m_bench->object().value(u"cpu_time_ms"_s), 1500);
}

void InstanceCommandsTest::quotas()
{
    MetroQuota fra;
    fra.metro = u"fra"_s;
    fra.items = {{u"instances"_s, 2, 16}, {u"volumes"_s, 1, std::nullopt}};
    MetroQuota sin;
    sin.metro = u"sin"_s;
    sin.error = Error{};
    sin.error->code = ErrorCode::Unavailable;
    m_bench->fake.quotas = {fra, sin};
    QCOMPARE(m_bench->run({u"machine"_s, u"quotas"_s}), 6); // one metro did not answer
    QVERIFY2(m_bench->outText().contains(u"fra    instances     2     16"_s), qPrintable(m_bench->outText()));
    QVERIFY(m_bench->errText().contains(u"\"sin\""_s));
    QCOMPARE(m_bench->fake.calls, QStringList{u"fetchQuotas account-1"_s}); // the only one that has them
    m_bench->fake.quotas = {fra};
    QCOMPARE(m_bench->run({u"machine"_s, u"quotas"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->array().at(0).toObject().value(u"items"_s).toArray().size(), 2);
    QCOMPARE(m_bench->run({u"machine"_s, u"quotas"_s, u"--account"_s, u"home"_s}), 2);
}

void InstanceCommandsTest::checkpoints()
{
    QCOMPARE(m_bench->run({u"checkpoint"_s, u"web"_s, u"--name"_s, u"before"_s}), 0);
    QCOMPARE(m_bench->outText(), u"Checkpoint \"before\" of web: starting.\n"_s);
    QCOMPARE(m_bench->run({u"checkpoint"_s, u"web"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"id"_s), u"new"_s);
    m_bench->fake.snapshots = {
        {Snapshot::Kind::Checkpoint, MachineId{u"fra/9z"_s}, u"old"_s, u"checkpoint"_s, m_bench->now()}};
    QCOMPARE(m_bench->run({u"checkpoint"_s, u"--history"_s, u"web"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"fra/9z"_s));
    QCOMPARE(m_bench->run({u"checkpoint"_s, u"--history"_s, u"web"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->array().at(0).toObject().value(u"created_at"_s), u"2026-03-02T08:00:00Z"_s);
    QCOMPARE(m_bench->fake.calls,
             (QStringList{u"makeCheckpoint fra/0a1b before"_s, u"makeCheckpoint fra/0a1b "_s,
                          u"fetchCheckpointHistory fra/0a1b"_s, u"fetchCheckpointHistory fra/0a1b"_s}));
}

void InstanceCommandsTest::rawCalls()
{
    m_bench->fake.rawAnswer = "{\"status\": \"success\"}\xff";
    QCOMPARE(m_bench->run({u"raw"_s, u"get"_s, u"/v1/instances"_s, u"--account"_s, u"work"_s}), 0);
    QCOMPARE(m_bench->out(), m_bench->fake.rawAnswer);
    QCOMPARE(m_bench->run({u"raw"_s, u"PUT"_s, u"/v1/x"_s, u"[1]"_s, u"--metro"_s, u"sin"_s, u"--json"_s}),
             0);
    QCOMPARE(m_bench->out(), m_bench->fake.rawAnswer);
    QCOMPARE(m_bench->run({u"raw"_s, u"PUT"_s, u"/v1/x"_s, u"-"_s}, "[2]\n"), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"rawCall account-1  GET /v1/instances "_s,
                                               u"rawCall account-1 sin PUT /v1/x [1]"_s,
                                               u"rawCall account-1  PUT /v1/x [2]\n"_s}));
}

void InstanceCommandsTest::rawRefusals()
{
    QCOMPARE(m_bench->run({u"raw"_s, u"GET"_s, u"/v1/x"_s, u"--account"_s, u"home"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"Home"_s), qPrintable(m_bench->errText()));
    QVERIFY(m_bench->fake.calls.isEmpty());
    m_bench->fake.rawAnswer = R"({"status":"error","message":"No such API endpoint"})";
    QCOMPARE(m_bench->run({u"raw"_s, u"GET"_s, u"/v1/x"_s}), 6);
    QCOMPARE(m_bench->out(), m_bench->fake.rawAnswer);
    Error refusal;
    refusal.code = ErrorCode::InvalidArgument;
    refusal.httpStatus = 400;
    m_bench->fake.refusal = refusal;
    QCOMPARE(m_bench->run({u"raw"_s, u"GET"_s, u"/v1/x"_s}), 6);
    QVERIFY(m_bench->out().isEmpty());
}

void InstanceCommandsTest::listWatches()
{
    m_bench->start({u"machine"_s, u"list"_s, u"--account"_s, u"work"_s, u"--watch"_s});
    QTRY_VERIFY(m_bench->outText().contains(u"jobs  Work     sin"_s));
    const QString listed = m_bench->outText();
    Changes changes;
    Machine web = m_bench->fake.machines.at(0);
    web.phase = MachinePhase::Waking;
    changes.machines = {web, m_bench->fake.machines.at(1)};
    m_bench->engine()->tell(changes);
    QTRY_VERIFY(m_bench->outText().contains(u"web  Waking"_s));
    QCOMPARE(m_bench->outText().count(u'\n'), listed.count(u'\n') + 1);
    QCOMPARE(m_bench->exitCode(), -1);
}

QTEST_GUILESS_MAIN(InstanceCommandsTest)
#include "InstanceCommandsTest.moc"
