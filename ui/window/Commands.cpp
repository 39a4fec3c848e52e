#include "ui/window/Commands.h"

#include "ui/accounts/AccountDialog.h"
#include "ui/machines/ConfirmDialog.h"

#include <algorithm>

#include <QPointer>
#include <QUndoStack>

namespace reveille::ui {

using namespace Qt::StringLiterals;

calendar::Instant startOfTomorrow(const TimeView& view)
{
    using namespace std::chrono;
    const calendar::CivilTime today = view.local.toCivil(view.now);
    const sys_days next = sys_days(year(today.year) / today.month / today.day) + days(1);
    const year_month_day date(next);
    calendar::CivilTime midnight;
    midnight.year = static_cast<int>(date.year());
    midnight.month = static_cast<int>(static_cast<unsigned>(date.month()));
    midnight.day = static_cast<int>(static_cast<unsigned>(date.day()));
    return view.local.resolve(midnight).first;
}

Commands::Commands(EngineClient& client, EngineState& state, QUndoStack& undo,
                   std::shared_ptr<UndoContext> context, std::function<TimeView()> now, QWidget* window)
    : QObject(window),
      m_client(client),
      m_state(state),
      m_undo(undo),
      m_now(std::move(now)),
      m_window(window),
      m_undoContext(std::move(context)),
      m_machines(new MachineDialogs(client, state, m_now, window))
{
    connect(m_machines, &MachineDialogs::failed, this, &Commands::failed);
    connect(m_machines, &MachineDialogs::done, this, &Commands::done);
    connect(m_machines, &MachineDialogs::machineCreated, this, &Commands::machineCreated);
}

Reply<void> Commands::reportFailure()
{
    return [self = QPointer(this)](const Result<void>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    };
}

void Commands::runNow(const QVector<ScheduleId>& ids)
{
    const bool only = ids.size() == 1;
    for (const ScheduleId& id : ids) {
        m_client.runNow(id, [self = QPointer(this), only](const Result<Run>& result) {
            if (!self)
                return;
            if (!result) {
                Q_EMIT self->failed(result.error());
                return;
            }
            self->m_state.mergeRuns({*result});
            if (only)
                Q_EMIT self->runStarted(result->id);
        });
    }
}

void Commands::cancelRun(const RunId& id)
{
    m_client.cancelRun(id, reportFailure());
}

Reply<Machine> Commands::reportMachine()
{
    return [self = QPointer(this)](const Result<Machine>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    };
}

void Commands::wake(const QVector<MachineKey>& machines)
{
    for (const MachineKey& key : machines) {
        if (const auto known = m_state.machine(key); known && !known->isAwake())
            m_client.wakeMachine(key, reportMachine());
    }
}

void Commands::sleep(const QVector<MachineKey>& machines)
{
    for (const MachineKey& key : machines) {
        if (const auto known = m_state.machine(key); known && known->isAwake())
            m_client.sleepMachine(key, reportMachine());
    }
}

void Commands::control(const QVector<MachineKey>& machines, MachineAction action, const StopOptions& options)
{
    for (const MachineKey& key : machines)
        m_client.controlMachine(key, action, options, reportMachine());
}

void Commands::checkpoint(const QVector<MachineKey>& machines)
{
    for (const MachineKey& key : machines) {
        m_client.makeCheckpoint(
            key, {}, [self = QPointer(this), name = m_state.machineName(key)](const Result<Snapshot>& made) {
                if (self && made)
                    Q_EMIT self->done(tr("%1: the checkpoint %2 is made.")
                                          .arg(name, made->name.isEmpty() ? made->id.value : made->name));
                else if (self)
                    Q_EMIT self->failed(made.error());
            });
    }
}

void Commands::renameMachine(const MachineKey& machine, const QString& name)
{
    const auto known = m_state.machine(machine);
    if (!known || known->name == name)
        return;
    const QString before = known->name;
    const QString shown = known->displayName();
    m_client.renameMachine(
        machine, name, [self = QPointer(this), machine, before, name, shown](const Result<void>& result) {
            if (!self)
                return;
            if (!result) {
                Q_EMIT self->failed(result.error());
                return;
            }
            self->m_undo.push(new RenameMachineCommand(tr("rename machine “%1”").arg(shown),
                                                       self->m_undoContext, machine, before, name));
        });
}

void Commands::deleteMachine(const MachineKey& machine)
{
    const auto known = m_state.machine(machine);
    if (!known)
        return;
    const auto& all = m_state.schedules();
    const auto schedules = std::count_if(
        all.begin(), all.end(), [&](const Schedule& schedule) { return schedule.machine == machine; });
    QString text = tr("The machine and its disk will be gone for good. This cannot be undone.");
    if (schedules > 0)
        text += u' ' + tr("Schedules that use it: %1. They will have nothing to wake.").arg(schedules);
    auto* dialog = new ConfirmDialog(
        {tr("Delete machine %1").arg(known->displayName()), text, known->displayName(), tr("Delete machine")},
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, dialog, machine] {
        m_client.deleteMachine(machine, [open = QPointer(dialog)](const Result<void>& result) {
            if (open && result)
                open->accept();
            else if (open)
                open->showError(result.error());
        });
    });
    dialog->open();
}

void Commands::refresh()
{
    m_client.refreshMachines(reportFailure());
}

void Commands::newAccount()
{
    auto* dialog = new AccountDialog(m_client, std::nullopt, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void Commands::editAccount(const AccountId& id)
{
    const auto account = m_state.account(id);
    if (!account)
        return;
    auto* dialog = new AccountDialog(m_client, account, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void Commands::removeAccount(const AccountId& id)
{
    const auto account = m_state.account(id);
    if (!account)
        return;
    auto* dialog =
        new ConfirmDialog({tr("Remove account %1").arg(account->name),
                           tr("Reveille forgets the account, its key and its schedules. The machines "
                              "themselves stay as they are."),
                           account->name, tr("Remove account")},
                          m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, dialog, id] {
        m_client.removeAccount(id, [open = QPointer(dialog)](const Result<void>& result) {
            if (open && result)
                open->accept();
            else if (open)
                open->showError(result.error());
        });
    });
    dialog->open();
}

void Commands::pause(std::optional<calendar::Instant> until)
{
    m_client.pause(until, QString(), reportFailure());
}

void Commands::pauseFor(std::chrono::seconds duration)
{
    pause(m_now().now + duration);
}

void Commands::pauseUntilTomorrow()
{
    pause(startOfTomorrow(m_now()));
}

void Commands::pauseUntilResumed()
{
    pause(std::nullopt);
}

void Commands::resume()
{
    m_client.resume(reportFailure());
}

} // namespace reveille::ui
