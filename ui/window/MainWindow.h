#pragma once

#include "core/engine/EngineClient.h"
#include "core/model/Clock.h"
#include "ui/actions/ActionRegistry.h"
#include "ui/models/MachineTreeModel.h"
#include "ui/models/RunTableModel.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/models/SearchHits.h"
#include "ui/state/EngineState.h"
#include "ui/theme/Theme.h"
#include "ui/window/ScheduleEdits.h"

#include <functional>

#include <QMainWindow>
#include <QUndoStack>

class QMenu;
class QStackedWidget;
class QTabBar;
class QSplitter;

namespace reveille::ui {

class CatchUpBar;
class Commands;
class EditCommands;
class FirstRunPage;
class MachinePage;
class MachineSidebar;
class MessageBar;
class PageHeader;
class RunsPage;
class ScheduleCommands;
class SchedulesPage;
class StatusStrip;
class Ticker;
class SearchPopup;
class TimelinePage;
class TopBar;

/// The window. Everything it shows comes from the client's changes; everything it does goes to the client.
/// GUI thread only; the client, the clock and the theme must outlive it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(EngineClient& client, const Clock& clock, Theme& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] const EngineState& state() const { return m_state; }
    [[nodiscard]] ActionRegistry& actions() { return m_actions; }
    /// Shows a run's output, wherever the window stands; for notifications and the tray.
    void openRun(const RunId& id);
    /// Shows a schedule.
    void openSchedule(const ScheduleId& id);
    void runNow(const ScheduleId& id);
    void cancelRun(const RunId& id);

    /// How the person has set the table up; restoreView() takes it again, whatever version wrote it.
    [[nodiscard]] QByteArray saveView() const;
    void restoreView(const QByteArray& view);

    /// Decides what closing means; without one the window just closes. Returns whether it may close.
    void setCloseHandler(std::function<bool()> handler) { m_closeHandler = std::move(handler); }

Q_SIGNALS:
    void quitRequested();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildMenus();
    void buildBody();
    void connectState();
    void connectActions();
    void connectPages();
    void applyChanges();
    void scopeChanged();
    void updateActions();
    void updateBanner();
    void updateTrouble();
    void updateChrome();
    void search(const QString& text);
    void goTo(const SearchHit& hit);
    void showTab(int index);
    void tellRefused(const QString& step, const QVector<ScheduleEditResult>& results);
    [[nodiscard]] std::optional<RunId> runInFocus() const;

    EngineClient& m_client;
    Theme& m_theme;
    EngineState m_state;
    ActionRegistry m_actions;
    QUndoStack m_undo;
    ScheduleRows m_scheduleRows;
    MachineTreeModel m_machines;
    ScheduleTableModel m_schedules;
    RunTableModel m_runs;
    Ticker* m_ticker;
    EditCommands* m_edits;
    Commands* m_commands;
    ScheduleCommands* m_scheduleCommands;
    QStackedWidget* m_body = nullptr;
    FirstRunPage* m_firstRun = nullptr;
    TopBar* m_top = nullptr;
    SearchPopup* m_search = nullptr;
    QMenu* m_viewMenu = nullptr;
    MachineSidebar* m_sidebar = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    PageHeader* m_header = nullptr;
    SchedulesPage* m_schedulesPage = nullptr;
    RunsPage* m_runsPage = nullptr;
    TimelinePage* m_timelinePage = nullptr;
    MachinePage* m_machinePage = nullptr;
    CatchUpBar* m_catchUp = nullptr;
    MessageBar* m_trouble = nullptr;
    MessageBar* m_banner = nullptr;
    MessageBar* m_message = nullptr;
    StatusStrip* m_status = nullptr;
    std::function<bool()> m_closeHandler;
    QString m_refusedStep; ///< what the message bar can show each of
    QVector<ScheduleEditResult> m_refused;
    bool m_imminent = false; ///< something fires within a minute: times are told each second
};

} // namespace reveille::ui
