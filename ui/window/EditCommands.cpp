#include "ui/window/EditCommands.h"

#include "core/model/Words.h"
#include "ui/models/ScheduleClip.h"
#include "ui/schedules/DriftDialog.h"
#include "ui/schedules/ManyDialog.h"
#include "ui/schedules/PauseDialog.h"
#include "ui/schedules/ScheduleDialog.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QPointer>
#include <QUndoStack>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// The provider's names are labels of a domain name.
constexpr qsizetype kLongestProviderName = 31;
constexpr qsizetype kLongestName = 100;

QVector<MachineChoice> machineChoices(const EngineState& state)
{
    QVector<MachineChoice> choices;
    for (const Machine& machine : state.machines()) {
        const auto account = state.account(machine.key.account);
        MachineChoice choice;
        choice.key = machine.key;
        choice.name = machine.displayName();
        choice.label = account ? choice.name + u" · "_s + account->name : choice.name;
        choice.provider = account ? account->provider : ProviderKind::Dedalus;
        choice.rules = machine.rules;
        choice.providerFires = machine.providerSchedules.has_value();
        for (const ProviderSchedule& kept : machine.providerSchedules.value_or(QVector<ProviderSchedule>()))
            choice.providerNames += kept.name;
        choices.append(choice);
    }
    return choices;
}

qsizetype longestName(FiredBy firedBy)
{
    return firedBy == FiredBy::Provider ? kLongestProviderName : kLongestName;
}

/// What was agreed on, as the version for both sides.
Schedule oursOf(Schedule schedule)
{
    schedule.provider->drift = Drift::None;
    return schedule;
}

/// What is at the provider, as the version for both sides; turned off where it is gone there.
Schedule theirsOf(Schedule schedule)
{
    const QVector<ProviderSchedule> seen = schedule.provider->allSeen();
    schedule.provider->drift = Drift::None;
    if (seen.isEmpty()) {
        schedule.enabled = false;
        return schedule;
    }
    schedule.provider->agreed = seen.constFirst();
    schedule.provider->more.clear();
    schedule.when.clear();
    for (const ProviderSchedule& entry : seen)
        schedule.when.append(entry.when);
    for (const ProviderSchedule& entry : seen.mid(1))
        schedule.provider->more.append({entry, entry});
    schedule.zone = u"UTC"_s;
    schedule.argv = seen.constFirst().args;
    schedule.action = fromWord<ScheduleAction>(seen.constFirst().action).value_or(schedule.action);
    return schedule;
}

} // namespace

QString stepText(const QString& one, const QString& many, const QVector<Schedule>& schedules)
{
    return schedules.size() == 1 ? one.arg(schedules.first().name) : many.arg(schedules.size());
}

EditCommands::EditCommands(EngineClient& client, EngineState& state, QUndoStack& undo,
                           std::function<TimeView()> now, QWidget* window)
    : QObject(window),
      m_client(client),
      m_state(state),
      m_undo(undo),
      m_now(std::move(now)),
      m_window(window),
      m_edits(new ScheduleEdits(client, this)),
      m_context(std::make_shared<UndoContext>(
          UndoContext{client, *m_edits,
                      [self = QPointer(this)](const QString& step, const auto& results) {
                          if (self)
                              self->tell(step, results);
                      },
                      [self = QPointer(this)](const Error& error) {
                          if (self)
                              Q_EMIT self->failed(error);
                      }}))
{}

QVector<Schedule> EditCommands::known(const QVector<ScheduleId>& ids) const
{
    QVector<Schedule> schedules;
    for (const ScheduleId& id : ids) {
        if (const auto schedule = m_state.schedule(id))
            schedules.append(*schedule);
    }
    return schedules;
}

void EditCommands::tell(const QString& step, const QVector<ScheduleEditResult>& results)
{
    const auto refused = std::count_if(results.begin(), results.end(),
                                       [](const auto& result) { return result.error.has_value(); });
    if (refused == 0)
        return;
    if (results.size() == 1)
        Q_EMIT failed(*results.first().error);
    else
        Q_EMIT partlyRefused(step, results);
}

