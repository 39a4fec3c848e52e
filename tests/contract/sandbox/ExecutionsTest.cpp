#include "tests/contract/sandbox/CloudWithMachine.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

using Cloud = CloudWithMachine;

} // namespace

class ExecutionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void succeeds();
    void failsWithItsCode();
    void endsBySignal();
    void programNotFound_data();
    void programNotFound();
    void refusesOrders_data();
    void refusesOrders();
    void environmentIsNotInherited();
    void environmentValuesAreNowhere();
    void workingDirectory_data();
    void workingDirectory();
    void machineKeepsItsFiles();
    void stdinIsGiven();
    void outputIsCut();
    void invalidUtf8();
    void silentCommand();
    void outputWhileRunning();
    void events();
};

void ExecutionsTest::succeeds()
{
    Cloud cloud;
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine),
                                       shell(u"echo out; echo err >&2"_s));
    QCOMPARE(made.status, 200);
    QCOMPARE(made.text("status"), u"queued"_s);
    QVERIFY(!made.json.contains(u"started_at"_s));
    QVERIFY(made.text("execution_id").startsWith(u"wexec-"_s));
    const QJsonObject ended = cloud.api.ended(cloud.machine, made.text("execution_id"));
    QCOMPARE(ended[u"status"_s].toString(), u"succeeded"_s);
    QCOMPARE(ended[u"exit_code"_s], QJsonValue(0));
    QVERIFY(ended.contains(u"started_at"_s));
    QVERIFY(!ended.contains(u"error_code"_s));
    QVERIFY(!ended.contains(u"signal"_s));
    QCOMPARE(ended[u"command"_s].toArray().at(2).toString(), u"echo out; echo err >&2"_s);
    QCOMPARE(cloud.output(ended), (QJsonObject{{u"execution_id"_s, ended[u"execution_id"_s]},
                                               {u"stdout"_s, u"out\n"_s},
                                               {u"stdout_bytes"_s, 4},
                                               {u"stderr"_s, u"err\n"_s},
                                               {u"stderr_bytes"_s, 4}}));
}

void ExecutionsTest::failsWithItsCode()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"exit 7"_s));
    QCOMPARE(ended[u"status"_s].toString(), u"failed"_s);
    QCOMPARE(ended[u"exit_code"_s], QJsonValue(7));
    QVERIFY(!ended.contains(u"error_code"_s));
}

void ExecutionsTest::endsBySignal()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"kill -9 $$"_s));
    QCOMPARE(ended[u"status"_s].toString(), u"failed"_s);
    QCOMPARE(ended[u"signal"_s], QJsonValue(9));
    QVERIFY(!ended.contains(u"exit_code"_s));
    QVERIFY(!ended.contains(u"error_code"_s));
}

void ExecutionsTest::programNotFound_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<int>("code");
    QTest::addRow("bare name") << u"no-such-program"_s << 127;
    QTest::addRow("path") << u"/no/such/program"_s << 127;
    QTest::addRow("directory") << u"/usr/bin"_s << 126;
    QTest::addRow("no permission") << u"./plain"_s << 126;
}

void ExecutionsTest::programNotFound()
{
    QFETCH(QString, program);
    QFETCH(int, code);
    Cloud cloud;
    QCOMPARE(cloud.run(shell(u"touch plain"_s))[u"exit_code"_s], QJsonValue(0));
    const QJsonObject ended = cloud.run({{u"command"_s, QJsonArray{program}}});
    QCOMPARE(ended[u"status"_s].toString(), u"failed"_s);
    QCOMPARE(ended[u"exit_code"_s], QJsonValue(code));
    QVERIFY(cloud.output(ended)[u"stderr"_s].toString().startsWith(program));
}

void ExecutionsTest::refusesOrders_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addRow("no JSON") << QByteArray("{") << 400;
    QTest::addRow("no command") << QByteArray("{}") << 422;
    QTest::addRow("null") << QByteArray(R"({"command":null})") << 422;
    QTest::addRow("empty") << QByteArray(R"({"command":[]})") << 422;
    QTest::addRow("empty program") << QByteArray(R"({"command":[""]})") << 422;
    QTest::addRow("text") << QByteArray(R"({"command":"ls"})") << 422;
    QTest::addRow("number") << QByteArray(R"({"command":["ls",1]})") << 422;
    QTest::addRow("NUL") << QByteArray(R"({"command":["ls","\u0000"]})") << 422;
    QTest::addRow("env value") << QByteArray(R"({"command":["ls"],"env":{"A":1}})") << 422;
    QTest::addRow("env name") << QByteArray(R"({"command":["ls"],"env":{"A=B":"1"}})") << 422;
    QTest::addRow("timeout") << QByteArray(R"({"command":["ls"],"timeout_ms":-1})") << 422;
    QTest::addRow("timeout text") << QByteArray(R"({"command":["ls"],"timeout_ms":"1"})") << 422;
    QTest::addRow("unknown field") << QByteArray(R"({"command":["ls"],"wake_if_needed":true})") << 422;
}

