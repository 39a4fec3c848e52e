#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/SandboxFixture.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>

#include <QDir>
#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

struct Cloud
{
    explicit Cloud(const SandboxOptions& options = SandboxFixture::defaults())
        : fixture(options), api(fixture.endpoint(), fixture.key()), machine(api.runningMachine())
    {}

    QJsonObject run(const QJsonObject& order) { return api.ended(machine, api.execute(machine, order)); }
    QJsonObject output(const QJsonObject& execution)
    {
        return api.outputOf(machine, execution[u"execution_id"_s].toString());
    }
    QString path(const QString& execution, const QString& what = {}) const
    {
        return u"/v1/machines/%1/executions/%2%3"_s.arg(machine, execution, what);
    }
    QString home() const
    {
        return QFileInfo(fixture.sandbox().truthPath()).path() + u"/machines/%1/home"_s.arg(machine);
    }
    QByteArray homeFile(const QString& name) const
    {
        QFile file(home() + u'/' + name);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    mutable SandboxFixture fixture;
    ApiClient api;
    QString machine;
};

bool isGone(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

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
    void timesOut();
    void timeoutKillsWhatIgnoresSigterm();
    void endTakesChildrenAlong();
    void cancelKillsTheGroup();
    void deleteEnded();
    void sleepingMachineIsWoken();
    void stoppingMachineIsWokenAgain();
    void newMachineQueues();
    void sleepCancels();
    void destroyedMachineRefuses();
    void listIsPagedNewestFirst();
    void unknownIds();
    void runsInParallel();
    void truthTells();
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

void ExecutionsTest::timesOut()
{
    Cloud cloud;
    const QJsonObject ended = cloud.run(shell(u"echo before; sleep 1000"_s, {{u"timeout_ms"_s, 200}}));
    QCOMPARE(ended[u"status"_s].toString(), u"expired"_s);
    QCOMPARE(ended[u"error_code"_s].toString(), u"execution_timed_out"_s);
    QCOMPARE(ended[u"error_message"_s].toString(), u"execution exceeded timeout_ms"_s);
    QVERIFY(!ended.contains(u"exit_code"_s));
    QVERIFY(!ended.contains(u"signal"_s));
    QVERIFY(ended.contains(u"started_at"_s));
    QCOMPARE(cloud.output(ended)[u"stdout"_s].toString(), u"before\n"_s);
}

void ExecutionsTest::timeoutKillsWhatIgnoresSigterm()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 20; // SIGKILL 100 ms after SIGTERM
    Cloud cloud(options);
    const QJsonObject ended = cloud.run(
        shell(u"trap 'echo term' TERM; echo $$ > pid; while :; do sleep 1000 & echo $! > child; wait; done"_s,
              {{u"timeout_ms"_s, 200}}));
    QCOMPARE(ended[u"status"_s].toString(), u"expired"_s);
    QCOMPARE(cloud.output(ended)[u"stdout"_s].toString(), u"term\n"_s);
    QVERIFY(isGone(cloud.homeFile(u"pid"_s).toLongLong()));
    QVERIFY(isGone(cloud.homeFile(u"child"_s).toLongLong()));
}

void ExecutionsTest::endTakesChildrenAlong()
{
    Cloud cloud;
    // One child in the command's group, one in a session of its own, and a grandchild below that.
    const QJsonObject ended = cloud.run(
        shell(u"sleep 1000 & echo $! > a; setsid sh -c 'echo $$ > b; sleep 1000 & echo $! > c; wait' & "
              "while [ ! -s c ]; do sleep 0.01; done; exit 4"_s));
    QCOMPARE(ended[u"exit_code"_s], QJsonValue(4));
    for (const QString& name : {u"a"_s, u"b"_s, u"c"_s}) {
        const qint64 pid = cloud.homeFile(name).toLongLong();
        QVERIFY(pid > 0);
        QVERIFY2(isGone(pid), qPrintable(name));
    }
}

void ExecutionsTest::cancelKillsTheGroup()
{
    Cloud cloud;
    const QString id = cloud.api.execute(
        cloud.machine, shell(u"trap '' TERM; sleep 1000 & echo $! > child; echo $$ > pid; wait"_s));
    QTRY_VERIFY(!cloud.homeFile(u"pid"_s).isEmpty());
    const qint64 pid = cloud.homeFile(u"pid"_s).toLongLong();
    const qint64 child = cloud.homeFile(u"child"_s).toLongLong();
    QVERIFY(!isGone(pid) && !isGone(child));
    const Answer cancelled = cloud.api.call("DELETE", cloud.path(id));
    QCOMPARE(cancelled.status, 200);
    QCOMPARE(cancelled.text("status"), u"cancelled"_s);
    QVERIFY(cancelled.json.contains(u"completed_at"_s));
    QVERIFY(!cancelled.json.contains(u"exit_code"_s));
    QTRY_VERIFY(isGone(pid) && isGone(child));
    QCOMPARE(cloud.api.get(cloud.path(id)).text("status"), u"cancelled"_s);
}

void ExecutionsTest::deleteEnded()
{
    Cloud cloud;
    const QString id = cloud.run(shell(u"echo x"_s))[u"execution_id"_s].toString();
    const Answer removed = cloud.api.call("DELETE", cloud.path(id));
    QCOMPARE(removed.status, 200);
    QCOMPARE(removed.text("status"), u"succeeded"_s);
    QCOMPARE(cloud.api.get(cloud.path(id)).status, 404);
    QCOMPARE(cloud.api.get(cloud.path(id, u"/output"_s)).status, 404);
}

void ExecutionsTest::sleepingMachineIsWoken()
{
    Cloud cloud;
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status, 202);
    QTRY_COMPARE(cloud.api.phaseOf(cloud.machine), u"sleeping"_s);
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine), shell(u"true"_s));
    QCOMPARE(made.status, 200);
    QCOMPARE(made.text("status"), u"wake_in_progress"_s);
    QVERIFY(made.json[u"retry_after_ms"_s].toInt() > 0);
    const QJsonObject ended = cloud.api.ended(cloud.machine, made.text("execution_id"));
    QCOMPARE(ended[u"status"_s].toString(), u"succeeded"_s);
    QVERIFY(!ended.contains(u"retry_after_ms"_s));
    QCOMPARE(cloud.api.phaseOf(cloud.machine), u"running"_s);
}

