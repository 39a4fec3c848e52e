#pragma once

#include "ui/models/Filters.h"
#include "ui/models/MachineTreeModel.h"

#include <QMimeData>
#include <QWidget>

class QTreeView;

namespace reveille::ui {

class ActionRegistry;

/// Accounts and their machines; what is selected here is the scope of the pages.
class MachineSidebar final : public QWidget
{
    Q_OBJECT

public:
    MachineSidebar(MachineTreeModel& model, const ActionRegistry& actions, QWidget* parent = nullptr);

    [[nodiscard]] Scope scope() const;
    void select(const MachineKey& machine);
    void setSearch(const QString& text);
    /// Opens the inline editor for the selected machine's name.
    void startRename();
    [[nodiscard]] QTreeView* view() const { return m_view; }

Q_SIGNALS:
    void scopeChanged();
    void renameRequested(const reveille::MachineKey& machine, const QString& name);
    /// Schedules were dragged onto a machine; `mime` lives as long as the call.
    void dropped(const QMimeData* mime, const QVector<reveille::MachineKey>& machines);

private:
    void showMenu(const QPoint& position);
    void keepSelected();
    void tellScope();

    const ActionRegistry& m_actions;
    MachineTreeModel& m_model;
    MachineFilter* m_filter;
    QTreeView* m_view;
    Scope m_told;
};

} // namespace reveille::ui
