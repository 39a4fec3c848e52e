#include "ui/window/UndoCommands.h"

namespace reveille::ui {

EngineCommand::EngineCommand(const QString& text, std::shared_ptr<UndoContext> context)
    : QUndoCommand(text), m_context(std::move(context))
{}

void EngineCommand::redo()
{
    if (m_first)
        m_first = false;
    else
        again();
}

Reply<void> EngineCommand::reportFailure() const
{
    return [context = m_context](const Result<void>& result) {
        if (!result)
            context->failed(result.error());
    };
}

void EngineCommand::save(Schedule schedule) const
{
    schedule.id = m_context->current(schedule.id);
    m_context->client.saveSchedule(schedule, [context = m_context](const Result<Schedule>& result) {
        if (!result)
            context->failed(result.error());
    });
}

void EngineCommand::restore(Schedule schedule) const
{
    const ScheduleId old = m_context->current(schedule.id);
    schedule.id = ScheduleId{};
    m_context->client.saveSchedule(schedule, [context = m_context, old](const Result<Schedule>& result) {
        if (result)
            context->renamedIds.insert(old, result->id);
        else
            context->failed(result.error());
    });
}

ChangeScheduleCommand::ChangeScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context,
                                             Schedule before, Schedule after)
    : EngineCommand(text, std::move(context)), m_before(std::move(before)), m_after(std::move(after))
{}

void ChangeScheduleCommand::undo()
{
    save(m_before);
}

void ChangeScheduleCommand::again()
{
    save(m_after);
}

AddScheduleCommand::AddScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context,
                                       Schedule schedule)
    : EngineCommand(text, std::move(context)), m_schedule(std::move(schedule))
{}

void AddScheduleCommand::undo()
{
    context().client.removeSchedule(context().current(m_schedule.id), reportFailure());
}

void AddScheduleCommand::again()
{
    restore(m_schedule);
}

RemoveScheduleCommand::RemoveScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context,
                                             Schedule schedule)
    : EngineCommand(text, std::move(context)), m_schedule(std::move(schedule))
{}

void RemoveScheduleCommand::undo()
{
    restore(m_schedule);
}

void RemoveScheduleCommand::again()
{
    context().client.removeSchedule(context().current(m_schedule.id), reportFailure());
}

RenameMachineCommand::RenameMachineCommand(const QString& text, std::shared_ptr<UndoContext> context,
                                           MachineKey machine, QString before, QString after)
    : EngineCommand(text, std::move(context)),
      m_machine(std::move(machine)),
      m_before(std::move(before)),
      m_after(std::move(after))
{}

void RenameMachineCommand::undo()
{
    context().client.renameMachine(m_machine, m_before, reportFailure());
}

void RenameMachineCommand::again()
{
    context().client.renameMachine(m_machine, m_after, reportFailure());
}

} // namespace reveille::ui
