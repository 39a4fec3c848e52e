#include "tests/support/InventedData.h"
#include "ui/models/Filters.h"
#include "ui/models/MachineTreeModel.h"
#include "ui/models/RunTableModel.h"
#include "ui/models/ScheduleFilter.h"
#include "ui/models/ScheduleTableModel.h"

#include <algorithm>

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

TimeView viewAt(calendar::Instant now)
{
    return {now, calendar::TimeZone::utc()};
}

RunRow rowNamed(const QString& id)
{
    Run run;
    run.id = RunId{id};
    return makeRunRow(run, {}, viewAt(inventedNow()));
}

QString idsOf(const RunTableModel& model)
{
    QString ids;
    for (const RunRow& row : model.rows())
        ids += row.run.id.value;
    return ids;
}

} // namespace

class ModelsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diffReachesWanted_data();
    void diffReachesWanted();
    void diffOfRandomOrders();
    void selectionSurvivesARefresh();
    void scheduleTable();
    void scheduleTimesFollowTheClock();
    void runTable();
    void machineTree();
    void metrosOfAnAccount();
    void scopeAndSearchNarrow();
    void searchKeepsTheSelectedMachine();
};

void ModelsTest::diffReachesWanted_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addRow("from nothing") << u""_s << u"abc"_s;
    QTest::addRow("to nothing") << u"abc"_s << u""_s;
    QTest::addRow("one inserted in the middle") << u"ac"_s << u"abc"_s;
    QTest::addRow("two stretches removed") << u"abcdef"_s << u"ad"_s;
    QTest::addRow("last to first") << u"abc"_s << u"cab"_s;
    QTest::addRow("turned round with news") << u"abcd"_s << u"dxcyb"_s;
    QTest::addRow("all others") << u"abc"_s << u"xyz"_s;
}

void ModelsTest::diffReachesWanted()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (const QString& ids : {before, after}) {
        QVector<RunRow> rows;
        for (const QChar c : ids)
            rows.append(rowNamed(c));
        model.setRows(rows);
        QCOMPARE(idsOf(model), ids);
    }
    QCOMPARE(resets.size(), 0);
}

void ModelsTest::diffOfRandomOrders()
{
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(20261122);
    for (int round = 0; round < 200; ++round) {
        QString ids = u"abcdefghijkl"_s;
        std::shuffle(ids.begin(), ids.end(), random);
        ids.truncate(random.bounded(13));
        QVector<RunRow> rows;
        for (const QChar c : ids)
            rows.append(rowNamed(c));
        model.setRows(rows);
        QCOMPARE(idsOf(model), ids);
    }
}

void ModelsTest::selectionSurvivesARefresh()
{
    RunTableModel model;
    model.setRows({rowNamed(u"a"_s), rowNamed(u"b"_s), rowNamed(u"c"_s)});
    QItemSelectionModel selection(&model);
    selection.select(model.index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    model.setRows({rowNamed(u"x"_s), rowNamed(u"c"_s), rowNamed(u"b"_s)});
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().first().data(RunTableModel::IdRole).toString(), u"b"_s);
}

void ModelsTest::scheduleTable()
{
    EngineState state;
    state.apply(inventedWorld());
    ScheduleRows rows;
    ScheduleTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(rows.make(state, viewAt(inventedNow())));
    QCOMPARE(model.rowCount(), 6);
    const int row = model.rowOf(ScheduleId{u"schedule-nightly-backup"_s});
    const auto text = [&](ScheduleTableModel::Column column, int role = Qt::DisplayRole) {
        return model.index(row, static_cast<int>(column)).data(role).toString();
    };
    using Column = ScheduleTableModel::Column;
    QCOMPARE(text(Column::Name), u"nightly-backup"_s);
    QCOMPARE(text(Column::Name, ScheduleTableModel::SecondLineRole), u"fired by Reveille"_s);
    QCOMPARE(text(Column::When), u"*-*-* 02:00"_s);
    QCOMPARE(text(Column::Action), u"set -o pipefail; pg_dump app | rclone rcat store:app.sql"_s);
    QCOMPARE(text(Column::Next), u"in 13 h"_s);
    QCOMPARE(text(Column::Next, ScheduleTableModel::SecondLineRole), u"Mon 23 Nov 01:00"_s);
    QCOMPARE(text(Column::Last), u"exit 0 · 4.2 s"_s);
    const int off = model.rowOf(ScheduleId{u"schedule-index-rebuild"_s});
    QCOMPARE(model.index(off, static_cast<int>(Column::Next)).data().toString(), u"off"_s);
    QCOMPARE(model.index(off, static_cast<int>(Column::Enabled)).data(Qt::CheckStateRole).toInt(),
             static_cast<int>(Qt::Unchecked));
}

