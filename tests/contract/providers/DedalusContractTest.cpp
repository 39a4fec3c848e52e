#include "tests/contract/providers/DedalusCloud.h"

#include <QSet>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// The client and the cloud agree: everything the port promises, over a real connection.
class DedalusContractTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionIsProved();
    void machinesLiveAndDie();
    void allPagesAreListed();
    void wakeAndSleep();
    void wakeAndSleepAreIdempotent_data();
    void wakeAndSleepAreIdempotent();
    void everyGeneration_data();
    void everyGeneration();
    void exitCodes_data();
    void exitCodes();
    void outputComesBack();
    void outputIsKeptWithinBounds();
    void environmentAndInput();
    void timeoutsExpire();
    void cancelling();
    void executionWakesItsMachine();
    void sameKeyRunsOnce();
    void otherBodyUnderTheSameKeyIsRefused();
    void holdWindow();
    void gatedLifecycle();
};

void DedalusContractTest::connectionIsProved()
{
    DedalusCloud cloud;
    const auto test = [](Provider& provider) {
        return replyOf<void>([&](auto reply) { return provider.testConnection(reply); });
    };
    QVERIFY(test(cloud.provider()).has_value());
    const QUrl endpoint = cloud.fixture().endpoint();
    QCOMPARE(test(*cloud.providerWith(u"not-the-key"_s, endpoint)).error().code, ErrorCode::Unauthorized);
    QUrl elsewhere = endpoint;
    elsewhere.setPath(u"/elsewhere"_s);
    const auto wrongPath = test(*cloud.providerWith(cloud.fixture().key(), elsewhere));
    QCOMPARE(wrongPath.error().code, ErrorCode::NotThisApi);
    cloud.fixture().sandbox().stop();
    QCOMPARE(test(*cloud.providerWith(cloud.fixture().key(), endpoint)).error().code,
             ErrorCode::ConnectionRefused);
}

void DedalusContractTest::machinesLiveAndDie()
{
    DedalusCloud cloud;
    Provider& provider = cloud.provider();
    MachineSpec spec;
    spec.vcpu = 0.5;
    spec.memoryMib = 512;
    spec.storageGib = 3;
    spec.autosleep = u"1h30m"_s;
    const auto made =
        replyOf<Machine>([&](auto reply) { return provider.createMachine(spec, u"create-1"_s, reply); });
    QVERIFY(made.has_value());
    const MachineId id = made->key.machine;
    QVERIFY(cloud.reaches(id, MachinePhase::Running));
    const auto again =
        replyOf<Machine>([&](auto reply) { return provider.createMachine(spec, u"create-1"_s, reply); });
    QCOMPARE(again->key.machine, id);

    const auto read = cloud.machine(id);
    QCOMPARE(read->key, (MachineKey{{u"account"_s}, id}));
    QCOMPARE(read->vcpu, 0.5);
    QCOMPARE(read->memoryMib, qint64(512));
    QCOMPARE(read->storageGib, qint64(3));
    QCOMPARE(read->autosleep, seconds(minutes(90)));
    QVERIFY(!read->revision.isEmpty() && read->lastTransitionAt);
    QVERIFY(read->name.isEmpty());

    const auto remove = [&](const QString& key) {
        return replyOf<void>([&](auto reply) { return provider.deleteMachine(id, key, reply); });
    };
    QVERIFY(remove(u"delete-1"_s).has_value());
    QVERIFY(remove(u"delete-2"_s).has_value());
    const auto gone =
        replyOf<void>([&](auto reply) { return provider.deleteMachine({u"dm-none"_s}, {}, reply); });
    QVERIFY(gone.has_value());
    const auto missing = cloud.machine({u"dm-none"_s});
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().subject, u"dm-none"_s);
    spec.autosleep = u"sometimes"_s;
    const auto bad = replyOf<Machine>([&](auto reply) { return provider.createMachine(spec, {}, reply); });
    QCOMPARE(bad.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!bad.error().detail.isEmpty());
}

