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

EditSchedulesCommand::EditSchedulesCommand(const QString& text, std::shared_ptr<UndoContext> context,
                                           QVector<ScheduleEdit> edits)
    : EngineCommand(text, std::move(context)), m_edits(std::move(edits))
{}

void EditSchedulesCommand::carry(const QVector<ScheduleEdit>& edits) const
{
    context().edits.apply(edits, [told = context().edited, step = text()](
                                     const QVector<ScheduleEditResult>& results) { told(step, results); });
}

void EditSchedulesCommand::undo()
{
    QVector<ScheduleEdit> back;
    back.reserve(m_edits.size());
    for (auto edit = m_edits.crbegin(); edit != m_edits.crend(); ++edit)
        back.append({edit->after, edit->before});
    carry(back);
}

void EditSchedulesCommand::again()
{
    carry(m_edits);
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
