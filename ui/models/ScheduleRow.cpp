#include "ui/models/ScheduleRow.h"

#include "core/calendar/words/Words.h"
#include "core/engine/UpcomingRuns.h"
#include "core/text/ArgvText.h"
#include "core/text/CommandLine.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"

#include <string>
#include <vector>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("ScheduleRow", text);
}

/// The schedule's own pause, while it lasts.
const Pause* ownPause(const Schedule& schedule, const TimeView& view)
{
    return schedule.pause && (!schedule.pause->until || *schedule.pause->until > view.now) ? &*schedule.pause
                                                                                           : nullptr;
}

QString noteText(const ScheduleRow& row, const TimeView& view)
{
    const Schedule& schedule = row.schedule;
    const int toSkip = schedule.policy.skipNext - row.progress.skipped;
    if (!schedule.enabled)
        return say(QT_TRANSLATE_NOOP("ScheduleRow", "off, does not fire"));
    if (const Pause* pause = ownPause(schedule, view)) {
        const QString text = pause->until
                                 ? say(QT_TRANSLATE_NOOP("ScheduleRow", "paused until %1"))
                                       .arg(dateTimeText(*pause->until, view.local, view.now))
                                 : say(QT_TRANSLATE_NOOP("ScheduleRow", "paused until you resume it"));
        const QString note = pauseNoteText(*pause);
        return note.isEmpty() ? text : say(QT_TRANSLATE_NOOP("ScheduleRow", "%1, “%2”")).arg(text, note);
    }
    if (toSkip == 1)
        return say(QT_TRANSLATE_NOOP("ScheduleRow", "skips its next firing"));
    if (toSkip > 1)
        return say(QT_TRANSLATE_NOOP("ScheduleRow", "skips its next %1 firings")).arg(toSkip);
    return schedule.firedBy == FiredBy::Reveille
               ? say(QT_TRANSLATE_NOOP("ScheduleRow", "fired by Reveille"))
               : say(QT_TRANSLATE_NOOP("ScheduleRow", "fired by the provider"));
}

void tellNext(ScheduleRow& row, const EngineState& state, const TimeView& view)
{
    if (!row.schedule.enabled) {
        row.nextText = say(QT_TRANSLATE_NOOP("ScheduleRow", "off"));
        return;
    }
    if (!row.next) {
        row.nextText = say(QT_TRANSLATE_NOOP("ScheduleRow", "never again"));
        return;
    }
    row.nextExact = dateTimeText(*row.next, view.local, view.now);
    row.nextTip = exactTimeText(*row.next, view.local);
    const auto& pause = state.status().pause;
    const Pause* own = ownPause(row.schedule, view);
    const bool held = (state.status().state == RunnerState::Paused && pause && pause->covers(*row.next)) ||
                      (own != nullptr && own->covers(*row.next));
    row.nextText =
        held ? say(QT_TRANSLATE_NOOP("ScheduleRow", "paused")) : relativeTimeText(*row.next, view.now);
}

void tellLast(ScheduleRow& row, const Run* last, const TimeView& view)
{
    if (last == nullptr) {
        row.lastText = say(QT_TRANSLATE_NOOP("ScheduleRow", "not run yet"));
        row.lastLook = {QString(), Color::Faint};
        return;
    }
    row.lastText = shortOutcomeText(*last);
    row.lastLook = lookOf(*last);
    row.lastTip = outcomeWithReason(*last) + u'\n' + exactTimeText(last->scheduledAt, view.local);
}

} // namespace

namespace {

/// By the policies where there are any that move, skip or end occurrences; most schedules have none.
std::optional<calendar::Instant> nextOf(const Schedule& schedule, const calendar::Timetable& timetable,
                                        const ScheduleProgress& progress, calendar::Instant now)
{
    const SchedulePolicy& policy = schedule.policy;
    const bool plain =
        schedule.firedBy == FiredBy::Provider ||
        (!policy.until && policy.excludedDates.isEmpty() && policy.skipNext == 0 && !policy.runLimit &&
         policy.gap == GapPolicy::Skip && policy.fold == FoldPolicy::First);
    if (plain)
        return timetable.next(now);
    const auto upcoming = UpcomingRuns::of(schedule, progress);
    return upcoming ? upcoming->next(now) : std::nullopt;
}

} // namespace

