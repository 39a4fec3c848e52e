#include "tests/gui/Journey.h"
#include "tests/gui/ProviderWorld.h"

#include "ui/models/ScheduleTableModel.h"
#include "ui/schedules/DriftDialog.h"
#include "ui/widgets/MessageBar.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

QString labelText(const Journey& journey, const QString& name)
{
    return journey.find<QLabel>(name)->text();
}

void trigger(Journey& journey, ActionId id)
{
    journey.window->actions().action(id)->trigger();
    Journey::settle();
}

} // namespace

class ProviderJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void aCloudOfInstancesIsAddedWithItsMetros();
    void driftShowsBothVersions();
    void theirsAreKeptAndTakenBack();
    void oursAreSentAgainAndTakenBack();
    void whatIsGoneThereIsTurnedOff();
    void aRefusedChoiceStaysOpen();
    void laterLeavesItAsItIs();
    void seenAndNotSeenAreTold();
    void machinePageFollowsTheConsole();
    void aMachineWithoutAConsoleShowsItsServices();
    void instancesAreStoppedAndStarted();

private:
    void openDrift(Journey& journey, const QString& name);
    std::unique_ptr<Theme> m_theme;
};

void ProviderJourneyTest::openDrift(Journey& journey, const QString& name)
{
    journey.clickCell(u"scheduleTable"_s, name);
    QVERIFY(journey.isVisible(u"scheduleWarning0"_s));
    journey.click(u"fixWarning0"_s);
    QVERIFY(journey.isVisible(u"driftDialog"_s));
}

void ProviderJourneyTest::aCloudOfInstancesIsAddedWithItsMetros()
{
    Journey journey(*m_theme, Changes{});
    journey.click(u"chooseDedalus"_s);
    QVERIFY(!journey.isVisible(u"accountMetros"_s));
    journey.click(u"chooseUnikraft"_s);
    QVERIFY(journey.isVisible(u"accountMetros"_s));
    journey.find<QLineEdit>(u"accountKey"_s)->setFocus();
    journey.type(u"token"_s);
    journey.find<QLineEdit>(u"accountMetros"_s)->setFocus();
    journey.type(u"sin, fra"_s);
    journey.click(u"finishAccount"_s);
    QCOMPARE(journey.client.lastAccount.provider, ProviderKind::Unikraft);
    QCOMPARE(journey.client.lastAccount.name, u"Unikraft"_s);
    QCOMPARE(journey.client.lastAccount.metros, (QStringList{u"sin"_s, u"fra"_s}));
}

void ProviderJourneyTest::driftShowsBothVersions()
{
    Journey journey(*m_theme, providerWorld());
    openDrift(journey, u"morning"_s);
    QCOMPARE(labelText(journey, u"driftOurs1"_s), u"*-*-* 09:00:00"_s);
    QCOMPARE(labelText(journey, u"driftTheirs1"_s), u"*-*-* 07:30:00"_s);
    QCOMPARE(labelText(journey, u"driftOurs3"_s), labelText(journey, u"driftTheirs3"_s)); // the action
    QVERIFY(labelText(journey, u"driftTheirs2"_s).contains(u"07:30"_s));
    journey.press(Qt::Key_Escape);
    QVERIFY(!journey.isVisible(u"driftDialog"_s));
}

void ProviderJourneyTest::theirsAreKeptAndTakenBack()
{
    Journey journey(*m_theme, providerWorld());
    openDrift(journey, u"morning"_s);
    journey.click(u"driftTheirs"_s);
    QVERIFY(!journey.isVisible(u"driftDialog"_s));
    QVERIFY(journey.client.calls.contains(u"takeTheirs schedule-morning"_s));
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 07:30:00"_s});
    QVERIFY(!journey.isVisible(u"fixWarning0"_s));
    QCOMPARE(journey.window->actions().action(ActionId::Undo)->text(),
             u"&Undo keep the provider's “morning”"_s);
    trigger(journey, ActionId::Undo);
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 09:00:00"_s});
    QCOMPARE(journey.client.calls.last(), u"saveSchedule morning"_s);
    trigger(journey, ActionId::Redo);
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 07:30:00"_s});
}

