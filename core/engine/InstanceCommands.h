#pragma once

#include "core/model/Error.h"
#include "core/model/Ids.h"
#include "core/model/Schedule.h"

#include <optional>

#include <QMetaType>

namespace reveille {

/// What a person does to a machine at once. A machine of a cloud without instances knows Start (wake) and
/// Suspend (sleep) only.
enum class MachineAction
{
    Start,
    Stop,
    Suspend, ///< to standby: started again by use
    Restart, ///< stopped, waited for, started
};

/// Which version of a schedule that the provider fires is to be had on both sides.
enum class DriftChoice
{
    TakeTheirs, ///< what is there becomes ours; what is gone there is disabled here
    SendOurs,   ///< what was agreed on is sent again
};

/// What became of one schedule on one machine.
struct CopyResult
{
    ScheduleId source;
    MachineKey machine;
    std::optional<Schedule> made;
    std::optional<Error> error; ///< when there is none
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::CopyResult)