void ExecutionsTest::refusesOrders()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    Cloud cloud;
    const QString path = u"/v1/machines/%1/executions"_s.arg(cloud.machine);
    QCOMPARE(cloud.api.call("POST", path, body).status, status);
    QCOMPARE(cloud.api.get(path).items().size(), 0);
}

void ExecutionsTest::environmentIsNotInherited()
{
    qputenv("SANDBOX_CANARY", "must not get out");
    Cloud cloud;
    const QJsonObject ended =
        cloud.run({{u"command"_s, QJsonArray{u"env"_s}},
                   {u"env"_s, QJsonObject{{u"GREETING"_s, u"hello world"_s}, {u"EMPTY"_s, QString()}}}});
    QStringList lines = cloud.output(ended)[u"stdout"_s].toString().split(u'\n', Qt::SkipEmptyParts);
    lines.sort();
    QCOMPARE(lines, (QStringList{u"EMPTY="_s, u"GREETING=hello world"_s, u"HOME="_s + cloud.home(),
                                 u"LANG=C.UTF-8"_s,
                                 u"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"_s}));
    qunsetenv("SANDBOX_CANARY");
}

void ExecutionsTest::environmentValuesAreNowhere()
{
    Cloud cloud;
    const QByteArray canary = "canary-7f3a9";
    const QJsonObject ended =
        cloud.run({{u"command"_s, QJsonArray{u"/bin/sh"_s, u"-c"_s, u"cat > /dev/null"_s}},
                   {u"stdin"_s, QString::fromLatin1(canary)},
                   {u"env"_s, QJsonObject{{u"TOKEN"_s, QString::fromLatin1(canary)}}}});
    QCOMPARE(ended[u"env_keys"_s].toArray(), QJsonArray{u"TOKEN"_s});
    int files = 0;
    QDir root(QFileInfo(cloud.fixture.sandbox().truthPath()).path());
    QStringList dirs{root.path()};
    while (!dirs.isEmpty()) {
        const QDir dir(dirs.takeFirst());
        for (const QFileInfo& info :
             dir.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden)) {
            if (info.isDir()) {
                dirs.append(info.filePath());
                QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther),
                         QFile::Permissions());
                continue;
            }
            QFile file(info.filePath());
            QVERIFY(file.open(QFile::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains(canary), qPrintable(info.filePath()));
            if (info.fileName() != u"key"_s)
                QVERIFY2(!content.contains(cloud.fixture.key().toLatin1()), qPrintable(info.filePath()));
            QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
            ++files;
        }
    }
    QVERIFY(files >= 5);
}

void ExecutionsTest::workingDirectory_data()
{
    QTest::addColumn<QString>("cwd");
    QTest::addColumn<QString>("expected"); // below the machine's home; null: refused
    QTest::addRow("home") << u"/home/machine"_s << u""_s;
    QTest::addRow("root") << u"/root"_s << u""_s;
    QTest::addRow("below home") << u"/home/machine/data/in"_s << u"/data/in"_s;
    QTest::addRow("below root") << u"/root/data"_s << u"/data"_s;
    QTest::addRow("relative") << u"data"_s << u"/data"_s;
    QTest::addRow("absolute") << u"/data"_s << u"/data"_s;
    QTest::addRow("upwards") << u"../../../data"_s << u"/data"_s;
    QTest::addRow("upwards absolute") << u"/root/../../.."_s << u""_s;
    QTest::addRow("only looks like home") << u"/rooted"_s << QString();
    QTest::addRow("missing") << u"nowhere"_s << QString();
}

void ExecutionsTest::workingDirectory()
{
    QFETCH(QString, cwd);
    QFETCH(QString, expected);
    Cloud cloud;
    QVERIFY(QDir(cloud.home()).mkpath(u"data/in"_s));
    const QJsonObject ended = cloud.run({{u"command"_s, QJsonArray{u"pwd"_s}}, {u"cwd"_s, cwd}});
    QCOMPARE(ended[u"cwd"_s].toString(), cwd);
    if (expected.isNull()) {
        QCOMPARE(ended[u"status"_s].toString(), u"failed"_s);
        QCOMPARE(ended[u"error_code"_s].toString(), u"execution_runner_prepare_failed"_s);
        QVERIFY(!ended.contains(u"exit_code"_s));
        QVERIFY(!ended.contains(u"started_at"_s));
        return;
    }
    QCOMPARE(cloud.output(ended)[u"stdout"_s].toString(), cloud.home() + expected + u'\n');
}

void ExecutionsTest::machineKeepsItsFiles()
{
    Cloud cloud;
    QCOMPARE(cloud.run(shell(u"echo kept > note"_s))[u"exit_code"_s], QJsonValue(0));
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status, 202);
    QTRY_COMPARE(cloud.api.phaseOf(cloud.machine), u"sleeping"_s);
    QCOMPARE(cloud.output(cloud.run(shell(u"cat note"_s)))[u"stdout"_s].toString(), u"kept\n"_s);
}

