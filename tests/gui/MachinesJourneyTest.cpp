#include "tests/gui/Journey.h"

#include "ui/machines/SetUpDialog.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/MessageBar.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void trigger(Journey& journey, ActionId id)
{
    journey.window->actions().action(id)->trigger();
    Journey::settle();
}

ProvisionNews news(ProvisionStage stage)
{
    ProvisionNews told;
    told.stage = stage;
    return told;
}

Machine made(const Journey& journey)
{
    Machine machine;
    machine.key = {journey.client.lastOrder.account, MachineId{u"dm-made"_s}};
    machine.name = journey.client.lastOrder.name;
    machine.phase = MachinePhase::Running;
    return machine;
}

} // namespace

/// Making, sizing and watching machines, with mouse and keys.
class MachinesJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void aMachineIsSetUpInSightOfThePerson();
    void itGoesOnInTheBackground();
    void aSetUpIsCancelled();
    void aRefusalBringsTheFormBack();
    void aLostAnswerKeepsTheOrdersKey();
    void boundsAreToldBeforeTheCloudDoes();
    void aSecretInTheCommandIsWarnedAbout();
    void aMachineIsResized();
    void awakeIsToldWithItsReasonAndCost();
    void portsAreOpenedCopiedAndClosed();
    void filesAndLoginsAreShown();

private:
    /// The form, filled in: a name and a command.
    static void fillForm(Journey& journey, const QString& command);
    static void showMachine(Journey& journey, const QString& name);
    std::unique_ptr<Theme> m_theme;
};

void MachinesJourneyTest::fillForm(Journey& journey, const QString& command)
{
    trigger(journey, ActionId::NewMachine);
    journey.type(u"workshop"_s);
    journey.click(u"machineSetUpFold"_s);
    QCOMPARE(journey.focusName(), u"machineSetup"_s);
    journey.type(command);
}

void MachinesJourneyTest::showMachine(Journey& journey, const QString& name)
{
    auto* tree = journey.find<QTreeView>(u"machineTree"_s);
    const auto found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, name, 1,
                                            Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap);
    QVERIFY(!found.isEmpty());
    tree->setCurrentIndex(found.first());
    trigger(journey, ActionId::ShowMachine);
}

void MachinesJourneyTest::aMachineIsSetUpInSightOfThePerson()
{
    Journey journey(*m_theme);
    fillForm(journey, u"apt-get install -y jq"_s);
    journey.find<QDoubleSpinBox>(u"machineVcpu"_s)->setValue(0.5);
    journey.rewrite(u"machineAutosleep"_s, u"90s"_s);
    journey.click(u"createMachine"_s);
    const ProvisionOrder& order = journey.client.lastOrder;
    QCOMPARE(order.setup, (QStringList{u"/bin/bash"_s, u"-c"_s, u"apt-get install -y jq"_s}));
    QCOMPARE(order.spec.vcpu, 0.5);
    QCOMPARE(order.spec.autosleep, u"90s"_s);
    QVERIFY(order.thenSleep);
    QVERIFY(journey.isVisible(u"setUpDialog"_s) && !journey.isVisible(u"newMachineDialog"_s));

    ProvisionNews told = news(ProvisionStage::SettingUp);
    told.machine = made(journey);
    told.stdoutText = QByteArray("Reading \x1b[31mlists\x1b[0m…\nhalf a \xe2\x82");
    journey.client.tellProvision(told);
    Journey::settle();
    told.stdoutText = "\xac sign\n";
    journey.client.tellProvision(told);
    Journey::settle();
    QCOMPARE(journey.find<QPlainTextEdit>(u"setUpOutput"_s)->toPlainText(),
             u"Reading lists…\nhalf a € sign\n"_s);
    QCOMPARE(journey.find<QLabel>(u"pageTitle"_s)->text(), u"workshop"_s);

    told.stdoutText.clear();
    told.setup = Outcome::Succeeded;
    told.exitCode = 0;
    told.asleep = true;
    journey.client.endProvision(told);
    Journey::settle();
    QCOMPARE(journey.label(u"setUpNote"_s), u"workshop is ready and asleep."_s);
    QVERIFY(!journey.isVisible(u"cancelSetUp"_s));
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"setUpDialog"_s));
}

void MachinesJourneyTest::itGoesOnInTheBackground()
{
    Journey journey(*m_theme);
    fillForm(journey, u"true"_s);
    journey.click(u"createMachine"_s);
    journey.press(Qt::Key_Escape);
    QVERIFY(!journey.isVisible(u"setUpDialog"_s));
    QVERIFY(!journey.client.calls.contains(u"cancelProvision workshop"_s));
    trigger(journey, ActionId::ShowSetUp);
    QVERIFY(journey.isVisible(u"setUpDialog"_s));
    journey.click(u"closeSetUp"_s);
    ProvisionNews told = news(ProvisionStage::Over);
    told.machine = made(journey);
    told.setup = Outcome::Failed;
    told.exitCode = 7;
    told.asleep = true;
    journey.client.endProvision(told);
    Journey::settle();
    QVERIFY(!journey.isVisible(u"setUpDialog"_s));
    bool isTold = false;
    for (const MessageBar* bar : journey.window->findChildren<MessageBar*>())
        isTold = isTold || bar->text().contains(u"failed with exit code 7"_s);
    QVERIFY(isTold);
    QVERIFY(!journey.window->actions().action(ActionId::ShowSetUp)->isEnabled());
}