void DedalusContractTest::allPagesAreListed()
{
    SandboxOptions options = DedalusCloud::defaults();
    options.seedMachines = 230; // more than two pages
    DedalusCloud cloud(options);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    QVERIFY(machines.has_value());
    QSet<QString> ids;
    for (const Machine& machine : *machines) {
        ids.insert(machine.key.machine.value);
        QCOMPARE(machine.phase, MachinePhase::Sleeping);
        QVERIFY(machine.createdAt.has_value());
    }
    QCOMPARE(ids.size(), 230);
    QCOMPARE(machines->size(), 230);
}

void DedalusContractTest::wakeAndSleep()
{
    DedalusCloud cloud;
    const MachineId id = cloud.sleepingMachine();
    const auto woken = cloud.wake(id);
    QVERIFY(woken.has_value());
    QVERIFY(woken->phase != MachinePhase::Sleeping);
    QVERIFY(cloud.reaches(id, MachinePhase::Running));
    QVERIFY(cloud.putToSleep(id).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Sleeping));
}

void DedalusContractTest::wakeAndSleepAreIdempotent_data()
{
    QTest::addColumn<int>("wakeOnRunning");
    QTest::addRow("the service says yes") << static_cast<int>(WakeOnRunning::Ok);
    QTest::addRow("the service says conflict") << static_cast<int>(WakeOnRunning::Conflict);
}

void DedalusContractTest::wakeAndSleepAreIdempotent()
{
    QFETCH(int, wakeOnRunning);
    SandboxOptions options = DedalusCloud::defaults();
    options.wakeOnRunning = static_cast<WakeOnRunning>(wakeOnRunning);
    DedalusCloud cloud(options);
    const MachineId id = cloud.runningMachine();
    const auto woken = cloud.wake(id);
    QVERIFY(woken.has_value());
    QCOMPARE(woken->phase, MachinePhase::Running);
    QVERIFY(cloud.putToSleep(id).has_value());
    QVERIFY(cloud.putToSleep(id).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Sleeping));
    const auto slept = cloud.putToSleep(id);
    QVERIFY(slept.has_value());
    QCOMPARE(slept->phase, MachinePhase::Sleeping);
}

void DedalusContractTest::everyGeneration_data()
{
    QTest::addColumn<int>("shape");
    QTest::addRow("superset") << static_cast<int>(SandboxShape::Superset);
    QTest::addRow("April: If-Match") << static_cast<int>(SandboxShape::G1);
    QTest::addRow("May") << static_cast<int>(SandboxShape::G2);
    QTest::addRow("summer: flat phase") << static_cast<int>(SandboxShape::G3);
}

void DedalusContractTest::everyGeneration()
{
    QFETCH(int, shape);
    SandboxOptions options = DedalusCloud::defaults();
    options.shape = static_cast<SandboxShape>(shape);
    options.seedMachines = 1;
    DedalusCloud cloud(options);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    QVERIFY(machines.has_value());
    QCOMPARE(machines->size(), 1);
    QCOMPARE(machines->first().phase, MachinePhase::Sleeping);
    const MachineId id = machines->first().key.machine;
    const auto woken = cloud.wake(id, u"wake-1"_s);
    QVERIFY2(woken.has_value(), "wake");
    QVERIFY(woken->phase != MachinePhase::Unknown);
    const auto execution = cloud.run(id, u"exit 3"_s);
    QVERIFY2(execution.has_value(), "run");
    QCOMPARE(execution->exitCode, std::optional(3));
    QVERIFY2(cloud.putToSleep(id, u"sleep-1"_s).has_value(), "sleep");
    QVERIFY(cloud.reaches(id, MachinePhase::Sleeping));
    QVERIFY2(replyOf<void>([&](auto reply) {
                 return cloud.provider().deleteMachine(id, u"delete-1"_s, reply);
             }).has_value(),
             "delete");
}

void DedalusContractTest::exitCodes_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("exitCode"); // -1: absent
    QTest::addColumn<int>("signal");   // -1: absent
    QTest::addRow("0") << u"exit 0"_s << static_cast<int>(ExecutionStatus::Succeeded) << 0 << -1;
    QTest::addRow("7") << u"exit 7"_s << static_cast<int>(ExecutionStatus::Failed) << 7 << -1;
    QTest::addRow("255") << u"exit 255"_s << static_cast<int>(ExecutionStatus::Failed) << 255 << -1;
    QTest::addRow("killed") << u"kill -9 $$"_s << static_cast<int>(ExecutionStatus::Failed) << -1 << 9;
}

