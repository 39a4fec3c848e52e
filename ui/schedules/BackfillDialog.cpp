#include "ui/schedules/BackfillDialog.h"

#include "core/text/DurationText.h"
#include "ui/models/ScheduleRow.h"
#include "ui/text/TimeInput.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShown = 8;

/// A stretch to begin with: since yesterday, or less for a schedule that fires often.
calendar::Instant firstFrom(const Schedule& schedule, const calendar::TimeZone& zone, const TimeView& view)
{
    using namespace std::chrono;
    const auto timetable = timetableOf(schedule.when, schedule.zone);
    const auto next = timetable ? timetable->upcoming(view.now, 2) : std::vector<calendar::Instant>();
    if (next.size() == 2 && next[1] - next[0] < hours(1))
        return floor<minutes>(view.now - 10 * (next[1] - next[0]));
    return timeFromInput(timeToInput(view.now - hours(24), zone).left(10), zone)
        .value_or(view.now - hours(24));
}

} // namespace

BackfillDialog::BackfillDialog(const Schedule& schedule, const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_zone(view.local),
      m_view(view),
      m_from(new QLineEdit(this)),
      m_to(new QLineEdit(this)),
      m_plan(new FactsColumn(tr("The plan"), this)),
      m_message(new MessageBar(this))
{
    m_plan->setFlush();
    if (const auto zone = calendar::TimeZone::load(schedule.zone.toStdString()))
        m_zone = *zone;
    setObjectName(u"backfillDialog"_s);
    setWindowTitle(tr("Backfill %1").arg(schedule.name));
    DialogFrame frame(
        this, tr("Backfill %1").arg(schedule.name),
        tr("Runs the schedule for times that have passed, one after the other, each told which time it is "
           "for. What became of those times before stays in the history."));
    m_from->setText(timeToInput(firstFrom(schedule, m_zone, view), m_zone));
    m_to->setText(timeToInput(std::chrono::floor<std::chrono::minutes>(view.now), m_zone));
    frame.addRow(tr("&From"), m_from, u"backfillFrom"_s);
    frame.addRow(tr("&To"), m_to, u"backfillTo"_s);
    for (QLineEdit* edit : {m_from, m_to}) {
        edit->setToolTip(tr("2026-11-25 09:00, on the clock of %1").arg(schedule.zone));
        connect(edit, &QLineEdit::textChanged, this, &BackfillDialog::ask);
    }
    m_plan->setMinimumHeight(30 * unit(this));
    frame.addWide(m_plan);
    frame.addWide(m_message);
    m_button = frame.addButtons(tr("Run them"), u"runBackfill"_s);
    m_button->setEnabled(false);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_button->setEnabled(false);
        if (from() && to())
            Q_EMIT backfillRequested(*from(), *to());
    });
    setMinimumWidth(62 * unit(this));
}

void BackfillDialog::start()
{
    ask();
}

std::optional<calendar::Instant> BackfillDialog::from() const
{
    return timeFromInput(m_from->text(), m_zone);
}

std::optional<calendar::Instant> BackfillDialog::to() const
{
    return timeFromInput(m_to->text(), m_zone);
}

void BackfillDialog::ask()
{
    m_button->setEnabled(false);
    m_message->hide();
    if (!from() || !to()) {
        m_plan->setFacts({}, tr("Both times read like 2026-11-25 09:00."));
    } else if (*from() > *to()) {
        m_plan->setFacts({}, tr("It would end before it begins."));
    } else {
        m_plan->setFacts({}, tr("Making the plan …"));
        Q_EMIT planRequested(*from(), *to());
    }
}

void BackfillDialog::showPlan(calendar::Instant planFrom, calendar::Instant planTo,
                              const QVector<calendar::Instant>& plan)
{
    if (from() != planFrom || to() != planTo)
        return;
    m_plan->setHeading(plan.size() == 1 ? tr("The plan: 1 run") : tr("The plan: %1 runs").arg(plan.size()));
    QVector<Fact> facts;
    for (const calendar::Instant at : plan.first(std::min(kShown, plan.size()))) {
        Fact fact;
        fact.left = dateTimeText(at, m_zone, m_view.now);
        fact.right = relativeTimeText(at, m_view.now);
        fact.toolTip = exactTimeText(at, m_zone);
        facts.append(fact);
    }
    if (plan.size() > kShown)
        facts.append({{},
                      Color::Dim,
                      tr("and %1 more").arg(plan.size() - kShown),
                      tr("until %1").arg(dateTimeText(plan.last(), m_zone, m_view.now)),
                      {}});
    m_plan->setFacts(facts, tr("It does not fire in this time, or the day is excluded."));
    m_button->setText(plan.size() == 1 ? tr("Run it") : tr("Run %1").arg(plan.size()));
    m_button->setAccessibleName(m_button->text());
    m_button->setEnabled(!plan.isEmpty());
}

void BackfillDialog::showError(const Error& error)
{
    m_plan->setFacts({});
    m_message->showError(error);
}

} // namespace reveille::ui