void ModelsTest::scheduleTimesFollowTheClock()
{
    using namespace std::chrono;
    EngineState state;
    state.apply(inventedWorld());
    ScheduleRows rows;
    const ScheduleId hello{u"schedule-first-hello"_s};
    const auto next = [&](calendar::Instant now) {
        (void)rows.make(state, viewAt(now));
        return *rows.next(hello);
    };
    const calendar::Instant start = inventedNow();
    QVERIFY(next(start) == start + minutes(1));
    QVERIFY(next(start + seconds(30)) == start + minutes(1));
    QVERIFY(next(start + minutes(1)) == start + minutes(2));
    // Somebody set the clock back: what was next then is next again.
    QVERIFY(next(start - hours(1)) == start - hours(1) + minutes(1));
}

void ModelsTest::runTable()
{
    EngineState state;
    state.apply(inventedWorld());
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(makeRunRows(state, viewAt(inventedNow())));
    QCOMPARE(model.rowCount(), 11);
    using Column = RunTableModel::Column;
    const int row = model.rowOf(RunId{u"run-weekly-verify-6"_s});
    const auto text = [&](Column column) {
        return model.index(row, static_cast<int>(column)).data().toString();
    };
    QCOMPARE(text(Column::Outcome), u"Failed"_s);
    QCOMPARE(text(Column::Machine), u"backup"_s);
    QCOMPARE(text(Column::ScheduledFor), u"Sun 22 Nov 03:30"_s);
    QCOMPARE(text(Column::Lateness), u"862 ms"_s);
    QCOMPARE(text(Column::Duration), u"41.0 s"_s);
    QCOMPARE(text(Column::ExitCode), u"3"_s);
    QCOMPARE(text(Column::Reason), QString());
}

void ModelsTest::machineTree()
{
    EngineState state;
    MachineTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ScheduleRows rows;
    const auto refresh = [&] {
        const TimeView view = viewAt(inventedNow());
        model.setTree(makeMachineTree(state, rows.make(state, view), view));
    };
    refresh();
    QCOMPARE(model.rowCount(), 1);
    state.apply(inventedWorld());
    refresh();
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, 0).data(MachineTreeModel::RightTextRole).toString(), u"8"_s);
    const QModelIndex dedalus = model.index(1, 0);
    QCOMPARE(dedalus.data().toString(), u"Dedalus"_s);
    QCOMPARE(model.rowCount(dedalus), 6);
    const QModelIndex backup = model.index(0, 0, dedalus);
    QCOMPARE(backup.data().toString(), u"backup"_s);
    QCOMPARE(backup.data(MachineTreeModel::StateTextRole).toString(), u"sleeping"_s);
    QCOMPARE(backup.data(MachineTreeModel::RightTextRole).toString(), u"in 13 h"_s);
    // Accounts change places while an index into one of them is held.
    const QPersistentModelIndex held(backup);
    Changes changes;
    Account sandbox = *state.account(AccountId{u"account-sandbox"_s});
    sandbox.name = u"A sandbox"_s;
    changes.accounts = {sandbox};
    state.apply(changes);
    refresh();
    QCOMPARE(held.data().toString(), u"backup"_s);
    QCOMPARE(held.parent().row(), 2);
    Changes gone;
    gone.machinesRemoved = {held.data(MachineTreeModel::MachineRole).value<MachineKey>()};
    gone.accountsRemoved = {sandbox.id};
    state.apply(gone);
    refresh();
    QVERIFY(!held.isValid());
    QCOMPARE(model.rowCount(), 2);
}

