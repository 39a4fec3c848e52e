#include "core/sandbox/SandboxFault.h"
#include "tests/contract/providers/DedalusCloud.h"

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What the client makes of a cloud that fails in the middle of things: a command never runs twice, and every
/// failure is told as what it is.
class DedalusFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsOnceWhateverIsLost_data();
    void startsOnceWhateverIsLost();
    void readsSurvive_data();
    void readsSurvive();
    void slowAnswersArrive();
    void refusalsAreToldFromFailures();
    void commandsEndedByThePlatform_data();
    void commandsEndedByThePlatform();
    void aMachineThatFailsToWake();
    void deletingThroughAServerError();
    void persistentTroubleIsTold_data();
    void persistentTroubleIsTold();
    void abandonedCallsLeaveNothingBehind();

private:
    using Kind = SandboxFault::Kind;
    static SandboxFault fault(Kind kind, const QString& method, const QString& path, int times = 1)
    {
        SandboxFault made;
        made.kind = kind;
        made.method = method;
        made.path = path;
        made.times = times;
        return made;
    }
};

void DedalusFaultsTest::startsOnceWhateverIsLost_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addRow("the request") << static_cast<int>(Kind::DropRequest) << 0;
    QTest::addRow("the answer") << static_cast<int>(Kind::Drop) << 0;
    QTest::addRow("half of the answer") << static_cast<int>(Kind::Truncate) << 0;
    QTest::addRow("503 instead of the work") << static_cast<int>(Kind::Answer) << 503;
    QTest::addRow("500 instead of the work") << static_cast<int>(Kind::Answer) << 500;
    QTest::addRow("429 instead of the work") << static_cast<int>(Kind::Answer) << 429;
}

void DedalusFaultsTest::startsOnceWhateverIsLost()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    SandboxFault trouble = fault(static_cast<Kind>(kind), u"POST"_s, u"/executions$"_s, 2);
    trouble.status = status;
    trouble.bytes = 30;
    trouble.retryAfter = milliseconds(1);
    cloud.fixture().sandbox().addFault(trouble);
    const auto started = cloud.start(id, shellSpec(u"exit 0"_s), u"run-1"_s);
    QVERIFY2(started.has_value(), started ? "" : qPrintable(started.error().detail));
    QCOMPARE(cloud.ended(id, started->id)->exitCode, std::optional(0));
    QCOMPARE(cloud.executions(id)->size(), 1);
    QCOMPARE(cloud.executions(id)->first().id, started->id);
}

void DedalusFaultsTest::readsSurvive_data()
{
    startsOnceWhateverIsLost_data();
}

void DedalusFaultsTest::readsSurvive()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    SandboxFault trouble = fault(static_cast<Kind>(kind), u"GET"_s, u"/machines/"_s, 2);
    trouble.status = status;
    trouble.bytes = 30;
    cloud.fixture().sandbox().addFault(trouble);
    QCOMPARE(cloud.phaseOf(id), MachinePhase::Running);
}

void DedalusFaultsTest::slowAnswersArrive()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    SandboxFault drip = fault(Kind::Drip, u"GET"_s, u"/machines/"_s);
    drip.bytes = 40;
    drip.delay = milliseconds(1);
    cloud.fixture().sandbox().addFault(drip);
    QCOMPARE(cloud.phaseOf(id), MachinePhase::Running);
    SandboxFault latency = fault(Kind::Latency, u"GET"_s, u"/machines/"_s);
    latency.delay = milliseconds(100);
    cloud.fixture().sandbox().addFault(latency);
    QCOMPARE(cloud.phaseOf(id), MachinePhase::Running);
}

void DedalusFaultsTest::refusalsAreToldFromFailures()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    SandboxFault refusal = fault(Kind::Refuse, {}, {});
    refusal.code = u"machine_not_routable"_s;
    cloud.fixture().sandbox().addFault(refusal);
    const auto refused = cloud.run(id, u"exit 0"_s);
    QVERIFY(refused.has_value());
    QCOMPARE(refused->status, ExecutionStatus::Failed);
    QVERIFY(!refused->exitCode && !refused->startedAt);
    QCOMPARE(refused->errorCode, u"machine_not_routable"_s);
    QVERIFY(!refused->errorMessage.isEmpty());
}