void DedalusContractTest::exitCodes()
{
    QFETCH(QString, script);
    QFETCH(int, status);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto execution = cloud.run(id, script);
    QVERIFY(execution.has_value());
    QCOMPARE(static_cast<int>(execution->status), status);
    QCOMPARE(execution->exitCode.value_or(-1), exitCode);
    QCOMPARE(execution->signal.value_or(-1), signal);
    QVERIFY(execution->createdAt && execution->startedAt && execution->completedAt);
    QVERIFY(*execution->startedAt <= *execution->completedAt);
    QCOMPARE(execution->machine, id);
    QCOMPARE(execution->command.value(2), script);
}

void DedalusContractTest::outputComesBack()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto spoken = cloud.run(id, u"printf 'héllo\\n'; printf 'oh\\n' >&2"_s);
    const auto output = cloud.output(id, spoken->id);
    QVERIFY(output.has_value());
    QCOMPARE(output->stdoutText, QByteArray("h\xc3\xa9llo\n"));
    QCOMPARE(output->stderrText, QByteArray("oh\n"));
    QCOMPARE(output->stdoutTotal, std::optional<qint64>(7));
    QVERIFY(!output->stdoutTruncated);
    const auto silent = cloud.run(id, u":"_s);
    const auto nothing = cloud.output(id, silent->id);
    QVERIFY(nothing.has_value());
    QVERIFY(nothing->stdoutText.isEmpty() && nothing->stderrText.isEmpty());
    QCOMPARE(cloud.output(id, {u"wexec-none"_s}).error().code, ErrorCode::NotFound);
}

void DedalusContractTest::outputIsKeptWithinBounds()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto execution = cloud.run(id, u"head -c 3000000 /dev/zero | tr '\\0' '\\001'"_s);
    QVERIFY(execution.has_value());
    QCOMPARE(execution->stdoutBytes, std::optional<qint64>(3'000'000));
    QVERIFY(execution->stdoutTruncated);
    // Control characters are six characters each in JSON: the largest answer there is has to fit.
    const auto output = cloud.output(id, execution->id);
    QVERIFY(output.has_value());
    QVERIFY(output->stdoutTruncated);
    QCOMPARE(output->stdoutTotal, std::optional<qint64>(3'000'000));
    QVERIFY(output->stdoutText.size() > 0 && output->stdoutText.size() < 3'000'000);
}

void DedalusContractTest::environmentAndInput()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    ExecutionSpec spec = shellSpec(u"printf '%s %s %s' \"$GREETING\" \"$(cat)\" \"$(pwd)\""_s);
    spec.env.insert(u"GREETING"_s, u"good morning"_s);
    spec.env.insert(u"REVEILLE_F_3fa91c22"_s, u"1"_s);
    spec.stdinText = u"sleepyhead"_s;
    spec.cwd = u"/home/machine"_s;
    const auto started = cloud.start(id, spec);
    QVERIFY(started.has_value());
    const auto execution = cloud.ended(id, started->id);
    QCOMPARE(execution->exitCode, std::optional(0));
    QVERIFY(execution->envKeys.contains(u"REVEILLE_F_3fa91c22"_s));
    const auto output = cloud.output(id, started->id);
    QVERIFY2(output->stdoutText.startsWith("good morning sleepyhead /"), output->stdoutText.constData());
    const auto listed = cloud.executions(id);
    QVERIFY(listed.has_value());
    QCOMPARE(listed->size(), 1);
    QCOMPARE(listed->first().id, started->id);
    QVERIFY(listed->first().envKeys.contains(u"REVEILLE_F_3fa91c22"_s));
}

