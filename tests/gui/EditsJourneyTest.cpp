#include "tests/gui/Journey.h"

#include "ui/models/MachineTreeModel.h"
#include "ui/models/ScheduleClip.h"
#include "ui/models/ScheduleTableModel.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDropEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

void clickRow(Journey& journey, const QString& view, const QString& text, Qt::KeyboardModifiers modifiers)
{
    auto* table = journey.find<QAbstractItemView>(view);
    const int column = view == u"scheduleTable"_s ? 1 : 0;
    const QModelIndex index = table->model()
                                  ->match(table->model()->index(0, column), Qt::DisplayRole, text, 1,
                                          Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap)
                                  .value(0);
    if (!index.isValid())
        qFatal("%s shows no %s", qPrintable(view), qPrintable(text));
    table->scrollTo(index);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers, table->visualRect(index).center());
    Journey::settle();
}

void selectAll(Journey& journey)
{
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_A, Qt::ControlModifier);
}

QStringList onOff(const Journey& journey)
{
    QStringList names;
    for (const Schedule& schedule : journey.client.schedules()) {
        if (schedule.enabled)
            names += schedule.name;
    }
    names.sort();
    return names;
}

QStringList namesOn(const Journey& journey, const QString& machine)
{
    QStringList names;
    for (const Schedule& schedule : journey.client.schedules()) {
        if (schedule.machine.machine.value == machine)
            names += schedule.name;
    }
    names.sort();
    return names;
}

QString undoText(Journey& journey)
{
    return journey.window->actions().action(ActionId::Undo)->text();
}

/// What a person could see of all schedules; ids are not for people.
QStringList allFacts(const Journey& journey)
{
    QStringList facts;
    for (Schedule schedule : journey.client.schedules()) {
        schedule.id = {};
        facts += QString::fromUtf8(schedulesToJson({schedule})) +
                 (schedule.pause ? schedule.pause->note + u"paused"_s : QString());
    }
    facts.sort();
    return facts;
}

} // namespace

class EditsJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void manyAreTurnedOffInOneStep();
    void eachRefusalIsTold();
    void manyChangeZoneAndTimeOut();
    void manyPauseAndResume();
    void copyAndPasteOnSeveralMachines();
    void pasteNeedsSchedules();
    void textOfTheClipboardPastes();
    void dragOntoAMachine();
    void tenStepsBackAndForth();

private:
    std::unique_ptr<Theme> m_theme;
};

void EditsJourneyTest::manyAreTurnedOffInOneStep()
{
    Journey journey(*m_theme);
    const QStringList before = onOff(journey);
    QCOMPARE(before.size(), 5);
    selectAll(journey);
    journey.press(Qt::Key_Space); // one is off: all go on
    QCOMPARE(onOff(journey).size(), 6);
    QCOMPARE(undoText(journey), u"&Undo turn on “index-rebuild”"_s);
    journey.press(Qt::Key_Space);
    QCOMPARE(onOff(journey), QStringList());
    QCOMPARE(undoText(journey), u"&Undo turn off 6 schedules"_s);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(onOff(journey).size(), 6);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(onOff(journey), before);
}

void EditsJourneyTest::eachRefusalIsTold()
{
    Journey journey(*m_theme);
    selectAll(journey);
    Error error;
    error.code = ErrorCode::Unavailable;
    error.subject = u"dcs.example.org"_s;
    journey.client.refuseNext(error);
    journey.press(Qt::Key_Delete);
    QCOMPARE(journey.client.schedules().size(), 1);
    const QString left = journey.client.schedules().first().name;
    QCOMPARE(journey.find<QLabel>(u"messageWhat"_s)->text(), u"1 of 6 schedules were left as they are."_s);
    journey.click(u"messageButton"_s);
    auto* table = journey.find<QTableWidget>(u"editResults"_s);
    QCOMPARE(table->rowCount(), 6);
    QStringList refused;
    for (int row = 0; row < table->rowCount(); ++row) {
        if (table->item(row, 2)->text() != u"Done"_s)
            refused += table->item(row, 0)->text() + u": "_s + table->item(row, 2)->text();
    }
    QCOMPARE(refused, QStringList{left + u": dcs.example.org is not available at the moment."_s});
    journey.click(u"closeButton"_s);
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.client.schedules().size(), 6);
}

