#include "ui/tray/TrayState.h"

#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "ui/models/ScheduleRow.h"

#include <algorithm>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNextFirings = 5;
constexpr qsizetype kMostRunNow = 12;

QString say(const char* text)
{
    return QCoreApplication::translate("TrayState", text);
}

struct Firing
{
    calendar::Instant at;
    const Schedule* schedule;
};

QVector<Firing> nextFirings(const EngineState& state, calendar::Instant now)
{
    QVector<Firing> firings;
    for (const Schedule& schedule : state.schedules()) {
        if (!schedule.enabled)
            continue;
        const auto timetable = timetableOf(schedule.when, schedule.zone);
        if (!timetable)
            continue;
        for (const calendar::Instant at : timetable->upcoming(now, kNextFirings))
            firings.append({at, &schedule});
    }
    std::stable_sort(firings.begin(), firings.end(),
                     [](const Firing& a, const Firing& b) { return a.at < b.at; });
    if (firings.size() > kNextFirings)
        firings.resize(kNextFirings);
    return firings;
}

bool isBad(const Run& run)
{
    return run.outcome == Outcome::Failed || run.outcome == Outcome::TimedOut ||
           run.outcome == Outcome::MissedLate || run.outcome == Outcome::MissedNotRunning ||
           run.outcome == Outcome::Unknown || run.outcome == Outcome::Expired;
}

int unseenBad(const EngineState& state, std::optional<calendar::Instant> seenUntil)
{
    if (!seenUntil)
        return 0;
    return static_cast<int>(std::count_if(state.runs().begin(), state.runs().end(), [&](const Run& run) {
        return isBad(run) && run.closedAt && *run.closedAt > *seenUntil;
    }));
}

bool anyAccountFailed(const EngineState& state)
{
    return std::any_of(state.accounts().begin(), state.accounts().end(), [&](const Account& account) {
        return state.accountStatus(account.id).state == AccountStatus::State::Failed;
    });
}

TrayIconKind iconKind(const EngineState& state, int bad)
{
    switch (state.status().state) {
    case RunnerState::Stopped:
    case RunnerState::Held:
    case RunnerState::Viewer:
    case RunnerState::Starting:
        return TrayIconKind::Offline;
    case RunnerState::Paused:
        return bad > 0 ? TrayIconKind::Attention : TrayIconKind::Paused;
    case RunnerState::On:
        break;
    }
    if (bad > 0 || anyAccountFailed(state))
        return TrayIconKind::Attention;
    return state.status().openRuns > 0 ? TrayIconKind::Running : TrayIconKind::Idle;
}

QString statusLine(const EngineState& state, const TimeView& view)
{
    const RunnerStatus& status = state.status();
    switch (status.state) {
    case RunnerState::Starting:
        return say(QT_TRANSLATE_NOOP("TrayState", "Starting"));
    case RunnerState::Stopped:
        return say(QT_TRANSLATE_NOOP("TrayState", "Stopped: nothing fires"));
    case RunnerState::Held:
        return say(QT_TRANSLATE_NOOP("TrayState", "Holding: the computer's clock is wrong"));
    case RunnerState::Viewer:
        return status.elsewhere ? say(QT_TRANSLATE_NOOP("TrayState", "Another copy of Reveille fires"))
                                : say(QT_TRANSLATE_NOOP("TrayState", "Nobody fires; this copy only shows"));
    case RunnerState::Paused:
        return status.pause && status.pause->until
                   ? say(QT_TRANSLATE_NOOP("TrayState", "Paused until %1"))
                         .arg(dateTimeText(*status.pause->until, view.local, view.now))
                   : say(QT_TRANSLATE_NOOP("TrayState", "Paused until you resume"));
    case RunnerState::On:
        break;
    }
    return status.openRuns > 0
               ? QCoreApplication::translate("TrayState", "On · %n running", nullptr, status.openRuns)
               : say(QT_TRANSLATE_NOOP("TrayState", "On"));
}