std::optional<calendar::Timetable> timetableOf(const QStringList& when, const QString& zone)
{
    const auto loaded = calendar::TimeZone::load(zone.toStdString());
    if (!loaded)
        return std::nullopt;
    std::vector<std::string> lines;
    lines.reserve(static_cast<std::size_t>(when.size()));
    for (const QString& line : when)
        lines.push_back(line.toStdString());
    auto timetable = calendar::Timetable::parse(lines, *loaded);
    return timetable ? std::optional(std::move(*timetable)) : std::nullopt;
}

QString meaningText(const calendar::Timetable& timetable, std::optional<calendar::Instant> next,
                    const TimeView& view)
{
    calendar::WordsOptions options;
    options.now = view.now;
    QString text = QString::fromStdString(calendar::english(calendar::describe(timetable, options)));
    // Where it fires seldom, the own clock's reading helps; for a beat every few minutes it is noise.
    const auto after = next ? timetable.next(*next) : std::nullopt;
    const bool seldom = next && (!after || *after - *next >= std::chrono::hours(2));
    if (seldom && timetable.zone().offsetAt(*next) != view.local.offsetAt(*next))
        text += u" · "_s + QCoreApplication::translate("ScheduleRow", "next %1 here")
                               .arg(clockText(*next, view.local).left(5));
    return text;
}

const ScheduleRows::Known& ScheduleRows::known(const Schedule& schedule, const ScheduleProgress& progress,
                                               const TimeView& view)
{
    Known& known = m_known[schedule.id];
    const bool fresh = !known.timetable || known.when != schedule.when || known.zone != schedule.zone ||
                       !(known.policy == schedule.policy) || !(known.progress == progress);
    if (fresh) {
        known.when = schedule.when;
        known.zone = schedule.zone;
        known.policy = schedule.policy;
        known.progress = progress;
        known.timetable = timetableOf(schedule.when, schedule.zone);
    }
    // The next elapse stays right until it has come, unless the clock was set back.
    const bool passed = fresh || view.now < known.askedAt || (known.next && *known.next <= view.now);
    if (known.timetable && passed)
        known.next = nextOf(schedule, *known.timetable, progress, view.now);
    if (known.timetable && (passed || !(known.meantFrom == view.local))) {
        known.meaning = meaningText(*known.timetable, known.next, view);
        known.meantFrom = view.local;
    }
    known.askedAt = view.now;
    return known;
}

QVector<ScheduleRow> ScheduleRows::make(const EngineState& state, const TimeView& view)
{
    QHash<ScheduleId, const Run*> last;
    for (const Run& run : state.runs()) {
        if (!last.contains(run.schedule))
            last.insert(run.schedule, &run);
    }
    QHash<MachineKey, QString> machineNames;
    for (const Machine& machine : state.machines())
        machineNames.insert(machine.key, machine.displayName());
    QHash<AccountId, QString> accountNames;
    for (const Account& account : state.accounts())
        accountNames.insert(account.id, account.name);
    m_badges.update(state, view);
    QSet<ScheduleId> alive;
    QVector<ScheduleRow> rows;
    rows.reserve(state.schedules().size());
    for (const Schedule& schedule : state.schedules()) {
        alive.insert(schedule.id);
        ScheduleRow row;
        row.schedule = schedule;
        row.progress = state.progress(schedule.id);
        row.machineName = machineNames.value(schedule.machine, schedule.machine.machine.value);
        row.accountName = accountNames.value(schedule.machine.account);
        row.expression = schedule.when.join(u" | "_s);
        const Known& facts = known(schedule, row.progress, view);
        row.next = schedule.enabled ? facts.next : std::nullopt;
        row.meaning =
            facts.timetable ? facts.meaning : say(QT_TRANSLATE_NOOP("ScheduleRow", "cannot be read"));
        row.note = noteText(row, view);
        row.command = schedule.action == ScheduleAction::Exec ? plainLine(commandText(schedule.argv).text)
                                                              : actionText(schedule.action);
        row.badges = m_badges.of(schedule.id);
        tellNext(row, state, view);
        tellLast(row, last.value(schedule.id), view);
        row.searchText =
            (schedule.name + u'\n' + row.machineName + u'\n' + row.expression + u'\n' + row.command)
                .toLower();
        rows.append(std::move(row));
    }
    m_known.removeIf([&](const auto& entry) { return !alive.contains(entry.key()); });
    return rows;
}

std::optional<calendar::Instant> ScheduleRows::next(const ScheduleId& id) const
{
    const auto found = m_known.constFind(id);
    return found == m_known.constEnd() ? std::nullopt : found->next;
}

} // namespace reveille::ui
