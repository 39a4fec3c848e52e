#include "tests/gui/Journey.h"

#include "ui/models/ScheduleTableModel.h"
#include "ui/theme/Fonts.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTableView>

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
    QCOMPARE(labelText(journey, u"scheduleHint"_s), u"Give it a name."_s);
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
    journey.find<QLineEdit>(u"scheduleName"_s)->setText(u"quarter"_s);
    journey.find<QLineEdit>(u"scheduleCommand"_s)->setText(u"true"_s);
    journey.find<QLineEdit>(u"when1"_s)->setFocus();
    journey.type(u"*-*-* */6:00"_s);
    QVERIFY(labelText(journey, u"whenError"_s).startsWith(u"At character 7"_s));
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
    journey.client.refuseNext(errorOf(ErrorCode::AlreadyExists, u"nightly-backup"_s));
    journey.find<QLineEdit>(u"scheduleName"_s)->setText(u"nightly-backup"_s);
    journey.click(u"saveSchedule"_s);
    QVERIFY(journey.isVisible(u"scheduleDialog"_s));
    QCOMPARE(labelText(journey, u"messageWhat"_s), u"nightly-backup exists already."_s);
    journey.find<QLineEdit>(u"scheduleName"_s)->setText(u"month-end"_s);
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
    QCOMPARE(labelText(journey, u"policyFoldSummary"_s), u"The usual"_s);
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
    QVERIFY(labelText(journey, u"policyFoldSummary"_s).startsWith(u"Already running: wait, 5 at most"_s));
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
    journey.find<QLineEdit>(u"scheduleCommand"_s)->setText(u"dump | upload"_s);
    QVERIFY(!journey.isVisible(u"commandWarning"_s));
    journey.click(u"throughShell"_s);
    QVERIFY(labelText(journey, u"commandWarning"_s).contains(u"only the last command"_s));
    journey.click(u"fixCommand"_s);
    QCOMPARE(journey.find<QLineEdit>(u"scheduleCommand"_s)->text(), u"set -o pipefail; dump | upload"_s);
    QVERIFY(!journey.isVisible(u"commandWarning"_s));
}

QTEST_MAIN(EditorJourneyTest)
#include "EditorJourneyTest.moc"
