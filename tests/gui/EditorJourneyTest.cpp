#include "tests/gui/Journey.h"

#include "ui/models/ScheduleTableModel.h"
#include "ui/theme/Fonts.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTableView>
#include <QTemporaryDir>

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

/// Two machines of a cloud of instances more.
Changes unikraftWorld()
{
    Changes world = inventedWorld();
    const AccountId id{u"account-unikraft"_s};
    Account account;
    account.id = id;
    account.name = u"Unikraft"_s;
    account.provider = ProviderKind::Unikraft;
    world.accounts.append(account);
    for (const QString& name : {u"web-1"_s, u"api-2"_s}) {
        Machine machine;
        machine.key = {id, MachineId{u"fra/"_s + name}};
        machine.name = name;
        machine.phase = MachinePhase::Stopped;
        machine.rules.runsCommands = false;
        world.machines.append(machine);
    }
    return world;
}

QAction* actionOf(Journey& journey, ActionId id)
{
    return journey.window->actions().action(id);
}

} // namespace

/// The schedule editor by mouse and keys.
class EditorJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void opensAsWideAsItIsReadBest();
    void createScheduleByKeyboardAlone();
    void aBadExpressionIsPutRightByItsButton();
    void aRefusedScheduleStaysOpen();
    void editChangesWhatWasTyped();
    void policiesAndVariablesAreEdited();
    void aPipeIsPutRightByItsButton();
    void aTakenNameIsToldWhileTyped();
    void severalMachinesAtOnce();
    void someOfSeveralAreRefused();
    void argumentsOneByOne();
    void theProviderFires();
    void aDeletionAsksForTheName();
    void aSecretIsReferredTo();
    void daysFromACalendarFile();
    void daysArePicked();

private:
    std::unique_ptr<Theme> m_theme;
};

void EditorJourneyTest::opensAsWideAsItIsReadBest()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_N, Qt::ControlModifier);
    const QWidget* dialog = journey.find<QLineEdit>(u"scheduleName"_s)->window();
    QVERIFY(dialog != journey.window.get());
    QVERIFY2(dialog->width() <= 110 * unit(dialog), qPrintable(QString::number(dialog->width())));
    QVERIFY(dialog->height() <= dialog->screen()->availableGeometry().height());
}

void EditorJourneyTest::createScheduleByKeyboardAlone()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(journey.focusName(), u"scheduleName"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    QCOMPARE(journey.label(u"scheduleHint"_s), u"Give it a name."_s);
    journey.type(u"tidy up"_s);
    QVERIFY(journey.tabTo(u"when1"_s));
    journey.type(u"Mon..Fri 09:00"_s);
    QVERIFY(journey.isVisible(u"whenMeaning"_s));
    QVERIFY(journey.tabTo(u"scheduleCommand"_s));
    journey.type(u"rm -r '/tmp/a b'"_s);
    QVERIFY(journey.tabTo(u"scheduleTimeout"_s));
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"90s"_s);
    QVERIFY(journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"scheduleDialog"_s));
    const auto made = journey.client.schedule(u"tidy up"_s);
    QVERIFY(made.has_value());
    QCOMPARE(made->when, QStringList{u"Mon..Fri 09:00"_s});
    QCOMPARE(made->argv, (QStringList{u"rm"_s, u"-r"_s, u"/tmp/a b"_s}));
    QVERIFY(made->timeout == std::chrono::seconds(90));
    QVERIFY(made->enabled);
    // It is selected, and the step can be taken back.
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QCOMPARE(table->currentIndex().data(ScheduleTableModel::IdRole).toString(), made->id.value);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!journey.client.schedule(u"tidy up"_s).has_value());
}

