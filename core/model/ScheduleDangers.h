#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Machine.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/Schedule.h"

#include <chrono>
#include <cstdint>
#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

/// What a schedule that a provider fires can do to its machine without anybody having meant it.
enum class DangerCode : std::uint8_t
{
    Deletes,          ///< its action is to delete the machine
    DeleteIsLocked,   ///< the same on a machine that is protected: nothing will happen
    StopDeletes,      ///< the machine is deleted whenever it stops
    StoppedTooLong,   ///< autokill deletes the machine before the next start
    ExecFallsAsleep,  ///< a command alone does not keep a machine awake that scales to zero
    ExecWhileStopped, ///< the machine is not running then, or has been started less than a minute before
    StartIsBrief,     ///< without traffic a machine that scales to zero falls asleep again at once
    StopEndsWaking,   ///< a stopped machine is not woken by traffic any more
    CheckpointsStay,  ///< every elapse makes one more, and none is ever removed
};

enum class DangerLevel : std::uint8_t
{
    Note,
    Warning,
    Destructive, ///< to be confirmed: the machine is gone afterwards
};

struct ScheduleDanger
{
    DangerCode code = DangerCode::Deletes;
    DangerLevel level = DangerLevel::Note;
    QString other;                       ///< the schedule that has part in it, if there is one
    std::optional<calendar::Instant> at; ///< the first time
    std::optional<std::chrono::milliseconds>
        gap;                                ///< StoppedTooLong: until the next start; nothing: there is none
    std::optional<ProviderSchedule> remedy; ///< a schedule to add that takes the danger away
};

/// "stopped-too-long" for DangerCode::StoppedTooLong, and so on.
[[nodiscard]] const char* dangerWord(DangerCode code);

/// What an action alone can cost a machine with these rules, whoever fires it and whatever its other
/// schedules do; nothing for what costs nothing.
[[nodiscard]] std::optional<DangerCode> lossBy(ScheduleAction action, const MachineRules& rules);

/// What `candidate` would do to a machine with these other schedules, the worst first. `others` may hold an
/// older version of it, which is passed over. Calendar events are read in UTC, as the provider reads them.
/// Looks at the next 64 elapses; cost is bounded. Pure.
[[nodiscard]] QVector<ScheduleDanger> scheduleDangers(const Machine& machine,
                                                      const QVector<ProviderSchedule>& others,
                                                      const ProviderSchedule& candidate,
                                                      calendar::Instant now);

} // namespace reveille
