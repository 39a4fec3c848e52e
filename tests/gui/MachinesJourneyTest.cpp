#include "tests/gui/Journey.h"

#include "ui/machines/SetUpDialog.h"
#include "ui/usage/UsageChart.h"
#include "ui/usage/UsageDialog.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/MessageBar.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
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

/// Making, sizing and watching machines, what they cost, and secrets: with mouse and keys.
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
    void usageIsShownPricedAndSaved();
    void usageErrorsAndEmptyDaysAreTold();
    void secretsAreStoredReplacedAndForgotten();
    void withoutAKeychainAFileIsOffered();
    void aNewKeyIsTriedBeforeTheOldOneGoes();

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
    journey.find<QPlainTextEdit>(u"machineSetup"_s)->setFocus();
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

void MachinesJourneyTest::usageIsShownPricedAndSaved()
{
    Journey journey(*m_theme);
    const Machine& machine = journey.client.initial.machines.first();
    const auto today =
        std::chrono::sys_days(std::chrono::floor<std::chrono::days>(journey.clock.now()).time_since_epoch());
    MachineUsage day;
    day.machine = machine.key.machine;
    day.day = today;
    day.awake = 2h;
    day.vcpuSeconds = 3600;
    MachineUsage before = day;
    before.day = today - std::chrono::days(1);
    MachineUsage longAgo = day;
    longAgo.day = today - std::chrono::days(60);
    journey.client.usage = {before, day, longAgo};
    journey.press(Qt::Key_U, Qt::ControlModifier);
    journey.chooseByMouse(u"usageAccount"_s, u"Dedalus"_s);
    QCOMPARE(journey.find<QTableView>(u"usageTable"_s)->model()->rowCount(), 2);
    QVERIFY(journey.label(u"usageTotal"_s).contains(u"4 h"_s));
    QVERIFY(!journey.find<UsageChart>(u"usageChart"_s)->accessibleDescription().isEmpty());

    journey.click(u"usageRatesFold"_s);
    journey.find<QDoubleSpinBox>(u"rateVcpu"_s)->setValue(1.5);
    journey.rewrite(u"rateCurrency"_s, u"EUR"_s);
    journey.click(u"saveRates"_s);
    QVERIFY(journey.client.calls.contains(u"saveRates"_s));
    QVERIFY2(journey.label(u"usageTotal"_s).contains(u"3.0000 EUR"_s),
             qPrintable(journey.label(u"usageTotal"_s)));
    journey.chooseByMouse(u"usagePeriod"_s, u"Last 7 days"_s);
    QCOMPARE((journey.client.lastUsageQuery.to - journey.client.lastUsageQuery.from).count(), 7);

    QTemporaryDir directory;
    const QString path = directory.filePath(u"usage.csv"_s);
    journey.find<UsageDialog>(u"usageDialog"_s)->exportTo(path);
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll().count("\r\n"), 3);
    journey.find<UsageDialog>(u"usageDialog"_s)->exportTo(directory.filePath(u"no/such/file"_s));
    QVERIFY(journey.find<MessageBar>(u"usageMessage"_s)->isVisible());
    journey.press(Qt::Key_Escape);
    QVERIFY(!journey.isVisible(u"usageDialog"_s));
}

void MachinesJourneyTest::usageErrorsAndEmptyDaysAreTold()
{
    Journey journey(*m_theme);
    trigger(journey, ActionId::ShowUsage);
    QVERIFY(journey.isVisible(u"usageEmpty"_s));
    QVERIFY(!journey.find<QPushButton>(u"exportUsage"_s)->isEnabled());
    Error error;
    error.code = ErrorCode::Unavailable;
    journey.client.refuseNext(error);
    journey.chooseByMouse(u"usagePeriod"_s, u"Last month"_s);
    QVERIFY(journey.isVisible(u"usageMessage"_s));
}

