#pragma once

#include "ui/models/ScheduleFilter.h"
#include "ui/models/ScheduleTableModel.h"

#include <QJsonObject>
#include <QWidget>

class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace reveille::ui {

class ActionRegistry;
class EmptyState;
class EngineState;
class ScheduleDetail;
class TableHeader;

/// The schedules of the scope as a table, and about the selected one below it.
class SchedulesPage final : public QWidget
{
    Q_OBJECT

public:
    SchedulesPage(ScheduleTableModel& model, const EngineState& state, const ActionRegistry& actions,
                  QWidget* parent = nullptr);

    void setScope(const Scope& scope);
    void setSearch(const QString& text);
    /// Of all schedules, in the order of the model that the page was given.
    [[nodiscard]] const SearchTexts& searchTexts() const;
    /// Tells the detail pane's times anew.
    void refresh(const TimeView& view);
    void select(const ScheduleId& id);
    void startRename();

    /// Adds the choices of columns and grouping.
    void fillViewMenu(QMenu* menu);
    [[nodiscard]] QJsonObject saveView() const;
    void restoreView(const QJsonObject& state);

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
    void fixRequested(const reveille::ScheduleId& id, const reveille::ui::Badge& badge);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void sizeGroups();
    void openGroup(const QModelIndex& index, bool open);
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
    TableHeader* m_header = nullptr;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ScheduleDetail* m_detail;
    TimeView m_time;
};

} // namespace reveille::ui
