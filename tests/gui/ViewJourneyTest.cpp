#include "tests/gui/Journey.h"

#include "ui/models/MachineTreeModel.h"
#include "ui/models/ScheduleFilter.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/models/SearchHits.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

using Column = ScheduleTableModel::Column;

QStringList shown(Journey& journey)
{
    const QAbstractItemModel* model = journey.find<QTableView>(u"scheduleTable"_s)->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, static_cast<int>(Column::Name));
        const QVariant group = index.data(ScheduleFilter::GroupRole);
        texts += group.isValid() ? u"["_s + group.toString() + u']' : index.data().toString();
    }
    return texts;
}

/// Opens the header's menu as a person does and triggers an entry of one of its menus.
void chooseInHeader(Journey& journey, const QString& name)
{
    auto* header = journey.find<QHeaderView>(u"scheduleHeader"_s);
    Q_EMIT header->customContextMenuRequested(header->rect().center());
    Journey::settle();
    auto* menu = journey.find<QMenu>(u"headerMenu"_s);
    auto* action = menu->findChild<QAction*>(name);
    if (action == nullptr)
        qFatal("the header's menu has no %s", qPrintable(name));
    action->trigger();
    menu->close();
    Journey::settle();
}

Changes worldWithMetros()
{
    Changes world = inventedWorld();
    Account cloud;
    cloud.id = AccountId{u"account-unikraft"_s};
    cloud.name = u"Unikraft"_s;
    cloud.provider = ProviderKind::Unikraft;
    world.accounts.append(cloud);
    AccountStatus status;
    status.account = cloud.id;
    status.state = AccountStatus::State::Connected;
    Error error;
    error.code = ErrorCode::Unavailable;
    error.subject = u"api.was1.example.org"_s;
    status.metros = {{u"fra"_s, {}, std::nullopt}, {u"was"_s, {}, error}};
    world.accountStatus.append(status);
    for (const QString& name : {u"web-1"_s, u"web-2"_s, u"job-7"_s}) {
        Machine machine;
        machine.key = {cloud.id, MachineId{name}};
        machine.name = name;
        machine.metro = name == u"job-7"_s ? u"was"_s : u"fra"_s;
        machine.phase = name == u"web-2"_s ? MachinePhase::Stopped : MachinePhase::Running;
        machine.providerSchedules = QVector<ProviderSchedule>(3);
        world.machines.append(machine);
    }
    return world;
}

QModelIndex treeIndex(Journey& journey, const QString& text)
{
    const QAbstractItemModel* model = journey.find<QTreeView>(u"machineTree"_s)->model();
    return model->match(model->index(0, 0), Qt::DisplayRole, text, 1, Qt::MatchExactly | Qt::MatchRecursive)
        .value(0);
}

} // namespace

class ViewJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void groupByMachine();
    void groupsOpenByKeys();
    void columnsAreChosen();
    void theViewIsRemembered();
    void searchGoesToAMachine();
    void searchWalksByArrows();
    void searchOpensARun();
    void metrosStandBelowTheirAccount();
    void severalMachinesWakeTogether();
    void nothingOfASelectedScheduleIsCut();

private:
    std::unique_ptr<Theme> m_theme;
};

void ViewJourneyTest::groupByMachine()
{
    Journey journey(*m_theme);
    chooseInHeader(journey, u"group-machine"_s);
    QCOMPARE(shown(journey), (QStringList{u"[backup · Dedalus]"_s, u"nightly-backup"_s, u"weekly-verify"_s,
                                          u"index-rebuild"_s, u"[embeddings · Dedalus]"_s, u"embed-news"_s,
                                          u"[first-machine · Sandbox]"_s, u"first-hello"_s,
                                          u"[reports · Dedalus]"_s, u"month-close"_s}));
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QVERIFY(table->rowHeight(0) < table->rowHeight(1));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier,
                      table->visualRect(table->model()->index(0, 1)).center());
    Journey::settle();
    QCOMPARE(shown(journey).first(2), (QStringList{u"[backup · Dedalus]"_s, u"[embeddings · Dedalus]"_s}));
    QVERIFY(table->rowHeight(1) < table->rowHeight(2));
    chooseInHeader(journey, u"group-action"_s);
    QCOMPARE(shown(journey).first(), u"[Run a command]"_s);
    chooseInHeader(journey, u"group-none"_s);
    QCOMPARE(shown(journey).size(), 6);
    for (int row = 1; row < 6; ++row)
        QCOMPARE(table->rowHeight(row), table->rowHeight(0));
}

