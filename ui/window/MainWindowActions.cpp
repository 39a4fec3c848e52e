#include "ui/machines/MachinePage.h"
#include "ui/machines/MachineSidebar.h"
#include "ui/runs/RunsPage.h"
#include "ui/schedules/SchedulesPage.h"
#include "ui/window/AboutDialog.h"
#include "ui/window/Commands.h"
#include "ui/window/EditCommands.h"
#include "ui/window/MainWindow.h"
#include "ui/window/ScheduleCommands.h"
#include "ui/window/TopBar.h"

#include <QTabBar>

namespace reveille::ui {

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto deed) {
        connect(m_actions.action(id), &QAction::triggered, this, [deed] { deed(); });
    };
    const auto scope = [this] { return m_sidebar->scope(); };
    const auto onMachine = [this, on](ActionId id, void (Commands::*deed)(const MachineKey&)) {
        on(id, [this, deed] {
            if (const auto machine = m_sidebar->scope().machine)
                (m_commands->*deed)(*machine);
        });
    };
    const auto onSchedules = [this, on](ActionId id, void (EditCommands::*deed)(const QVector<ScheduleId>&)) {
        on(id, [this, deed] { (m_edits->*deed)(m_schedulesPage->selected()); });
    };
    const auto onAccount = [this, on](ActionId id, void (Commands::*deed)(const AccountId&)) {
        on(id, [this, deed] {
            if (const auto account = m_sidebar->scope().account)
                (m_commands->*deed)(*account);
        });
    };
    on(ActionId::NewSchedule, [this, scope] { m_edits->create(scope()); });
    onSchedules(ActionId::EditSchedule, &EditCommands::edit);
    onSchedules(ActionId::ToggleSchedule, &EditCommands::toggle);
    onSchedules(ActionId::PauseSchedule, &EditCommands::pause);
    onSchedules(ActionId::ResumeSchedule, &EditCommands::resume);
    onSchedules(ActionId::SkipNext, &EditCommands::skipNext);
    onSchedules(ActionId::RemoveSchedule, &EditCommands::remove);
    onSchedules(ActionId::CopySchedules, &EditCommands::copy);
    on(ActionId::PasteSchedules, [this, scope] { m_edits->paste(scope().machines()); });
    on(ActionId::DuplicateSchedule, [this] {
        if (const auto schedule = m_schedulesPage->current())
            m_edits->duplicate(*schedule);
    });
    on(ActionId::CompareDrift, [this] {
        if (const auto schedule = m_schedulesPage->current())
            m_edits->compare(*schedule);
    });
    const auto onFirings = [this, on](ActionId id, void (ScheduleCommands::*deed)(const ScheduleId&)) {
        on(id, [this, deed] {
            if (const auto schedule = m_schedulesPage->current())
                (m_scheduleCommands->*deed)(*schedule);
        });
    };
    onFirings(ActionId::Backfill, &ScheduleCommands::backfill);
    onFirings(ActionId::Why, &ScheduleCommands::why);
    on(ActionId::RenameSchedule, [this] { m_schedulesPage->startRename(); });
    on(ActionId::RunNow, [this] {
        if (m_tabs->currentIndex() == 0) {
            m_commands->runNow(m_schedulesPage->selected());
            return;
        }
        const auto run = runInFocus();
        if (const auto known = run ? m_state.run(*run) : std::nullopt)
            m_commands->runNow({known->schedule});
    });
    on(ActionId::CancelRun, [this] {
        if (const auto run = runInFocus())
            m_commands->cancelRun(*run);
    });
    on(ActionId::ShowOutput, [this] {
        if (const auto run = runInFocus())
            openRun(*run);
    });
    on(ActionId::Wake, [this, scope] { m_commands->wake(scope().machines()); });
    on(ActionId::Sleep, [this, scope] { m_commands->sleep(scope().machines()); });
    for (const auto& [id, deed] : {std::pair(ActionId::StartMachine, MachineAction::Start),
                                   std::pair(ActionId::StopMachine, MachineAction::Stop),
                                   std::pair(ActionId::SuspendMachine, MachineAction::Suspend),
                                   std::pair(ActionId::RestartMachine, MachineAction::Restart)})
        on(id, [this, scope, action = deed] { m_commands->control(scope().machines(), action); });
    on(ActionId::ForceStopMachine, [this, scope] {
        StopOptions options;
        options.force = true;
        m_commands->control(scope().machines(), MachineAction::Stop, options);
    });
    on(ActionId::CheckpointMachine, [this, scope] { m_commands->checkpoint(scope().machines()); });
    on(ActionId::NewMachine, [this, scope] { m_commands->machines().newMachine(scope().account); });
    on(ActionId::ResizeMachine, [this, scope] {
        if (const auto machine = scope().machine)
            m_commands->machines().resize(*machine);
    });
    on(ActionId::ShowSetUp, [this] { m_commands->machines().showSetUp(); });
    on(ActionId::ShowUsage,
       [this, scope] { m_commands->machines().showUsage(scope().account, scope().machine); });
    on(ActionId::ManageSecrets, [this] { m_commands->machines().manageSecrets(); });
    on(ActionId::RenameMachine, [this] { m_sidebar->startRename(); });
    onMachine(ActionId::DeleteMachine, &Commands::deleteMachine);
    on(ActionId::Refresh, [this] { m_commands->refresh(); });
    on(ActionId::NewAccount, [this] { m_commands->newAccount(); });
    onAccount(ActionId::EditAccount, &Commands::editAccount);
    onAccount(ActionId::RemoveAccount, &Commands::removeAccount);
    on(ActionId::PauseHour, [this] { m_commands->pauseFor(std::chrono::hours(1)); });
    on(ActionId::PauseUntilTomorrow, [this] { m_commands->pauseUntilTomorrow(); });
    on(ActionId::PauseUntilResumed, [this] { m_commands->pauseUntilResumed(); });
    on(ActionId::Resume, [this] { m_commands->resume(); });
    on(ActionId::Undo, [this] { m_undo.undo(); });
    on(ActionId::Redo, [this] { m_undo.redo(); });
    on(ActionId::Find, [this] { m_top->focusSearch(); });
    on(ActionId::ShowSchedules, [this] { showTab(0); });
    on(ActionId::ShowRuns, [this] { showTab(1); });
    on(ActionId::ShowTimeline, [this] { showTab(2); });
    on(ActionId::ShowMachine, [this] { showTab(3); });
    on(ActionId::ThemeSystem, [this] { m_theme.setMode(ThemeMode::System); });
    on(ActionId::ThemeLight, [this] { m_theme.setMode(ThemeMode::Light); });
    on(ActionId::ThemeDark, [this] { m_theme.setMode(ThemeMode::Dark); });
    on(ActionId::About, [this] {
        auto* about = new AboutDialog(this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    });
    on(ActionId::Quit, [this] { Q_EMIT quitRequested(); });
    connect(&m_theme, &Theme::modeChanged, this, &MainWindow::updateActions);
    connect(&m_commands->machines(), &MachineDialogs::settingUpChanged, this, &MainWindow::updateActions);
}

