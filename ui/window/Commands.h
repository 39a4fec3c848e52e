#pragma once

#include "core/engine/EngineClient.h"
#include "core/model/Clock.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"
#include "ui/window/MachineDialogs.h"
#include "ui/window/UndoCommands.h"

#include <functional>
#include <memory>

#include <QObject>

class QUndoStack;
class QWidget;

namespace reveille::ui {

/// Carries out what the person asked for of runs, machines, accounts and the runner: opens the dialog, asks
/// the engine, keeps the undo step, tells a failure. Knows nothing of pages and views.
class Commands final : public QObject
{
    Q_OBJECT

public:
    Commands(EngineClient& client, EngineState& state, QUndoStack& undo, std::shared_ptr<UndoContext> context,
             std::function<TimeView()> now, QWidget* window);

    /// Shows the run when it is one; several just begin.
    void runNow(const QVector<ScheduleId>& ids);
    void cancelRun(const RunId& id);

    void wake(const QVector<MachineKey>& machines);
    void sleep(const QVector<MachineKey>& machines);
    /// For clouds of instances.
    void control(const QVector<MachineKey>& machines, MachineAction action, const StopOptions& options = {});
    void checkpoint(const QVector<MachineKey>& machines);
    void renameMachine(const MachineKey& machine, const QString& name);
    void deleteMachine(const MachineKey& machine);
    void refresh();

    /// New ones, their size, what they cost, and the secrets of their commands.
    [[nodiscard]] MachineDialogs& machines() { return *m_machines; }

    void newAccount();
    void editAccount(const AccountId& id);
    void removeAccount(const AccountId& id);

    void pauseFor(std::chrono::seconds duration);
    void pauseUntilTomorrow();
    void pauseUntilResumed();
    void resume();

Q_SIGNALS:
    void failed(const reveille::Error& error);
    void runStarted(const reveille::RunId& id);
    /// Something that took a while has been done.
    void done(const QString& what);
    void machineCreated(const reveille::MachineKey& machine);

private:
    [[nodiscard]] Reply<void> reportFailure();
    [[nodiscard]] Reply<Machine> reportMachine();
    void pause(std::optional<calendar::Instant> until);

    EngineClient& m_client;
    EngineState& m_state;
    QUndoStack& m_undo;
    std::function<TimeView()> m_now;
    QWidget* m_window;
    std::shared_ptr<UndoContext> m_undoContext;
    MachineDialogs* m_machines;
};

/// The first instant of tomorrow on the clock of a zone.
[[nodiscard]] calendar::Instant startOfTomorrow(const TimeView& view);

} // namespace reveille::ui
