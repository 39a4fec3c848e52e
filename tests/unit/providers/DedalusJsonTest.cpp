#include "core/providers/dedalus/DedalusJson.h"
#include "core/model/TimeText.h"
#include "core/providers/dedalus/DedalusUrl.h"

#include <QJsonDocument>
#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class DedalusJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void machines_data();
    void machines();
    void aWholeMachine();
    void phases_data();
    void phases();
    void executions_data();
    void executions();
    void aWholeExecution();
    void pages_data();
    void pages();
    void outputs();
    void refusesWhatHasNoId();
    void executionBodies_data();
    void executionBodies();
    void machineBodies();
    void urls_data();
    void urls();
};

namespace {

const AccountId kAccount{u"account"_s};

QJsonObject object(const char* json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        qFatal("%s: %s", json, qPrintable(error.errorString()));
    return document.object();
}

} // namespace

void DedalusJsonTest::machines_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("rawPhase");
    QTest::addColumn<QString>("revision");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("autosleep"); // -1: not told
    QTest::addRow("April: no autosleep")
        << object(
               R"({"machine_id":"dm-3","vcpu":1,"memory_mib":512,"storage_gib":10,"desired_state":"running",
            "status":{"phase":"running","reason":"DesiredStateReached","retryable":false,"revision":"42",
            "last_transition_at":"2026-04-05T18:27:33Z","last_progress_at":"2026-04-05T18:27:33Z"}})")
        << u"running"_s << u"42"_s << QString() << -1;
    QTest::addRow("May: autosleep and a failure")
        << object(R"({"machine_id":"dm-019fd32e-40e9-72f4-9cb4-007ed53735ba","vcpu":0.25,"memory_mib":1024,
            "storage_gib":10,"autosleep_seconds":300,"desired_state":"running","status":{"phase":"failed",
            "reason":"x","last_error":"NoReadyHosts","retryable":true,"revision":"7"}})")
        << u"failed"_s << u"7"_s << u"NoReadyHosts"_s << 300;
    QTest::addRow("flat phase, nothing else") << object(R"({"machine_id":"dm-3","phase":"sleeping"})")
                                              << u"sleeping"_s << QString() << QString() << -1;
    QTest::addRow("both: the status object is the fresher one")
        << object(
               R"({"machine_id":"019fd32e-40e9-72f4-9cb4-007ed53735ba","phase":"starting","autosleep_seconds":0,
            "status":{"phase":"running","revision":"9","memory_resize_state":"stable"},"autoresizing":{}})")
        << u"running"_s << u"9"_s << QString() << 0;
    QTest::addRow("nulls where fields may be absent")
        << object(R"({"machine_id":"dm-3","phase":"wake_pending","status":null,"autosleep_seconds":null,
            "created_at":null})")
        << u"wake_pending"_s << QString() << QString() << -1;
    QTest::addRow("a phase from the future") << object(R"({"machine_id":"dm-3","phase":"hibernating"})")
                                             << u"hibernating"_s << QString() << QString() << -1;
}

void DedalusJsonTest::machines()
{
    QFETCH(QJsonObject, json);
    QFETCH(QString, rawPhase);
    QFETCH(QString, revision);
    QFETCH(QString, reason);
    QFETCH(int, autosleep);
    const auto machine = machineFromJson(json, kAccount);
    QVERIFY(machine.has_value());
    QCOMPARE(machine->key.account, kAccount);
    QCOMPARE(machine->rawPhase, rawPhase);
    QCOMPARE(machine->phase, dedalusPhase(rawPhase));
    QCOMPARE(machine->revision, revision);
    QCOMPARE(machine->reason, reason);
    QCOMPARE(machine->autosleep ? static_cast<int>(machine->autosleep->count()) : -1, autosleep);
    QVERIFY(machine->name.isEmpty());
}

