#include "core/sandbox/SandboxFault.h"
#include "tests/contract/providers/DedalusCloud.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

MachineServices& services(DedalusCloud& cloud)
{
    return dynamic_cast<MachineServices&>(cloud.provider());
}

} // namespace

/// What there is beside machines' lives and executions, over the real connection.
class DedalusServicesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resizes_data();
    void resizes();
    void boundsOfANewMachine_data();
    void boundsOfANewMachine();
    void refusesASmallerDisk();
    void usageByDay();
    void events();
    void eventsAreCountedOnce();
    void outputOfALiveExecution_data();
    void outputOfALiveExecution();
    void artifacts();
    void ports_data();
    void ports();
    void sshWakesTheMachine();
};

void DedalusServicesTest::resizes_data()
{
    QTest::addColumn<int>("shape");
    QTest::newRow("superset") << int(SandboxShape::Superset);
    QTest::newRow("g1, with If-Match") << int(SandboxShape::G1);
    QTest::newRow("g2") << int(SandboxShape::G2);
    QTest::newRow("g3") << int(SandboxShape::G3);
}

void DedalusServicesTest::resizes()
{
    QFETCH(int, shape);
    SandboxOptions options = DedalusCloud::defaults();
    options.shape = SandboxShape(shape);
    options.seedMachines = 1;
    DedalusCloud cloud(options);
    const auto list =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    const MachineId machine = list->first().key.machine;
    MachineResize change;
    change.vcpu = 2.5;
    change.memoryMib = 2048;
    const auto resized = replyOf<Machine>(
        [&](auto reply) { return services(cloud).updateMachine(machine, change, u"k"_s, reply); });
    QVERIFY2(resized.has_value(), resized ? "" : qPrintable(resized.error().detail));
    QCOMPARE(resized->vcpu, 2.5);
    QCOMPARE(resized->memoryMib, qint64(2048));
    QCOMPARE(resized->storageGib, list->first().storageGib); // as it was
    QCOMPARE(resized->phase, MachinePhase::Sleeping);
}

void DedalusServicesTest::boundsOfANewMachine_data()
{
    QTest::addColumn<double>("vcpu");
    QTest::addColumn<int>("memory");
    QTest::addColumn<int>("storage");
    QTest::addColumn<QString>("autosleep");
    QTest::addColumn<QString>("refused"); ///< the member that is wrong; empty: made
    QTest::newRow("smallest") << 0.25 << 512 << 1 << u"never"_s << QString();
    QTest::newRow("as in the guide") << 1.0 << 1024 << 10 << u"5m"_s << QString();
    QTest::newRow("units one after the other") << 1.0 << 1024 << 10 << u"1w3d"_s << QString();
    QTest::newRow("seconds as a text") << 1.0 << 1024 << 10 << u"1800"_s << QString();
    QTest::newRow("no processor") << 0.0 << 1024 << 10 << u"5m"_s << u"vcpu"_s;
    QTest::newRow("a third of a processor") << 0.3 << 1024 << 10 << u"5m"_s << u"vcpu"_s;
    QTest::newRow("no memory") << 1.0 << 0 << 10 << u"5m"_s << u"memory_mib"_s;
    QTest::newRow("negative memory") << 1.0 << -1 << 10 << u"5m"_s << u"memory_mib"_s;
    QTest::newRow("no disk") << 1.0 << 1024 << 0 << u"5m"_s << u"storage_gib"_s;
    QTest::newRow("no time") << 1.0 << 1024 << 10 << u"sometimes"_s << u"autosleep"_s;
    QTest::newRow("a time of another kind") << 1.0 << 1024 << 10 << u"5 minutes"_s << u"autosleep"_s;
}

