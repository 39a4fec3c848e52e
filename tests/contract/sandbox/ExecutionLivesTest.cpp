#include "tests/contract/sandbox/CloudWithMachine.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

using Cloud = CloudWithMachine;

bool isGone(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

} // namespace

class ExecutionLivesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
    void truthKeepsItsForm();
};

void ExecutionLivesTest::timesOut()
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

void ExecutionLivesTest::timeoutKillsWhatIgnoresSigterm()
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

void ExecutionLivesTest::endTakesChildrenAlong()
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

void ExecutionLivesTest::cancelKillsTheGroup()
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

void ExecutionLivesTest::deleteEnded()
{
    Cloud cloud;
    const QString id = cloud.run(shell(u"echo x"_s))[u"execution_id"_s].toString();
    const Answer removed = cloud.api.call("DELETE", cloud.path(id));
    QCOMPARE(removed.status, 200);
    QCOMPARE(removed.text("status"), u"succeeded"_s);
    QCOMPARE(cloud.api.get(cloud.path(id)).status, 404);
    QCOMPARE(cloud.api.get(cloud.path(id, u"/output"_s)).status, 404);
}

void ExecutionLivesTest::sleepingMachineIsWoken()
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

void ExecutionLivesTest::stoppingMachineIsWokenAgain()
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

void ExecutionLivesTest::newMachineQueues()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.speed = 10;
    Cloud cloud(options);
    const QString fresh = cloud.api.post(u"/v1/machines"_s, QJsonObject()).text("machine_id");
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(fresh), shell(u"true"_s));
    QCOMPARE(made.text("status"), u"queued"_s);
    QCOMPARE(cloud.api.ended(fresh, made.text("execution_id"))[u"status"_s].toString(), u"succeeded"_s);
}

void ExecutionLivesTest::sleepCancels()
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

void ExecutionLivesTest::destroyedMachineRefuses()
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

void ExecutionLivesTest::listIsPagedNewestFirst()
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

void ExecutionLivesTest::unknownIds()
{
    Cloud cloud;
    QCOMPARE(cloud.api.get(cloud.path(u"wexec-none"_s)).status, 404);
    QCOMPARE(cloud.api.get(cloud.path(u"wexec-none"_s, u"/output"_s)).status, 404);
    QCOMPARE(cloud.api.call("DELETE", cloud.path(u"wexec-none"_s)).status, 404);
    QCOMPARE(cloud.api.get(u"/v1/machines/dm-none/executions"_s).status, 404);
    QCOMPARE(cloud.api.post(u"/v1/machines/dm-none/executions"_s, shell(u"true"_s)).status, 404);
}

void ExecutionLivesTest::runsInParallel()
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

void ExecutionLivesTest::truthTells()
{
    Cloud cloud;
    const Answer made = cloud.api.post(u"/v1/machines/%1/executions"_s.arg(cloud.machine),
                                       shell(u"echo 123"_s, {{u"env"_s, QJsonObject{{u"A"_s, u"secret"_s}}}}),
                                       Headers{{"Idempotency-Key", "run-1"}});
    const QString id = made.text("execution_id");
    QCOMPARE(cloud.api.ended(cloud.machine, id)[u"status"_s].toString(), u"succeeded"_s);
    QStringList events;
    for (const QJsonObject& line : cloud.fixture.truth()) {
        // Requests name what they are about, too.
        if (line[u"execution"_s] != id || line[u"event"_s] == u"request"_s)
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

/// Line by line as it stands in the file: the members that every reader knows come first and in their order,
/// and what else there is comes after them.
void ExecutionLivesTest::truthKeepsItsForm()
{
    static const QStringList kMembers{u"t"_s,       u"event"_s,  u"machine"_s,   u"execution"_s, u"key"_s,
                                      u"command"_s, u"status"_s, u"exit_code"_s, u"bytes"_s};
    Cloud cloud;
    for (const QString& script : {u"true"_s, u"exit 3"_s, u"kill -9 $$"_s})
        static_cast<void>(cloud.api.ended(cloud.machine, cloud.api.execute(cloud.machine, shell(script))));
    QCOMPARE(cloud.api.post(u"/v1/machines/%1/sleep"_s.arg(cloud.machine)).status / 100, 2);
    QTRY_VERIFY(!cloud.fixture.truth(u"asleep"_s).isEmpty());
    QFile file(cloud.fixture.sandbox().truthPath());
    QVERIFY(file.open(QFile::ReadOnly));
    QSet<QString> events;
    static const QRegularExpression kMember(uR"x([{,]"([a-z_]+)":)x"_s);
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        QVERIFY(line.endsWith("}\n"));
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QStringList all;
        for (auto it = kMember.globalMatch(QString::fromUtf8(line)); it.hasNext();)
            all.append(it.next().captured(1));
        QCOMPARE(all.size(), object.size());
        QCOMPARE(all.mid(0, 2), (QStringList{u"t"_s, u"event"_s}));
        QVERIFY(object[u"t"_s].toInteger() > 1'000'000'000'000'000); // microseconds
        qsizetype known = -1;
        bool others = false;
        for (const QString& name : std::as_const(all)) {
            const qsizetype at = kMembers.indexOf(name);
            others = others || at < 0;
            QVERIFY2(at < 0 || (!others && at > known), line.constData());
            known = std::max(known, at);
        }
        events.insert(object[u"event"_s].toString());
    }
    for (const char16_t* event : {u"request", u"execution_created", u"execution_started", u"execution_ended",
                                  u"running", u"sleep", u"asleep"})
        QVERIFY2(events.contains(QString::fromUtf16(event)), qPrintable(QString::fromUtf16(event)));
}

QTEST_GUILESS_MAIN(ExecutionLivesTest)
#include "ExecutionLivesTest.moc"