void DedalusJsonTest::aWholeMachine()
{
    const auto machine = machineFromJson(
        object(
            R"({"machine_id":"dm-3","vcpu":1.5,"memory_mib":1024,"storage_gib":10,"autosleep_seconds":9223372036,
            "desired_state":"sleeping","created_at":"2026-08-05T18:27:34.091276598Z",
            "status":{"phase":"stopping","reason":"because","revision":12,"last_transition_at":"2026-08-05T18:27:33Z"}})"),
        kAccount);
    QVERIFY(machine.has_value());
    QCOMPARE(machine->key.machine.value, u"dm-3"_s);
    QCOMPARE(machine->vcpu, 1.5);
    QCOMPARE(machine->memoryMib, qint64(1024));
    QCOMPARE(machine->storageGib, qint64(10));
    QCOMPARE(machine->autosleep, seconds(9'223'372'036));
    QCOMPARE(machine->desiredState, u"sleeping"_s);
    QCOMPARE(machine->reason, u"because"_s);
    QCOMPARE(machine->revision, u"12"_s);
    QCOMPARE(machine->phase, MachinePhase::GoingToSleep);
    QCOMPARE(toRfc3339(*machine->createdAt), u"2026-08-05T18:27:34.091276Z"_s);
    QCOMPARE(toRfc3339(*machine->lastTransitionAt), u"2026-08-05T18:27:33Z"_s);
}

void DedalusJsonTest::phases_data()
{
    QTest::addColumn<int>("phase");
    const auto row = [](const char* word, MachinePhase phase) {
        QTest::addRow("%s", word) << static_cast<int>(phase);
    };
    row("accepted", MachinePhase::Creating);
    row("placement_pending", MachinePhase::Creating);
    row("starting", MachinePhase::Waking);
    row("wake_pending", MachinePhase::Waking);
    row("running", MachinePhase::Running);
    row("stopping", MachinePhase::GoingToSleep);
    row("sleep_pending", MachinePhase::GoingToSleep);
    row("sleeping", MachinePhase::Sleeping);
    row("destroying", MachinePhase::Deleting);
    row("destroyed", MachinePhase::Deleted);
    row("failed", MachinePhase::Failed);
    row("Running", MachinePhase::Unknown);
    row("resting", MachinePhase::Unknown);
}

void DedalusJsonTest::phases()
{
    QFETCH(int, phase);
    QCOMPARE(static_cast<int>(dedalusPhase(QString::fromLatin1(QTest::currentDataTag()))), phase);
}

void DedalusJsonTest::executions_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("exitCode"); // -1: absent
    QTest::addColumn<bool>("started");
    QTest::addColumn<QString>("errorCode");
    const auto row = [](const char* name, const char* json, ExecutionStatus status, int exitCode,
                        bool started, const QString& errorCode) {
        QTest::addRow("%s", name) << object(json) << static_cast<int>(status) << exitCode << started
                                  << errorCode;
    };
    row("exit 0",
        R"({"execution_id":"wexec-1","status":"succeeded","exit_code":0,"started_at":"2026-08-05T18:27:34Z"})",
        ExecutionStatus::Succeeded, 0, true, {});
    row("exit 7",
        R"({"execution_id":"wexec-1","status":"failed","exit_code":7,"started_at":"2026-08-05T18:27:34Z"})",
        ExecutionStatus::Failed, 7, true, {});
    row("out of time",
        R"({"execution_id":"wexec-1","status":"expired","error_code":"execution_timed_out",
            "error_message":"execution exceeded timeout_ms","started_at":"2026-08-05T18:27:34Z"})",
        ExecutionStatus::Expired, -1, true, u"execution_timed_out"_s);
    row("refused before it ran",
        R"({"execution_id":"wexec-1","status":"failed","error_code":"machine_not_routable"})",
        ExecutionStatus::Failed, -1, false, u"machine_not_routable"_s);
    row("waking", R"({"execution_id":"wexec-1","status":"wake_in_progress","retry_after_ms":1000})",
        ExecutionStatus::WakeInProgress, -1, false, {});
    row("queued", R"({"execution_id":"wexec-1","status":"queued","exit_code":null})", ExecutionStatus::Queued,
        -1, false, {});
    row("running", R"({"execution_id":"wexec-1","status":"running"})", ExecutionStatus::Running, -1, false,
        {});
    row("cancelled", R"({"execution_id":"wexec-1","status":"cancelled"})", ExecutionStatus::Cancelled, -1,
        false, {});
    row("a word from the future", R"({"execution_id":"wexec-1","status":"paused"})", ExecutionStatus::Unknown,
        -1, false, {});
    row("no status", R"({"execution_id":"wexec-1"})", ExecutionStatus::Unknown, -1, false, {});
}

void DedalusJsonTest::executions()
{
    QFETCH(QJsonObject, json);
    QFETCH(int, status);
    QFETCH(int, exitCode);
    QFETCH(bool, started);
    QFETCH(QString, errorCode);
    const auto execution = executionFromJson(json);
    QVERIFY(execution.has_value());
    QCOMPARE(static_cast<int>(execution->status), status);
    QCOMPARE(execution->exitCode.value_or(-1), exitCode);
    QCOMPARE(execution->startedAt.has_value(), started);
    QCOMPARE(execution->errorCode, errorCode);
}