void DedalusServicesTest::boundsOfANewMachine()
{
    QFETCH(double, vcpu);
    QFETCH(int, memory);
    QFETCH(int, storage);
    QFETCH(QString, autosleep);
    QFETCH(QString, refused);
    DedalusCloud cloud;
    MachineSpec spec;
    spec.vcpu = vcpu;
    spec.memoryMib = memory;
    spec.storageGib = storage;
    spec.autosleep = autosleep;
    const auto made =
        replyOf<Machine>([&](auto reply) { return cloud.provider().createMachine(spec, u"k"_s, reply); });
    QCOMPARE(made.has_value(), refused.isEmpty());
    const auto list =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    QCOMPARE(list->size(), refused.isEmpty() ? 1 : 0);
    if (!made) {
        QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(made.error().detail.contains(refused), qPrintable(made.error().detail));
    }
}

void DedalusServicesTest::refusesASmallerDisk()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    MachineResize change;
    change.storageGib = 1;
    const auto refused = replyOf<Machine>(
        [&](auto reply) { return services(cloud).updateMachine(machine, change, u"k"_s, reply); });
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(refused.error().detail.contains(u"storage cannot shrink"_s));
}

void DedalusServicesTest::usageByDay()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    UsageQuery query;
    query.from = sys_days(2020y / 1 / 1);
    query.to = sys_days(2100y / 1 / 1);
    query.machine = machine;
    const auto usage =
        replyOf<QVector<MachineUsage>>([&](auto reply) { return services(cloud).fetchUsage(query, reply); });
    QVERIFY(usage.has_value());
    QVERIFY(usage->size() >= 1 && usage->size() <= 2); // midnight may pass
    QCOMPARE(usage->first().machine, machine);
    query.machine = {u"dm-none"_s};
    const auto none =
        replyOf<QVector<MachineUsage>>([&](auto reply) { return services(cloud).fetchUsage(query, reply); });
    QVERIFY(none->isEmpty());
}

void DedalusServicesTest::events()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    const auto ended =
        cloud.run(machine, u"for i in 1 2 3; do echo $i; sleep 0.02; done; echo oh >&2; exit 3"_s);
    QVERIFY(ended.has_value());
    auto& provider = static_cast<DedalusProvider&>(cloud.provider());
    const auto list = [&](const ExecutionId& execution) {
        return replyOf<QVector<ExecutionEvent>>(
            [&](auto reply) { return provider.listEvents(machine, execution, reply); });
    };
    const auto events = list(ended->id);
    QVERIFY2(events.has_value(), events ? "" : qPrintable(events.error().detail));
    qint64 last = 0;
    QVector<ExecutionStatus> life;
    for (const ExecutionEvent& event : *events) {
        QVERIFY(event.sequence > last);
        QVERIFY(event.at.has_value());
        last = event.sequence;
        if (event.type == u"lifecycle"_s)
            life.append(event.status);
    }
    QVERIFY(life.contains(ExecutionStatus::Running));
    QCOMPARE(life.last(), ExecutionStatus::Failed);
    QCOMPARE(events->last().exitCode, std::optional(3));
    const ExecutionOutput output = outputOf(*events, 1000);
    QCOMPARE(output.stdoutText, QByteArray("1\n2\n3\n"));
    QCOMPARE(output.stderrText, QByteArray("oh\n"));
    QCOMPARE(list({u"wexec-none"_s}).error().code, ErrorCode::NotFound);
}

/// A reader that follows gets some of them again.
void DedalusServicesTest::eventsAreCountedOnce()
{
    const auto page = [](const char* json) {
        return eventPageFromJson(QJsonDocument::fromJson(json).object());
    };
    auto read = page(
        R"({"items":[{"sequence":3,"type":"stdout","chunk":"b"},{"sequence":2,"type":"stdout","chunk":"a"},
        {"sequence":3,"type":"stdout","chunk":"b"},{"sequence":4,"type":"stderr","chunk":"e"},
        {"sequence":5,"type":"tomorrow","chunk":"?"}],"next_cursor":"c"})");
    QVERIFY(read.has_value());
    QCOMPARE(read->nextCursor, u"c"_s);
    QCOMPARE(outputOf(read->items, 1000).stdoutText, QByteArray("ab"));
    QCOMPARE(outputOf(read->items, 1000).stderrText, QByteArray("e"));
    QVERIFY(!outputOf(read->items, 1000).stdoutTruncated);
    QVERIFY(outputOf(read->items, 5).stdoutTruncated);
    QVERIFY(page(R"({"items":[],"next_cursor":"always"})")->nextCursor.isEmpty());
    QVERIFY(page(R"({"items":null})")->items.isEmpty());
    QCOMPARE(page(R"({"items":[{"type":"stdout"}]})").error().code, ErrorCode::BadAnswer);
    QCOMPARE(page(R"({"events":[]})").error().code, ErrorCode::BadAnswer);
}

