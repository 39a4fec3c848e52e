#pragma once

#include "core/calendar/Instant.h"
#include "core/model/CatchUp.h"
#include "core/model/ClockTrouble.h"
#include "core/model/Error.h"
#include "core/model/Ids.h"
#include "core/model/Pause.h"

#include <optional>

#include <QMetaType>
#include <QString>

namespace reveille {

enum class RunnerState
{
    Starting, ///< reading the journal, settling what was open
    On,
    Paused,
    Viewer,  ///< another copy of Reveille fires; this one only shows
    Stopped, ///< cannot journal, so it must not fire: see error
    Held,    ///< the clock cannot be right, so nothing is decided: see clock
};

/// What the status bar, the tray and `reveillectl run` show.
struct RunnerStatus
{
    RunnerState state = RunnerState::Starting;
    /// Viewer only: how the copy that fires stands; nothing while nobody fires.
    std::optional<RunnerState> elsewhere;
    std::optional<Pause> pause;
    /// The next firing over all enabled schedules, if any.
    std::optional<calendar::Instant> nextAt;
    ScheduleId nextSchedule;
    int openRuns = 0;
    int machinesAwake = 0;
    std::optional<Error> error;
    std::optional<ClockTrouble> clock;
    /// What was missed and is about to be caught up; gone once it has begun.
    std::optional<CatchUp> catchUp;

    /// Nothing in it that a person could see has changed.
    [[nodiscard]] bool looksLike(const RunnerStatus& other) const
    {
        const bool sameError =
            error.has_value() == other.error.has_value() && (!error || error->code == other.error->code);
        return state == other.state && elsewhere == other.elsewhere && pause == other.pause &&
               nextAt == other.nextAt && nextSchedule == other.nextSchedule && openRuns == other.openRuns &&
               machinesAwake == other.machinesAwake && sameError &&
               clock.has_value() == other.clock.has_value() && (!clock || clock->kind == other.clock->kind) &&
               catchUp == other.catchUp;
    }
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::RunnerStatus)