void DedalusJsonTest::aWholeExecution()
{
    const auto execution = executionFromJson(object(
        R"({"execution_id":"wexec-9","machine_id":"dm-3","status":"failed","command":["/bin/bash","-c","x"],
            "env_keys":["A","B"],"created_at":"2026-08-05T18:27:33Z","started_at":"2026-08-05T18:27:34.5Z",
            "completed_at":"2026-08-05T18:27:36Z","signal":9,"stdout_bytes":10,"stderr_bytes":0,
            "stdout_truncated":true,"retry_after_ms":250,"artifacts":null,"log_capture":{}})"));
    QVERIFY(execution.has_value());
    QCOMPARE(execution->id.value, u"wexec-9"_s);
    QCOMPARE(execution->machine.value, u"dm-3"_s);
    QCOMPARE(execution->command, (QStringList{u"/bin/bash"_s, u"-c"_s, u"x"_s}));
    QCOMPARE(execution->envKeys, (QStringList{u"A"_s, u"B"_s}));
    QCOMPARE(execution->signal, std::optional(9));
    QVERIFY(!execution->exitCode);
    QCOMPARE(execution->stdoutBytes, std::optional<qint64>(10));
    QCOMPARE(execution->stderrBytes, std::optional<qint64>(0));
    QVERIFY(execution->stdoutTruncated && !execution->stderrTruncated);
    QCOMPARE(execution->retryAfter, milliseconds(250));
    QCOMPARE(*execution->completedAt - *execution->startedAt, milliseconds(1500));
}

void DedalusJsonTest::pages_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<int>("items"); // -1: refused
    QTest::addColumn<QString>("cursor");
    QTest::addRow("items") << object(
                                  R"({"items":[{"machine_id":"a"},{"machine_id":"b"}],"next_cursor":"n=="})")
                           << 2 << u"n=="_s;
    QTest::addRow("last page") << object(R"({"items":[{"machine_id":"a"}]})") << 1 << QString();
    QTest::addRow("null cursor") << object(R"({"items":[{"machine_id":"a"}],"next_cursor":null})") << 1
                                 << QString();
    QTest::addRow("null items") << object(R"({"items":null})") << 0 << QString();
    QTest::addRow("empty page with a cursor")
        << object(R"({"items":[],"next_cursor":"n"})") << 0 << QString();
    QTest::addRow("no items") << object(R"({"machines":[]})") << -1 << QString();
    QTest::addRow("items of the wrong kind") << object(R"({"items":{"a":1}})") << -1 << QString();
    QTest::addRow("an item without an id") << object(R"({"items":[{"vcpu":1}]})") << -1 << QString();
}

void DedalusJsonTest::pages()
{
    QFETCH(QJsonObject, json);
    QFETCH(int, items);
    QFETCH(QString, cursor);
    const auto page = machinePageFromJson(json, kAccount);
    QCOMPARE(page ? static_cast<int>(page->items.size()) : -1, items);
    if (page)
        QCOMPARE(page->nextCursor, cursor);
    else
        QCOMPARE(page.error().code, ErrorCode::BadAnswer);
}

void DedalusJsonTest::outputs()
{
    const auto silent = outputFromJson(object(R"({"execution_id":"wexec-1"})"));
    QVERIFY(silent.has_value());
    QVERIFY(silent->stdoutText.isEmpty() && silent->stderrText.isEmpty() && !silent->stdoutTotal);
    const auto spoken = outputFromJson(object(
        R"({"execution_id":"wexec-1","stdout":"héllo\n","stdout_bytes":7,"stderr":"e","stderr_bytes":99,
            "stderr_truncated":true})"));
    QVERIFY(spoken.has_value());
    QCOMPARE(spoken->stdoutText, QByteArray("h\xc3\xa9llo\n"));
    QCOMPARE(spoken->stdoutTotal, std::optional<qint64>(7));
    QCOMPARE(spoken->stderrTotal, std::optional<qint64>(99));
    QVERIFY(spoken->stderrTruncated && !spoken->stdoutTruncated);
}

