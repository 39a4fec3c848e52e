#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class MachineCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void lists();
    void listsOneAccount();
    void listSaysWhatIsMissing();
    void shows();
    void wakesAndSleeps();
    void watches();
    void watchesUntil();
    void unknownMachine();
    void unreachableCloudIsNotAnUnknownMachine();
    void creates();
    void createRefuses();
    void deletesOnlyWhenSure();
    void renames();

private:
    std::unique_ptr<CliBench> m_bench;
};

void MachineCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.machines = {CliBench::machine(u"dm-2"_s, {}, u"account-1"_s),
                              CliBench::machine(u"dm-1"_s, u"builder"_s, u"account-1"_s)};
}

void MachineCommandsTest::lists()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s}), 0);
    const QStringList lines = m_bench->outText().split(u'\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY2(
        lines.at(1).startsWith(u"dm-1  builder  Work     -      Sleeping  2 vCPU, 2048 MiB, 10 GiB  5m"_s),
        qPrintable(lines.at(1)));
    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s, u"--json"_s}), 0);
    const QJsonObject second = m_bench->array().at(1).toObject();
    QCOMPARE(second.value(u"id"_s), u"dm-2"_s);
    QCOMPARE(second.value(u"name"_s), QJsonValue());
    QCOMPARE(second.value(u"phase"_s), u"sleeping"_s);
    QCOMPARE(second.value(u"awake"_s), false);
    QCOMPARE(second.value(u"account"_s), u"Work"_s);
}

void MachineCommandsTest::listsOneAccount()
{
    Error error;
    error.code = ErrorCode::HostNotFound;
    Account other = m_bench->fake.world.accounts.constFirst();
    other.id = AccountId{u"account-2"_s};
    other.name = u"Home"_s;
    m_bench->fake.world.accounts.append(other);
    m_bench->fake.world.accountStatus = {{other.id, {other.id, AccountStatus::State::Failed, error}}};

    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s, u"--account"_s, u"Work"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->array().size(), 2);
    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s, u"--account"_s, u"Home"_s, u"--json"_s}), 5);
    QVERIFY(m_bench->array().isEmpty());
    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s, u"--account"_s, u"nowhere"_s}), 3);
}

void MachineCommandsTest::listSaysWhatIsMissing()
{
    Error error;
    error.code = ErrorCode::HostNotFound;
    error.subject = u"api.example.com"_s;
    const AccountId id{u"account-1"_s};
    m_bench->fake.world.accountStatus = {{id, {id, AccountStatus::State::Failed, error}}};
    QCOMPARE(m_bench->run({u"machine"_s, u"list"_s}), 5);
    QVERIFY(m_bench->outText().contains(u"builder"_s));
    QVERIFY(m_bench->errText().contains(u"Work"_s));
    QVERIFY(m_bench->errText().contains(u"api.example.com"_s));
}

void MachineCommandsTest::shows()
{
    m_bench->fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s)};
    QCOMPARE(m_bench->run({u"machine"_s, u"show"_s, u"Builder"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"ID:           dm-1"_s));
    QVERIFY(m_bench->outText().contains(u"nightly"_s));
}

void MachineCommandsTest::wakesAndSleeps()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"wake"_s, u"builder"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"phase"_s), u"waking"_s);
    QCOMPARE(m_bench->run({u"machine"_s, u"sleep"_s, u"dm-2"_s}), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"wakeMachine dm-1"_s, u"sleepMachine dm-2"_s}));
}

void MachineCommandsTest::watches()
{
    m_bench->start({u"machine"_s, u"watch"_s, u"builder"_s});
    QTRY_VERIFY(m_bench->outText().contains(u"builder  Sleeping"_s));
    Changes changes;
    Machine machine = m_bench->fake.machines.at(1);
    machine.phase = MachinePhase::Waking;
    changes.machines = {machine, m_bench->fake.machines.at(0)};
    Q_EMIT m_bench->engine()->changed(changes);
    Q_EMIT m_bench->engine()->changed(changes); // the same again is no news
    machine.phase = MachinePhase::Failed;
    machine.reason = u"NoReadyHosts"_s;
    changes.machines = {machine};
    Q_EMIT m_bench->engine()->changed(changes);
    QCOMPARE(m_bench->outText().count(u'\n'), 3);
    QVERIFY2(m_bench->outText().endsWith(u"(NoReadyHosts)\n"_s), qPrintable(m_bench->outText()));
    QVERIFY(!m_bench->outText().contains(u"dm-2"_s));
    QCOMPARE(m_bench->exitCode(), -1);
    changes = {};
    changes.machinesRemoved = {machine.key};
    Q_EMIT m_bench->engine()->changed(changes);
    QTRY_COMPARE(m_bench->exitCode(), 0);
}