void ProviderJourneyTest::oursAreSentAgainAndTakenBack()
{
    Journey journey(*m_theme, providerWorld());
    openDrift(journey, u"morning"_s);
    journey.click(u"driftOurs"_s);
    QVERIFY(journey.client.calls.contains(u"sendOurs schedule-morning"_s));
    QCOMPARE(journey.client.schedule(u"morning"_s)->provider->drift, Drift::None);
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 09:00:00"_s});
    trigger(journey, ActionId::Undo);
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 07:30:00"_s});
    trigger(journey, ActionId::Redo);
    QCOMPARE(journey.client.schedule(u"morning"_s)->when, QStringList{u"*-*-* 09:00:00"_s});
}

void ProviderJourneyTest::whatIsGoneThereIsTurnedOff()
{
    Journey journey(*m_theme, providerWorld());
    openDrift(journey, u"evening"_s);
    QCOMPARE(journey.find<QPushButton>(u"driftTheirs"_s)->text(), u"Turn it off here"_s);
    journey.click(u"driftTheirs"_s);
    QVERIFY(!journey.client.schedule(u"evening"_s)->enabled);
    trigger(journey, ActionId::Undo);
    QVERIFY(journey.client.schedule(u"evening"_s)->enabled);
}

void ProviderJourneyTest::aRefusedChoiceStaysOpen()
{
    Journey journey(*m_theme, providerWorld());
    openDrift(journey, u"morning"_s);
    Error error;
    error.code = ErrorCode::Unavailable;
    error.subject = u"api.fra.example.org"_s;
    journey.client.refuseNext(error);
    journey.click(u"driftOurs"_s);
    QVERIFY(journey.isVisible(u"driftDialog"_s));
    QVERIFY(journey.find<QPushButton>(u"driftOurs"_s)->isEnabled());
    QCOMPARE(journey.client.schedule(u"morning"_s)->provider->drift, Drift::ChangedThere);
    QVERIFY(!journey.window->actions().action(ActionId::Undo)->isEnabled());
}

void ProviderJourneyTest::laterLeavesItAsItIs()
{
    Journey journey(*m_theme, providerWorld());
    journey.clickCell(u"scheduleTable"_s, u"morning"_s);
    QVERIFY(journey.window->actions().action(ActionId::CompareDrift)->isEnabled());
    trigger(journey, ActionId::CompareDrift);
    journey.click(u"driftLater"_s);
    QVERIFY(!journey.isVisible(u"driftDialog"_s));
    QVERIFY(journey.isVisible(u"fixWarning0"_s));
    QCOMPARE(journey.client.calls.filter(u"schedule-morning"_s).size(), 0);
    journey.clickCell(u"scheduleTable"_s, u"nightly-backup"_s);
    QVERIFY(!journey.window->actions().action(ActionId::CompareDrift)->isEnabled());
}

void ProviderJourneyTest::seenAndNotSeenAreTold()
{
    Changes world = providerWorld();
    for (const auto& [outcome, hour] :
         {std::pair(Outcome::Seen, 9), std::pair(Outcome::NotSeen, 10), std::pair(Outcome::CannotKnow, 11)}) {
        Run run;
        run.id = RunId{u"run-morning-%1"_s.arg(hour)};
        run.schedule = ScheduleId{u"schedule-morning"_s};
        run.scheduleName = u"morning"_s;
        run.machine = providerMachine();
        run.kind = RunKind::Provider;
        run.state = RunState::Closed;
        run.outcome = outcome;
        run.scheduledAt = inventedNow() - std::chrono::hours(12 - hour);
        world.runs.append(run);
    }
    Journey journey(*m_theme, world);
    journey.clickCell(u"scheduleTable"_s, u"morning"_s);
    QStringList texts;
    for (const QLabel* label : journey.find(u"scheduleDetail"_s)->findChildren<QLabel*>())
        texts += label->text();
    QVERIFY2(texts.contains(u"Seen"_s), qPrintable(texts.join(u'|')));
    QVERIFY2(texts.contains(u"Not seen"_s), qPrintable(texts.join(u'|')));
    const auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    const QModelIndex row = table->selectionModel()->selectedRows().first();
    QCOMPARE(row.siblingAtColumn(static_cast<int>(ScheduleTableModel::Column::Name))
                 .data(ScheduleTableModel::SecondLineRole)
                 .toString(),
             u"fired by the provider"_s);
}