void ExecutionsTest::stoppingMachineIsWokenAgain()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 10;
    Cloud cloud(options);
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).phase(), u"stopping"_s);
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine), shell(u"true"_s));
    QCOMPARE(made.text("status"), u"wake_in_progress"_s);
    QCOMPARE(cloud.api.ended(cloud.machine, made.text("execution_id"))[u"status"_s].toString(),
             u"succeeded"_s);
    QCOMPARE(cloud.fixture.truth(u"asleep"_s).size(), 1);
    QCOMPARE(cloud.fixture.truth(u"wake"_s).size(), 1);
}

void ExecutionsTest::newMachineQueues()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 10;
    Cloud cloud(options);
    const QString fresh = cloud.api.post(u"/v1/machines"_s, QJsonObject()).text("machine_id");
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(fresh), shell(u"true"_s));
    QCOMPARE(made.text("status"), u"queued"_s);
    QCOMPARE(cloud.api.ended(fresh, made.text("execution_id"))[u"status"_s].toString(), u"succeeded"_s);
}

void ExecutionsTest::sleepCancels()
{
    Cloud cloud;
    const QString id = cloud.api.execute(cloud.machine, shell(u"echo $$ > pid; sleep 1000"_s));
    QTRY_VERIFY(!cloud.homeFile(u"pid"_s).isEmpty());
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status, 202);
    const Answer ended = cloud.api.get(cloud.path(id));
    QCOMPARE(ended.text("status"), u"cancelled"_s);
    QCOMPARE(ended.text("error_code"), u"machine_stopped"_s);
    QVERIFY(!ended.json.contains(u"exit_code"_s));
    QTRY_VERIFY(isGone(cloud.homeFile(u"pid"_s).toLongLong()));
    // What it printed stays readable while the machine sleeps.
    QTRY_COMPARE(cloud.api.phaseOf(cloud.machine), u"sleeping"_s);
    QCOMPARE(cloud.api.get(cloud.path(id, u"/output"_s)).status, 200);
}

