#include "ui/text/StateLook.h"

#include "core/text/DurationText.h"
#include "core/text/RunText.h"

#include <QCoreApplication>
#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

StateLook lookOf(MachinePhase phase)
{
    switch (phase) {
    case MachinePhase::Running:
        return {u"state-running"_s, Color::Ok};
    case MachinePhase::Waking:
    case MachinePhase::Creating:
    case MachinePhase::GoingToSleep:
        return {u"state-changing"_s, Color::Running};
    case MachinePhase::Sleeping:
        return {u"state-sleeping"_s, Color::Asleep};
    case MachinePhase::Failed:
        return {u"state-failed"_s, Color::Failed};
    case MachinePhase::Stopped:
    case MachinePhase::Deleting:
    case MachinePhase::Deleted:
        return {u"state-stopped"_s, Color::Faint};
    case MachinePhase::Unknown:
        break;
    }
    return {u"state-unknown"_s, Color::Faint};
}

StateLook lookOf(const Run& run)
{
    switch (run.outcome) {
    case Outcome::None:
        return {run.state == RunState::Due ? u"clock"_s : u"state-changing"_s, Color::Running};
    case Outcome::Succeeded:
    case Outcome::Seen:
        return {u"check"_s, Color::Ok};
    case Outcome::Failed:
        return {u"cross"_s, Color::Failed};
    case Outcome::TimedOut:
    case Outcome::Expired:
        return {u"clock"_s, Color::Failed};
    case Outcome::Cancelled:
        return {u"stop"_s, Color::Dim};
    case Outcome::MissedLate:
    case Outcome::MissedNotRunning:
    case Outcome::NotSeen:
        return {u"clock"_s, Color::Warning};
    case Outcome::SkippedOverlap:
    case Outcome::SkippedPaused:
    case Outcome::SkippedExcluded:
    case Outcome::SkippedByUser:
    case Outcome::Coalesced:
        return {u"skip"_s, Color::Dim};
    case Outcome::Unknown:
    case Outcome::CannotKnow:
        break;
    }
    return {u"question"_s, Color::Warning};
}

QString iconOf(ScheduleAction action)
{
    switch (action) {
    case ScheduleAction::Exec:
        return u"terminal"_s;
    case ScheduleAction::Start:
        return u"sun"_s;
    case ScheduleAction::Stop:
        return u"stop"_s;
    case ScheduleAction::Suspend:
        return u"moon"_s;
    case ScheduleAction::Delete:
        return u"trash"_s;
    case ScheduleAction::Checkpoint:
        break;
    }
    return u"save"_s;
}

std::optional<milliseconds> runDuration(const Run& run)
{
    if (!run.startedAt || !run.endedAt || *run.endedAt < *run.startedAt)
        return std::nullopt;
    return duration_cast<milliseconds>(*run.endedAt - *run.startedAt);
}

QString preciseDurationText(milliseconds duration)
{
    if (duration < seconds(1) || duration >= minutes(1))
        return durationText(duration);
    return QCoreApplication::translate("StateLook", "%1 s")
        .arg(QLocale().toString(static_cast<double>(duration.count() / 100) / 10.0, 'f', 1));
}

QString shortOutcomeText(const Run& run)
{
    if (run.isOpen() && run.outcome == Outcome::None)
        return runStateText(run.state);
    if (run.exitCode && (run.outcome == Outcome::Succeeded || run.outcome == Outcome::Failed)) {
        const auto duration = runDuration(run);
        const QString text = QCoreApplication::translate("StateLook", "exit %1").arg(*run.exitCode);
        return duration ? text + u" · "_s + preciseDurationText(*duration) : text;
    }
    return outcomeLabel(run.outcome);
}

} // namespace reveille::ui
