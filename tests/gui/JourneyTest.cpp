#include "tests/gui/Journey.h"

#include "ui/models/ScheduleTableModel.h"
#include "ui/timeline/TimelineView.h"
#include "ui/window/Ticker.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

Error errorOf(ErrorCode code, const QString& subject = {})
{
    Error error;
    error.code = code;
    error.subject = subject;
    return error;
}

QString labelText(Journey& journey, const QString& name)
{
    return journey.find<QLabel>(name)->text();
}

QAction* actionOf(Journey& journey, ActionId id)
{
    return journey.window->actions().action(id);
}

} // namespace

class JourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timelineSelectsAndOpens();
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void toggleBySwitchAndBySpace();
    void renameInPlace();
    void deleteAndUndo();
    void runNowShowsTheRun();
    void openOutputOfARun();
    void renameMachineAndUndo();
    void wakeAndSleep();
    void deleteMachineNeedsItsName();
    void createMachine();
    void searchNarrowsAndEscapeClears();
    void pauseAndResume();
    void firstRunWithTheSandbox();
    void testConnectionSaysWhatFailed();
    void missingKeychainAsksWhereToKeepTheKey();
    void aKeyNeedNotBeKept();
    void aboutTellsTheVersion();
    void aFailedAccountShowsABanner();
    void aFailureIsTold();
    void hiddenWindowsDoNotTick();
    void selectionSurvivesChanges();

private:
    std::unique_ptr<Theme> m_theme;
};

void JourneyTest::toggleBySwitchAndBySpace()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"nightly-backup"_s, 0);
    QVERIFY(!journey.client.schedule(u"nightly-backup"_s)->enabled);
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_Space);
    QVERIFY(journey.client.schedule(u"nightly-backup"_s)->enabled);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!journey.client.schedule(u"nightly-backup"_s)->enabled);
}

void JourneyTest::renameInPlace()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"weekly-verify"_s);
    journey.press(Qt::Key_F2);
    QCOMPARE(journey.focusName(), u"scheduleNameInlineEdit"_s);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"sunday-verify"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(journey.client.schedule(u"sunday-verify"_s).has_value());
    QVERIFY(!journey.isVisible(u"scheduleDialog"_s));
}

void JourneyTest::deleteAndUndo()
{
    Journey journey(*m_theme);
    const Schedule before = *journey.client.schedule(u"month-close"_s);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Delete);
    QVERIFY(!journey.client.schedule(u"month-close"_s).has_value());
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    auto again = journey.client.schedule(u"month-close"_s);
    QVERIFY(again.has_value());
    QCOMPARE(again->argv, before.argv);
    // The schedule has a new id now; taking the step again finds it all the same.
    journey.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!journey.client.schedule(u"month-close"_s).has_value());
}

void JourneyTest::runNowShowsTheRun()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"nightly-backup"_s);
    journey.click(u"runNowButton"_s);
    QCOMPARE(journey.find<QTabBar>(u"pageTabs"_s)->currentIndex(), 1);
    QVERIFY(journey.client.calls.contains(u"runNow schedule-nightly-backup"_s));
    QCOMPARE(labelText(journey, u"runSummary"_s), u"Waking the machine"_s);
    actionOf(journey, ActionId::CancelRun)->trigger();
    QVERIFY(journey.client.calls.last().startsWith(u"cancelRun run-"_s));
}

void JourneyTest::openOutputOfARun()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_2, Qt::ControlModifier);
    journey.clickCell(u"runTable"_s, u"weekly-verify"_s);
    auto* text = journey.find<QPlainTextEdit>(u"outputText"_s);
    QVERIFY(text->toPlainText().contains(u"\nTransferred:   61.4 MiB"_s));
    QVERIFY(labelText(journey, u"outputKept"_s).endsWith(u"kept"_s));
    QCOMPARE(labelText(journey, u"runSummary"_s), u"Failed with exit code 3"_s);
    journey.find<QTabBar>(u"outputStreams"_s)->setCurrentIndex(1);
    QVERIFY(text->toPlainText().startsWith(u"pg_dump: error"_s));
    journey.clickCell(u"runTable"_s, u"Skipped (overlap)"_s);
    QCOMPARE(labelText(journey, u"runSummary"_s), u"Skipped: the run before was still open"_s);
}