void DedalusJsonTest::refusesWhatHasNoId()
{
    for (const char* json : {"{}", R"({"machine_id":""})", R"({"machine_id":7})", R"({"id":"x"})"})
        QCOMPARE(machineFromJson(object(json), kAccount).error().code, ErrorCode::BadAnswer);
    QCOMPARE(executionFromJson(object("{}")).error().code, ErrorCode::BadAnswer);
    QCOMPARE(outputFromJson(object(R"({"stdout":"x"})")).error().code, ErrorCode::BadAnswer);
}

void DedalusJsonTest::executionBodies_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("cwd");
    QTest::addColumn<QStringList>("env");
    QTest::addColumn<QString>("stdinText");
    QTest::addColumn<QByteArray>("body");
    QTest::addRow("least") << QStringList{u"/bin/true"_s} << QString() << QStringList{} << QString()
                           << QByteArray(R"({"command":["/bin/true"],"timeout_ms":300000})");
    QTest::addRow("everything") << QStringList{u"/bin/bash"_s, u"-c"_s, u"echo \"hi\""_s}
                                << u"/home/machine"_s << QStringList{u"B"_s, u"A"_s} << u"in"_s
                                << QByteArray(
                                       R"({"command":["/bin/bash","-c","echo \"hi\""],"cwd":"/home/machine",)"
                                       R"("env":{"A":"1","B":"1"},"stdin":"in","timeout_ms":300000})");
}

void DedalusJsonTest::executionBodies()
{
    QFETCH(QStringList, argv);
    QFETCH(QString, cwd);
    QFETCH(QStringList, env);
    QFETCH(QString, stdinText);
    QFETCH(QByteArray, body);
    ExecutionSpec spec;
    spec.argv = argv;
    spec.cwd = cwd;
    for (const QString& name : env)
        spec.env.insert(name, u"1"_s);
    spec.stdinText = stdinText;
    spec.timeout = minutes(5);
    QCOMPARE(executionBodyOf(spec), body);
}

void DedalusJsonTest::machineBodies()
{
    MachineSpec spec;
    QCOMPARE(machineBody(spec), QByteArray(R"({"memory_mib":1024,"storage_gib":10,"vcpu":1})"));
    spec.vcpu = 0.25;
    spec.autosleep = u"5m"_s;
    QCOMPARE(machineBody(spec),
             QByteArray(R"({"autosleep":"5m","memory_mib":1024,"storage_gib":10,"vcpu":0.25})"));
}

void DedalusJsonTest::urls_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QStringList>("segments");
    QTest::addColumn<QString>("url"); // empty: refused
    const QString base = u"https://dcs.example.com"_s;
    QTest::addRow("plain") << base << QStringList{u"machines"_s, u"dm-3"_s}
                           << u"https://dcs.example.com/v1/machines/dm-3"_s;
    QTest::addRow("slash at the end")
        << base + u"//"_s << QStringList{u"machines"_s} << u"https://dcs.example.com/v1/machines"_s;
    QTest::addRow("version at the end")
        << base + u"/v1/"_s << QStringList{u"machines"_s} << u"https://dcs.example.com/v1/machines"_s;
    QTest::addRow("below a path") << base + u"/proxy"_s << QStringList{u"machines"_s}
                                  << u"https://dcs.example.com/proxy/v1/machines"_s;
    QTest::addRow("encoded") << base << QStringList{u"machines"_s, u"a/b c?d#e%f"_s}
                             << u"https://dcs.example.com/v1/machines/a%2Fb%20c%3Fd%23e%25f"_s;
    QTest::addRow("dot") << base << QStringList{u"machines"_s, u"."_s} << QString();
    QTest::addRow("dots") << base << QStringList{u"machines"_s, u".."_s} << QString();
    QTest::addRow("nothing") << base << QStringList{u"machines"_s, QString()} << QString();
}

void DedalusJsonTest::urls()
{
    QFETCH(QString, endpoint);
    QFETCH(QStringList, segments);
    QFETCH(QString, url);
    const auto made = dedalusUrl(QUrl(endpoint), segments);
    QCOMPARE(made.has_value(), !url.isEmpty());
    if (!made) {
        QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
        return;
    }
    QCOMPARE(QString::fromLatin1(made->toEncoded()), url);
    const auto paged =
        dedalusUrl(QUrl(endpoint), segments, {{u"cursor"_s, u"a=/+&b"_s}, {u"limit"_s, u"5"_s}});
    QCOMPARE(QString::fromLatin1(paged->toEncoded()), url + u"?cursor=a%3D%2F%2B%26b&limit=5"_s);
}

QTEST_GUILESS_MAIN(DedalusJsonTest)
#include "DedalusJsonTest.moc"