void addPauses(QVector<TrayEntry>& entries, bool paused)
{
    if (paused) {
        entries.append({TrayEntry::Kind::Item,
                        0,
                        say(QT_TRANSLATE_NOOP("TrayState", "Resume")),
                        TrayCommand::Resume,
                        {}});
        return;
    }
    entries.append({TrayEntry::Kind::Item,
                    0,
                    say(QT_TRANSLATE_NOOP("TrayState", "Pause for 1 hour")),
                    TrayCommand::PauseHour,
                    {}});
    entries.append({TrayEntry::Kind::Item,
                    0,
                    say(QT_TRANSLATE_NOOP("TrayState", "Pause until tomorrow")),
                    TrayCommand::PauseUntilTomorrow,
                    {}});
    entries.append({TrayEntry::Kind::Item,
                    0,
                    say(QT_TRANSLATE_NOOP("TrayState", "Pause until I resume")),
                    TrayCommand::PauseUntilResumed,
                    {}});
}

} // namespace

TrayState trayState(const EngineState& state, const TimeView& view,
                    std::optional<calendar::Instant> seenUntil)
{
    const int bad = unseenBad(state, seenUntil);
    const QVector<Firing> firings = nextFirings(state, view.now);
    const bool paused = state.status().state == RunnerState::Paused;
    TrayState tray;
    tray.icon = iconKind(state, bad);
    tray.running = state.status().openRuns;
    const QString status = statusLine(state, view);
    tray.toolTip = say(QT_TRANSLATE_NOOP("TrayState", "Reveille: %1")).arg(status);
    if (bad > 0)
        tray.toolTip += u'\n' + QCoreApplication::translate("TrayState", "Runs to look at: %n", nullptr, bad);
    if (!firings.isEmpty() && !paused)
        tray.toolTip += u'\n' + say(QT_TRANSLATE_NOOP("TrayState", "Next: %1, %2"))
                                    .arg(firings.first().schedule->name,
                                         dateTimeText(firings.first().at, view.local, view.now));

    auto& entries = tray.entries;
    const TrayEntry separator{TrayEntry::Kind::Separator, 0, {}, TrayCommand::None, {}};
    entries.append({TrayEntry::Kind::Item, 0, status, TrayCommand::None, {}});
    entries.append(separator);
    for (const Firing& firing : firings)
        entries.append({TrayEntry::Kind::Item, 0,
                        dateTimeText(firing.at, view.local, view.now) + u"   "_s + firing.schedule->name,
                        TrayCommand::OpenSchedule, firing.schedule->id.value});
    if (!firings.isEmpty())
        entries.append(separator);
    bool anyOpen = false;
    for (const Run& run : state.runs()) {
        if (!run.isOpen())
            continue;
        anyOpen = true;
        entries.append({TrayEntry::Kind::Item, 0,
                        say(QT_TRANSLATE_NOOP("TrayState", "Cancel %1 (%2)"))
                            .arg(run.scheduleName, runStateText(run.state).toLower()),
                        TrayCommand::CancelRun, run.id.value});
    }
    if (anyOpen)
        entries.append(separator);
    if (!state.schedules().isEmpty()) {
        entries.append({TrayEntry::Kind::Menu,
                        0,
                        say(QT_TRANSLATE_NOOP("TrayState", "Run now")),
                        TrayCommand::None,
                        {}});
        for (const Schedule& schedule :
             state.schedules().first(std::min(kMostRunNow, state.schedules().size())))
            entries.append({TrayEntry::Kind::Item, 1, schedule.name, TrayCommand::RunNow, schedule.id.value});
    }
    if (state.status().state == RunnerState::On || paused)
        addPauses(entries, paused);
    entries.append(separator);
    entries.append({TrayEntry::Kind::Item,
                    0,
                    say(QT_TRANSLATE_NOOP("TrayState", "Open Reveille")),
                    TrayCommand::OpenWindow,
                    {}});
    entries.append(
        {TrayEntry::Kind::Item, 0, say(QT_TRANSLATE_NOOP("TrayState", "Quit")), TrayCommand::Quit, {}});
    return tray;
}

std::optional<calendar::Instant> nextTrayChange(const EngineState& state, const TimeView& view)
{
    const QVector<Firing> firings = nextFirings(state, view.now);
    return firings.isEmpty() ? std::nullopt : std::optional(firings.first().at);
}

} // namespace reveille::ui