void MainWindow::updateActions()
{
    const Scope scope = m_sidebar->scope();
    const auto machine = scope.machine ? m_state.machine(*scope.machine) : std::nullopt;
    const bool onSchedules = m_tabs->currentIndex() == 0;
    const auto run = runInFocus();
    const auto known = run ? m_state.run(*run) : std::nullopt;
    const QVector<ScheduleId> selected = onSchedules ? m_schedulesPage->selected() : QVector<ScheduleId>();
    const bool anySchedule = !selected.isEmpty();
    for (const ActionId id : {ActionId::EditSchedule, ActionId::ToggleSchedule, ActionId::RemoveSchedule,
                              ActionId::SkipNext, ActionId::CopySchedules})
        m_actions.setEnabled(id, anySchedule);
    for (const ActionId id :
         {ActionId::DuplicateSchedule, ActionId::RenameSchedule, ActionId::Backfill, ActionId::Why})
        m_actions.setEnabled(id, selected.size() == 1);
    bool canPause = false;
    bool canResume = false;
    for (const ScheduleId& id : selected) {
        const ScheduleRow* row = m_schedules.rowAt(m_schedules.rowOf(id));
        canPause = canPause || (row != nullptr && row->schedule.enabled && !row->schedule.pause);
        canResume = canResume || (row != nullptr && row->schedule.pause);
    }
    const auto only = selected.size() == 1 ? m_state.schedule(selected.first()) : std::nullopt;
    m_actions.setEnabled(ActionId::CompareDrift,
                         only && only->provider && only->provider->drift != Drift::None);
    m_actions.setEnabled(ActionId::PauseSchedule, canPause);
    m_actions.setEnabled(ActionId::ResumeSchedule, canResume);
    m_actions.setEnabled(ActionId::PasteSchedules, !m_state.machines().isEmpty());
    m_actions.setEnabled(ActionId::NewSchedule, !m_state.machines().isEmpty());
    m_actions.setEnabled(ActionId::RunNow,
                         onSchedules ? anySchedule : known && m_state.schedule(known->schedule).has_value());
    m_actions.setEnabled(ActionId::CancelRun, known && known->isOpen());
    m_actions.setEnabled(ActionId::ShowOutput, known.has_value() && onSchedules);
    bool anyAwake = false;
    bool anyAsleep = false;
    bool instances = !scope.machines().isEmpty();
    for (const MachineKey& key : scope.machines()) {
        const auto chosen = m_state.machine(key);
        anyAwake = anyAwake || (chosen && chosen->isAwake());
        anyAsleep = anyAsleep || (chosen && !chosen->isAwake());
        instances = instances && chosen && isInstance(*chosen);
    }
    m_actions.setEnabled(ActionId::StartMachine, instances && anyAsleep);
    for (const ActionId id : {ActionId::StopMachine, ActionId::ForceStopMachine, ActionId::SuspendMachine,
                              ActionId::RestartMachine})
        m_actions.setEnabled(id, instances && anyAwake);
    m_actions.setEnabled(ActionId::CheckpointMachine, instances);
    m_actions.setEnabled(ActionId::Wake, anyAsleep);
    m_actions.setEnabled(ActionId::Sleep, anyAwake);
    m_actions.setEnabled(ActionId::NewMachine, !m_state.accounts().isEmpty());
    m_actions.setEnabled(ActionId::ResizeMachine, machine && !isInstance(*machine));
    m_actions.setEnabled(ActionId::ShowUsage, !m_state.accounts().isEmpty());
    m_actions.setEnabled(ActionId::ShowSetUp, m_commands->machines().isSettingUp());
    m_actions.setEnabled(ActionId::RenameMachine, machine.has_value());
    m_actions.setEnabled(ActionId::DeleteMachine, machine.has_value());
    m_actions.setEnabled(ActionId::EditAccount, scope.account.has_value());
    m_actions.setEnabled(ActionId::RemoveAccount, scope.account.has_value());
    const bool paused = m_state.status().state == RunnerState::Paused;
    const bool fires = m_state.status().state == RunnerState::On || paused;
    for (const ActionId id : {ActionId::PauseHour, ActionId::PauseUntilTomorrow, ActionId::PauseUntilResumed})
        m_actions.setEnabled(id, fires);
    m_actions.setEnabled(ActionId::Resume, paused);
    m_actions.setEnabled(ActionId::Undo, m_undo.canUndo());
    m_actions.setEnabled(ActionId::Redo, m_undo.canRedo());
    m_actions.action(ActionId::Undo)
        ->setText(m_undo.canUndo() ? tr("&Undo %1").arg(m_undo.undoText()) : tr("&Undo"));
    m_actions.action(ActionId::Redo)
        ->setText(m_undo.canRedo() ? tr("&Redo %1").arg(m_undo.redoText()) : tr("&Redo"));
    const ThemeMode mode = m_theme.mode();
    m_actions.action(ActionId::ThemeSystem)->setChecked(mode == ThemeMode::System);
    m_actions.action(ActionId::ThemeLight)->setChecked(mode == ThemeMode::Light);
    m_actions.action(ActionId::ThemeDark)->setChecked(mode == ThemeMode::Dark);
}

} // namespace reveille::ui
