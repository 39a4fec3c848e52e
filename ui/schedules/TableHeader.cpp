#include "ui/schedules/TableHeader.h"

#include "ui/models/ScheduleTableModel.h"
#include "ui/widgets/ColumnFit.h"

#include <QActionGroup>
#include <QHeaderView>
#include <QJsonArray>
#include <QMenu>
#include <QTableView>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Column = ScheduleTableModel::Column;

constexpr int kColumns = static_cast<int>(Column::Count);

struct ColumnWord
{
    Column column;
    QLatin1StringView word;
    bool usual;
};

constexpr ColumnWord kWords[] = {
    {Column::Enabled, "enabled"_L1, true},  {Column::Name, "name"_L1, true},
    {Column::When, "when"_L1, true},        {Column::Action, "action"_L1, true},
    {Column::Next, "next"_L1, true},        {Column::Last, "last"_L1, true},
    {Column::Machine, "machine"_L1, false}, {Column::FiredBy, "fired-by"_L1, false},
    {Column::Zone, "zone"_L1, false},       {Column::Timeout, "timeout"_L1, false},
    {Column::Note, "note"_L1, false},
};
static_assert(std::size(kWords) == static_cast<std::size_t>(kColumns));

constexpr QLatin1StringView kGroupings[] = {"none"_L1, "machine"_L1, "account"_L1, "action"_L1};

const ColumnWord& wordOf(int column)
{
    return kWords[static_cast<std::size_t>(column)];
}

} // namespace

TableHeader::TableHeader(QTableView* view, ScheduleFilter* filter, ColumnFit* fit)
    : QObject(view), m_view(view), m_filter(filter), m_fit(fit)
{
    QHeaderView* header = view->horizontalHeader();
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        auto* menu = new QMenu(m_view);
        menu->setObjectName(u"headerMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fill(menu);
        menu->popup(m_view->horizontalHeader()->mapToGlobal(position));
    });
    reset();
}

void TableHeader::reset()
{
    QHeaderView* header = m_view->horizontalHeader();
    for (int column = 0; column < kColumns; ++column) {
        header->moveSection(header->visualIndex(column), column);
        header->setSectionHidden(column, !wordOf(column).usual);
    }
    m_fit->fitAgain();
}

void TableHeader::setShown(int column, bool shown)
{
    m_view->horizontalHeader()->setSectionHidden(column, !shown);
    m_fit->fitAgain();
}

void TableHeader::setGrouping(Grouping grouping)
{
    m_filter->setGrouping(grouping);
}

void TableHeader::fill(QMenu* menu)
{
    QMenu* group = menu->addMenu(tr("&Group by"));
    group->setObjectName(u"groupMenu"_s);
    auto* groups = new QActionGroup(group);
    const auto addGrouping = [&](Grouping grouping, const QString& text) {
        QAction* action = group->addAction(text);
        action->setObjectName(u"group-"_s + kGroupings[static_cast<int>(grouping)]);
        action->setCheckable(true);
        action->setChecked(m_filter->grouping() == grouping);
        groups->addAction(action);
        connect(action, &QAction::triggered, this, [this, grouping] { setGrouping(grouping); });
    };
    addGrouping(Grouping::None, tr("&Nothing"));
    addGrouping(Grouping::Machine, tr("&Machine"));
    addGrouping(Grouping::Account, tr("&Account"));
    addGrouping(Grouping::Action, tr("A&ction"));
    QMenu* columns = menu->addMenu(tr("&Columns"));
    columns->setObjectName(u"columnsMenu"_s);
    for (int column = 1; column < kColumns; ++column) {
        QAction* action =
            columns->addAction(m_filter->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setObjectName(u"column-"_s + wordOf(column).word);
        action->setCheckable(true);
        action->setChecked(!m_view->isColumnHidden(column));
        // Without its name a row tells nothing.
        action->setEnabled(static_cast<Column>(column) != Column::Name);
        connect(action, &QAction::toggled, this, [this, column](bool on) { setShown(column, on); });
    }
    columns->addSeparator();
    connect(columns->addAction(tr("As &usual")), &QAction::triggered, this, &TableHeader::reset);
}

QJsonObject TableHeader::save() const
{
    const QHeaderView* header = m_view->horizontalHeader();
    QJsonArray columns;
    QJsonObject widths;
    for (int at = 0; at < kColumns; ++at) {
        const int column = header->logicalIndex(at);
        if (header->isSectionHidden(column))
            continue;
        columns.append(wordOf(column).word);
        if (m_fit->isByHand())
            widths.insert(wordOf(column).word, header->sectionSize(column));
    }
    return {{u"group"_s, kGroupings[static_cast<int>(m_filter->grouping())]},
            {u"columns"_s, columns},
            {u"widths"_s, widths},
            {u"sort"_s, wordOf(header->sortIndicatorSection()).word},
            {u"descending"_s, header->sortIndicatorOrder() == Qt::DescendingOrder}};
}

void TableHeader::restore(const QJsonObject& state)
{
    QHeaderView* header = m_view->horizontalHeader();
    const auto columnOf = [](const QString& word) {
        const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                         [&](const ColumnWord& known) { return known.word == word; });
        return found == std::end(kWords) ? -1 : static_cast<int>(found->column);
    };
    QVector<int> shown;
    for (const QJsonValue& word : state[u"columns"_s].toArray()) {
        if (const int column = columnOf(word.toString()); column >= 0 && !shown.contains(column))
            shown.append(column);
    }
    if (shown.contains(static_cast<int>(Column::Name))) {
        for (int column = 0; column < kColumns; ++column)
            header->setSectionHidden(column, !shown.contains(column));
        for (int at = 0; at < shown.size(); ++at)
            header->moveSection(header->visualIndex(shown[at]), at);
    }
    if (const int column = columnOf(state[u"sort"_s].toString()); column >= 0)
        m_view->sortByColumn(column,
                             state[u"descending"_s].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    const QString group = state[u"group"_s].toString();
    for (int grouping = 0; grouping < static_cast<int>(std::size(kGroupings)); ++grouping) {
        if (kGroupings[grouping] == group)
            setGrouping(static_cast<Grouping>(grouping));
    }
    m_fit->fitAgain();
    const QJsonObject widths = state[u"widths"_s].toObject();
    if (!widths.isEmpty()) {
        QHash<int, int> sizes;
        for (auto it = widths.begin(); it != widths.end(); ++it) {
            if (const int column = columnOf(it.key()); column >= 0)
                sizes.insert(column, it.value().toInt());
        }
        m_fit->setByHand(sizes);
    }
}

} // namespace reveille::ui