void JourneyTest::renameMachineAndUndo()
{
    Journey journey(*m_theme);
    journey.clickCell(u"machineTree"_s, u"reports"_s);
    QCOMPARE(labelText(journey, u"pageTitle"_s), u"reports"_s);
    journey.press(Qt::Key_F2);
    QCOMPARE(journey.focusName(), u"machineNameEdit"_s);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"monthly"_s);
    journey.press(Qt::Key_Return);
    QCOMPARE(labelText(journey, u"pageTitle"_s), u"monthly"_s);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(labelText(journey, u"pageTitle"_s), u"reports"_s);
}

void JourneyTest::wakeAndSleep()
{
    Journey journey(*m_theme);
    QVERIFY(!journey.find<QToolButton>(u"wakeButton"_s)->isEnabled());
    journey.clickCell(u"machineTree"_s, u"backup"_s);
    QVERIFY(!journey.find<QToolButton>(u"sleepButton"_s)->isEnabled());
    journey.click(u"wakeButton"_s);
    QVERIFY(journey.client.calls.contains(u"wakeMachine dm-019f31"_s));
    QVERIFY(labelText(journey, u"pageFacts"_s).contains(u"running"_s));
    journey.click(u"sleepButton"_s);
    QVERIFY(labelText(journey, u"pageFacts"_s).contains(u"sleeping"_s));
}

void JourneyTest::deleteMachineNeedsItsName()
{
    Journey journey(*m_theme);
    journey.clickCell(u"machineTree"_s, u"studio"_s);
    journey.press(Qt::Key_Delete);
    auto* button = journey.find<QPushButton>(u"confirmButton"_s);
    QVERIFY(!button->isEnabled());
    journey.type(u"studi"_s);
    QVERIFY(!button->isEnabled());
    journey.type(u"o"_s);
    QVERIFY(button->isEnabled());
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"confirmDialog"_s));
    QVERIFY(journey.client.calls.contains(u"deleteMachine dm-019f35"_s));
    const auto* tree = journey.find<QTreeView>(u"machineTree"_s);
    QCOMPARE(tree->model()->index(0, 0).data(MachineTreeModel::RightTextRole).toString(), u"7"_s);
}

void JourneyTest::createMachine()
{
    Journey journey(*m_theme);
    actionOf(journey, ActionId::NewMachine)->trigger();
    Journey::settle();
    journey.find<QDoubleSpinBox>(u"machineVcpu"_s)->setValue(2);
    journey.find<QLineEdit>(u"machineName"_s)->setFocus();
    journey.type(u"workshop"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"newMachineDialog"_s));
    QCOMPARE(labelText(journey, u"pageTitle"_s), u"workshop"_s);
    QVERIFY(labelText(journey, u"pageFacts"_s).contains(u"2 vCPU"_s));
}

void JourneyTest::searchNarrowsAndEscapeClears()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(journey.focusName(), u"searchField"_s);
    journey.type(u"verify"_s);
    QCOMPARE(journey.find<QTableView>(u"scheduleTable"_s)->model()->rowCount(), 1);
    journey.type(u"zzz"_s);
    QVERIFY(!journey.isVisible(u"scheduleTable"_s));
    journey.press(Qt::Key_Escape);
    QCOMPARE(journey.find<QTableView>(u"scheduleTable"_s)->model()->rowCount(), 6);
}

void JourneyTest::pauseAndResume()
{
    Journey journey(*m_theme);
    actionOf(journey, ActionId::PauseHour)->trigger();
    Journey::settle();
    QVERIFY(!journey.isVisible(u"pauseButton"_s));
    QCOMPARE(journey.find(u"statusRunner"_s)->accessibleName(), u"Paused until Sun 22 Nov 13:00"_s);
    journey.click(u"resumeButton"_s);
    QVERIFY(journey.isVisible(u"pauseButton"_s));
}

