#include "ui/schedules/SchedulesPage.h"

#include "ui/actions/ActionRegistry.h"
#include "ui/schedules/ScheduleDelegate.h"
#include "ui/schedules/ScheduleDetail.h"
#include "ui/schedules/TableHeader.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"

#include <algorithm>

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Column = ScheduleTableModel::Column;

} // namespace

SchedulesPage::SchedulesPage(ScheduleTableModel& model, const EngineState& state,
                             const ActionRegistry& actions, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_state(state),
      m_actions(actions),
      m_filter(new ScheduleFilter(this)),
      m_view(new QTableView(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_detail(new ScheduleDetail(this))
{
    setObjectName(u"schedulesPage"_s);
    m_filter->setSourceModel(&m_model);
    m_filter->sort(static_cast<int>(Column::Next));
    buildView(actions);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"schedulesSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({400, 27 * unit(this)});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    connect(m_detail, &ScheduleDetail::fixRequested, this, &SchedulesPage::fixRequested);
    connect(m_empty, &EmptyState::buttonClicked, this, &SchedulesPage::newRequested);
    connect(m_filter, &ScheduleFilter::arranged, this, &SchedulesPage::updateEmpty);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateDetail();
        Q_EMIT selectionChanged();
    });
    connect(m_filter, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                // A minute that passes changes every row; only one of them is told of below.
                const QItemSelection selected = m_view->selectionModel()->selection();
                if (std::any_of(selected.cbegin(), selected.cend(), [&](const QItemSelectionRange& range) {
                        return range.top() <= last.row() && range.bottom() >= first.row();
                    }))
                    updateDetail();
            });
    updateEmpty();
}

void SchedulesPage::buildView(const ActionRegistry& actions)
{
    const int step = unit(this);
    m_view->setObjectName(u"scheduleTable"_s);
    m_view->setAccessibleName(tr("Schedules"));
    m_view->setModel(m_filter);
    auto* delegate = new ScheduleDelegate(m_view);
    m_view->setItemDelegate(delegate);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setSortingEnabled(true);
    m_view->setCornerButtonEnabled(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(7 * step - 2);
    m_view->viewport()->setBackgroundRole(QPalette::Window);
    QHeaderView* header = m_view->horizontalHeader();
    header->setObjectName(u"scheduleHeader"_s);
    header->setAccessibleName(tr("Columns of the schedules"));
    header->setHighlightSections(false);
    header->setMinimumSectionSize(5 * step);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(static_cast<int>(Column::Enabled), QHeaderView::Fixed);
    auto* fit = new ColumnFit(m_view, {{6, 0},
                                       {15, 18},
                                       {19, 30},
                                       {14, 20},
                                       {16, 12},
                                       {15, 12},
                                       {14, 12},
                                       {11, 4},
                                       {13, 6},
                                       {9, 2},
                                       {13, 12}});
    header->setSortIndicator(static_cast<int>(Column::Next), Qt::AscendingOrder);
    m_header = new TableHeader(m_view, m_filter, fit);
    m_view->installEventFilter(this);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    actions.addTo(m_view, {ActionId::EditSchedule, ActionId::DuplicateSchedule, ActionId::RenameSchedule,
                           ActionId::ToggleSchedule, ActionId::RemoveSchedule, ActionId::CopySchedules,
                           ActionId::PasteSchedules});
    m_view->setDragDropMode(QAbstractItemView::DragOnly);
    m_view->setDragEnabled(true);

    connect(m_view, &QWidget::customContextMenuRequested, this, &SchedulesPage::showMenu);
    connect(m_view, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) {
        if (const auto id = idAt(index); id && static_cast<Column>(index.column()) != Column::Enabled)
            Q_EMIT editRequested(*id);
    });
    connect(delegate, &ScheduleDelegate::groupClicked, this, [this](const QModelIndex& index) {
        openGroup(index, !index.data(ScheduleFilter::GroupOpenRole).toBool());
    });
    connect(m_filter, &ScheduleFilter::arranged, this, &SchedulesPage::sizeGroups);
    connect(delegate, &ScheduleDelegate::toggled, this, [this](const QModelIndex& index) {
        if (const auto id = idAt(index))
            Q_EMIT toggleRequested(*id);
    });
    connect(delegate, &ScheduleDelegate::renamed, this,
            [this](const QModelIndex& index, const QString& name) {
                if (const auto id = idAt(index))
                    Q_EMIT renameRequested(*id, name);
            });
}

std::optional<ScheduleId> SchedulesPage::idAt(const QModelIndex& index) const
{
    if (!index.isValid() || m_filter->isGroup(index))
        return std::nullopt;
    return ScheduleId{index.data(ScheduleTableModel::IdRole).toString()};
}

