#include "tests/gui/Journey.h"

#include "ui/usage/UsageChart.h"
#include "ui/usage/UsageDialog.h"
#include "ui/widgets/MessageBar.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

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

} // namespace

/// What machines cost, the secrets of commands and the keys of accounts, with mouse and keys.
class UsageJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void usageIsShownPricedAndSaved();
    void usageErrorsAndEmptyDaysAreTold();
    void secretsAreStoredReplacedAndForgotten();
    void withoutAKeychainAFileIsOffered();
    void aNewKeyIsTriedBeforeTheOldOneGoes();

private:
    std::unique_ptr<Theme> m_theme;
};

void UsageJourneyTest::usageIsShownPricedAndSaved()
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

void UsageJourneyTest::usageErrorsAndEmptyDaysAreTold()
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

void UsageJourneyTest::secretsAreStoredReplacedAndForgotten()
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

void UsageJourneyTest::withoutAKeychainAFileIsOffered()
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

void UsageJourneyTest::aNewKeyIsTriedBeforeTheOldOneGoes()
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

QTEST_MAIN(UsageJourneyTest)
#include "UsageJourneyTest.moc"
