#pragma once

#include "core/engine/EngineClient.h"
#include "ui/models/Filters.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"
#include "ui/window/UndoCommands.h"

#include <functional>
#include <memory>

#include <QObject>

class QMimeData;
class QUndoStack;
class QWidget;

namespace reveille::ui {

class ScheduleDialog;

/// Every edit of schedules, of one or of many: each is one named step of the undo stack, holding what
/// succeeded; what was refused is told schedule by schedule.
class EditCommands final : public QObject
{
    Q_OBJECT

public:
    EditCommands(EngineClient& client, EngineState& state, QUndoStack& undo, std::function<TimeView()> now,
                 QWidget* window);

    [[nodiscard]] const std::shared_ptr<UndoContext>& undoContext() const { return m_context; }

    void create(const Scope& scope);
    /// One in its own dialog, several in the one for what they share.
    void edit(const QVector<ScheduleId>& ids);
    void duplicate(const ScheduleId& id);
    void rename(const ScheduleId& id, const QString& name);
    /// All to on, unless all are on already.
    void toggle(const QVector<ScheduleId>& ids);
    void setEnabled(const QVector<ScheduleId>& ids, bool enabled);
    void pause(const QVector<ScheduleId>& ids);
    void resume(const QVector<ScheduleId>& ids);
    /// One more of its next firings will not run.
    void skipNext(const QVector<ScheduleId>& ids);
    void remove(const QVector<ScheduleId>& ids);
    /// Makes it what a warning proposed.
    void fix(const ScheduleId& id, const Schedule& fixed);
    /// Shows both versions of a schedule that has drifted.
    void compare(const ScheduleId& id);
    void copy(const QVector<ScheduleId>& ids);
    /// What is on the clipboard, once on each machine; with no machines, each on the one it came from.
    void paste(const QVector<MachineKey>& machines);
    void drop(const QMimeData* mime, const QVector<MachineKey>& machines);

Q_SIGNALS:
    void failed(const reveille::Error& error);
    void scheduleSaved(const reveille::ScheduleId& id);
    /// Some edits of a step were refused.
    void partlyRefused(const QString& step, const QVector<reveille::ui::ScheduleEditResult>& results);
    /// Something to tell that is no error.
    void told(const QString& what, const QString& advice);

private:
    using Deed = std::function<void(Schedule&)>;
    [[nodiscard]] QVector<Schedule> known(const QVector<ScheduleId>& ids) const;
    void open(const Schedule& schedule);
    void save(ScheduleDialog* dialog, const Schedule& before);
    void openPause(const QVector<Schedule>& schedules);
    void openMany(const QVector<Schedule>& schedules);
    /// Changes each that `deed` makes a difference to.
    void change(const QString& step, const QVector<Schedule>& schedules, const Deed& deed,
                std::function<void(const QVector<ScheduleEditResult>&)> then = {});
    void apply(const QString& step, const QVector<ScheduleEdit>& edits,
               std::function<void(const QVector<ScheduleEditResult>&)> then = {},
               ScheduleEdits::Each each = {});
    void add(const QVector<Schedule>& clip, const QVector<MachineKey>& machines);
    void settleDrift(const Schedule& before, DriftChoice choice, const Schedule& after);
    void tell(const QString& step, const QVector<ScheduleEditResult>& results);

    EngineClient& m_client;
    EngineState& m_state;
    QUndoStack& m_undo;
    std::function<TimeView()> m_now;
    QWidget* m_window;
    ScheduleEdits* m_edits;
    std::shared_ptr<UndoContext> m_context;
};

/// A step's name: of one schedule by its name, of several by their number.
[[nodiscard]] QString stepText(const QString& one, const QString& many, const QVector<Schedule>& schedules);

} // namespace reveille::ui
