#include "core/providers/PollingWatch.h"
#include "core/sandbox/SandboxFault.h"
#include "tests/contract/providers/DedalusCloud.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// Watches a machine to its end.
struct Watching
{
    Watching(DedalusCloud& cloud, const MachineId& machine)
        : call(cloud.provider().watchMachine(
              machine, [this](const Machine& seen) { phases.append(seen.phase); },
              [this](Result<void> result) { ended.emplace(std::move(result)); }))
    {}

    QVector<MachinePhase> phases;
    std::optional<Result<void>> ended;
    Call call;
};

SandboxFault onStream(SandboxFault fault)
{
    fault.path = u"/status/stream$"_s;
    return fault;
}

qsizetype requests(DedalusCloud& cloud, const QString& ending)
{
    qsizetype count = 0;
    for (const QJsonObject& line : cloud.fixture().truth(u"request"_s)) {
        if (line[u"path"_s].toString().endsWith(ending))
            ++count;
    }
    return count;
}

const QVector<MachinePhase> kWaking{MachinePhase::Waking, MachinePhase::Running};

} // namespace

/// Watching a machine over the real connection, with and without a stream.
class DedalusWatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEachChangeWithoutAsking();
    void everyGeneration_data();
    void everyGeneration();
    void takesUpABrokenStream_data();
    void takesUpABrokenStream();
    void pollsWhereThereIsNoStream_data();
    void pollsWhereThereIsNoStream();
    void endsWithWhatIsFinal();
    void mayBeDropped();
    void settledMachines_data();
    void settledMachines();
};

void DedalusWatchTest::tellsEachChangeWithoutAsking()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.sleepingMachine();
    const qsizetype before = cloud.fixture().truth(u"request"_s).size();
    cloud.fixture().sandbox().addFault({.kind = SandboxFault::Kind::WakeSlow, .delay = milliseconds(100)});
    QVERIFY(cloud.wake(machine).has_value());
    Watching watching(cloud, machine);
    QTRY_VERIFY(watching.ended);
    QVERIFY(watching.ended->has_value());
    QCOMPARE(watching.phases, kWaking);
    QCOMPARE(cloud.fixture().truth(u"request"_s).size(), before + 2); // the wake and the stream
}

void DedalusWatchTest::everyGeneration_data()
{
    QTest::addColumn<int>("shape");
    QTest::newRow("superset") << int(SandboxShape::Superset);
    QTest::newRow("g1") << int(SandboxShape::G1);
    QTest::newRow("g2") << int(SandboxShape::G2);
    QTest::newRow("g3") << int(SandboxShape::G3);
}

void DedalusWatchTest::everyGeneration()
{
    QFETCH(int, shape);
    SandboxOptions options = DedalusCloud::defaults();
    options.shape = SandboxShape(shape);
    options.seedMachines = 1;
    DedalusCloud cloud(options);
    const auto list =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    const MachineId machine = list->first().key.machine;
    cloud.fixture().sandbox().addFault({.kind = SandboxFault::Kind::WakeSlow, .delay = milliseconds(60)});
    QVERIFY(cloud.wake(machine).has_value());
    Watching watching(cloud, machine);
    QTRY_VERIFY(watching.ended);
    QVERIFY(watching.ended->has_value());
    QCOMPARE(watching.phases, kWaking);
}

void DedalusWatchTest::takesUpABrokenStream_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("reset before it began") << int(SandboxFault::Kind::DropRequest);
    QTest::newRow("reset") << int(SandboxFault::Kind::Drop);
    QTest::newRow("cut within an event") << int(SandboxFault::Kind::Truncate);
    QTest::newRow("503") << int(SandboxFault::Kind::Answer);
}

void DedalusWatchTest::takesUpABrokenStream()
{
    QFETCH(int, kind);
    DedalusCloud cloud;
    const MachineId machine = cloud.sleepingMachine();
    cloud.fixture().sandbox().addFault({.kind = SandboxFault::Kind::WakeSlow, .delay = milliseconds(100)});
    SandboxFault fault = onStream({.kind = SandboxFault::Kind(kind)});
    fault.bytes = 300; // in the middle of the first event
    fault.retryAfter = milliseconds(1);
    cloud.fixture().sandbox().addFault(fault);
    QVERIFY(cloud.wake(machine).has_value());
    Watching watching(cloud, machine);
    QTRY_VERIFY(watching.ended);
    QVERIFY(watching.ended->has_value());
    QCOMPARE(watching.phases.last(), MachinePhase::Running);
    QVERIFY(requests(cloud, u"/status/stream"_s) >= 2);
    QVERIFY(watching.phases.size() <= 3);
}