void EditCommands::apply(const QString& step, const QVector<ScheduleEdit>& edits,
                         std::function<void(const QVector<ScheduleEditResult>&)> then,
                         ScheduleEdits::Each each)
{
    if (edits.isEmpty())
        return;
    const auto done = [self = QPointer(this), step,
                       then = std::move(then)](const QVector<ScheduleEditResult>& results) {
        if (!self)
            return;
        QVector<ScheduleEdit> taken;
        for (const ScheduleEditResult& result : results) {
            if (!result.error)
                taken.append(result.edit);
        }
        if (!taken.isEmpty())
            self->m_undo.push(new EditSchedulesCommand(step, self->m_context, taken));
        if (then)
            then(results);
        else
            self->tell(step, results);
    };
    m_edits->apply(edits, done, std::move(each));
}

void EditCommands::change(const QString& step, const QVector<Schedule>& schedules, const Deed& deed,
                          std::function<void(const QVector<ScheduleEditResult>&)> then)
{
    QVector<ScheduleEdit> edits;
    for (const Schedule& before : schedules) {
        Schedule after = before;
        deed(after);
        if (!(after == before))
            edits.append({before, after});
    }
    apply(step, edits, std::move(then));
}

void EditCommands::create(const Scope& scope)
{
    Schedule schedule;
    schedule.zone = QString::fromStdString(m_now().local.name());
    const auto& machines = m_state.machines();
    const auto found = std::find_if(machines.begin(), machines.end(),
                                    [&](const Machine& machine) { return scope.contains(machine.key); });
    if (found != machines.end())
        schedule.machine = found->key;
    open(schedule);
}

void EditCommands::edit(const QVector<ScheduleId>& ids)
{
    const QVector<Schedule> schedules = known(ids);
    if (schedules.size() == 1)
        open(schedules.first());
    else if (!schedules.isEmpty())
        openMany(schedules);
}

void EditCommands::duplicate(const ScheduleId& id)
{
    auto schedule = m_state.schedule(id);
    if (!schedule)
        return;
    schedule->id = ScheduleId{};
    schedule->provider.reset();
    schedule->name =
        freeName(schedule->name, takenNames(m_state.schedules(), schedule->machine, schedule->firedBy),
                 longestName(schedule->firedBy));
    open(*schedule);
}