void JourneyTest::firstRunWithTheSandbox()
{
    Journey journey(*m_theme, Changes{});
    QVERIFY(journey.isVisible(u"firstRunPage"_s));
    QVERIFY(!journey.isVisible(u"topBar"_s));
    QVERIFY(journey.client.calls.isEmpty());
    journey.click(u"finishAccount"_s);
    QCOMPARE(journey.client.lastAccount.name, u"Sandbox"_s);
    QVERIFY(journey.client.lastAccount.isBuiltInSandbox());
    QCOMPARE(journey.client.lastAccount.keySource, KeySource::BuiltIn);
    QVERIFY(!journey.isVisible(u"firstRunPage"_s));
    QVERIFY(journey.isVisible(u"topBar"_s));
}

void JourneyTest::testConnectionSaysWhatFailed()
{
    Journey journey(*m_theme, Changes{});
    journey.click(u"chooseDedalus"_s);
    QVERIFY(!journey.find<QPushButton>(u"testConnection"_s)->isEnabled());
    QVERIFY(!journey.find<QPushButton>(u"finishAccount"_s)->isEnabled());
    journey.find<QLineEdit>(u"accountKey"_s)->setFocus();
    journey.type(u"dsk-wrong"_s);
    journey.client.refuseNext(errorOf(ErrorCode::Unauthorized, u"dcs.example.org"_s));
    journey.click(u"testConnection"_s);
    QVERIFY(labelText(journey, u"testResult"_s).contains(u"dcs.example.org does not accept the API key."_s));
    journey.click(u"testConnection"_s);
    QVERIFY(labelText(journey, u"testResult"_s).contains(u"It works"_s));
    QVERIFY(!journey.client.calls.join(u' ').contains(u"saveAccount"_s));
}

void JourneyTest::missingKeychainAsksWhereToKeepTheKey()
{
    Journey journey(*m_theme, Changes{});
    journey.click(u"chooseDedalus"_s);
    journey.find<QLineEdit>(u"accountKey"_s)->setFocus();
    journey.type(u"dsk-secret"_s);
    journey.client.refuseNext(errorOf(ErrorCode::SecretStoreUnavailable));
    journey.click(u"finishAccount"_s);
    QCOMPARE(journey.client.lastAccount.keySource, KeySource::Keychain);
    QVERIFY(journey.isVisible(u"keychainQuestion"_s));
    QVERIFY(journey.isVisible(u"firstRunPage"_s));
    journey.click(u"keepForSession"_s);
    QCOMPARE(journey.client.lastAccount.keySource, KeySource::Session);
    QCOMPARE(journey.client.lastKey, u"dsk-secret"_s);
    QVERIFY(!journey.isVisible(u"firstRunPage"_s));
}

void JourneyTest::aKeyNeedNotBeKept()
{
    Journey journey(*m_theme, Changes{});
    journey.click(u"chooseDedalus"_s);
    journey.find<QLineEdit>(u"accountKey"_s)->setFocus();
    journey.type(u"dsk-secret"_s);
    journey.client.refuseNext(errorOf(ErrorCode::SecretStoreUnavailable));
    journey.click(u"finishAccount"_s);
    journey.click(u"keepNowhere"_s);
    QVERIFY(!journey.isVisible(u"keychainQuestion"_s));
    QCOMPARE(journey.focusName(), u"accountKey"_s);
    QCOMPARE(journey.client.calls.filter(u"saveAccount"_s).size(), 1);
    QVERIFY(journey.isVisible(u"firstRunPage"_s));
}

void JourneyTest::aboutTellsTheVersion()
{
    Journey journey(*m_theme);
    actionOf(journey, ActionId::About)->trigger();
    Journey::settle();
    QCOMPARE(labelText(journey, u"aboutVersion"_s), u"Version "_s + QStringLiteral(REVEILLE_VERSION));
    QVERIFY(labelText(journey, u"aboutLicence"_s).contains(u"MIT"_s));
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"aboutDialog"_s));
}