void DedalusFaultsTest::commandsEndedByThePlatform_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addRow("expired") << static_cast<int>(Kind::Expire) << static_cast<int>(ExecutionStatus::Expired);
    QTest::addRow("cancelled") << static_cast<int>(Kind::Cancel)
                               << static_cast<int>(ExecutionStatus::Cancelled);
}

void DedalusFaultsTest::commandsEndedByThePlatform()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    cloud.fixture().sandbox().addFault(fault(static_cast<Kind>(kind), {}, {}));
    const auto ended = cloud.run(id, u"exec tail -f /dev/null"_s);
    QVERIFY(ended.has_value());
    QCOMPARE(static_cast<int>(ended->status), status);
    QVERIFY(!ended->exitCode);
}

void DedalusFaultsTest::aMachineThatFailsToWake()
{
    DedalusCloud cloud;
    const MachineId id = cloud.sleepingMachine();
    SandboxFault failure = fault(Kind::WakeFails, {}, {});
    failure.code = u"RuntimeWakeFailed"_s;
    cloud.fixture().sandbox().addFault(failure);
    QVERIFY(cloud.wake(id).has_value()); // accepted, not awake
    QVERIFY(cloud.reaches(id, MachinePhase::Failed));
    QCOMPARE(cloud.machine(id)->reason, u"RuntimeWakeFailed"_s);
    QCOMPARE(cloud.wake(id).error().code, ErrorCode::MachineFailed);
}

void DedalusFaultsTest::deletingThroughAServerError()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    SandboxFault lost = fault(Kind::Drop, u"DELETE"_s, u"/machines/"_s, 0);
    cloud.fixture().sandbox().addFault(lost);
    const auto removed =
        replyOf<void>([&](auto reply) { return cloud.provider().deleteMachine(id, u"delete-1"_s, reply); });
    QVERIFY(removed.has_value()); // every answer was lost, but reading tells
}

void DedalusFaultsTest::persistentTroubleIsTold_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, Kind kind, int status, ErrorCode code) {
        QTest::addRow("%s", name) << static_cast<int>(kind) << status << static_cast<int>(code);
    };
    row("connections break", Kind::Drop, 0, ErrorCode::ConnectionLost);
    row("answers break off", Kind::Truncate, 0, ErrorCode::ConnectionLost);
    row("500", Kind::Answer, 500, ErrorCode::ServerError);
    row("503", Kind::Answer, 503, ErrorCode::Unavailable);
    row("429", Kind::Answer, 429, ErrorCode::RateLimited);
    row("401", Kind::Answer, 401, ErrorCode::Unauthorized);
    row("403", Kind::Answer, 403, ErrorCode::Forbidden);
}

void DedalusFaultsTest::persistentTroubleIsTold()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    QFETCH(int, code);
    DedalusCloud cloud;
    SandboxFault trouble = fault(static_cast<Kind>(kind), u"GET"_s, u"/machines"_s, 0);
    trouble.status = status;
    trouble.bytes = 5;
    trouble.retryAfter = milliseconds(1);
    cloud.fixture().sandbox().addFault(trouble);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    QVERIFY(!machines.has_value());
    QCOMPARE(static_cast<int>(machines.error().code), code);
    QVERIFY(!machines.error().detail.contains(cloud.fixture().key()));
}

void DedalusFaultsTest::abandonedCallsLeaveNothingBehind()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    cloud.fixture().sandbox().addFault(fault(Kind::Hang, u"GET"_s, u"/machines/"_s));
    bool replied = false;
    Call call = cloud.provider().getMachine(id, [&](const Result<Machine>&) { replied = true; });
    const auto seen = [&] { return cloud.fixture().truth(u"request"_s).size(); };
    const auto before = seen();
    QTRY_VERIFY(seen() > before);
    call.reset();
    QCOMPARE(cloud.phaseOf(id), MachinePhase::Running);
    QVERIFY(!replied);
}

QTEST_GUILESS_MAIN(DedalusFaultsTest)
#include "DedalusFaultsTest.moc"
