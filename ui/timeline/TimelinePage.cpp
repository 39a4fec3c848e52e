#include "ui/timeline/TimelinePage.h"

#include "ui/builder/Segments.h"
#include "ui/theme/Fonts.h"
#include "ui/timeline/TimelineView.h"
#include "ui/widgets/Labels.h"

#include <array>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

/// How far back and how far ahead.
struct Reach
{
    hours back;
    hours ahead;
};
constexpr std::array<Reach, 4> kReaches{{{hours(1), hours(2)},
                                         {hours(6), hours(24)},
                                         {hours(24), hours(7 * 24)},
                                         {hours(7 * 24), hours(31 * 24)}}};

} // namespace

TimelinePage::TimelinePage(const EngineState& state, QWidget* parent)
    : QWidget(parent),
      m_state(state),
      m_span(new Segments(u"timelineSpan"_s, {tr("Hour"), tr("Day"), tr("Week"), tr("Month")}, this)),
      m_timeline(new TimelineView(this)),
      m_told(new RoleLabel(Color::Dim, this))
{
    const int step = unit(this);
    m_told->setObjectName(u"timelineTold"_s);
    m_told->setElided(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(2 * step, step, 2 * step, step);
    foot->setSpacing(2 * step);
    foot->addWidget(m_told, 1);
    foot->addWidget(m_span);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_timeline, 1);
    column->addLayout(foot);
    m_span->setIndex(1);
    connect(m_span, &Segments::chosen, this, [this] { refresh(m_time); });
    connect(m_timeline, &TimelineView::runOpened, this, &TimelinePage::runOpened);
    connect(m_timeline, &TimelineView::scheduleOpened, this, &TimelinePage::scheduleOpened);
    connect(m_timeline, &TimelineView::selected, this, &TimelinePage::tell);
}

void TimelinePage::setScope(const Scope& scope)
{
    m_scope = scope;
    refresh(m_time);
}

void TimelinePage::refresh(const TimeView& view)
{
    m_time = view;
    if (!isVisible())
        return;
    const Reach& reach = kReaches[static_cast<std::size_t>(m_span->index())];
    const auto from = view.now - reach.back;
    const auto until = view.now + reach.ahead;
    m_timeline->show(timelineLanes(m_state, m_scope, from, until, view), from, until, view);
    tell();
}

void TimelinePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh(m_time);
}

/// What is selected; else the first thing to look out for.
void TimelinePage::tell()
{
    QString text = m_timeline->accessibleDescription();
    bool warns = false;
    for (const TimelineLane& lane : m_timeline->lanes()) {
        if (!text.isEmpty())
            break;
        text = lane.clashText;
        warns = !text.isEmpty();
    }
    m_told->setRole(warns ? Color::Warning : Color::Dim);
    m_told->setText(
        text.isEmpty()
            ? tr("Bars are runs, ticks are due, a band is a machine that was awake. Double-click opens.")
            : text);
}

} // namespace reveille::ui