void JourneyTest::aFailedAccountShowsABanner()
{
    Journey journey(*m_theme);
    QVERIFY(!journey.isVisible(u"accountBanner"_s));
    Changes changes;
    changes.accountStatus = {{AccountId{u"account-dedalus"_s}, AccountStatus::State::Failed,
                              errorOf(ErrorCode::Unauthorized, u"dcs.example.org"_s)}};
    journey.client.push(changes);
    QVERIFY(journey.isVisible(u"accountBanner"_s));
    QCOMPARE(labelText(journey, u"messageWhat"_s),
             u"Dedalus: dcs.example.org does not accept the API key."_s);
    journey.click(u"messageButton"_s);
    QVERIFY(journey.client.calls.contains(u"refreshMachines"_s));
    changes.accountStatus[0].state = AccountStatus::State::Connected;
    journey.client.push(changes);
    QVERIFY(!journey.isVisible(u"accountBanner"_s));
}

void JourneyTest::aFailureIsTold()
{
    Journey journey(*m_theme);
    journey.clickCell(u"machineTree"_s, u"backup"_s);
    journey.client.refuseNext(errorOf(ErrorCode::Unavailable, u"dcs.example.org"_s));
    journey.click(u"wakeButton"_s);
    QCOMPARE(labelText(journey, u"messageWhat"_s), u"dcs.example.org is not available at the moment."_s);
    journey.click(u"messageClose"_s);
    QVERIFY(!journey.isVisible(u"messageBar"_s));
}

void JourneyTest::hiddenWindowsDoNotTick()
{
    Journey journey(*m_theme);
    const auto* ticker = journey.window->findChild<Ticker*>();
    QVERIFY(ticker->isRunning());
    journey.window->hide();
    QVERIFY(!ticker->isRunning());
    QCOMPARE(journey.client.watched, false);
    // What changed meanwhile is there at once when the window comes back.
    journey.clock.advance(std::chrono::seconds(30));
    journey.window->show();
    QVERIFY(ticker->isRunning());
    QCOMPARE(journey.client.watched, true);
    QCOMPARE(journey.find(u"statusCountdown"_s)->accessibleName(), u"00:00:30"_s);
}

void JourneyTest::selectionSurvivesChanges()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    Changes changes;
    Schedule schedule = *journey.client.schedule(u"first-hello"_s);
    schedule.id = ScheduleId{u"schedule-new"_s};
    schedule.name = u"a new one"_s;
    changes.schedules = {schedule};
    changes.schedulesRemoved = {ScheduleId{u"schedule-first-hello"_s}};
    journey.client.push(changes);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QCOMPARE(table->model()->rowCount(), 6);
    QCOMPARE(table->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table->selectionModel()->selectedRows().first().data(ScheduleTableModel::IdRole).toString(),
             u"schedule-month-close"_s);
}

void JourneyTest::timelineSelectsAndOpens()
{
    Journey journey(*m_theme);
    auto* tabs = journey.find<QTabBar>(u"pageTabs"_s);
    QTest::mouseClick(tabs, Qt::LeftButton, Qt::NoModifier, tabs->tabRect(2).center());
    Journey::settle();
    auto* timeline = journey.find<TimelineView>(u"timelineView"_s);
    QVERIFY(!timeline->lanes().isEmpty());
    timeline->setFocus();
    journey.press(Qt::Key_Down);
    const QString first = timeline->accessibleDescription();
    QVERIFY(!first.isEmpty());
    QCOMPARE(journey.label(u"timelineTold"_s), first);
    // A week holds what a day does not.
    const auto count = [timeline] {
        qsizetype marks = 0;
        for (const TimelineLane& lane : timeline->lanes())
            marks += lane.marks.size();
        return marks;
    };
    const auto inADay = count();
    journey.click(u"timelineSpan2"_s);
    QVERIFY(count() > inADay);
    // What is due opens its schedule.
    for (qsizetype row = 0; row < timeline->lanes().size(); ++row) {
        const auto& marks = timeline->lanes()[row].marks;
        const auto due = std::find_if(marks.begin(), marks.end(), [](const auto& mark) { return mark.due; });
        if (due == marks.end() || timeline->lanes()[row].name != u"backup"_s)
            continue;
        const QPoint at = timeline->markRect(row, due - marks.begin()).center();
        QTest::mouseClick(timeline->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QTest::mouseDClick(timeline->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        Journey::settle();
        QCOMPARE(journey.text(u"scheduleName"_s), u"nightly-backup"_s);
        return;
    }
    QFAIL("nothing is due on the machine backup");
}

QTEST_MAIN(JourneyTest)
#include "JourneyTest.moc"
