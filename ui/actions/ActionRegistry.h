#pragma once

#include <map>

#include <QAction>
#include <QObject>

class QMenu;
class QWidget;

namespace reveille::ui {

enum class ActionId
{
    NewSchedule,
    EditSchedule,
    DuplicateSchedule,
    RenameSchedule,
    ToggleSchedule,
    RemoveSchedule,
    CopySchedules,
    PasteSchedules,
    PauseSchedule,
    ResumeSchedule,
    SkipNext,
    Backfill,
    Why,
    CompareDrift,
    RunNow,
    CancelRun,
    ShowOutput,
    Wake,
    Sleep,
    StartMachine,
    StopMachine,
    ForceStopMachine,
    SuspendMachine,
    RestartMachine,
    CheckpointMachine,
    NewMachine,
    ResizeMachine,
    RenameMachine,
    DeleteMachine,
    ShowUsage,
    ShowSetUp,
    Refresh,
    NewAccount,
    EditAccount,
    RemoveAccount,
    ManageSecrets,
    PauseHour,
    PauseUntilTomorrow,
    PauseUntilResumed,
    Resume,
    Undo,
    Redo,
    Find,
    ShowSchedules,
    ShowRuns,
    ShowTimeline,
    ShowMachine,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Quit,
    About,
    Count
};

/// Everything that can be done, once: its name, key, icon and where the key works. Menus, the tool bar and
/// context menus all show these same actions.
class ActionRegistry final : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(QObject* parent = nullptr);

    [[nodiscard]] QAction* action(ActionId id) const;
    void setEnabled(ActionId id, bool enabled) { action(id)->setEnabled(enabled); }
    /// Adds actions to a menu; ActionId::Count stands for a separator.
    void fill(QMenu* menu, std::initializer_list<ActionId> ids) const;
    /// Makes keys of view actions work while the view has the focus.
    void addTo(QWidget* view, std::initializer_list<ActionId> ids) const;

private:
    std::map<ActionId, QAction*> m_actions;
};

/// Separates groups in fill().
inline constexpr ActionId kSeparator = ActionId::Count;

} // namespace reveille::ui
