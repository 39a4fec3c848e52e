#include "ui/window/Commands.h"

#include "ui/accounts/AccountDialog.h"
#include "ui/machines/ConfirmDialog.h"
#include "ui/machines/NewMachineDialog.h"
#include "ui/schedules/ScheduleDialog.h"

#include <algorithm>

#include <QPointer>
#include <QUndoStack>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QVector<MachineChoice> machineChoices(const EngineState& state)
{
    QVector<MachineChoice> choices;
    for (const Machine& machine : state.machines()) {
        const auto account = state.account(machine.key.account);
        choices.append({machine.key,
                        account ? machine.displayName() + u" · "_s + account->name : machine.displayName()});
    }
    return choices;
}

} // namespace

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

Commands::Commands(EngineClient& client, EngineState& state, QUndoStack& undo, std::function<TimeView()> now,
                   QWidget* window)
    : QObject(window),
      m_client(client),
      m_state(state),
      m_undo(undo),
      m_now(std::move(now)),
      m_window(window),
      m_undoContext(std::make_shared<UndoContext>(UndoContext{client,
                                                              [self = QPointer(this)](const Error& error) {
                                                                  if (self)
                                                                      Q_EMIT self->failed(error);
                                                              },
                                                              {}}))
{}

Reply<void> Commands::reportFailure()
{
    return [self = QPointer(this)](const Result<void>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    };
}

void Commands::newSchedule(const Scope& scope)
{
    Schedule schedule;
    schedule.zone = QString::fromStdString(m_now().local.name());
    if (scope.machine) {
        schedule.machine = *scope.machine;
    } else {
        const auto& machines = m_state.machines();
        const auto found = std::find_if(machines.begin(), machines.end(),
                                        [&](const Machine& machine) { return scope.contains(machine.key); });
        if (found != machines.end())
            schedule.machine = found->key;
    }
    openSchedule(schedule);
}

void Commands::editSchedule(const ScheduleId& id)
{
    if (const auto schedule = m_state.schedule(id))
        openSchedule(*schedule);
}

void Commands::duplicateSchedule(const ScheduleId& id)
{
    auto schedule = m_state.schedule(id);
    if (!schedule)
        return;
    schedule->id = ScheduleId{};
    schedule->name = tr("%1 copy").arg(schedule->name);
    openSchedule(*schedule);
}

void Commands::openSchedule(const Schedule& schedule)
{
    auto* dialog = new ScheduleDialog(schedule, machineChoices(m_state), m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ScheduleDialog::saveRequested, this, [this, dialog, before = schedule] {
        m_client.saveSchedule(dialog->schedule(), [self = QPointer(this), open = QPointer(dialog),
                                                   before](const Result<Schedule>& result) {
            if (!self)
                return;
            if (!result) {
                if (open)
                    open->showError(result.error());
                else
                    Q_EMIT self->failed(result.error());
                return;
            }
            if (before.id.isEmpty())
                self->m_undo.push(new AddScheduleCommand(tr("new schedule “%1”").arg(result->name),
                                                         self->m_undoContext, *result));
            else if (!(before == *result))
                self->m_undo.push(new ChangeScheduleCommand(tr("edit “%1”").arg(before.name),
                                                            self->m_undoContext, before, *result));
            if (open)
                open->accept();
            Q_EMIT self->scheduleSaved(result->id);
        });
    });
    dialog->open();
}

void Commands::renameSchedule(const ScheduleId& id, const QString& name)
{
    const auto before = m_state.schedule(id);
    if (!before || name.isEmpty() || before->name == name)
        return;
    Schedule after = *before;
    after.name = name;
    m_client.saveSchedule(after, [self = QPointer(this), before](const Result<Schedule>& result) {
        if (!self)
            return;
        if (!result) {
            Q_EMIT self->failed(result.error());
            return;
        }
        self->m_undo.push(new ChangeScheduleCommand(tr("rename “%1”").arg(before->name), self->m_undoContext,
                                                    *before, *result));
    });
}

void Commands::toggleSchedules(const QVector<ScheduleId>& ids)
{
    QVector<Schedule> schedules;
    for (const ScheduleId& id : ids) {
        if (const auto schedule = m_state.schedule(id))
            schedules.append(*schedule);
    }
    const bool allOn = std::all_of(schedules.begin(), schedules.end(),
                                   [](const Schedule& schedule) { return schedule.enabled; });
    for (const Schedule& before : schedules) {
        if (before.enabled != allOn)
            continue;
        Schedule after = before;
        after.enabled = !allOn;
        m_client.setScheduleEnabled(
            before.id, after.enabled, [self = QPointer(this), before, after](const Result<void>& result) {
                if (!self)
                    return;
                if (!result) {
                    Q_EMIT self->failed(result.error());
                    return;
                }
                const QString text = after.enabled ? tr("turn on “%1”") : tr("turn off “%1”");
                self->m_undo.push(
                    new ChangeScheduleCommand(text.arg(before.name), self->m_undoContext, before, after));
            });
    }
}

void Commands::skipNext(const ScheduleId& id)
{
    const auto before = m_state.schedule(id);
    if (!before)
        return;
    Schedule after = *before;
    ++after.policy.skipNext;
    m_client.saveSchedule(after, [self = QPointer(this), before](const Result<Schedule>& result) {
        if (!self)
            return;
        if (!result) {
            Q_EMIT self->failed(result.error());
            return;
        }
        self->m_undo.push(new ChangeScheduleCommand(tr("skip the next firing of “%1”").arg(before->name),
                                                    self->m_undoContext, *before, *result));
    });
}

void Commands::removeSchedules(const QVector<ScheduleId>& ids)
{
    for (const ScheduleId& id : ids) {
        const auto schedule = m_state.schedule(id);
        if (!schedule)
            continue;
        m_client.removeSchedule(id, [self = QPointer(this), schedule](const Result<void>& result) {
            if (!self)
                return;
            if (!result) {
                Q_EMIT self->failed(result.error());
                return;
            }
            self->m_undo.push(new RemoveScheduleCommand(tr("delete “%1”").arg(schedule->name),
                                                        self->m_undoContext, *schedule));
        });
    }
}

void Commands::runNow(const ScheduleId& id)
{
    m_client.runNow(id, [self = QPointer(this)](const Result<Run>& result) {
        if (!self)
            return;
        if (!result) {
            Q_EMIT self->failed(result.error());
            return;
        }
        self->m_state.mergeRuns({*result});
        Q_EMIT self->runStarted(result->id);
    });
}

void Commands::cancelRun(const RunId& id)
{
    m_client.cancelRun(id, reportFailure());
}

void Commands::wake(const MachineKey& machine)
{
    m_client.wakeMachine(machine, [self = QPointer(this)](const Result<Machine>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    });
}

void Commands::sleep(const MachineKey& machine)
{
    m_client.sleepMachine(machine, [self = QPointer(this)](const Result<Machine>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    });
}

void Commands::newMachine(const std::optional<AccountId>& account)
{
    auto* dialog = new NewMachineDialog(m_state.accounts(), account, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewMachineDialog::createRequested, this, [this, dialog] {
        m_client.createMachine(
            dialog->account(), dialog->spec(), dialog->machineName(),
            [self = QPointer(this), open = QPointer(dialog)](const Result<Machine>& result) {
                if (!self)
                    return;
                if (result) {
                    if (open)
                        open->accept();
                    Q_EMIT self->machineCreated(result->key);
                } else if (open) {
                    open->showError(result.error());
                } else {
                    Q_EMIT self->failed(result.error());
                }
            });
    });
    dialog->open();
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