void MachineCommandsTest::watchesUntil()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"watch"_s, u"dm-1"_s, u"--until"_s, u"sleeping"_s, u"--json"_s}),
             0);
    QCOMPARE(m_bench->object().value(u"phase"_s), u"sleeping"_s);
    QCOMPARE(m_bench->run({u"machine"_s, u"watch"_s, u"dm-1"_s, u"--until"_s, u"dreaming"_s}), 2);
    m_bench->start({u"machine"_s, u"watch"_s, u"dm-1"_s, u"--until"_s, u"running"_s});
    QTRY_VERIFY(!m_bench->outText().isEmpty());
    Changes changes;
    Machine machine = m_bench->fake.machines.at(1);
    machine.phase = MachinePhase::Failed;
    changes.machines = {machine};
    Q_EMIT m_bench->engine()->changed(changes);
    QTRY_COMPARE(m_bench->exitCode(), 1); // it will never run
}

void MachineCommandsTest::unknownMachine()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"wake"_s, u"dm-9"_s}), 3);
    QVERIFY(m_bench->errText().contains(u"dm-9"_s));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void MachineCommandsTest::unreachableCloudIsNotAnUnknownMachine()
{
    Error error;
    error.code = ErrorCode::Unauthorized;
    const AccountId id{u"account-1"_s};
    m_bench->fake.world.accountStatus = {{id, {id, AccountStatus::State::Failed, error}}};
    m_bench->fake.machines.clear();
    QCOMPARE(m_bench->run({u"machine"_s, u"wake"_s, u"builder"_s}), 4);
}

void MachineCommandsTest::creates()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"create"_s, u"--name"_s, u"runner"_s, u"--vcpu"_s, u"0.5"_s,
                           u"--memory"_s, u"2G"_s, u"--storage"_s, u"20"_s, u"--autosleep"_s, u"never"_s}),
             0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"createMachine account-1 runner"_s});
    QCOMPARE(m_bench->fake.createdSpec.vcpu, 0.5);
    QCOMPARE(m_bench->fake.createdSpec.memoryMib, 2048);
    QCOMPARE(m_bench->fake.createdSpec.storageGib, 20);
    QCOMPARE(m_bench->fake.createdSpec.autosleep, u"never"_s);
    QVERIFY(m_bench->outText().contains(u"dm-new"_s));
}

void MachineCommandsTest::createRefuses()
{
    for (const QStringList& options :
         {QStringList{u"--vcpu"_s, u"0"_s}, QStringList{u"--vcpu"_s, u"many"_s},
          QStringList{u"--memory"_s, u"lots"_s}, QStringList{u"--autosleep"_s, u"sometimes"_s}})
        QCOMPARE(m_bench->run(QStringList{u"machine"_s, u"create"_s} + options), 2);
    for (const QString& vcpu : {u"0"_s, u"-1"_s, u"0.3"_s, u"nan"_s, u"inf"_s}) {
        QCOMPARE(m_bench->run({u"machine"_s, u"create"_s, u"--vcpu=%1"_s.arg(vcpu)}), 2);
        QVERIFY2(m_bench->errText().contains(u"quarter of a processor"_s), qPrintable(m_bench->errText()));
    }
    m_bench->fake.world.accounts.append(CliBench::account(u"account-2"_s, u"Home"_s));
    QCOMPARE(m_bench->run({u"machine"_s, u"create"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"Work, Home"_s), qPrintable(m_bench->errText()));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void MachineCommandsTest::deletesOnlyWhenSure()
{
    const QStringList command{u"machine"_s, u"delete"_s, u"dm-1"_s};
    QCOMPARE(m_bench->run(command), 2); // nobody to ask
    QVERIFY(m_bench->errText().contains(u"--yes"_s));
    m_bench->terminal.input = true;
    QCOMPARE(m_bench->run(command, "dm-1\n"), 1); // it is called builder
    QCOMPARE(m_bench->run(command, ""), 1);
    QVERIFY(m_bench->fake.calls.isEmpty());
    QCOMPARE(m_bench->run(command, "builder\n"), 0);
    m_bench->terminal.input = false;
    QCOMPARE(m_bench->run(command + QStringList{u"--yes"_s}), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"deleteMachine dm-1"_s, u"deleteMachine dm-1"_s}));
}

void MachineCommandsTest::renames()
{
    QCOMPARE(m_bench->run({u"machine"_s, u"rename"_s, u"dm-2"_s, u"my box"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"renameMachine dm-2 my box"_s});
    QVERIFY(m_bench->outText().contains(u"my box"_s));
}

QTEST_GUILESS_MAIN(MachineCommandsTest)
#include "MachineCommandsTest.moc"