void SchedulesPage::setScope(const Scope& scope)
{
    m_filter->setScope(scope);
    if (!current() && m_filter->rowCount() > 0)
        m_view->selectRow(0);
    updateEmpty();
    updateDetail();
}

void SchedulesPage::sizeGroups()
{
    QHeaderView* rows = m_view->verticalHeader();
    for (const int row : m_filter->groupRows())
        rows->resizeSection(row, 4 * unit(this) + unit(this) / 2);
}

void SchedulesPage::openGroup(const QModelIndex& index, bool open)
{
    m_filter->setGroupOpen(index, open);
}

bool SchedulesPage::eventFilter(QObject* watched, QEvent* event)
{
    const QModelIndex current = m_view->currentIndex();
    if (watched != m_view || event->type() != QEvent::KeyPress || !m_filter->isGroup(current))
        return QWidget::eventFilter(watched, event);
    const bool open = current.data(ScheduleFilter::GroupOpenRole).toBool();
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Left:
        openGroup(current, false);
        return true;
    case Qt::Key_Right:
        openGroup(current, true);
        return true;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openGroup(current, !open);
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void SchedulesPage::fillViewMenu(QMenu* menu)
{
    m_header->fill(menu);
}

QJsonObject SchedulesPage::saveView() const
{
    return m_header->save();
}

void SchedulesPage::restoreView(const QJsonObject& state)
{
    m_header->restore(state);
}

const SearchTexts& SchedulesPage::searchTexts() const
{
    return m_filter->searchTexts();
}

void SchedulesPage::setSearch(const QString& text)
{
    m_filter->setSearch(text);
    updateEmpty();
}

void SchedulesPage::refresh(const TimeView& view)
{
    m_time = view;
    if (!current() && m_filter->rowCount() > 0)
        m_view->selectRow(0);
    updateEmpty();
    updateDetail();
}

void SchedulesPage::select(const ScheduleId& id)
{
    const QModelIndex index = m_filter->mapFromSource(m_model.index(m_model.rowOf(id), 0));
    if (!index.isValid())
        return;
    m_view->selectRow(index.row());
    m_view->scrollTo(index);
}

void SchedulesPage::startRename()
{
    const QModelIndex index = m_view->currentIndex();
    if (index.isValid())
        m_view->edit(index.siblingAtColumn(static_cast<int>(Column::Name)));
}

QVector<ScheduleId> SchedulesPage::selected() const
{
    QVector<ScheduleId> ids;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows())
        ids.append(*idAt(index));
    return ids;
}

std::optional<ScheduleId> SchedulesPage::current() const
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return std::nullopt;
    const QModelIndex current = m_view->currentIndex();
    return idAt(rows.contains(current.siblingAtColumn(0)) ? current : rows.first());
}

int SchedulesPage::shownCount() const
{
    return m_filter->scheduleCount();
}

void SchedulesPage::updateEmpty()
{
    const bool empty = m_filter->rowCount() == 0;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_view);
    m_detail->setVisible(!empty);
    if (!empty)
        return;
    if (!m_filter->search().isEmpty())
        m_empty->setContent(u"search"_s, tr("No schedule matches the search"),
                            tr("Try another word, or press Esc in the search field to see all."));
    else if (m_state.machines().isEmpty())
        m_empty->setContent(u"server"_s, tr("There is no machine yet"),
                            tr("A schedule needs a machine to wake. Make one with Machine › New machine, or "
                               "refresh the list with F5."));
    else
        m_empty->setContent(
            u"bell"_s, tr("Nothing is scheduled here yet"),
            tr("A schedule wakes the machine, runs one command, keeps its output and lets the "
               "machine sleep again."),
            tr("New schedule…"));
}

void SchedulesPage::updateDetail()
{
    const auto id = current();
    const ScheduleRow* row = id ? m_model.rowAt(m_model.rowOf(*id)) : nullptr;
    if (row == nullptr)
        m_detail->clear();
    else
        m_detail->show(*row, m_state.runsOf(*id, 5), m_time);
}

void SchedulesPage::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_view->indexAt(position).isValid() || current())
        m_actions.fill(menu, {ActionId::RunNow, ActionId::ShowOutput, kSeparator, ActionId::EditSchedule,
                              ActionId::DuplicateSchedule, ActionId::RenameSchedule, ActionId::ToggleSchedule,
                              kSeparator, ActionId::CopySchedules, ActionId::PasteSchedules, kSeparator,
                              ActionId::PauseSchedule, ActionId::ResumeSchedule, ActionId::SkipNext,
                              ActionId::Backfill, ActionId::Why, ActionId::CompareDrift, kSeparator,
                              ActionId::RemoveSchedule});
    else
        m_actions.fill(menu, {ActionId::NewSchedule, ActionId::PasteSchedules, kSeparator, ActionId::Undo,
                              ActionId::Redo});
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace reveille::ui