void EditorJourneyTest::aBadExpressionIsPutRightByItsButton()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.rewrite(u"scheduleName"_s, u"quarter"_s);
    journey.rewrite(u"scheduleCommand"_s, u"true"_s);
    journey.rewrite(u"when1"_s, u"*-*-* */6:00"_s);
    QVERIFY(journey.label(u"whenError"_s).startsWith(u"At character 7"_s));
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.click(u"fixButton"_s);
    QCOMPARE(journey.find<QLineEdit>(u"when1"_s)->text(), u"*-*-* 0/6:00"_s);
    QVERIFY(!journey.isVisible(u"whenError"_s));
    QVERIFY(journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
}

void EditorJourneyTest::aRefusedScheduleStaysOpen()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    actionOf(journey, ActionId::EditSchedule)->trigger();
    Journey::settle();
    journey.client.refuseNext(errorOf(ErrorCode::AlreadyExists, u"Month-End"_s));
    journey.rewrite(u"scheduleName"_s, u"Month-End"_s);
    journey.click(u"saveSchedule"_s);
    QVERIFY(journey.isVisible(u"scheduleDialog"_s));
    QCOMPARE(journey.label(u"messageWhat"_s), u"Month-End exists already."_s);
    QCOMPARE(journey.text(u"scheduleName"_s), u"Month-End"_s);
    journey.rewrite(u"scheduleName"_s, u"month-end"_s);
    journey.click(u"saveSchedule"_s);
    QVERIFY(!journey.isVisible(u"scheduleDialog"_s));
    QVERIFY(journey.client.schedule(u"month-end"_s).has_value());
}

void EditorJourneyTest::editChangesWhatWasTyped()
{
    Journey journey(*m_theme);
    const Schedule before = *journey.client.schedule(u"embed-news"_s);
    journey.clickCell(u"scheduleTable"_s, u"embed-news"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(journey.isVisible(u"when2"_s));
    journey.click(u"removeWhen2"_s);
    journey.click(u"throughShell"_s);
    journey.click(u"saveSchedule"_s);
    const Schedule after = *journey.client.schedule(u"embed-news"_s);
    QCOMPARE(after.when, QStringList{u"Mon..Fri 06,18:00"_s});
    QCOMPARE(after.argv, (QStringList{u"bash"_s, u"-c"_s, u"/srv/embed --since 12h"_s}));
    QCOMPARE(after.zone, before.zone);
    QCOMPARE(after.id, before.id);
    QVERIFY(after.policy == before.policy);
    QCOMPARE(actionOf(journey, ActionId::Undo)->text(), u"&Undo edit “embed-news”"_s);
    actionOf(journey, ActionId::Undo)->trigger();
    Journey::settle();
    QVERIFY(*journey.client.schedule(u"embed-news"_s) == before);
    actionOf(journey, ActionId::Redo)->trigger();
    Journey::settle();
    QVERIFY(*journey.client.schedule(u"embed-news"_s) == after);
}

void EditorJourneyTest::policiesAndVariablesAreEdited()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"policyOverlap"_s));
    QCOMPARE(journey.label(u"policyFoldSummary"_s), u"The usual"_s);
    QVERIFY(journey.tabTo(u"moreFold"_s));
    journey.press(Qt::Key_Space);
    QVERIFY(journey.tabTo(u"variableName1"_s));
    journey.type(u"DB_PASSWORD"_s);
    QVERIFY(!journey.isVisible(u"environmentWarning"_s));
    QVERIFY(journey.tabTo(u"variableValue1"_s));
    journey.type(u"hunter2"_s);
    QVERIFY(journey.isVisible(u"environmentWarning"_s));
    QVERIFY(journey.tabTo(u"addVariable"_s));
    journey.press(Qt::Key_Space);
    QCOMPARE(journey.focusName(), u"variableName2"_s);
    journey.type(u"1BAD"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.press(Qt::Key_Home);
    journey.press(Qt::Key_Delete);
    QVERIFY(journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    QVERIFY(journey.tabTo(u"scheduleInput"_s));
    journey.type(u"yes"_s);
    QVERIFY(journey.tabTo(u"policyFold"_s));
    journey.press(Qt::Key_Space);
    QVERIFY(journey.tabTo(u"policyOverlap"_s));
    journey.press(Qt::Key_Down);
    journey.press(Qt::Key_Down);
    QVERIFY(journey.tabTo(u"overlapLimit"_s));
    journey.type(u"5"_s);
    QVERIFY(journey.tabTo(u"policyUntil"_s));
    journey.type(u"2026-12-31 18:00"_s);
    QVERIFY(journey.label(u"policyFoldSummary"_s).startsWith(u"Already running: wait, 5 at most"_s));
    journey.press(Qt::Key_Return);
    const Schedule after = *journey.client.schedule(u"month-close"_s);
    QCOMPARE(after.env.value(u"DB_PASSWORD"_s), u"hunter2"_s);
    QVERIFY(after.env.contains(u"BAD"_s));
    QCOMPARE(after.stdinText, u"yes"_s);
    QCOMPARE(after.policy.overlap, OverlapPolicy::QueueAll);
    QCOMPARE(after.policy.overlapLimit, 5);
    QVERIFY(after.policy.until.has_value());
    SchedulePolicy rest = after.policy;
    rest.overlap = OverlapPolicy::Skip;
    rest.overlapLimit = SchedulePolicy().overlapLimit;
    rest.until.reset();
    QVERIFY(rest == SchedulePolicy());
}

void EditorJourneyTest::aPipeIsPutRightByItsButton()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.rewrite(u"scheduleCommand"_s, u"dump | upload"_s);
    QVERIFY(!journey.isVisible(u"commandWarning"_s));
    journey.click(u"throughShell"_s);
    QVERIFY(journey.label(u"commandWarning"_s).contains(u"only the last command"_s));
    journey.click(u"fixCommand"_s);
    QCOMPARE(journey.find<QLineEdit>(u"scheduleCommand"_s)->text(), u"set -o pipefail; dump | upload"_s);
    QVERIFY(!journey.isVisible(u"commandWarning"_s));
}