void EditsJourneyTest::manyChangeZoneAndTimeOut()
{
    Journey journey(*m_theme);
    clickRow(journey, u"scheduleTable"_s, u"month-close"_s, Qt::NoModifier);
    clickRow(journey, u"scheduleTable"_s, u"index-rebuild"_s, Qt::ControlModifier);
    journey.press(Qt::Key_Return);
    auto* button = journey.find<QPushButton>(u"changeMany"_s);
    QVERIFY(!button->isEnabled());
    journey.click(u"manyTimeoutTick"_s);
    QCOMPARE(journey.focusName(), u"manyTimeout"_s);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"soon"_s);
    QVERIFY(!button->isEnabled());
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"90s"_s);
    QVERIFY(button->isEnabled());
    journey.click(u"manyZoneTick"_s);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"Asia/Tokyo"_s);
    journey.click(u"changeMany"_s);
    QVERIFY(!journey.isVisible(u"manyDialog"_s));
    for (const QString& name : {u"month-close"_s, u"index-rebuild"_s}) {
        const Schedule schedule = *journey.client.schedule(name);
        QCOMPARE(schedule.zone, u"Asia/Tokyo"_s);
        QCOMPARE(schedule.timeout, std::chrono::seconds(90));
    }
    QCOMPARE(undoText(journey), u"&Undo edit 2 schedules"_s);
    journey.window->actions().action(ActionId::Undo)->trigger();
    Journey::settle();
    QCOMPARE(journey.client.schedule(u"month-close"_s)->zone, u"UTC"_s);
    QCOMPARE(journey.client.schedule(u"index-rebuild"_s)->timeout, std::chrono::minutes(10));
}

void EditsJourneyTest::manyPauseAndResume()
{
    Journey journey(*m_theme);
    selectAll(journey);
    journey.window->actions().action(ActionId::PauseSchedule)->trigger();
    Journey::settle();
    journey.find<QLineEdit>(u"pauseNote"_s)->setFocus();
    journey.type(u"moving"_s);
    journey.click(u"pauseSchedule"_s);
    QVERIFY(!journey.isVisible(u"pauseDialog"_s));
    QCOMPARE(journey.client.schedule(u"nightly-backup"_s)->pause->note, u"moving"_s);
    QVERIFY(!journey.client.schedule(u"index-rebuild"_s)->pause); // it is off anyway
    QCOMPARE(undoText(journey), u"&Undo pause 5 schedules"_s);
    journey.window->actions().action(ActionId::ResumeSchedule)->trigger();
    Journey::settle();
    QVERIFY(!journey.client.schedule(u"nightly-backup"_s)->pause);
    journey.window->actions().action(ActionId::Undo)->trigger();
    Journey::settle();
    QCOMPARE(journey.client.schedule(u"nightly-backup"_s)->pause->note, u"moving"_s);
}

void EditsJourneyTest::copyAndPasteOnSeveralMachines()
{
    Journey journey(*m_theme);
    clickRow(journey, u"scheduleTable"_s, u"nightly-backup"_s, Qt::NoModifier);
    clickRow(journey, u"scheduleTable"_s, u"weekly-verify"_s, Qt::ControlModifier);
    journey.press(Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    QVERIFY(QJsonDocument::fromJson(text.toUtf8()).isObject());
    clickRow(journey, u"machineTree"_s, u"reports"_s, Qt::NoModifier);
    clickRow(journey, u"machineTree"_s, u"studio"_s, Qt::ControlModifier);
    QCOMPARE(journey.find<QLabel>(u"pageTitle"_s)->text(), u"2 machines"_s);
    QCOMPARE(journey.find<QTableView>(u"scheduleTable"_s)->model()->rowCount(), 1);
    journey.press(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(namesOn(journey, u"dm-019f34"_s),
             (QStringList{u"month-close"_s, u"nightly-backup-2"_s, u"weekly-verify-2"_s}));
    QCOMPARE(namesOn(journey, u"dm-019f35"_s), (QStringList{u"nightly-backup-3"_s, u"weekly-verify-3"_s}));
    QCOMPARE(journey.find<QTableView>(u"scheduleTable"_s)->model()->rowCount(), 5);
    const Schedule copy = *journey.client.schedule(u"nightly-backup-3"_s);
    QCOMPARE(copy.argv, journey.client.schedule(u"nightly-backup"_s)->argv);
    QCOMPARE(undoText(journey), u"&Undo copy 4 schedules"_s);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.client.schedules().size(), 6);
    journey.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(journey.client.schedules().size(), 10);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.client.schedules().size(), 6);
}

void EditsJourneyTest::pasteNeedsSchedules()
{
    Journey journey(*m_theme);
    QApplication::clipboard()->setText(u"0 2 * * * backup"_s);
    clickRow(journey, u"machineTree"_s, u"reports"_s, Qt::NoModifier);
    journey.press(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(journey.client.schedules().size(), 6);
    QCOMPARE(journey.find<QLabel>(u"messageWhat"_s)->text(), u"There are no schedules on the clipboard."_s);
}

void EditsJourneyTest::textOfTheClipboardPastes()
{
    Journey journey(*m_theme);
    const QByteArray json = schedulesToJson({*journey.client.schedule(u"embed-news"_s)});
    QApplication::clipboard()->setText(QString::fromUtf8(json));
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_V, Qt::ControlModifier); // no machine is selected: onto the one it came from
    const auto copy = journey.client.schedule(u"embed-news-2"_s);
    QVERIFY(copy.has_value());
    QCOMPARE(copy->machine.machine.value, u"dm-019f32"_s);
    QCOMPARE(copy->when, journey.client.schedule(u"embed-news"_s)->when);
}

