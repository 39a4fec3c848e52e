#pragma once

#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QString>
#include <QVector>

namespace reveille::ui {

/// What the tray icon says by its shape. The first that applies, in this order.
enum class TrayIconKind
{
    Offline,   ///< the runner cannot fire
    Attention, ///< a run failed or was missed since the person last looked, or an account does not answer
    Paused,
    Running,
    Idle
};

/// What a click on a menu entry asks for.
enum class TrayCommand
{
    None, ///< a line that only tells
    OpenSchedule,
    RunNow,
    CancelRun,
    PauseHour,
    PauseUntilTomorrow,
    PauseUntilResumed,
    Resume,
    OpenWindow,
    Quit
};

struct TrayEntry
{
    enum class Kind
    {
        Item,
        Separator,
        Menu ///< the entries up to the next one of level 0 belong to it
    };
    Kind kind = Kind::Item;
    int level = 0;
    QString text;
    TrayCommand command = TrayCommand::None;
    QString id; ///< the schedule's or run's

    friend bool operator==(const TrayEntry&, const TrayEntry&) = default;
};

/// Everything the tray shows, as a value.
struct TrayState
{
    TrayIconKind icon = TrayIconKind::Idle;
    int running = 0;
    QString toolTip;
    QVector<TrayEntry> entries;

    friend bool operator==(const TrayState&, const TrayState&) = default;
};

/// Pure: the same state and time give the same tray. `seenUntil`: runs that closed at or before it have been
/// looked at.
[[nodiscard]] TrayState trayState(const EngineState& state, const TimeView& view,
                                  std::optional<calendar::Instant> seenUntil = std::nullopt);

/// When the tray's words next become wrong by themselves, so that nothing needs to tick in between.
[[nodiscard]] std::optional<calendar::Instant> nextTrayChange(const EngineState& state, const TimeView& view);

} // namespace reveille::ui