void EditorJourneyTest::aTakenNameIsToldWhileTyped()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.type(u"Nightly-Backup"_s);
    QCOMPARE(journey.label(u"nameHint"_s), u"Nightly-Backup exists already."_s);
    journey.click(u"fixName"_s);
    QCOMPARE(journey.text(u"scheduleName"_s), u"Nightly-Backup-2"_s);
    QVERIFY(!journey.isVisible(u"nameHint"_s));
}

void EditorJourneyTest::severalMachinesAtOnce()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.type(u"tidy"_s);
    journey.click(u"severalMachines"_s);
    journey.tick(u"machineList"_s, u"embeddings · Dedalus"_s);
    journey.rewrite(u"machineSearch"_s, u"repo"_s);
    journey.tick(u"machineList"_s, u"reports · Dedalus"_s);
    QCOMPARE(journey.label(u"machineCount"_s), u"3 machines chosen: each gets a schedule of its own."_s);
    journey.rewrite(u"when1"_s, u"daily"_s);
    journey.rewrite(u"scheduleCommand"_s, u"true"_s);
    journey.click(u"saveSchedule"_s);
    QVERIFY(!journey.isVisible(u"scheduleDialog"_s));
    for (const QString& machine : {u"backup"_s, u"embeddings"_s, u"reports"_s})
        QVERIFY2(journey.client.schedule(u"tidy-"_s + machine).has_value(), qPrintable(machine));
    // One step back takes all of them.
    const auto before = journey.client.schedules().size();
    actionOf(journey, ActionId::Undo)->trigger();
    Journey::settle();
    QCOMPARE(journey.client.schedules().size(), before - 3);
}