void ExecutionsTest::stdinIsGiven()
{
    Cloud cloud;
    const QString text = u"line one\nzwölf\n"_s;
    const QJsonObject ended = cloud.run({{u"command"_s, QJsonArray{u"cat"_s}}, {u"stdin"_s, text}});
    QCOMPARE(cloud.output(ended)[u"stdout"_s].toString(), text);
    // Without one, reading ends at once; and a command that does not read it is not disturbed.
    QCOMPARE(cloud.run({{u"command"_s, QJsonArray{u"cat"_s}}})[u"exit_code"_s], QJsonValue(0));
    QCOMPARE(cloud.run({{u"command"_s, QJsonArray{u"true"_s}},
                        {u"stdin"_s, QString(500'000, u'x')}})[u"exit_code"_s],
             QJsonValue(0));
}

void ExecutionsTest::outputIsCut()
{
    Cloud cloud;
    // 1 MiB is reached in the middle of a character of two bytes.
    const QJsonObject ended = cloud.run(shell(u"printf a; yes é | tr -d '\\n' | head -c 3000000"_s));
    QCOMPARE(ended[u"stdout_bytes"_s].toInteger(), qint64(3'000'001));
    QCOMPARE(ended[u"stdout_truncated"_s], QJsonValue(true));
    QVERIFY(!ended.contains(u"stderr_truncated"_s));
    const QJsonObject output = cloud.output(ended);
    QCOMPARE(output[u"stdout_bytes"_s].toInteger(), qint64(3'000'001));
    QCOMPARE(output[u"stdout_truncated"_s], QJsonValue(true));
    QCOMPARE(output[u"stdout"_s].toString(), u'a' + QString((1024 * 1024 - 1) / 2, u'é'));
}

void ExecutionsTest::invalidUtf8()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"printf 'a\\377b\\303'"_s));
    const QJsonObject output = cloud.output(ended);
    QCOMPARE(output[u"stdout"_s].toString(), u"a\uFFFDb\uFFFD"_s);
    QCOMPARE(output[u"stdout_bytes"_s], QJsonValue(4));
}

void ExecutionsTest::silentCommand()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"true"_s));
    QCOMPARE(cloud.output(ended), (QJsonObject{{u"execution_id"_s, ended[u"execution_id"_s]}}));
}

void ExecutionsTest::outputWhileRunning()
{
    Cloud cloud;
    const QString id = cloud.api.execute(cloud.machine, shell(u"echo first; sleep 1000"_s));
    QTRY_COMPARE(cloud.api.outputOf(cloud.machine, id)[u"stdout"_s].toString(), u"first\n"_s);
    const Answer events = cloud.api.get(cloud.path(id, u"/events"_s));
    QVERIFY(!events.text("next_cursor").isEmpty());
    QCOMPARE(cloud.api.get(cloud.path(id)).text("status"), u"running"_s);
    QCOMPARE(cloud.api.call("DELETE", cloud.path(id)).text("status"), u"cancelled"_s);
    QCOMPARE(cloud.api.outputOf(cloud.machine, id)[u"stdout"_s].toString(), u"first\n"_s);
    // A client that follows the events goes on from its cursor and then finds the end.
    const Answer rest = cloud.api.get(cloud.path(id, u"/events?cursor="_s + events.text("next_cursor")));
    QCOMPARE(rest.items().size(), 1);
    QCOMPARE(rest.items().at(0)[u"status"_s].toString(), u"cancelled"_s);
    QVERIFY(rest.text("next_cursor").isEmpty());
}

void ExecutionsTest::events()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"echo one; echo two >&2; exit 3"_s));
    const QString id = ended[u"execution_id"_s].toString();
    const QJsonArray items = cloud.api.get(cloud.path(id, u"/events"_s)).items();
    QStringList told;
    QString out;
    QString err;
    int sequence = 0;
    for (const QJsonValue& item : items) {
        QCOMPARE(item[u"sequence"_s].toInt(), ++sequence);
        QVERIFY(item.toObject().contains(u"at"_s));
        const QString type = item[u"type"_s].toString();
        if (type == u"lifecycle")
            told.append(item[u"status"_s].toString());
        (type == u"stdout" ? out : err) += item[u"chunk"_s].toString();
    }
    QCOMPARE(told, (QStringList{u"queued"_s, u"running"_s, u"failed"_s}));
    QCOMPARE(items.last()[u"exit_code"_s], QJsonValue(3));
    QCOMPARE(out, u"one\n"_s);
    QCOMPARE(err, u"two\n"_s);
    const Answer first = cloud.api.get(cloud.path(id, u"/events?limit=2"_s));
    QCOMPARE(first.items().size(), 2);
    const Answer second =
        cloud.api.get(cloud.path(id, u"/events?limit=200&cursor="_s + first.text("next_cursor")));
    QCOMPARE(second.items().at(0)[u"sequence"_s].toInt(), 3);
    QCOMPARE(second.items().size(), items.size() - 2);
    QVERIFY(second.text("next_cursor").isEmpty());
}

QTEST_GUILESS_MAIN(ExecutionsTest)
#include "ExecutionsTest.moc"
