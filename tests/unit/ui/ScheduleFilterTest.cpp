#include "ui/models/ScheduleFilter.h"
#include "tests/support/InventedData.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/models/SearchHits.h"

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

using Column = ScheduleTableModel::Column;

ScheduleRow rowNamed(const QString& name, const QString& machine = u"one"_s)
{
    ScheduleRow row;
    row.schedule.id = ScheduleId{name};
    row.schedule.name = name;
    row.schedule.machine = {AccountId{u"cloud"_s}, MachineId{machine}};
    row.machineName = machine;
    row.accountName = u"Cloud"_s;
    row.searchText = name.toLower();
    return row;
}

QVector<ScheduleRow> rowsNamed(const QStringList& names)
{
    QVector<ScheduleRow> rows;
    for (const QString& name : names)
        rows.append(
            rowNamed(name.section(u'@', 0, 0), name.contains(u'@') ? name.section(u'@', 1) : u"one"_s));
    return rows;
}

SearchTexts textsOf(const QVector<ScheduleRow>& rows)
{
    SearchTexts texts;
    for (const ScheduleRow& row : rows)
        texts.append(row.searchText);
    return texts;
}

/// "[one 2] a b [two 1] c": groups with their numbers and the schedules' names.
QString shown(const ScheduleFilter& filter)
{
    QStringList words;
    for (int row = 0; row < filter.rowCount(); ++row) {
        const QModelIndex index = filter.index(row, static_cast<int>(Column::Name));
        words += filter.isGroup(index) ? u"[%1 %2]"_s.arg(index.data(ScheduleFilter::GroupRole).toString())
                                             .arg(index.data(ScheduleFilter::GroupCountRole).toInt())
                                       : index.data().toString();
    }
    return words.join(u' ');
}

struct Fixture
{
    ScheduleTableModel model;
    ScheduleFilter filter;
    std::unique_ptr<QAbstractItemModelTester> tester;

    Fixture()
    {
        filter.setSourceModel(&model);
        filter.sort(static_cast<int>(Column::Name));
        tester = std::make_unique<QAbstractItemModelTester>(
            &filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
};

} // namespace

class ScheduleFilterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sortsAndFilters();
    void groupsCountAndClose();
    void selectionSurvivesEverything();
    void neverResets();
    void randomChanges_data();
    void randomChanges();
    void searchFindsEachKind();
    void searchListsTheBestFirst();
};

void ScheduleFilterTest::sortsAndFilters()
{
    Fixture f;
    QCOMPARE(f.filter.rowCount(), 0);
    f.model.setRows(rowsNamed({u"b"_s, u"D"_s, u"a"_s, u"c"_s}));
    QCOMPARE(shown(f.filter), u"a b c D"_s);
    f.filter.sort(static_cast<int>(Column::Name), Qt::DescendingOrder);
    QCOMPARE(shown(f.filter), u"D c b a"_s);
    f.filter.setSearch(u"  D"_s);
    QCOMPARE(shown(f.filter), u"D"_s);
    f.filter.setSearch({});
    QCOMPARE(shown(f.filter), u"D c b a"_s);
    Scope scope;
    scope.machine = MachineKey{AccountId{u"cloud"_s}, MachineId{u"two"_s}};
    f.filter.setScope(scope);
    QCOMPARE(shown(f.filter), QString());
    f.model.setRows(rowsNamed({u"b"_s, u"x@two"_s, u"a@two"_s}));
    QCOMPARE(shown(f.filter), u"x a"_s);
    QCOMPARE(f.filter.index(1, 1).data(ScheduleTableModel::IdRole).toString(), u"a"_s);
}

void ScheduleFilterTest::groupsCountAndClose()
{
    Fixture f;
    f.model.setRows(rowsNamed({u"b"_s, u"a"_s, u"c@two"_s, u"d@two"_s}));
    f.filter.setGrouping(Grouping::Machine);
    QCOMPARE(shown(f.filter), u"[one · Cloud 2] a b [two · Cloud 2] c d"_s);
    QCOMPARE(f.filter.groupRows(), (QVector<int>{0, 3}));
    QVERIFY(!f.filter.flags(f.filter.index(0, 0)).testFlag(Qt::ItemIsSelectable));
    QVERIFY(!f.filter.mapToSource(f.filter.index(0, 0)).isValid());
    f.filter.setGroupOpen(f.filter.index(0, 0), false);
    QCOMPARE(shown(f.filter), u"[one · Cloud 2] [two · Cloud 2] c d"_s);
    QCOMPARE(f.filter.scheduleCount(), 4);
    QSignalSpy changed(&f.filter, &QAbstractItemModel::dataChanged);
    f.model.setRows(rowsNamed({u"b"_s, u"c@two"_s, u"d@two"_s}));
    QCOMPARE(shown(f.filter), u"[one · Cloud 1] [two · Cloud 2] c d"_s);
    QVERIFY(changed.count() > 0); // the number
    f.model.setRows(rowsNamed({u"c@two"_s, u"d@two"_s}));
    QCOMPARE(shown(f.filter), u"[two · Cloud 2] c d"_s);
    f.filter.setGrouping(Grouping::Account);
    QCOMPARE(shown(f.filter), u"[Cloud 2] c d"_s);
    f.filter.setGrouping(Grouping::None);
    QCOMPARE(shown(f.filter), u"c d"_s);
}