void MachinesJourneyTest::aSetUpIsCancelled()
{
    Journey journey(*m_theme);
    fillForm(journey, u"sleep 600"_s);
    journey.click(u"createMachine"_s);
    journey.client.tellProvision(news(ProvisionStage::Starting));
    journey.click(u"cancelSetUp"_s);
    QVERIFY(journey.client.calls.contains(u"cancelProvision workshop"_s));
    QVERIFY(!journey.find<QPushButton>(u"cancelSetUp"_s)->isEnabled());
    ProvisionNews told = news(ProvisionStage::Over);
    told.cancelled = true;
    journey.client.endProvision(told);
    Journey::settle();
    QVERIFY(journey.find<MessageBar>(u"setUpMessage"_s)->text().contains(u"Nothing is left of workshop"_s));
    QVERIFY(!journey.isVisible(u"newMachineDialog"_s));
}

void MachinesJourneyTest::aRefusalBringsTheFormBack()
{
    Journey journey(*m_theme);
    fillForm(journey, u"true"_s);
    journey.click(u"createMachine"_s);
    const QString key = journey.client.lastOrder.key;
    ProvisionNews told = news(ProvisionStage::Over);
    told.error.emplace().code = ErrorCode::QuotaExceeded;
    told.error->httpStatus = 403;
    journey.client.endProvision(told);
    Journey::settle();
    QVERIFY(!journey.isVisible(u"setUpDialog"_s));
    QCOMPARE(journey.text(u"machineName"_s), u"workshop"_s);
    journey.click(u"createMachine"_s);
    QVERIFY(journey.client.lastOrder.key != key);
}

void MachinesJourneyTest::aLostAnswerKeepsTheOrdersKey()
{
    Journey journey(*m_theme);
    fillForm(journey, u"true"_s);
    journey.click(u"createMachine"_s);
    const QString key = journey.client.lastOrder.key;
    ProvisionNews told = news(ProvisionStage::Over);
    told.error.emplace().code = ErrorCode::ConnectionLost;
    journey.client.endProvision(told);
    Journey::settle();
    journey.click(u"createMachine"_s);
    QCOMPARE(journey.client.lastOrder.key, key);
    journey.client.endProvision(told);
    Journey::settle();
    // Another size is another order.
    journey.find<QSpinBox>(u"machineMemory"_s)->setValue(4096);
    journey.click(u"createMachine"_s);
    QVERIFY(journey.client.lastOrder.key != key);
}

void MachinesJourneyTest::boundsAreToldBeforeTheCloudDoes()
{
    Journey journey(*m_theme);
    trigger(journey, ActionId::NewMachine);
    auto* vcpu = journey.find<QDoubleSpinBox>(u"machineVcpu"_s);
    vcpu->setValue(0.3);
    QVERIFY(!journey.find<QPushButton>(u"createMachine"_s)->isEnabled());
    vcpu->setValue(0);
    QCOMPARE(vcpu->value(), 0.25);
    QVERIFY(journey.find<QPushButton>(u"createMachine"_s)->isEnabled());
    journey.rewrite(u"machineAutosleep"_s, u"soon"_s);
    QVERIFY(!journey.find<QPushButton>(u"createMachine"_s)->isEnabled());
    journey.find<QSpinBox>(u"machineMemory"_s)->setValue(1);
    QCOMPARE(journey.find<QSpinBox>(u"machineMemory"_s)->value(), 512);
}

void MachinesJourneyTest::aSecretInTheCommandIsWarnedAbout()
{
    Journey journey(*m_theme);
    fillForm(journey, u"mysql --password=hunter2hunter2"_s);
    QVERIFY(journey.isVisible(u"machineSetupLint"_s));
    QVERIFY(!journey.label(u"machineSetupLint"_s).contains(u"hunter2"_s));
}

void MachinesJourneyTest::aMachineIsResized()
{
    Journey journey(*m_theme);
    showMachine(journey, u"backup"_s);
    journey.click(u"resizeMachineButton"_s);
    QVERIFY(!journey.find<QPushButton>(u"resizeButton"_s)->isEnabled());
    auto* disk = journey.find<QSpinBox>(u"machineStorage"_s);
    const int before = disk->value();
    disk->setValue(before - 1);
    QCOMPARE(disk->value(), before); // it cannot shrink
    journey.find<QSpinBox>(u"machineMemory"_s)->setValue(8192);
    QVERIFY(!journey.label(u"resizeEffect"_s).isEmpty());
    Error error;
    error.code = ErrorCode::InvalidState;
    journey.client.refuseNext(error);
    journey.click(u"resizeButton"_s);
    QVERIFY(journey.isVisible(u"resizeDialog"_s));
    journey.click(u"resizeButton"_s);
    QVERIFY(!journey.isVisible(u"resizeDialog"_s));
    QCOMPARE(journey.client.lastChange.memoryMib, 8192);
    QVERIFY(!journey.client.lastChange.vcpu && !journey.client.lastChange.storageGib);
    QVERIFY(journey.client.lastChange.autosleep.isEmpty());
}