void DedalusContractTest::timeoutsExpire()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto execution = cloud.run(id, u"echo begun; exec tail -f /dev/null"_s, milliseconds(200));
    QVERIFY(execution.has_value());
    QCOMPARE(execution->status, ExecutionStatus::Expired);
    QVERIFY(!execution->exitCode);
    QCOMPARE(execution->errorCode, u"execution_timed_out"_s);
    QVERIFY(execution->startedAt.has_value());
    QCOMPARE(cloud.output(id, execution->id)->stdoutText, QByteArray("begun\n"));
}

void DedalusContractTest::cancelling()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto started = cloud.start(id, shellSpec(u"exec tail -f /dev/null"_s));
    QVERIFY(started.has_value());
    const auto cancel = [&](const ExecutionId& execution) {
        return replyOf<Execution>(
            [&](auto reply) { return cloud.provider().cancelExecution(id, execution, {}, reply); });
    };
    const auto cancelled = cancel(started->id);
    QVERIFY(cancelled.has_value());
    QCOMPARE(cloud.ended(id, started->id)->status, ExecutionStatus::Cancelled);
    // Ended by now: the record goes.
    QVERIFY(cancel(started->id).has_value());
    QCOMPARE(cloud.ended(id, started->id).error().code, ErrorCode::NotFound);
    QCOMPARE(cancel(started->id).error().code, ErrorCode::NotFound);
}

void DedalusContractTest::executionWakesItsMachine()
{
    DedalusCloud cloud;
    const MachineId id = cloud.sleepingMachine();
    const auto execution = cloud.run(id, u"exit 0"_s);
    QVERIFY(execution.has_value());
    QCOMPARE(execution->status, ExecutionStatus::Succeeded);
    QCOMPARE(cloud.phaseOf(id), MachinePhase::Running);
}

void DedalusContractTest::sameKeyRunsOnce()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    const auto first = cloud.start(id, shellSpec(u"exit 0"_s), u"run-1"_s);
    const auto second = cloud.start(id, shellSpec(u"exit 0"_s), u"run-1"_s);
    const auto third = cloud.start(id, shellSpec(u"exit 0"_s), u"run-2"_s);
    QVERIFY(first && second && third);
    QCOMPARE(first->id, second->id);
    QVERIFY(first->id != third->id);
    QCOMPARE(cloud.executions(id)->size(), 2);
}

void DedalusContractTest::otherBodyUnderTheSameKeyIsRefused()
{
    DedalusCloud cloud;
    const MachineId id = cloud.runningMachine();
    QVERIFY(cloud.start(id, shellSpec(u"exit 0"_s), u"run-1"_s).has_value());
    const auto other = cloud.start(id, shellSpec(u"exit 1"_s), u"run-1"_s);
    QCOMPARE(other.error().code, ErrorCode::IdempotencyKeyReused);
    QCOMPARE(other.error().httpStatus, 409);
    QVERIFY(!other.error().retry.retryable);
}

void DedalusContractTest::holdWindow()
{
    SandboxOptions options = DedalusCloud::defaults();
    options.holdWindow = hours(10);
    options.seedMachines = 1;
    DedalusCloud cloud(options);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    const MachineId id = machines->first().key.machine;
    QVERIFY(cloud.wake(id).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Running));
    const auto refused = cloud.putToSleep(id);
    QCOMPARE(refused.error().code, ErrorCode::HoldWindow);
    QVERIFY(refused.error().retry.retryable);
    QVERIFY(refused.error().retry.after && refused.error().retry.after->count() > 0);
    QCOMPARE(refused.error().subject, id.value);
}

void DedalusContractTest::gatedLifecycle()
{
    SandboxOptions options = DedalusCloud::defaults();
    options.gateLifecycle = true;
    options.seedMachines = 1;
    DedalusCloud cloud(options);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    const MachineId id = machines->first().key.machine;
    QCOMPARE(cloud.wake(id).error().code, ErrorCode::LifecycleForbidden);
    // The way round: a command wakes its machine.
    const auto execution = cloud.run(id, u"exit 0"_s);
    QVERIFY(execution.has_value());
    QCOMPARE(execution->status, ExecutionStatus::Succeeded);
    QCOMPARE(cloud.putToSleep(id).error().code, ErrorCode::LifecycleForbidden);
}

QTEST_GUILESS_MAIN(DedalusContractTest)
#include "DedalusContractTest.moc"