void MachinesJourneyTest::secretsAreStoredReplacedAndForgotten()
{
    Journey journey(*m_theme);
    Schedule schedule = journey.client.initial.schedules.first();
    schedule.env.insert(u"PGPASSWORD"_s, u"secret:DB_PASSWORD"_s);
    Changes changes;
    changes.schedules = {schedule};
    journey.client.push(changes);
    journey.press(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(journey.isVisible(u"secretsEmpty"_s));
    QVERIFY(journey.label(u"secretsMissing"_s).contains(u"DB_PASSWORD"_s));
    journey.type(u"DB_PASSWORD"_s);
    QVERIFY(journey.tabTo(u"secretValue"_s));
    journey.type(u"abc"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSecret"_s)->isEnabled());
    journey.type(u"defg"_s);
    QCOMPARE(journey.find<QLineEdit>(u"secretValue"_s)->echoMode(), QLineEdit::Password);
    journey.press(Qt::Key_Return);
    QCOMPARE(journey.client.lastSecret, u"abcdefg"_s);
    QVERIFY(journey.text(u"secretValue"_s).isEmpty());
    QVERIFY(!journey.isVisible(u"secretsMissing"_s));
    const auto* table = journey.find<QTableView>(u"secretTable"_s);
    QCOMPARE(table->model()->index(0, 2).data().toString(), schedule.name);

    journey.clickCell(u"secretTable"_s, u"DB_PASSWORD"_s);
    journey.click(u"replaceSecret"_s);
    QCOMPARE(journey.text(u"secretName"_s), u"DB_PASSWORD"_s);
    journey.type(u"another one"_s);
    journey.press(Qt::Key_Return);
    QCOMPARE(journey.client.lastSecret, u"another one"_s);

    journey.clickCell(u"secretTable"_s, u"DB_PASSWORD"_s);
    journey.press(Qt::Key_Delete);
    auto* message = journey.find<MessageBar>(u"secretMessage"_s);
    QVERIFY(message->text().contains(schedule.name));
    QVERIFY(!journey.client.calls.contains(u"forgetSecret DB_PASSWORD"_s));
    QTest::mouseClick(message->findChild<QPushButton*>(), Qt::LeftButton);
    Journey::settle();
    QVERIFY(journey.client.calls.contains(u"forgetSecret DB_PASSWORD"_s));
    QVERIFY(journey.isVisible(u"secretsEmpty"_s));
}

void MachinesJourneyTest::withoutAKeychainAFileIsOffered()
{
    Journey journey(*m_theme);
    journey.client.noKeychain = true;
    trigger(journey, ActionId::ManageSecrets);
    journey.type(u"TOKEN"_s);
    journey.find<QLineEdit>(u"secretValue"_s)->setFocus();
    journey.type(u"long enough"_s);
    journey.click(u"saveSecret"_s);
    QVERIFY(journey.client.secrets.isEmpty());
    journey.click(u"secretInFile"_s);
    journey.click(u"saveSecret"_s);
    QCOMPARE(journey.client.secrets.value(0).kept, KeySource::KeyFile);
}

void MachinesJourneyTest::aNewKeyIsTriedBeforeTheOldOneGoes()
{
    Journey journey(*m_theme);
    journey.clickCell(u"machineTree"_s, u"Dedalus"_s);
    trigger(journey, ActionId::EditAccount);
    journey.find<QLineEdit>(u"accountKey"_s)->setFocus();
    journey.type(u"dsk-new-key-1"_s);
    Error error;
    error.code = ErrorCode::Unauthorized;
    journey.client.refuseNext(error);
    journey.click(u"finishAccount"_s);
    QVERIFY(journey.isVisible(u"accountDialog"_s));
    QVERIFY(!journey.client.calls.contains(u"saveAccount Dedalus"_s));
    MessageBar* told = nullptr;
    for (MessageBar* bar : journey.find(u"accountDialog"_s)->findChildren<MessageBar*>()) {
        if (bar->isVisible())
            told = bar;
    }
    QVERIFY(told != nullptr && told->text().contains(u"the old one stays"_s));
    journey.rewrite(u"accountKey"_s, u"dsk-new-key-2"_s);
    journey.click(u"finishAccount"_s);
    QVERIFY(!journey.isVisible(u"accountDialog"_s));
    QVERIFY(journey.client.calls.contains(u"saveAccount Dedalus"_s));
    QCOMPARE(journey.client.lastKey, u"dsk-new-key-2"_s);
}

QTEST_MAIN(MachinesJourneyTest)
#include "MachinesJourneyTest.moc"
