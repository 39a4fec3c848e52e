#pragma once

#include "core/engine/EngineClient.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"

#include <functional>

#include <QObject>

class QWidget;

namespace reveille::ui {

class BackfillDialog;

/// What can be done with the firings of one schedule: running it for times that have passed, and asking what
/// became of a time. Opens the dialog, asks the engine, tells a failure.
class ScheduleCommands final : public QObject
{
    Q_OBJECT

public:
    ScheduleCommands(EngineClient& client, const EngineState& state, std::function<TimeView()> now,
                     QWidget* window);

    void backfill(const ScheduleId& id);
    void why(const ScheduleId& id);
    void answerCatchUp(CatchUpAnswer answer, std::function<void()> refused);
    void acceptClock();
    /// A window that only shows begins to fire.
    void takeOver();

Q_SIGNALS:
    void failed(const reveille::Error& error);
    void runStarted(const reveille::RunId& id);

private:
    void connectBackfill(BackfillDialog* dialog, const ScheduleId& id);

    EngineClient& m_client;
    const EngineState& m_state;
    std::function<TimeView()> m_now;
    QWidget* m_window;
};

} // namespace reveille::ui