void EditorJourneyTest::someOfSeveralAreRefused()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.type(u"tidy"_s);
    journey.click(u"severalMachines"_s);
    journey.tick(u"machineList"_s, u"embeddings · Dedalus"_s);
    journey.rewrite(u"when1"_s, u"daily"_s);
    journey.rewrite(u"scheduleCommand"_s, u"true"_s);
    journey.client.refuseNext(errorOf(ErrorCode::StorageFull));
    journey.click(u"saveSchedule"_s);
    QVERIFY(journey.isVisible(u"scheduleDialog"_s));
    QVERIFY(journey.label(u"saveProgress"_s).startsWith(u"1 of 2 are not saved"_s));
    QVERIFY(journey.label(u"saveResult2"_s).endsWith(u": saved"_s));
    QCOMPARE(journey.text(u"scheduleCommand"_s), u"true"_s);
    const auto saved = journey.client.schedules().size();
    // Only what was refused is saved again.
    journey.click(u"saveSchedule"_s);
    QVERIFY(!journey.isVisible(u"scheduleDialog"_s));
    QCOMPARE(journey.client.schedules().size(), saved + 1);
}

void EditorJourneyTest::argumentsOneByOne()
{
    Journey journey(*m_theme);
    journey.click(u"newScheduleButton"_s);
    journey.type(u"words"_s);
    journey.rewrite(u"when1"_s, u"daily"_s);
    journey.rewrite(u"scheduleCommand"_s, u"say 'good morning'"_s);
    journey.click(u"separateArguments"_s);
    QCOMPARE(journey.text(u"argument1"_s), u"good morning"_s);
    journey.click(u"addArgument"_s);
    journey.type(u"it's \"late\""_s);
    journey.click(u"separateArguments"_s);
    QVERIFY(!journey.isVisible(u"argument1"_s));
    journey.click(u"saveSchedule"_s);
    QCOMPARE(journey.client.schedule(u"words"_s)->argv,
             (QStringList{u"say"_s, u"good morning"_s, u"it's \"late\""_s}));
}

