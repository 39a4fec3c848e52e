#pragma once

#include "ui/window/ScheduleEdits.h"

#include <functional>
#include <memory>

#include <QUndoCommand>

namespace reveille::ui {

/// What the steps of the undo stack share: the engine, the way to it, and where failures are told.
struct UndoContext
{
    EngineClient& client;
    ScheduleEdits& edits;
    std::function<void(const QString& step, const QVector<ScheduleEditResult>&)> edited;
    std::function<void(const Error&)> failed;
};

/// A step that the engine has already taken when it is pushed: the first redo() does nothing.
class EngineCommand : public QUndoCommand
{
public:
    EngineCommand(const QString& text, std::shared_ptr<UndoContext> context);
    void redo() final;

protected:
    virtual void again() = 0;
    [[nodiscard]] UndoContext& context() const { return *m_context; }
    [[nodiscard]] Reply<void> reportFailure() const;

private:
    std::shared_ptr<UndoContext> m_context;
    bool m_first = true;
};

/// One deed on any number of schedules: added, changed, removed.
class EditSchedulesCommand final : public EngineCommand
{
public:
    EditSchedulesCommand(const QString& text, std::shared_ptr<UndoContext> context,
                         QVector<ScheduleEdit> edits);
    void undo() override;

protected:
    void again() override;

private:
    void carry(const QVector<ScheduleEdit>& edits) const;
    QVector<ScheduleEdit> m_edits;
};

class RenameMachineCommand final : public EngineCommand
{
public:
    RenameMachineCommand(const QString& text, std::shared_ptr<UndoContext> context, MachineKey machine,
                         QString before, QString after);
    void undo() override;

protected:
    void again() override;

private:
    MachineKey m_machine;
    QString m_before;
    QString m_after;
};

} // namespace reveille::ui
