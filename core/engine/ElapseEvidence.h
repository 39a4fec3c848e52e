#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Instance.h"
#include "core/model/Machine.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"

#include <optional>

#include <QVector>

namespace reveille {

/// Words for Run::reason of an elapse that the provider fires.
namespace evidence {

inline constexpr auto kAudit = "told-by-audit";            ///< the provider's own stream of changes
inline constexpr auto kStarted = "started-then";           ///< detail: when
inline constexpr auto kStopped = "stopped-then";           ///< detail: when and why
inline constexpr auto kCheckpointMade = "checkpoint-made"; ///< detail: its name
inline constexpr auto kGone = "machine-gone";
inline constexpr auto kStartFailed = "start-failed"; ///< detail: the provider's word
inline constexpr auto kNotStarted = "did-not-start";
inline constexpr auto kNotStopped = "did-not-stop";
inline constexpr auto kNoCheckpoint = "no-checkpoint";
inline constexpr auto kStillThere = "still-there";
inline constexpr auto kDeleteLocked = "delete-locked";
inline constexpr auto kAlreadyRunning = "already-running"; ///< nothing to see
inline constexpr auto kAlreadyStopped = "already-stopped"; ///< nothing to see
inline constexpr auto kOverwritten = "happened-since";     ///< later starts and stops hide it
inline constexpr auto kNotTold = "not-told";               ///< of commands the provider tells nothing
inline constexpr auto kNotWatched = "not-watched";         ///< too many passed while nobody looked

} // namespace evidence

/// A machine as it was read at an instant.
struct MachineLook
{
    calendar::Instant at{};
    bool isGone = false;
    MachinePhase phase = MachinePhase::Unknown;
    MachineHistory history;
    bool isDeleteLocked = false;
    std::optional<QVector<Snapshot>> checkpoints; ///< nothing: not asked for
};

[[nodiscard]] MachineLook lookOf(const Machine& machine, calendar::Instant at);

/// What can be said of one elapse from the looks around it.
struct Evidence
{
    Outcome outcome = Outcome::CannotKnow; ///< Seen, NotSeen or CannotKnow
    QString reason;
    QString detail;
    std::optional<calendar::Instant> happenedAt;
    /// A later look can say no more; else it is worth looking again for a minute.
    bool isFinal = false;
};

/// How long after its instant an effect is still its effect.
inline constexpr std::chrono::seconds kEffectWithin{60};

/// `before` is the last look at or before the instant, if there was one; `after` the first usable one since.
/// `changes` are those that the provider's stream told of this machine. Pure.
[[nodiscard]] Evidence judgeElapse(ScheduleAction action, calendar::Instant at,
                                   const std::optional<MachineLook>& before, const MachineLook& after,
                                   const QVector<MachineChange>& changes = {});

} // namespace reveille
