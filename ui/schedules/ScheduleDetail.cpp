#include "ui/schedules/ScheduleDetail.h"

#include "core/engine/UpcomingRuns.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "ui/schedules/WarningList.h"
#include "ui/text/PolicyText.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kNextRuns = 5;

QString runAside(const Run& run)
{
    QStringList parts;
    if (run.exitCode && *run.exitCode != 0)
        parts += ScheduleDetail::tr("exit %1").arg(*run.exitCode);
    if (const auto duration = runDuration(run))
        parts += preciseDurationText(*duration);
    if (run.awake)
        parts += ScheduleDetail::tr("awake %1").arg(preciseDurationText(*run.awake));
    return parts.isEmpty() ? shortOutcomeText(run) : parts.join(u" · "_s);
}

QString fateText(const UpcomingRun& run, const TimeView& view)
{
    switch (run.fate) {
    case UpcomingRun::Fate::Excluded:
        return ScheduleDetail::tr("excluded date");
    case UpcomingRun::Fate::Skipped:
        return ScheduleDetail::tr("skipped once");
    case UpcomingRun::Fate::Paused:
        return ScheduleDetail::tr("paused");
    case UpcomingRun::Fate::Runs:
        break;
    }
    return relativeTimeText(run.at, view.now);
}

} // namespace

QVector<Fact> nextRunFacts(const Schedule& schedule, const ScheduleProgress& progress, std::size_t count,
                           const TimeView& view)
{
    QVector<Fact> facts;
    const auto timetable = timetableOf(schedule.when, schedule.zone);
    const auto upcoming = UpcomingRuns::of(schedule, progress);
    if (!timetable || !upcoming)
        return facts;
    for (const UpcomingRun& run : upcoming->after(view.now, count)) {
        Fact fact;
        fact.left = dateTimeText(run.at, timetable->zone(), view.now);
        fact.right = fateText(run, view);
        if (const QString here = hereText(run.at, timetable->zone(), view);
            !here.isEmpty() && run.fate == UpcomingRun::Fate::Runs)
            fact.right = here + u" · "_s + fact.right;
        if (run.fate != UpcomingRun::Fate::Runs)
            fact.color = Color::Faint;
        fact.toolTip = exactTimeText(run.at, timetable->zone()) + u'\n' + exactTimeText(run.at, view.local);
        if (run.startsAt != run.at)
            fact.toolTip +=
                u'\n' +
                ScheduleDetail::tr("Spread: starts at %1").arg(clockText(run.startsAt, timetable->zone()));
        facts.append(fact);
    }
    return facts;
}

ScheduleDetail::ScheduleDetail(QWidget* parent)
    : QWidget(parent),
      m_next(new FactsColumn(tr("Next runs"), this)),
      m_warnings(new WarningList(this)),
      m_policy(new FactsColumn(tr("If something goes wrong"), this)),
      m_last(new FactsColumn(tr("Last runs"), this))
{
    setObjectName(u"scheduleDetail"_s);
    m_last->setObjectName(u"lastRuns"_s);
    auto* ground = new Band(Color::Raised, {}, this);
    // Over the whole width a warning takes one line or two, and leaves the facts their place.
    auto* stack = new QVBoxLayout(ground);
    stack->setContentsMargins(0, 0, 0, 0);
    stack->setSpacing(0);
    stack->addWidget(m_warnings);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    stack->addLayout(row, 1);
    const auto line = [ground] {
        auto* band = new Band(Color::Line, {}, ground);
        band->setFixedWidth(1);
        return band;
    };
    row->addWidget(m_next, 208);
    row->addWidget(line());
    row->addWidget(m_policy, 216);
    row->addWidget(line());
    row->addWidget(m_last, 206);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(ground);
    connect(m_warnings, &WarningList::fixRequested, this,
            [this](const Badge& badge) { Q_EMIT fixRequested(m_id, badge); });
    clear();
}

void ScheduleDetail::show(const ScheduleRow& row, const QVector<Run>& lastRuns, const TimeView& view)
{
    const auto timetable = timetableOf(row.schedule.when, row.schedule.zone);
    const bool elsewhere =
        row.next && timetable && timetable->zone().offsetAt(*row.next) != view.local.offsetAt(*row.next);
    m_next->setHeading(
        elsewhere ? tr("Next runs of %1 · %2 time").arg(row.schedule.name, zonePlace(row.schedule.zone))
                  : tr("Next runs of %1").arg(row.schedule.name));
    QVector<Fact> next;
    if (timetable && row.schedule.enabled)
        next = nextRunFacts(row.schedule, row.progress, kNextRuns, view);
    m_id = row.schedule.id;
    m_warnings->show(row.badges);
    m_next->setFacts(next, row.schedule.enabled ? tr("It never fires again.")
                                                : tr("It is off. Turn it on to have it fire."));
    QVector<Fact> policy;
    for (const PolicyLine& line : policyLines(row.schedule, timetable ? timetable->upcoming(view.now, 2)
                                                                      : std::vector<calendar::Instant>()))
        policy.append({{}, Color::Text, line.what, line.then, {}});
    if (row.schedule.firedBy == FiredBy::Provider)
        m_policy->setFacts(
            {}, tr("The provider fires it, also while this computer is off. Reveille looks afterwards "
                   "whether it happened; it cannot repeat it or catch it up."));
    else
        m_policy->setFacts(policy);
    QVector<Fact> last;
    for (const Run& run : lastRuns) {
        const StateLook look = lookOf(run);
        last.append({look.icon, look.color, dateTimeText(run.scheduledAt, view.local, view.now),
                     runAside(run), outcomeText(run)});
    }
    m_last->setFacts(last, tr("It has not run yet. Run now does not use up a firing."));
}

void ScheduleDetail::clear()
{
    m_next->setHeading(tr("Next runs"));
    m_next->setFacts({}, tr("Select a schedule to see when it fires next."));
    m_warnings->show({});
    m_policy->setFacts({});
    m_last->setFacts({});
}

} // namespace reveille::ui