void EditorJourneyTest::theProviderFires()
{
    Journey journey(*m_theme, unikraftWorld());
    journey.click(u"newScheduleButton"_s);
    journey.chooseByMouse(u"scheduleMachine"_s, u"web-1 · Unikraft"_s);
    // This machine runs no commands directly: only its cloud can fire one.
    QVERIFY(!journey.find(u"scheduleFiredBy"_s)->isEnabled());
    QVERIFY(journey.label(u"firingText"_s).contains(u"no exit code"_s));
    journey.chooseByMouse(u"scheduleAction"_s, u"Wake the machine"_s);
    QVERIFY(!journey.isVisible(u"scheduleCommand"_s));
    journey.chooseByMouse(u"scheduleFiredBy"_s, u"Reveille"_s);
    QVERIFY(journey.label(u"firingText"_s).contains(u"while it runs on this computer"_s));
    journey.chooseByMouse(u"scheduleFiredBy"_s, u"Unikraft Cloud"_s);
    QVERIFY(!journey.isVisible(u"policyFold"_s));
    journey.rewrite(u"scheduleName"_s, u"Frueh_Start"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.click(u"fixName"_s);
    QCOMPARE(journey.text(u"scheduleName"_s), u"frueh-start"_s);
    journey.chooseByMouse(u"scheduleZone"_s, u"Europe/Berlin"_s);
    journey.rewrite(u"when1"_s, u"Mon..Fri 09:00"_s);
    QTRY_VERIFY(journey.isVisible(u"takeUtc"_s));
    QVERIFY(journey.label(u"whenDiffers"_s).contains(u"29 Mar 2027"_s));
    journey.click(u"takeUtc"_s);
    QCOMPARE(journey.text(u"when1"_s), u"Mon..Fri *-*-* 08:00:00"_s);
    QTRY_VERIFY(!journey.isVisible(u"takeUtc"_s));
    journey.click(u"saveSchedule"_s);
    const auto saved = journey.client.schedule(u"frueh-start"_s);
    QVERIFY(saved.has_value());
    QCOMPARE(saved->firedBy, FiredBy::Provider);
    QCOMPARE(saved->action, ScheduleAction::Start);
    QCOMPARE(saved->zone, u"UTC"_s);
    QVERIFY(saved->argv.isEmpty());
}

void EditorJourneyTest::aDeletionAsksForTheName()
{
    Journey journey(*m_theme, unikraftWorld());
    journey.click(u"newScheduleButton"_s);
    journey.type(u"gone"_s);
    journey.chooseByMouse(u"scheduleMachine"_s, u"web-1 · Unikraft"_s);
    journey.chooseByMouse(u"scheduleAction"_s, u"Delete the machine"_s);
    journey.rewrite(u"when1"_s, u"2027-01-01"_s);
    QVERIFY(journey.label(u"dangerText"_s).contains(u"web-1"_s));
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.rewrite(u"dangerName"_s, u"web"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.type(u"-1"_s);
    QVERIFY(journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    // Another machine is another question.
    journey.chooseByMouse(u"scheduleMachine"_s, u"api-2 · Unikraft"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
}

void EditorJourneyTest::aSecretIsReferredTo()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Return);
    journey.click(u"moreFold"_s);
    journey.rewrite(u"variableName1"_s, u"DB_PASSWORD"_s);
    journey.rewrite(u"variableValue1"_s, u"secret:"_s);
    QVERIFY(!journey.find<QPushButton>(u"saveSchedule"_s)->isEnabled());
    journey.type(u"db"_s);
    QVERIFY(!journey.isVisible(u"environmentWarning"_s));
    QCOMPARE(journey.find(u"variableValue1"_s)->accessibleDescription(), u"Refers to the stored secret db"_s);
    journey.click(u"saveSchedule"_s);
    QCOMPARE(journey.client.schedule(u"month-close"_s)->env.value(u"DB_PASSWORD"_s), u"secret:db"_s);
}

void EditorJourneyTest::daysFromACalendarFile()
{
    QTemporaryDir home;
    QFile file(home.filePath(u"days.ics"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\n"
        "END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20261231T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    file.close();
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Return);
    journey.click(u"policyFold"_s);
    journey.rewrite(u"policyExcluded"_s, u"2027-01-01"_s);
    journey.click(u"importDays"_s);
    journey.rewrite(u"fileNameEdit"_s, file.fileName());
    journey.press(Qt::Key_Return);
    QCOMPARE(journey.text(u"policyExcluded"_s), u"2026-12-25, 2026-12-26, 2027-01-01"_s);
    QVERIFY2(journey.label(u"importTold"_s).startsWith(u"days.ics: 2 days taken. 1 events"_s),
             qPrintable(journey.label(u"importTold"_s)));
    journey.click(u"saveSchedule"_s);
    QCOMPARE(journey.client.schedule(u"month-close"_s)->policy.excludedDates.size(), 3);
}

void EditorJourneyTest::daysArePicked()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    journey.press(Qt::Key_Return);
    journey.click(u"policyFold"_s);
    journey.click(u"pickDays"_s);
    auto* days = journey.find<QAbstractItemView>(u"qt_calendar_calendarview"_s);
    const QModelIndex day = days->model()->index(3, 3);
    QTest::mouseClick(days->viewport(), Qt::LeftButton, Qt::NoModifier, days->visualRect(day).center());
    Journey::settle();
    const QString picked = journey.text(u"policyExcluded"_s);
    QVERIFY(QDate::fromString(picked, Qt::ISODate).isValid());
    QCOMPARE(QDate::fromString(picked, Qt::ISODate).day(), day.data().toInt());
    QTest::mouseClick(days->viewport(), Qt::LeftButton, Qt::NoModifier, days->visualRect(day).center());
    Journey::settle();
    QVERIFY(journey.text(u"policyExcluded"_s).isEmpty());
}

QTEST_MAIN(EditorJourneyTest)
#include "EditorJourneyTest.moc"
