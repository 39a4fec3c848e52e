#include "ui/machines/MachineSidebar.h"

#include "ui/actions/ActionRegistry.h"
#include "ui/machines/MachineDelegate.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QEvent>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// The sidebar's ground is its own role, so that rows and ground agree in both themes.
class SidebarTree final : public QTreeView
{
public:
    using QTreeView::QTreeView;

protected:
    void changeEvent(QEvent* event) override
    {
        QTreeView::changeEvent(event);
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
            tint();
    }
    void showEvent(QShowEvent* event) override
    {
        tint();
        QTreeView::showEvent(event);
    }

private:
    void tint()
    {
        QPalette own = palette();
        const QColor ground = colorsOf(own)[Color::Sidebar];
        if (own.color(QPalette::Base) == ground)
            return;
        own.setColor(QPalette::Base, ground);
        setPalette(own);
    }
};

} // namespace

MachineSidebar::MachineSidebar(MachineTreeModel& model, const ActionRegistry& actions, QWidget* parent)
    : QWidget(parent),
      m_actions(actions),
      m_model(model),
      m_filter(new MachineFilter(this)),
      m_view(new SidebarTree(this))
{
    const int step = unit(this);
    setObjectName(u"machineSidebar"_s);
    m_filter->setSourceModel(&m_model);
    m_view->setObjectName(u"machineTree"_s);
    m_view->setAccessibleName(tr("Machines"));
    m_view->setModel(m_filter);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setIndentation(0);
    m_view->setItemsExpandable(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setUniformRowHeights(false);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setDragDropMode(QAbstractItemView::DropOnly);
    m_view->setDropIndicatorShown(true);
    auto* delegate = new MachineDelegate(m_view);
    m_view->setItemDelegate(delegate);
    m_view->expandAll();
    actions.addTo(m_view, {ActionId::RenameMachine, ActionId::DeleteMachine, ActionId::PasteSchedules});

    auto* foot = new Band(Color::Sidebar, Qt::TopEdge, this);
    auto* footRow = new QHBoxLayout(foot);
    footRow->setContentsMargins(step, step / 2, step, step / 2);
    auto* add = new QToolButton(foot);
    add->setObjectName(u"addAccountButton"_s);
    add->setText(tr("Add account"));
    add->setIcon(icon(u"plus"_s, Color::Dim));
    connect(add, &QToolButton::clicked, actions.action(ActionId::NewAccount), &QAction::trigger);
    add->setAccessibleName(tr("Add account"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setFocusPolicy(Qt::StrongFocus);
    setLook(add, Look::Plain);
    footRow->addWidget(add);
    footRow->addStretch(1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new Band(Color::Sidebar, {}, this);
    top->setFixedHeight(step);
    column->addWidget(top);
    column->addWidget(m_view, 1);
    column->addWidget(foot);

    connect(m_filter, &QAbstractItemModel::rowsInserted, this, [this] {
        m_view->expandAll();
        keepSelected();
    });
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &MachineSidebar::keepSelected);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &MachineSidebar::tellScope);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MachineSidebar::tellScope);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &MachineSidebar::tellScope);
    connect(&m_model, &MachineTreeModel::dropped, this,
            [this](const QMimeData* mime, const MachineKey& machine) { Q_EMIT dropped(mime, {machine}); });
    connect(m_view, &QWidget::customContextMenuRequested, this, &MachineSidebar::showMenu);
    connect(delegate, &MachineDelegate::renamed, this, [this](const QModelIndex& index, const QString& name) {
        Q_EMIT renameRequested(index.data(MachineTreeModel::MachineRole).value<MachineKey>(), name);
    });
    keepSelected();
}

Scope MachineSidebar::scope() const
{
    const QModelIndex index = m_view->currentIndex();
    Scope scope;
    QSet<MachineKey> machines;
    for (const QModelIndex& row : m_view->selectionModel()->selectedRows()) {
        if (row.data(MachineTreeModel::KindRole).toInt() == static_cast<int>(MachineTreeModel::Kind::Machine))
            machines.insert(row.data(MachineTreeModel::MachineRole).value<MachineKey>());
    }
    if (machines.size() > 1) {
        scope.several = machines;
        return scope;
    }
    switch (static_cast<MachineTreeModel::Kind>(index.data(MachineTreeModel::KindRole).toInt())) {
    case MachineTreeModel::Kind::All:
        break;
    case MachineTreeModel::Kind::Machine:
        scope.machine = index.data(MachineTreeModel::MachineRole).value<MachineKey>();
        scope.account = scope.machine->account;
        break;
    case MachineTreeModel::Kind::Metro:
        scope.account = AccountId{index.data(MachineTreeModel::AccountRole).toString()};
        scope.place = index.data(MachineTreeModel::MetroRole).toString();
        for (int row = 0; row < m_view->model()->rowCount(index); ++row)
            scope.several.insert(m_view->model()
                                     ->index(row, 0, index)
                                     .data(MachineTreeModel::MachineRole)
                                     .value<MachineKey>());
        break;
    case MachineTreeModel::Kind::Account:
        scope.account = AccountId{index.data(MachineTreeModel::AccountRole).toString()};
        break;
    }
    return scope;
}

void MachineSidebar::tellScope()
{
    const Scope now = scope();
    if (now == m_told)
        return;
    m_told = now;
    m_filter->setKept(now.machine);
    Q_EMIT scopeChanged();
}

void MachineSidebar::select(const MachineKey& machine)
{
    m_view->setCurrentIndex(m_filter->mapFromSource(m_model.indexOf(machine)));
}

void MachineSidebar::setSearch(const QString& text)
{
    m_filter->setSearch(text);
}

void MachineSidebar::startRename()
{
    m_view->edit(m_view->currentIndex());
}

void MachineSidebar::keepSelected()
{
    if (!m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_filter->index(0, 0));
}

void MachineSidebar::showMenu(const QPoint& position)
{
    // A click outside of what is selected selects; inside, the menu is about all of it.
    if (const QModelIndex index = m_view->indexAt(position);
        index.isValid() && !m_view->selectionModel()->isSelected(index))
        m_view->setCurrentIndex(index);
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Scope at = scope();
    const QVector<MachineKey> machines = at.machines();
    if (!machines.isEmpty()) {
        const bool instances = std::all_of(machines.begin(), machines.end(), [this](const MachineKey& key) {
            return m_model.indexOf(key).data(MachineTreeModel::InstanceRole).toBool();
        });
        m_actions.fill(menu, {ActionId::NewSchedule, ActionId::PasteSchedules, kSeparator});
        if (instances)
            m_actions.fill(menu,
                           {ActionId::StartMachine, ActionId::StopMachine, ActionId::ForceStopMachine,
                            ActionId::SuspendMachine, ActionId::RestartMachine, ActionId::CheckpointMachine});
        else
            m_actions.fill(menu, {ActionId::Wake, ActionId::Sleep});
        if (at.machine)
            m_actions.fill(menu, {kSeparator, ActionId::ShowMachine, ActionId::ShowUsage,
                                  ActionId::ResizeMachine, ActionId::RenameMachine, ActionId::DeleteMachine});
    } else if (at.account)
        m_actions.fill(menu, {ActionId::NewMachine, ActionId::ShowUsage, ActionId::Refresh, kSeparator,
                              ActionId::EditAccount, ActionId::RemoveAccount});
    else
        m_actions.fill(menu, {ActionId::NewAccount, ActionId::NewMachine, kSeparator, ActionId::Refresh});
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace reveille::ui
