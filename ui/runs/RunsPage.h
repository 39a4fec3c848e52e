#pragma once

#include "ui/models/Filters.h"
#include "ui/models/RunTableModel.h"

#include <optional>

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;

namespace reveille {
class EngineClient;
}

namespace reveille::ui {

class ActionRegistry;
class EmptyState;
class OutputPane;

/// The history of the scope, a search in what its runs printed, and the selected run in full below it.
class RunsPage final : public QWidget
{
    Q_OBJECT

public:
    RunsPage(RunTableModel& model, EngineState& state, EngineClient& client, const ActionRegistry& actions,
             QWidget* parent = nullptr);

    void setScope(const Scope& scope);
    void setSearch(const QString& text);
    void refresh(const TimeView& view);
    /// Selects a run, wherever the scope is; false if it is not in the history or not in the scope.
    bool select(const RunId& id);

    [[nodiscard]] std::optional<RunId> current() const;
    [[nodiscard]] QTableView* view() const { return m_view; }

Q_SIGNALS:
    void selectionChanged();

private:
    void buildView(const ActionRegistry& actions);
    QHBoxLayout* buildOutputSearch();
    void searchOutput();
    void showFound();
    void keepOutput();
    void chooseParallelRuns();
    void fetchHistory();
    void fetchOutput(const Run& run);
    void followOutput();
    void updateEmpty();
    void keepSelected();
    void updateRun();
    void showMenu(const QPoint& position);
    void save(const QByteArray& bytes, const QString& suggestedName);

    RunTableModel& m_model;
    EngineState& m_state;
    EngineClient& m_client;
    const ActionRegistry& m_actions;
    RunFilter* m_filter;
    QTableView* m_view;
    QLineEdit* m_search;
    QLabel* m_found;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    OutputPane* m_output;
    TimeView m_time;
    QString m_searchedFor; ///< in outputs; empty: everything is shown
    /// The state of the run that the shown output belongs to; a newer one means fetching again.
    std::optional<Run> m_fetchedFor;
    RunId m_outputOf; ///< whose output, or note about it, is shown
    QTimer m_live;
};

} // namespace reveille::ui