void MachinesJourneyTest::awakeIsToldWithItsReasonAndCost()
{
    Journey journey(*m_theme);
    Machine machine = journey.client.initial.machines.first();
    for (const Machine& known : std::as_const(journey.client.initial.machines)) {
        if (known.displayName() == u"backup"_s)
            machine = known;
    }
    machine.phase = MachinePhase::Running;
    machine.vcpu = 1;
    machine.memoryMib = 0;
    machine.storageGib = 0;
    journey.client.rates.insert(machine.key.account, UsageRates{2, 0, 0, u"EUR"_s});
    Execution foreign;
    foreign.id.value = u"wexec-stranger"_s;
    foreign.status = ExecutionStatus::Running;
    foreign.command = {u"vacuumdb"_s};
    journey.client.executions = {foreign};
    MachineLease lease;
    lease.machine = machine.key;
    lease.wokenByUs = true;
    lease.since = journey.clock.now() - 1h;
    lease.sleepOwedSince = journey.clock.now() - 8min;
    lease.sleepAttempts = 3;
    lease.note = u"sleep hold window is active"_s;
    Changes changes;
    changes.machines = {machine};
    changes.leases = {lease};
    journey.client.push(changes);
    showMachine(journey, u"backup"_s);
    QString told = journey.label(u"machineAwakeReasons"_s) + u'\n';
    for (const Fact& fact : journey.find(u"machineAwake"_s)->findChild<FactsColumn*>()->facts())
        told += fact.left + u": "_s + fact.right + u'\n';
    for (const QString& text :
         {u"for 1 h"_s, u"sleep hold window is active"_s, u"vacuumdb"_s, u"2.0000 EUR"_s})
        QVERIFY2(told.contains(text), qPrintable(told));
    machine.phase = MachinePhase::Sleeping;
    changes.machines = {machine};
    journey.client.push(changes);
    Journey::settle();
    QVERIFY(!journey.isVisible(u"machineAwake"_s));
}

void MachinesJourneyTest::portsAreOpenedCopiedAndClosed()
{
    Journey journey(*m_theme);
    showMachine(journey, u"backup"_s);
    QVERIFY(journey.isVisible(u"noPorts"_s));
    journey.find<QSpinBox>(u"portNumber"_s)->setValue(3000);
    journey.click(u"openPort"_s);
    QVERIFY(journey.client.calls.contains(u"openPort 3000"_s));
    journey.clickCell(u"portTable"_s, u"open"_s);
    journey.press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"https://3000.example.org/"_s);
    journey.press(Qt::Key_Delete);
    QVERIFY(journey.isVisible(u"noPorts"_s));
    QVERIFY(journey.client.ports.isEmpty());
    Error error;
    error.code = ErrorCode::QuotaExceeded;
    journey.client.refuseNext(error);
    journey.click(u"openPort"_s);
    QVERIFY(journey.isVisible(u"servicesMessage"_s));
}

void MachinesJourneyTest::filesAndLoginsAreShown()
{
    Journey journey(*m_theme);
    Artifact artifact;
    artifact.id = u"art-1"_s;
    artifact.name = u"report.pdf"_s;
    artifact.sizeBytes = 2048;
    journey.client.artifacts = {artifact};
    journey.client.access.host = u"ssh.example.org"_s;
    journey.client.access.port = 2222;
    journey.client.access.user = u"machine"_s;
    showMachine(journey, u"backup"_s);
    journey.clickCell(u"artifactTable"_s, u"report.pdf"_s);
    // The cloud tells no address for it.
    for (const QAction* action : journey.find<QTableView>(u"artifactTable"_s)->actions())
        QVERIFY(!action->isEnabled());
    journey.find<QLineEdit>(u"sshPublicKey"_s)->setFocus();
    journey.type(u"-----BEGIN OPENSSH PRIVATE KEY-----"_s);
    QVERIFY(!journey.find<QPushButton>(u"sshLogin"_s)->isEnabled());
    QVERIFY(journey.label(u"sshHint"_s).contains(u"private key"_s));
    journey.rewrite(u"sshPublicKey"_s, u"ssh-ed25519 AAAA me@here"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(journey.client.calls.contains(u"openSsh ssh-ed25519"_s));
    QCOMPARE(journey.text(u"sshCommand"_s), u"ssh -p 2222 machine@ssh.example.org"_s);
}

QTEST_MAIN(MachinesJourneyTest)
#include "MachinesJourneyTest.moc"
