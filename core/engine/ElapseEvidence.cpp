#include "core/engine/ElapseEvidence.h"

#include "core/model/TimeText.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;

namespace {

/// The provider's clock and ours may differ by this much.
constexpr std::chrono::seconds kClocksDiffer{2};

bool isThen(std::optional<Instant> told, Instant at)
{
    return told && *told >= at - kClocksDiffer && *told <= at + kEffectWithin;
}

bool isRunning(MachinePhase phase)
{
    return phase == MachinePhase::Running || phase == MachinePhase::Waking;
}

Evidence say(Outcome outcome, const char* reason, const QString& detail = {},
             std::optional<Instant> happenedAt = {})
{
    // What was seen stays so; what was not may still come.
    return {outcome, QString::fromLatin1(reason), detail, happenedAt, outcome == Outcome::Seen};
}

std::optional<Evidence> fromChanges(ScheduleAction action, Instant at, const QVector<MachineChange>& changes)
{
    for (const MachineChange& change : changes) {
        if (change.origin != u"scheduled-op" || !isThen(change.at, at))
            continue;
        const bool starts = change.to == u"starting" || change.to == u"running";
        const bool stops = change.to == u"stopping" || change.to == u"stopped" || change.to == u"draining";
        if (change.type == u"vm.start_failed" && action == ScheduleAction::Start) {
            Evidence failed = say(Outcome::NotSeen, evidence::kStartFailed, change.error);
            failed.isFinal = true;
            return failed;
        }
        if ((action == ScheduleAction::Start && starts) || (action == ScheduleAction::Stop && stops))
            return say(Outcome::Seen, evidence::kAudit, change.to, change.at);
    }
    return std::nullopt;
}

Evidence judgeStart(Instant at, const std::optional<MachineLook>& before, const MachineLook& after)
{
    const MachineHistory& told = after.history;
    if (isThen(told.startedAt, at) &&
        !(before && before->history.startedAt == told.startedAt && *told.startedAt < at))
        return say(Outcome::Seen, evidence::kStarted, toRfc3339(*told.startedAt), told.startedAt);
    const bool ranBefore = before && isRunning(before->phase);
    const bool sameStart = before && before->history.startCount && told.startCount &&
                           *before->history.startCount == *told.startCount;
    if (ranBefore && sameStart)
        return say(Outcome::CannotKnow, evidence::kAlreadyRunning);
    if (!told.startedAt)
        return isRunning(after.phase) ? say(Outcome::CannotKnow, evidence::kOverwritten)
                                      : say(Outcome::NotSeen, evidence::kNotStarted);
    if (*told.startedAt > at)
        return say(Outcome::CannotKnow, evidence::kOverwritten);
    // The last start lies before: did it still run at the instant?
    const bool stoppedSince = told.stoppedAt && *told.stoppedAt >= *told.startedAt;
    const bool ranThen = stoppedSince ? *told.stoppedAt > at : isRunning(after.phase);
    return ranThen ? say(Outcome::CannotKnow, evidence::kAlreadyRunning)
                   : say(Outcome::NotSeen, evidence::kNotStarted);
}

Evidence judgeStop(Instant at, const std::optional<MachineLook>& before, const MachineLook& after)
{
    const MachineHistory& told = after.history;
    if (isThen(told.stoppedAt, at) &&
        !(before && before->history.stoppedAt == told.stoppedAt && *told.stoppedAt < at))
        return say(Outcome::Seen, evidence::kStopped,
                   told.stopReason.isEmpty() ? toRfc3339(*told.stoppedAt)
                                             : toRfc3339(*told.stoppedAt) + u", "_s + told.stopReason,
                   told.stoppedAt);
    if (before && before->phase == MachinePhase::Sleeping && after.phase == MachinePhase::Stopped)
        return say(Outcome::Seen, evidence::kStopped, u"standby → stopped"_s);
    if (before && before->phase == MachinePhase::Stopped && after.phase == MachinePhase::Stopped)
        return say(Outcome::CannotKnow, evidence::kAlreadyStopped);
    const bool startedSince = told.startedAt && (!told.stoppedAt || *told.startedAt >= *told.stoppedAt);
    if (told.startedAt && *told.startedAt < at) {
        const bool ranThen =
            startedSince ? isRunning(after.phase) : told.stoppedAt && *told.stoppedAt > at + kEffectWithin;
        return ranThen ? say(Outcome::NotSeen, evidence::kNotStopped)
                       : say(Outcome::CannotKnow, evidence::kAlreadyStopped);
    }
    // Started since: it stood still just before, by this stop or by an earlier one.
    if (told.startedAt && told.stoppedAt && *told.stoppedAt < at)
        return say(Outcome::CannotKnow, evidence::kAlreadyStopped);
    return told.startedAt ? say(Outcome::CannotKnow, evidence::kOverwritten)
                          : say(Outcome::CannotKnow, evidence::kAlreadyStopped);
}

Evidence judgeCheckpoint(Instant at, const MachineLook& after)
{
    if (!after.checkpoints)
        return say(Outcome::CannotKnow, evidence::kNotTold);
    const auto made = std::ranges::find_if(
        *after.checkpoints, [&](const Snapshot& snapshot) { return isThen(snapshot.createdAt, at); });
    if (made != after.checkpoints->cend())
        return say(Outcome::Seen, evidence::kCheckpointMade, made->name, made->createdAt);
    return say(Outcome::NotSeen, evidence::kNoCheckpoint);
}

Evidence judge(ScheduleAction action, Instant at, const std::optional<MachineLook>& before,
               const MachineLook& after)
{
    if (action == ScheduleAction::Delete) {
        if (after.isGone)
            return say(Outcome::Seen, evidence::kGone);
        return say(Outcome::NotSeen, after.isDeleteLocked ? evidence::kDeleteLocked : evidence::kStillThere);
    }
    if (after.isGone) {
        Evidence gone = say(Outcome::CannotKnow, evidence::kGone);
        gone.isFinal = true;
        return gone;
    }
    switch (action) {
    case ScheduleAction::Start:
        return judgeStart(at, before, after);
    case ScheduleAction::Stop:
        return judgeStop(at, before, after);
    case ScheduleAction::Checkpoint:
        return judgeCheckpoint(at, after);
    default: {
        Evidence untold = say(Outcome::CannotKnow, evidence::kNotTold);
        untold.isFinal = true;
        return untold;
    }
    }
}

} // namespace

MachineLook lookOf(const Machine& machine, Instant at)
{
    return {at, false, machine.phase, machine.history, machine.rules.deleteLocked, std::nullopt};
}

Evidence judgeElapse(ScheduleAction action, Instant at, const std::optional<MachineLook>& before,
                     const MachineLook& after, const QVector<MachineChange>& changes)
{
    if (auto told = fromChanges(action, at, changes))
        return *told;
    Evidence found = judge(action, at, before, after);
    found.isFinal = found.isFinal || after.at >= at + kEffectWithin;
    return found;
}

} // namespace reveille