void DedalusServicesTest::outputOfALiveExecution_data()
{
    QTest::addColumn<int>("status"); ///< of the output while it runs; 0: it is there
    QTest::newRow("the output is there") << 0;
    QTest::newRow("404 until it has ended") << 404;
    QTest::newRow("409 until it has ended") << 409;
}

void DedalusServicesTest::outputOfALiveExecution()
{
    QFETCH(int, status);
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    if (status != 0)
        cloud.fixture().sandbox().addFault(
            {.kind = SandboxFault::Kind::Answer, .path = u"/output$"_s, .times = 0, .status = status});
    const auto started = cloud.start(machine, shellSpec(u"echo begun; exec tail -f /dev/null"_s));
    QVERIFY(started.has_value());
    QVERIFY(comesTrue([&] {
        const auto output = cloud.output(machine, started->id);
        return output && output->stdoutText == "begun\n";
    }));
    QVERIFY(!cloud.output(machine, {u"wexec-none"_s}).has_value());
}

void DedalusServicesTest::artifacts()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.runningMachine();
    QVERIFY(cloud.run(machine, u"mkdir artifacts; printf hello > artifacts/a.txt"_s).has_value());
    const auto found =
        replyOf<QVector<Artifact>>([&](auto reply) { return services(cloud).listArtifacts(machine, reply); });
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->first().name, u"a.txt"_s);
    QCOMPARE(found->first().sizeBytes, qint64(5));
    QVERIFY(found->first().createdAt.has_value());
}

void DedalusServicesTest::ports_data()
{
    QTest::addColumn<bool>("previews");
    QTest::newRow("ports") << false;
    QTest::newRow("previews, as they were called before") << true;
}

void DedalusServicesTest::ports()
{
    QFETCH(bool, previews);
    DedalusCloud cloud;
    if (previews)
        cloud.fixture().sandbox().addFault({.kind = SandboxFault::Kind::Answer,
                                            .path = u"/ports"_s,
                                            .times = 0,
                                            .status = 404,
                                            .code = u"NOT_FOUND"_s});
    const MachineId machine = cloud.runningMachine();
    const auto opened = replyOf<MachinePort>(
        [&](auto reply) { return services(cloud).openPort(machine, 8080, u"k"_s, reply); });
    QCOMPARE(opened->status, u"ready"_s);
    QCOMPARE(opened->url, QUrl(u"http://127.0.0.1:8080/"_s));
    const auto list = [&] {
        return replyOf<QVector<MachinePort>>(
            [&](auto reply) { return services(cloud).listPorts(machine, reply); });
    };
    QCOMPARE(list()->size(), 1);
    const auto close = [&] {
        return replyOf<void>(
            [&](auto reply) { return services(cloud).closePort(machine, opened->id, {}, reply); });
    };
    QVERIFY(close().has_value());
    QVERIFY(close().has_value()); // closed already
    QVERIFY(list()->isEmpty());
}

void DedalusServicesTest::sshWakesTheMachine()
{
    DedalusCloud cloud;
    const MachineId machine = cloud.sleepingMachine();
    const auto access = replyOf<SshAccess>([&](auto reply) {
        return services(cloud).openSsh(machine, u"ssh-ed25519 AAAA test"_s, u"k"_s, reply);
    });
    QVERIFY2(access.has_value(), access ? "" : qPrintable(access.error().detail));
    QCOMPARE(access->host, u"ssh.sandbox.invalid"_s);
    QCOMPARE(access->port, 22);
    QCOMPARE(access->user, u"machine"_s);
    QCOMPARE(cloud.phaseOf(machine), MachinePhase::Running);
}

QTEST_GUILESS_MAIN(DedalusServicesTest)
#include "DedalusServicesTest.moc"
