#pragma once

#include "core/calendar/Instant.h"
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
};

/// What the status bar, the tray and `reveillectl run` show.
struct RunnerStatus
{
    RunnerState state = RunnerState::Starting;
    std::optional<Pause> pause;
    /// The next firing over all enabled schedules, if any.
    std::optional<calendar::Instant> nextAt;
    ScheduleId nextSchedule;
    int openRuns = 0;
    int machinesAwake = 0;
    std::optional<Error> error;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::RunnerStatus)