void ViewJourneyTest::groupsOpenByKeys()
{
    Journey journey(*m_theme);
    chooseInHeader(journey, u"group-account"_s);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    table->setFocus();
    table->setCurrentIndex(table->model()->index(1, 1));
    journey.press(Qt::Key_Up);
    QCOMPARE(table->currentIndex().row(), 0);
    journey.press(Qt::Key_Left);
    QCOMPARE(shown(journey), (QStringList{u"[Dedalus]"_s, u"[Sandbox]"_s, u"first-hello"_s}));
    journey.press(Qt::Key_Space);
    QCOMPARE(shown(journey).size(), 8);
    QVERIFY(journey.client.schedule(u"nightly-backup"_s)->enabled); // Space meant the group
}

void ViewJourneyTest::columnsAreChosen()
{
    Journey journey(*m_theme);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QVERIFY(table->isColumnHidden(static_cast<int>(Column::Machine)));
    chooseInHeader(journey, u"column-machine"_s);
    chooseInHeader(journey, u"column-last"_s);
    QVERIFY(!table->isColumnHidden(static_cast<int>(Column::Machine)));
    QVERIFY(table->isColumnHidden(static_cast<int>(Column::Last)));
    int width = 0;
    for (int column = 0; column < static_cast<int>(Column::Count); ++column)
        width += table->columnWidth(column);
    QCOMPARE(width, table->viewport()->width());
    table->sortByColumn(static_cast<int>(Column::Machine), Qt::AscendingOrder);
    QCOMPARE(shown(journey).last(), u"month-close"_s);
}

void ViewJourneyTest::theViewIsRemembered()
{
    QByteArray kept;
    {
        Journey journey(*m_theme);
        chooseInHeader(journey, u"group-account"_s);
        chooseInHeader(journey, u"column-zone"_s);
        auto* header = journey.find<QHeaderView>(u"scheduleHeader"_s);
        header->moveSection(header->visualIndex(static_cast<int>(Column::Next)), 1);
        journey.find<QTableView>(u"scheduleTable"_s)
            ->sortByColumn(static_cast<int>(Column::Name), Qt::DescendingOrder);
        kept = journey.window->saveView();
        QApplication::closeAllWindows();
    }
    Journey journey(*m_theme);
    journey.window->restoreView(kept);
    Journey::settle();
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QVERIFY(!table->isColumnHidden(static_cast<int>(Column::Zone)));
    QCOMPARE(table->horizontalHeader()->visualIndex(static_cast<int>(Column::Next)), 1);
    QCOMPARE(shown(journey).first(3), (QStringList{u"[Dedalus]"_s, u"weekly-verify"_s, u"nightly-backup"_s}));
    QCOMPARE(journey.window->saveView(), kept);
    journey.window->restoreView("no view at all");
    QCOMPARE(journey.window->saveView(), kept);
}

void ViewJourneyTest::searchGoesToAMachine()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(!journey.isVisible(u"searchPopup"_s));
    journey.type(u"studio"_s);
    auto* results = journey.find<QListView>(u"searchResults"_s);
    QCOMPARE(results->model()->rowCount(), 2); // a heading and the machine
    QCOMPARE(results->currentIndex().data().toString(), u"studio"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"searchPopup"_s));
    QCOMPARE(journey.find<QLabel>(u"pageTitle"_s)->text(), u"studio"_s);
    QCOMPARE(journey.focusName(), u"machineTree"_s);
    QCOMPARE(journey.find<QLineEdit>(u"searchField"_s)->text(), QString());
}

void ViewJourneyTest::searchWalksByArrows()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_F, Qt::ControlModifier);
    journey.type(u"embed"_s);
    auto* results = journey.find<QListView>(u"searchResults"_s);
    const auto current = [&] { return results->currentIndex().data().toString(); };
    QCOMPARE(current(), u"embed-news"_s);
    journey.press(Qt::Key_Down); // past the heading
    QCOMPARE(current(), u"embeddings"_s);
    journey.press(Qt::Key_Up);
    journey.press(Qt::Key_Up);
    QCOMPARE(current(), u"embed-news · Timed out"_s); // round and round
    journey.press(Qt::Key_Down);
    journey.press(Qt::Key_Return);
    QCOMPARE(journey.focusName(), u"scheduleTable"_s);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    QCOMPARE(table->currentIndex().siblingAtColumn(1).data().toString(), u"embed-news"_s);
    QCOMPARE(table->model()->rowCount(), 6);
    journey.press(Qt::Key_F, Qt::ControlModifier);
    journey.type(u"embed"_s);
    journey.press(Qt::Key_Escape);
    QVERIFY(!journey.isVisible(u"searchPopup"_s));
}