void ScheduleFilterTest::selectionSurvivesEverything()
{
    Fixture f;
    f.model.setRows(rowsNamed({u"a"_s, u"b"_s, u"c@two"_s, u"d@two"_s}));
    QItemSelectionModel selection(&f.filter);
    selection.select(f.filter.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const auto selected = [&] {
        const QModelIndexList rows = selection.selectedRows(static_cast<int>(Column::Name));
        return rows.size() == 1 ? rows.first().data().toString() : QString::number(rows.size());
    };
    QCOMPARE(selected(), u"c"_s);
    f.filter.setGrouping(Grouping::Machine);
    QCOMPARE(selected(), u"c"_s);
    f.filter.sort(static_cast<int>(Column::Name), Qt::DescendingOrder);
    QCOMPARE(selected(), u"c"_s);
    f.filter.setSearch(u"c"_s);
    QCOMPARE(selected(), u"c"_s);
    f.filter.setSearch({});
    QCOMPARE(selected(), u"c"_s);
    f.model.setRows(rowsNamed({u"0"_s, u"c@two"_s, u"x"_s}));
    QCOMPARE(selected(), u"c"_s);
    f.filter.setGrouping(Grouping::None);
    QCOMPARE(selected(), u"c"_s);
    f.filter.setSearch(u"x"_s);
    QCOMPARE(selected(), u"0"_s);
}

void ScheduleFilterTest::neverResets()
{
    Fixture f;
    QStringList names;
    for (int i = 0; i < 2000; ++i)
        names += u"s%1@m%2"_s.arg(i).arg(i % 7);
    f.model.setRows(rowsNamed(names));
    QSignalSpy reset(&f.filter, &QAbstractItemModel::modelReset);
    QSignalSpy removed(&f.filter, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&f.filter, &QAbstractItemModel::rowsInserted);
    QSignalSpy moved(&f.filter, &QAbstractItemModel::layoutChanged);
    f.filter.setSearch(u"7"_s); // scattered over the whole list
    QVERIFY(f.filter.rowCount() > 100 && f.filter.rowCount() < 1000);
    QCOMPARE(removed.count(), 1);
    f.filter.setSearch({});
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(f.filter.rowCount(), 2000);
    QVERIFY(moved.count() <= 3);
    QCOMPARE(reset.count(), 0);
}

void ScheduleFilterTest::randomChanges_data()
{
    QTest::addColumn<int>("grouping");
    QTest::newRow("flat") << static_cast<int>(Grouping::None);
    QTest::newRow("by machine") << static_cast<int>(Grouping::Machine);
}

void ScheduleFilterTest::randomChanges()
{
    QFETCH(int, grouping);
    Fixture f;
    f.filter.setGrouping(static_cast<Grouping>(grouping));
    QRandomGenerator random(7);
    for (int round = 0; round < 60; ++round) {
        QStringList names;
        for (int i = 0; i < 24; ++i) {
            if (random.bounded(2) == 0)
                names += u"%1%2@m%3"_s.arg(QChar(u'a' + random.bounded(3))).arg(i).arg(i % 3);
        }
        std::shuffle(names.begin(), names.end(), random);
        f.model.setRows(rowsNamed(names));
        const QString search = round % 3 == 0 ? u"a"_s : QString();
        f.filter.setSearch(search);
        QStringList wanted;
        for (const QString& name : std::as_const(names)) {
            if (name.contains(search))
                wanted += grouping == 0 ? name.section(u'@', 0, 0)
                                        : name.section(u'@', 1) + u'/' + name.section(u'@', 0, 0);
        }
        wanted.sort();
        QStringList got;
        QString group;
        for (int row = 0; row < f.filter.rowCount(); ++row) {
            const QModelIndex index = f.filter.index(row, static_cast<int>(Column::Name));
            if (f.filter.isGroup(index))
                group = index.data(ScheduleFilter::GroupRole).toString().section(u' ', 0, 0) + u'/';
            else
                got += group + index.data().toString();
        }
        QCOMPARE(got, wanted);
    }
}

void ScheduleFilterTest::searchFindsEachKind()
{
    EngineState state;
    state.apply(inventedWorld());
    const TimeView view{inventedNow(), calendar::TimeZone::utc()};
    ScheduleRows rows;
    SearchModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto find = [&](const QString& text) {
        const auto made = rows.make(state, view);
        model.setRows(searchHits(text, made, textsOf(made), state.machines(), makeRunRows(state, view), 2));
        QStringList texts;
        for (const SearchHit& hit : model.rows())
            texts += hit.kind == SearchHit::Kind::Heading ? u"[%1 %2]"_s.arg(hit.text, hit.aside) : hit.text;
        return texts;
    };
    QCOMPARE(find(u" "_s), QStringList());
    QCOMPARE(find(u"nothing is called so"_s), QStringList());
    QCOMPARE(find(u"EMBED"_s),
             (QStringList{u"[Schedules 1]"_s, u"embed-news"_s, u"[Machines 1]"_s, u"embeddings"_s,
                          u"[Runs 2]"_s, u"embed-news · Running"_s, u"embed-news · Timed out"_s}));
    QVERIFY(!model.flags(model.index(0, 0)).testFlag(Qt::ItemIsSelectable));
}

void ScheduleFilterTest::searchListsTheBestFirst()
{
    QVector<ScheduleRow> rows = rowsNamed({u"x"_s, u"old-job"_s, u"job"_s, u"a job"_s});
    rows[0].searchText = u"x\njob-machine"_s;
    const QVector<SearchHit> hits = searchHits(u"job"_s, rows, textsOf(rows), {}, {}, 3);
    QStringList texts;
    for (const SearchHit& hit : hits)
        texts += hit.text;
    QCOMPARE(texts, (QStringList{u"Schedules"_s, u"job"_s, u"old-job"_s, u"a job"_s}));
    QCOMPARE(hits.first().aside, u"4"_s);
}

QTEST_MAIN(ScheduleFilterTest)
#include "ScheduleFilterTest.moc"