void DedalusWatchTest::pollsWhereThereIsNoStream_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("404") << 404;
    QTest::newRow("405") << 405;
    QTest::newRow("501") << 501;
}

void DedalusWatchTest::pollsWhereThereIsNoStream()
{
    QFETCH(int, status);
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    SandboxFault fault = onStream({.kind = SandboxFault::Kind::Answer});
    fault.status = status;
    fault.times = 0;
    cloud.fixture().sandbox().addFault(fault);
    for (int i = 0; i < 2; ++i) {
        Watching watching(cloud, machine);
        QTRY_VERIFY(watching.ended);
        QVERIFY(watching.ended->has_value());
        QCOMPARE(watching.phases, QVector<MachinePhase>{MachinePhase::Running});
        // Learnt once: the second watch does not ask for a stream.
        QCOMPARE(requests(cloud, u"/status/stream"_s), qsizetype(1));
    }
}

void DedalusWatchTest::endsWithWhatIsFinal()
{
    DedalusCloud cloud;
    Watching missing(cloud, {u"dm-none"_s});
    QTRY_VERIFY(missing.ended);
    QCOMPARE(missing.ended->error().code, ErrorCode::NotFound);
    QCOMPARE(missing.ended->error().subject, u"dm-none"_s);

    const auto stranger = cloud.providerWith(u"not-the-key"_s, cloud.fixture().endpoint());
    std::optional<Result<void>> ended;
    const Call call = stranger->watchMachine(
        {u"dm-none"_s}, [](const Machine&) {},
        [&](Result<void> result) { ended.emplace(std::move(result)); });
    QTRY_VERIFY(ended);
    QCOMPARE(ended->error().code, ErrorCode::Unauthorized);
}

void DedalusWatchTest::mayBeDropped()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.sleepingMachine();
    cloud.fixture().sandbox().addFault({.kind = SandboxFault::Kind::WakeSlow, .delay = milliseconds(100)});
    QVERIFY(cloud.wake(machine).has_value());
    int told = 0;
    bool ended = false;
    Call call;
    call = cloud.provider().watchMachine(
        machine,
        [&](const Machine&) {
            ++told;
            call.reset();
        },
        [&](const Result<void>&) { ended = true; });
    QTRY_COMPARE(told, 1);
    QVERIFY(cloud.reaches(machine, MachinePhase::Running));
    QCOMPARE(told, 1);
    QVERIFY(!ended);
}

void DedalusWatchTest::settledMachines_data()
{
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("desired");
    QTest::addColumn<bool>("settled");
    const auto row = [](const char* name, MachinePhase phase, const QString& desired, bool settled) {
        QTest::newRow(name) << int(phase) << desired << settled;
    };
    row("running as wished", MachinePhase::Running, u"running"_s, true);
    row("running, nothing told", MachinePhase::Running, {}, true);
    row("running, to sleep", MachinePhase::Running, u"sleeping"_s, false);
    row("sleeping as wished", MachinePhase::Sleeping, u"sleeping"_s, true);
    row("sleeping, to wake", MachinePhase::Sleeping, u"running"_s, false);
    row("waking", MachinePhase::Waking, u"running"_s, false);
    row("failed", MachinePhase::Failed, u"running"_s, true);
    row("gone", MachinePhase::Deleted, u"destroyed"_s, true);
    row("a new word", MachinePhase::Unknown, {}, false);
}

void DedalusWatchTest::settledMachines()
{
    QFETCH(int, phase);
    QFETCH(QString, desired);
    QFETCH(bool, settled);
    Machine machine;
    machine.phase = MachinePhase(phase);
    machine.desiredState = desired;
    QCOMPARE(isSettled(machine), settled);
}

QTEST_GUILESS_MAIN(DedalusWatchTest)
#include "DedalusWatchTest.moc"