void ViewJourneyTest::searchOpensARun()
{
    Journey journey(*m_theme);
    journey.press(Qt::Key_F, Qt::ControlModifier);
    journey.type(u"timed"_s);
    auto* results = journey.find<QListView>(u"searchResults"_s);
    QTest::mouseClick(results->viewport(), Qt::LeftButton, Qt::NoModifier,
                      results->visualRect(results->model()->index(1, 0)).center());
    Journey::settle();
    QCOMPARE(journey.find<QTabBar>(u"pageTabs"_s)->currentIndex(), 1);
    QVERIFY(journey.find<QLabel>(u"runSummary"_s)->text().startsWith(u"Timed out"_s));
}

void ViewJourneyTest::metrosStandBelowTheirAccount()
{
    Journey journey(*m_theme, worldWithMetros());
    const QModelIndex fra = treeIndex(journey, u"fra"_s);
    const QModelIndex was = treeIndex(journey, u"was"_s);
    QCOMPARE(fra.model()->rowCount(fra), 2);
    QCOMPARE(was.data(MachineTreeModel::RightTextRole).toString(), u"not reachable"_s);
    QCOMPARE(fra.model()->rowCount(was), 1); // what was known stays
    QCOMPARE(treeIndex(journey, u"Unikraft"_s).data(MachineTreeModel::RightTextRole).toString(), u"3"_s);
    QVERIFY(journey.find<QLabel>(u"messageWhat"_s)->text().startsWith(u"Unikraft · was: "_s));
    journey.clickCell(u"machineTree"_s, u"fra"_s);
    QCOMPARE(journey.find<QLabel>(u"pageTitle"_s)->text(), u"Unikraft · fra"_s);
    QCOMPARE(journey.find<QLabel>(u"pageFacts"_s)->text(), u"2 machines · 0 schedules"_s);
    QCOMPARE(treeIndex(journey, u"web-2"_s).data(MachineTreeModel::StateTextRole).toString(), u"stopped"_s);
    journey.clickCell(u"machineTree"_s, u"web-1"_s);
    QVERIFY(journey.find<QLabel>(u"pageFacts"_s)->text().contains(u"3 of 8 provider schedules"_s));
}

void ViewJourneyTest::severalMachinesWakeTogether()
{
    Journey journey(*m_theme);
    journey.clickCell(u"machineTree"_s, u"backup"_s);
    auto* tree = journey.find<QTreeView>(u"machineTree"_s);
    for (const QString& name : {u"reports"_s, u"embeddings"_s})
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          tree->visualRect(treeIndex(journey, name)).center());
    Journey::settle();
    QCOMPARE(journey.find<QLabel>(u"pageTitle"_s)->text(), u"3 machines"_s);
    journey.click(u"wakeButton"_s);
    QCOMPARE(journey.client.calls.filter(u"wakeMachine"_s),
             (QStringList{u"wakeMachine dm-019f31"_s, u"wakeMachine dm-019f34"_s}));
    QVERIFY(!journey.find<QToolButton>(u"wakeButton"_s)->isEnabled());
    journey.click(u"sleepButton"_s);
    QCOMPARE(journey.client.calls.filter(u"sleepMachine"_s).size(), 3);
}

/// Warnings, next runs and policies have the room that their texts ask for.
void ViewJourneyTest::nothingOfASelectedScheduleIsCut()
{
    Journey journey(*m_theme);
    auto* table = journey.find<QTableView>(u"scheduleTable"_s);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->setCurrentIndex(table->model()->index(row, static_cast<int>(Column::Name)));
        Journey::settle();
        int seen = 0;
        for (const auto* label : journey.find<QWidget>(u"scheduleDetail"_s)->findChildren<QLabel*>()) {
            if (!label->isVisible() || label->text().isEmpty())
                continue;
            ++seen;
            const int wanted =
                label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
            QVERIFY2(label->height() >= wanted, qPrintable(label->text()));
            // What became of a run may end in "…" where it is long; its tool tip tells all.
            const bool mayEndEarly = label->parentWidget()->objectName() == "lastRuns"_L1;
            QVERIFY2(label->wordWrap() || mayEndEarly || label->width() >= label->sizeHint().width(),
                     qPrintable(label->text()));
        }
        QVERIFY(seen > 8);
    }
}

QTEST_MAIN(ViewJourneyTest)
#include "ViewJourneyTest.moc"