void ProviderJourneyTest::machinePageFollowsTheConsole()
{
    Journey journey(*m_theme, providerWorld());
    journey.client.console = "booting\n\xe2\x82"; // half a character
    journey.clickCell(u"machineTree"_s, u"web-1"_s);
    journey.press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(journey.isVisible(u"machinePage"_s));
    auto* text = journey.find<QPlainTextEdit>(u"consoleText"_s);
    QCOMPARE(text->toPlainText(), u"booting\n"_s);
    journey.client.console += "\xac for you\n";
    journey.click(u"consoleAgain"_s);
    QCOMPARE(text->toPlainText(), u"booting\n€ for you\n"_s);
    Error error;
    error.code = ErrorCode::Unavailable;
    error.subject = u"api.fra.example.org"_s;
    journey.client.refuseNext(error);
    journey.click(u"consoleAgain"_s);
    QCOMPARE(journey.find<MessageBar>(u"consoleMessage"_s)->text(),
             u"api.fra.example.org is not available at the moment."_s);
    journey.client.console += "ready\n";
    journey.click(u"consoleAgain"_s);
    QCOMPARE(text->toPlainText(), u"booting\n€ for you\nready\n"_s);
    QVERIFY(!journey.isVisible(u"consoleMessage"_s));
}

void ProviderJourneyTest::aMachineWithoutAConsoleShowsItsServices()
{
    Journey journey(*m_theme, providerWorld());
    journey.press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(!journey.isVisible(u"consoleText"_s)); // nothing is selected
    journey.clickCell(u"machineTree"_s, u"backup"_s);
    QVERIFY(!journey.isVisible(u"consoleText"_s));
    QVERIFY(journey.isVisible(u"servicesPane"_s)); // what it offers instead
    QCOMPARE(journey.client.calls.filter(u"fetchMachineLog"_s).size(), 0);
    QVERIFY(!journey.isVisible(u"stopMachineButton"_s));
    QVERIFY(!journey.isVisible(u"consoleFollow"_s));
}

void ProviderJourneyTest::instancesAreStoppedAndStarted()
{
    Journey journey(*m_theme, providerWorld());
    journey.clickCell(u"machineTree"_s, u"web-1"_s);
    journey.press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(!journey.find<QToolButton>(u"startMachineButton"_s)->isEnabled());
    journey.click(u"stopMachineButton"_s);
    QVERIFY(journey.client.calls.contains(u"stop web-1"_s));
    QVERIFY(!journey.client.lastStop.force);
    QVERIFY(labelText(journey, u"pageFacts"_s).contains(u"stopped"_s));
    journey.click(u"startMachineButton"_s);
    QVERIFY(journey.client.calls.contains(u"start web-1"_s));
    trigger(journey, ActionId::ForceStopMachine);
    QVERIFY(journey.client.lastStop.force);
    trigger(journey, ActionId::CheckpointMachine);
    QVERIFY(journey.find<MessageBar>(u"messageBar"_s)->text().startsWith(u"web-1: the checkpoint "_s));
}

QTEST_MAIN(ProviderJourneyTest)
#include "ProviderJourneyTest.moc"