void ModelsTest::metrosOfAnAccount()
{
    EngineState state;
    MachineTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const AccountId cloud{u"cloud"_s};
    const auto tree = [&] {
        const TimeView view = viewAt(inventedNow());
        model.setTree(makeMachineTree(state, {}, view));
        QStringList lines;
        for (int row = 1; row < model.rowCount(); ++row) {
            const QModelIndex group = model.index(row, 0);
            QString line = group.data().toString() + u' ' +
                           group.data(MachineTreeModel::RightTextRole).toString() + u':';
            for (int at = 0; at < model.rowCount(group); ++at)
                line += u' ' + model.index(at, 0, group).data().toString();
            lines += line;
        }
        return lines;
    };
    const auto push = [&](const QString& name, const QString& metro) {
        Changes changes;
        Machine machine;
        machine.key = {cloud, MachineId{name}};
        machine.metro = metro;
        changes.machines = {machine};
        state.apply(changes);
    };
    const auto metros = [&](const QVector<MetroStatus>& all) {
        Changes changes;
        AccountStatus status;
        status.account = cloud;
        status.state = AccountStatus::State::Connected;
        status.metros = all;
        changes.accountStatus = {status};
        state.apply(changes);
    };
    Changes first;
    Account account;
    account.id = cloud;
    account.name = u"Cloud"_s;
    first.accounts = {account};
    state.apply(first);
    QCOMPARE(tree(), QStringList{u"Cloud 0:"_s});
    push(u"a"_s, u"fra"_s);
    QCOMPARE(tree(), QStringList{u"Cloud · fra 1: a"_s});
    const QPersistentModelIndex held = model.indexOf(MachineKey{cloud, MachineId{u"a"_s}});
    QVERIFY(held.isValid());
    push(u"b"_s, u"was"_s);
    QCOMPARE(tree(), (QStringList{u"Cloud 2:"_s, u"fra 1: a"_s, u"was 1: b"_s}));
    QCOMPARE(model.indexOf(MachineKey{cloud, MachineId{u"a"_s}}).parent().data().toString(), u"fra"_s);
    Error error;
    error.code = ErrorCode::Unavailable;
    metros({{u"fra"_s, {}, std::nullopt}, {u"sin"_s, {}, std::nullopt}, {u"was"_s, {}, error}});
    QCOMPARE(tree(), (QStringList{u"Cloud 2:"_s, u"fra 1: a"_s, u"was not reachable: b"_s}));
    Changes gone;
    gone.machinesRemoved = {MachineKey{cloud, MachineId{u"b"_s}}};
    state.apply(gone);
    metros({{u"fra"_s, {}, error}});
    QCOMPARE(tree(), QStringList{u"Cloud · fra not reachable: a"_s});
}

void ModelsTest::scopeAndSearchNarrow()
{
    EngineState state;
    state.apply(inventedWorld());
    ScheduleRows rows;
    ScheduleTableModel model;
    model.setRows(rows.make(state, viewAt(inventedNow())));
    ScheduleFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(filter.rowCount(), 6);
    Scope scope;
    scope.account = AccountId{u"account-dedalus"_s};
    filter.setScope(scope);
    QCOMPARE(filter.rowCount(), 5);
    filter.setSearch(u"  BACKUP "_s);
    QCOMPARE(filter.rowCount(), 3); // one by its own name, two more by their machine's
    scope.machine = MachineKey{*scope.account, MachineId{u"dm-019f34"_s}};
    filter.setScope(scope);
    QCOMPARE(filter.rowCount(), 0);
    filter.setSearch({});
    QCOMPARE(filter.rowCount(), 1);
}

void ModelsTest::searchKeepsTheSelectedMachine()
{
    EngineState state;
    state.apply(inventedWorld());
    ScheduleRows rows;
    MachineTreeModel model;
    const TimeView view = viewAt(inventedNow());
    model.setTree(makeMachineTree(state, rows.make(state, view), view));
    MachineFilter filter;
    filter.setSourceModel(&model);
    const auto shown = [&] {
        QStringList names;
        for (int account = 1; account < filter.rowCount(); ++account) {
            const QModelIndex parent = filter.index(account, 0);
            for (int row = 0; row < filter.rowCount(parent); ++row)
                names += filter.index(row, 0, parent).data().toString();
        }
        return names;
    };
    filter.setKept(MachineKey{AccountId{u"account-dedalus"_s}, MachineId{u"dm-019f35"_s}});
    filter.setSearch(u"month"_s);
    QCOMPARE(shown(), (QStringList{u"reports"_s, u"studio"_s}));
}

QTEST_MAIN(ModelsTest)
#include "ModelsTest.moc"
