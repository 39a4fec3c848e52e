#pragma once

#include "core/engine/EngineClient.h"

#include <functional>
#include <memory>

#include <QHash>
#include <QUndoCommand>

namespace reveille::ui {

/// What the steps of the undo stack share: the engine, where failures are told, and which id a schedule has
/// now (taking back a removal adds it anew under another id).
struct UndoContext
{
    EngineClient& client;
    std::function<void(const Error&)> failed;
    QHash<ScheduleId, ScheduleId> renamedIds;

    [[nodiscard]] ScheduleId current(ScheduleId id) const
    {
        while (renamedIds.contains(id))
            id = renamedIds.value(id);
        return id;
    }
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
    void save(Schedule schedule) const;
    /// Adds a schedule anew and remembers under which id.
    void restore(Schedule schedule) const;

private:
    std::shared_ptr<UndoContext> m_context;
    bool m_first = true;
};

/// Any change of an existing schedule: edited, renamed, turned on or off.
class ChangeScheduleCommand final : public EngineCommand
{
public:
    ChangeScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context, Schedule before,
                          Schedule after);
    void undo() override;

protected:
    void again() override;

private:
    Schedule m_before;
    Schedule m_after;
};

class AddScheduleCommand final : public EngineCommand
{
public:
    AddScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context, Schedule schedule);
    void undo() override;

protected:
    void again() override;

private:
    Schedule m_schedule;
};

class RemoveScheduleCommand final : public EngineCommand
{
public:
    RemoveScheduleCommand(const QString& text, std::shared_ptr<UndoContext> context, Schedule schedule);
    void undo() override;

protected:
    void again() override;

private:
    Schedule m_schedule;
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