void EditsJourneyTest::dragOntoAMachine()
{
    Journey journey(*m_theme);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    clickRow(journey, u"scheduleTable"_s, u"first-hello"_s, Qt::NoModifier);
    const std::unique_ptr<QMimeData> mime(
        table->model()->mimeData(table->selectionModel()->selectedIndexes()));
    auto* tree = journey.find<QTreeView>(u"machineTree"_s);
    const auto dropOn = [&](const QString& name) {
        const QModelIndex at = tree->model()
                                   ->match(tree->model()->index(0, 0), Qt::DisplayRole, name, 1,
                                           Qt::MatchExactly | Qt::MatchRecursive)
                                   .value(0);
        const QPoint point = tree->visualRect(at).center();
        QDragEnterEvent enter(point, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tree->viewport(), &enter);
        QDragMoveEvent move(point, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tree->viewport(), &move);
        const bool accepted = move.isAccepted();
        QDropEvent drop(point, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tree->viewport(), &drop);
        Journey::settle();
        return accepted;
    };
    QVERIFY(dropOn(u"second-machine"_s));
    QCOMPARE(namesOn(journey, u"dm-two"_s), QStringList{u"first-hello-2"_s});
    QCOMPARE(undoText(journey), u"&Undo copy “first-hello-2”"_s);
    QVERIFY(!dropOn(u"Dedalus"_s));
    QCOMPARE(journey.client.schedules().size(), 7);
}

void EditsJourneyTest::tenStepsBackAndForth()
{
    Journey journey(*m_theme);
    QVector<QStringList> states{allFacts(journey)};
    QStringList steps;
    const auto took = [&] {
        states.append(allFacts(journey));
        steps += undoText(journey).mid(6);
        QVERIFY2(states.last() != states[states.size() - 2], qPrintable(steps.last()));
    };
    const auto trigger = [&](ActionId id) {
        journey.window->actions().action(id)->trigger();
        Journey::settle();
    };
    clickRow(journey, u"scheduleTable"_s, u"weekly-verify"_s, Qt::NoModifier);
    journey.press(Qt::Key_F2);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"sunday-verify"_s);
    journey.press(Qt::Key_Return);
    took(); // 1 rename
    journey.press(Qt::Key_Space);
    took(); // 2 off
    journey.press(Qt::Key_C, Qt::ControlModifier);
    journey.press(Qt::Key_V, Qt::ControlModifier);
    took(); // 3 copy
    clickRow(journey, u"scheduleTable"_s, u"nightly-backup"_s, Qt::NoModifier);
    trigger(ActionId::SkipNext);
    took(); // 4 skip
    journey.press(Qt::Key_Delete);
    took(); // 5 delete
    selectAll(journey);
    journey.press(Qt::Key_Space);
    took(); // 6 all on
    trigger(ActionId::PauseSchedule);
    journey.click(u"pauseSchedule"_s);
    took(); // 7 pause all
    trigger(ActionId::ResumeSchedule);
    took(); // 8 resume all
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_Return);
    journey.click(u"manyRetriesTick"_s);
    journey.press(Qt::Key_A, Qt::ControlModifier);
    journey.type(u"4"_s);
    journey.click(u"changeMany"_s);
    took(); // 9 policy of all
    journey.find<QTableView>(u"scheduleTable"_s)->setFocus();
    journey.press(Qt::Key_Delete);
    took(); // 10 delete all
    QCOMPARE(journey.client.schedules().size(), 0);
    QCOMPARE(steps.size(), 10);
    for (int round = 0; round < 2; ++round) {
        for (qsizetype step = states.size() - 2; step >= 0; --step) {
            QCOMPARE(undoText(journey).mid(6), steps[step]);
            trigger(ActionId::Undo);
            QCOMPARE(allFacts(journey), states[step]);
        }
        QVERIFY(!journey.window->actions().action(ActionId::Undo)->isEnabled());
        for (qsizetype step = 1; step < states.size(); ++step) {
            trigger(ActionId::Redo);
            QCOMPARE(allFacts(journey), states[step]);
        }
        QVERIFY(!journey.window->actions().action(ActionId::Redo)->isEnabled());
    }
}

QTEST_MAIN(EditsJourneyTest)
#include "EditsJourneyTest.moc"
