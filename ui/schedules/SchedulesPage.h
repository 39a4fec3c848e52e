#pragma once

#include "ui/models/Filters.h"
#include "ui/models/ScheduleTableModel.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;
class QTableView;

namespace reveille::ui {

class ActionRegistry;
class EmptyState;
class EngineState;
class ScheduleDetail;

/// The schedules of the scope as a table, and about the selected one below it.
class SchedulesPage final : public QWidget
{
    Q_OBJECT

public:
    SchedulesPage(ScheduleTableModel& model, const EngineState& state, const ActionRegistry& actions,
                  QWidget* parent = nullptr);

    void setScope(const Scope& scope);
    void setSearch(const QString& text);
    /// Tells the detail pane's times anew.
    void refresh(const TimeView& view);
    void select(const ScheduleId& id);
    void startRename();

    [[nodiscard]] QVector<ScheduleId> selected() const;
    [[nodiscard]] std::optional<ScheduleId> current() const;
    [[nodiscard]] int shownCount() const;
    [[nodiscard]] QTableView* view() const { return m_view; }

Q_SIGNALS:
    void selectionChanged();
    void toggleRequested(const reveille::ScheduleId& id);
    void renameRequested(const reveille::ScheduleId& id, const QString& name);
    void editRequested(const reveille::ScheduleId& id);
    void newRequested();

private:
    void buildView(const ActionRegistry& actions);
    void showMenu(const QPoint& position);
    void updateEmpty();
    void updateDetail();
    [[nodiscard]] std::optional<ScheduleId> idAt(const QModelIndex& index) const;

    ScheduleTableModel& m_model;
    const EngineState& m_state;
    const ActionRegistry& m_actions;
    ScheduleFilter* m_filter;
    QTableView* m_view;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ScheduleDetail* m_detail;
    TimeView m_time;
};

} // namespace reveille::ui