void EditCommands::open(const Schedule& schedule)
{
    auto* dialog = new ScheduleDialog(schedule, machineChoices(m_state), m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setKnown(m_state.schedules());
    connect(dialog, &ScheduleDialog::saveRequested, this,
            [this, dialog, before = schedule] { save(dialog, before); });
    dialog->open();
}

void EditCommands::save(ScheduleDialog* dialog, const Schedule& before)
{
    const bool isNew = before.id.isEmpty();
    const QVector<Schedule> wanted = dialog->schedules();
    if (!isNew && wanted == QVector<Schedule>{before}) {
        dialog->accept();
        return;
    }
    QVector<ScheduleEdit> edits;
    for (const Schedule& schedule : wanted) {
        ScheduleEdit edit;
        if (!isNew)
            edit.before = before;
        edit.after = schedule;
        edits.append(edit);
    }
    const QString step = isNew ? stepText(tr("new schedule “%1”"), tr("%1 new schedules"), wanted)
                               : tr("edit “%1”").arg(before.name);
    const auto open = QPointer(dialog);
    const auto done = [this, open](const QVector<ScheduleEditResult>& results) {
        if (open)
            open->finishSaving();
        for (const ScheduleEditResult& result : results) {
            if (!result.error) {
                Q_EMIT scheduleSaved(result.edit.after->id);
                return;
            }
        }
        if (!open)
            Q_EMIT failed(*results.first().error);
    };
    apply(step, edits, done, [open](qsizetype row, const ScheduleEditResult& result) {
        if (open && result.error)
            open->showError(static_cast<int>(row), *result.error);
        else if (open)
            open->showSaved(static_cast<int>(row));
    });
}

void EditCommands::openMany(const QVector<Schedule>& schedules)
{
    auto* dialog = new ManyDialog(schedules, machineChoices(m_state), m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ManyDialog::changeRequested, this, [this, dialog, schedules] {
        const Deed deed = dialog->deed();
        dialog->accept();
        change(tr("edit %1 schedules").arg(schedules.size()), schedules, deed);
    });
    dialog->open();
}

void EditCommands::rename(const ScheduleId& id, const QString& name)
{
    const QVector<Schedule> schedules = known({id});
    if (schedules.isEmpty() || name.isEmpty())
        return;
    change(tr("rename “%1”").arg(schedules.first().name), schedules,
           [name](Schedule& schedule) { schedule.name = name; });
}

void EditCommands::toggle(const QVector<ScheduleId>& ids)
{
    const QVector<Schedule> schedules = known(ids);
    setEnabled(ids, !std::all_of(schedules.begin(), schedules.end(),
                                 [](const Schedule& schedule) { return schedule.enabled; }));
}

void EditCommands::setEnabled(const QVector<ScheduleId>& ids, bool enabled)
{
    QVector<Schedule> others = known(ids);
    others.removeIf([&](const Schedule& schedule) { return schedule.enabled == enabled; });
    if (others.isEmpty())
        return;
    const QString step = enabled ? stepText(tr("turn on “%1”"), tr("turn on %1 schedules"), others)
                                 : stepText(tr("turn off “%1”"), tr("turn off %1 schedules"), others);
    change(step, others, [enabled](Schedule& schedule) { schedule.enabled = enabled; });
}

void EditCommands::pause(const QVector<ScheduleId>& ids)
{
    QVector<Schedule> schedules = known(ids);
    schedules.removeIf([](const Schedule& schedule) { return !schedule.enabled || schedule.pause; });
    if (!schedules.isEmpty())
        openPause(schedules);
}

void EditCommands::openPause(const QVector<Schedule>& schedules)
{
    const QString what =
        schedules.size() == 1 ? schedules.first().name : tr("%1 schedules").arg(schedules.size());
    auto* dialog = new PauseDialog(what, m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PauseDialog::pauseRequested, this, [this, dialog, schedules] {
        const Pause pause{m_now().now, dialog->until(), dialog->note()};
        const QString step = stepText(tr("pause “%1”"), tr("pause %1 schedules"), schedules);
        change(
            step, schedules, [pause](Schedule& schedule) { schedule.pause = pause; },
            [this, step, open = QPointer(dialog)](const QVector<ScheduleEditResult>& results) {
                const bool one = results.size() == 1 && results.first().error;
                if (open && one)
                    open->showError(*results.first().error);
                else if (open)
                    open->accept();
                if (!one || !open)
                    tell(step, results);
            });
    });
    dialog->open();
}

void EditCommands::resume(const QVector<ScheduleId>& ids)
{
    QVector<Schedule> paused = known(ids);
    paused.removeIf([](const Schedule& schedule) { return !schedule.pause; });
    change(stepText(tr("resume “%1”"), tr("resume %1 schedules"), paused), paused,
           [](Schedule& schedule) { schedule.pause.reset(); });
}

void EditCommands::skipNext(const QVector<ScheduleId>& ids)
{
    const QVector<Schedule> schedules = known(ids);
    change(
        stepText(tr("skip the next firing of “%1”"), tr("skip the next firing of %1 schedules"), schedules),
        schedules, [](Schedule& schedule) { ++schedule.policy.skipNext; });
}

void EditCommands::remove(const QVector<ScheduleId>& ids)
{
    const QVector<Schedule> schedules = known(ids);
    QVector<ScheduleEdit> edits;
    for (const Schedule& schedule : schedules)
        edits.append({schedule, std::nullopt});
    apply(stepText(tr("delete “%1”"), tr("delete %1 schedules"), schedules), edits);
}

void EditCommands::fix(const ScheduleId& id, const Schedule& fixed)
{
    const QVector<Schedule> schedules = known({id});
    if (!schedules.isEmpty())
        change(tr("fix “%1”").arg(schedules.first().name), schedules,
               [fixed](Schedule& schedule) { schedule = fixed; });
}

void EditCommands::compare(const ScheduleId& id)
{
    const auto schedule = m_state.schedule(id);
    if (!schedule || !schedule->provider || schedule->provider->drift == Drift::None)
        return;
    auto* dialog = new DriftDialog(*schedule, m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DriftDialog::chosen, this, [this, dialog, before = *schedule](DriftChoice choice) {
        m_client.resolveDrift(
            before.id, choice,
            [self = QPointer(this), open = QPointer(dialog), before, choice](const Result<Schedule>& result) {
                if (!self)
                    return;
                if (result)
                    self->settleDrift(before, choice, *result);
                else if (!open)
                    Q_EMIT self->failed(result.error());
                if (open && result)
                    open->accept();
                else if (open)
                    open->showError(result.error());
            });
    });
    dialog->open();
}

void EditCommands::settleDrift(const Schedule& before, DriftChoice choice, const Schedule& after)
{
    // Nobody can make a drift undone, only which version is had on both sides: the step back takes the other
    // one.
    const Schedule other = choice == DriftChoice::TakeTheirs ? oursOf(before) : theirsOf(before);
    const QString step = choice == DriftChoice::TakeTheirs ? tr("keep the provider's “%1”").arg(before.name)
                                                           : tr("send “%1” again").arg(before.name);
    m_undo.push(new EditSchedulesCommand(step, m_context, {{other, after}}));
}

void EditCommands::copy(const QVector<ScheduleId>& ids)
{
    const QVector<Schedule> schedules = known(ids);
    if (!schedules.isEmpty())
        QApplication::clipboard()->setMimeData(schedulesToMime(schedules).release());
}

void EditCommands::paste(const QVector<MachineKey>& machines)
{
    drop(QApplication::clipboard()->mimeData(), machines);
}

void EditCommands::drop(const QMimeData* mime, const QVector<MachineKey>& machines)
{
    const QVector<Schedule> clip = schedulesFromMime(mime);
    if (clip.isEmpty())
        Q_EMIT told(tr("There are no schedules on the clipboard."),
                    tr("Copy some in the table with Ctrl+C first."));
    else
        add(clip, machines);
}

void EditCommands::add(const QVector<Schedule>& clip, const QVector<MachineKey>& machines)
{
    QVector<ScheduleEdit> edits;
    QVector<Schedule> made;
    QVector<Schedule> all = m_state.schedules();
    for (const Schedule& source : clip) {
        for (const MachineKey& key : machines.isEmpty() ? QVector{source.machine} : machines) {
            const auto machine = m_state.machine(key);
            if (!machine)
                continue;
            Schedule copy = source;
            copy.machine = key;
            if (!machine->providerSchedules)
                copy.firedBy = FiredBy::Reveille;
            copy.name = freeName(source.name, takenNames(all, key, copy.firedBy), longestName(copy.firedBy));
            copy.id = ScheduleId{};
            made.append(copy);
            all.append(copy);
            edits.append({std::nullopt, copy});
        }
    }
    if (edits.isEmpty())
        Q_EMIT told(tr("The machine of the copied schedules is not known here."),
                    tr("Select the machines to copy them to, then paste."));
    apply(stepText(tr("copy “%1”"), tr("copy %1 schedules"), made), edits,
          [this](const QVector<ScheduleEditResult>& results) {
              for (const ScheduleEditResult& result : results) {
                  if (result.error)
                      continue;
                  Q_EMIT scheduleSaved(result.edit.after->id);
                  break;
              }
              tell(tr("copy %1 schedules").arg(results.size()), results);
          });
}

} // namespace reveille::ui