void ExecutionsTest::destroyedMachineRefuses()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 10;
    Cloud cloud(options);
    const QString running = cloud.api.execute(cloud.machine, shell(u"sleep 1000"_s));
    QCOMPARE(cloud.api.call("DELETE", u"/v1/machines/"_s + cloud.machine).status, 202);
    QCOMPARE(cloud.api.get(cloud.path(running)).text("error_code"), u"machine_stopped"_s);
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine), shell(u"true"_s));
    QCOMPARE(made.status, 200);
    QCOMPARE(made.text("status"), u"failed"_s);
    QCOMPARE(made.text("error_code"), u"machine_not_found"_s);
    QVERIFY(!made.json.contains(u"exit_code"_s));
    QVERIFY(!made.json.contains(u"started_at"_s));
}

void ExecutionsTest::listIsPagedNewestFirst()
{
    Cloud cloud;
    QStringList made;
    for (int i = 0; i < 5; ++i)
        made.prepend(cloud.api.execute(cloud.machine, shell(u"true"_s)));
    const QString path = u"/v1/machines/%1/executions"_s.arg(cloud.machine);
    QStringList seen;
    QString cursor;
    do {
        const Answer page =
            cloud.api.get(path + u"?limit=2"_s + (cursor.isEmpty() ? QString() : u"&cursor="_s + cursor));
        const QJsonArray items = page.items();
        QVERIFY(items.size() <= 2);
        for (const QJsonValue& item : items)
            seen.append(item[u"execution_id"_s].toString());
        cursor = page.text("next_cursor");
    } while (!cursor.isEmpty());
    QCOMPARE(seen, made);
}

void ExecutionsTest::unknownIds()
{
    Cloud cloud;
    QCOMPARE(cloud.api.get(cloud.path(u"wexec-none"_s)).status, 404);
    QCOMPARE(cloud.api.get(cloud.path(u"wexec-none"_s, u"/output"_s)).status, 404);
    QCOMPARE(cloud.api.call("DELETE", cloud.path(u"wexec-none"_s)).status, 404);
    QCOMPARE(cloud.api.get(u"/v1/machines/dm-none/executions"_s).status, 404);
    QCOMPARE(cloud.api.post(u"/v1/machines/dm-none/executions"_s, shell(u"true"_s)).status, 404);
}

void ExecutionsTest::runsInParallel()
{
    Cloud cloud;
    // Each waits for the other's file: one after the other they would never end.
    const QString a =
        cloud.api.execute(cloud.machine, shell(u"touch a; while [ ! -e b ]; do sleep 0.01; done"_s));
    const QString b =
        cloud.api.execute(cloud.machine, shell(u"touch b; while [ ! -e a ]; do sleep 0.01; done"_s));
    QCOMPARE(cloud.api.ended(cloud.machine, a)[u"status"_s].toString(), u"succeeded"_s);
    QCOMPARE(cloud.api.ended(cloud.machine, b)[u"status"_s].toString(), u"succeeded"_s);
}

void ExecutionsTest::truthTells()
{
    Cloud cloud;
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine),
                                       shell(u"echo 123"_s, {{u"env"_s, QJsonObject{{u"A"_s, u"secret"_s}}}}),
                                       Headers{{"Idempotency-Key", "run-1"}});
    const QString id = made.text("execution_id");
    QCOMPARE(cloud.api.ended(cloud.machine, id)[u"status"_s].toString(), u"succeeded"_s);
    QStringList events;
    for (const QJsonObject& line : cloud.fixture.truth()) {
        if (line[u"execution"_s] != id)
            continue;
        events.append(line[u"event"_s].toString());
        QCOMPARE(line[u"machine"_s].toString(), cloud.machine);
        QCOMPARE(line[u"key"_s].toString(), u"run-1"_s);
    }
    QCOMPARE(events, (QStringList{u"execution_created"_s, u"execution_started"_s, u"execution_ended"_s}));
    const QJsonObject created = cloud.fixture.truth(u"execution_created"_s).constLast();
    QCOMPARE(created[u"command"_s].toArray().at(2).toString(), u"echo 123"_s);
    QCOMPARE(created[u"env_keys"_s].toArray(), QJsonArray{u"A"_s});
    const QJsonObject ended = cloud.fixture.truth(u"execution_ended"_s).constLast();
    QCOMPARE(ended[u"status"_s].toString(), u"succeeded"_s);
    QCOMPARE(ended[u"exit_code"_s], QJsonValue(0));
    QCOMPARE(ended[u"bytes"_s], QJsonValue(4));
}

QTEST_GUILESS_MAIN(ExecutionsTest)
#include "ExecutionsTest.moc"
