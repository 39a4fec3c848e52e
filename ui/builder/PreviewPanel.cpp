#include "ui/builder/PreviewPanel.h"

#include "ui/builder/HeatMaps.h"
#include "ui/builder/RunList.h"
#include "ui/builder/Segments.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/Labels.h"

#include <QDate>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kBefore = 5;
/// Ten are seen, the rest is there to scroll to.
constexpr std::size_t kAfter = 200;
constexpr std::size_t kPast = 50;

} // namespace

PreviewPanel::PreviewPanel(const TimeView& view, QWidget* parent)
    : QWidget(parent), m_view(view), m_shownYear(view.local.toCivil(view.now).year)
{
    setObjectName(u"whenPreview"_s);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(0);
    const auto line = [this] {
        auto* band = new Band(Color::Line, {}, this);
        band->setFixedWidth(1);
        return band;
    };
    row->addWidget(makeRuns(), 10);
    row->addWidget(line());
    row->addWidget(makeYear(), 12);
    row->addWidget(line());
    row->addWidget(makeLookOut(), 11);
}

QWidget* PreviewPanel::section(const QVector<QWidget*>& heading, QWidget* body, QWidget* foot)
{
    const int step = unit(this);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(step + step / 2, step, step + step / 2, step);
    column->setSpacing(step * 3 / 4);
    auto* top = new QHBoxLayout;
    top->setSpacing(step / 2);
    for (int i = 0; i < heading.size(); ++i)
        top->addWidget(heading[i], i == 0 ? 1 : 0);
    column->addLayout(top);
    column->addWidget(body, 1);
    if (foot != nullptr)
        column->addWidget(foot);
    return box;
}

QWidget* PreviewPanel::makeRuns()
{
    m_runsHeading = makeHeading(tr("Runs"), this);
    m_runsHeading->setElided(true);
    m_backToNext = new QPushButton(tr("Next runs"), this);
    m_backToNext->setObjectName(u"backToNextRuns"_s);
    m_backToNext->setAccessibleName(tr("Back to the next runs"));
    m_backToNext->setAutoDefault(false);
    m_backToNext->setFlat(true);
    m_backToNext->setFont(smallFont(font()));
    m_backToNext->hide();
    m_side = new Segments(u"runSide"_s, {tr("Next"), tr("Before")}, this);
    m_side->setQuiet(true);
    m_clock = new Segments(u"runClock"_s, {u"UTC"_s, tr("here"), u"UTC"_s}, this);
    m_clock->setQuiet(true);
    m_runs = new RunList(this);
    m_runs->setObjectName(u"runList"_s);
    m_runs->setAccessibleName(tr("Runs"));
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    m_nothing = new RoleLabel(Color::Dim, body);
    m_nothing->setWordWrap(true);
    m_nothing->setFont(smallFont(font()));
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column->addWidget(m_nothing);
    column->addWidget(m_runs, 1);
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* shown = new RoleLabel(Color::Dim, foot);
    shown->setText(tr("Times in"));
    shown->setFont(smallFont(font()));
    row->addWidget(shown);
    row->addWidget(m_clock);
    row->addStretch(1);
    connect(m_side, &Segments::chosen, this, &PreviewPanel::showRuns);
    connect(m_clock, &Segments::chosen, this, &PreviewPanel::showRuns);
    connect(m_backToNext, &QPushButton::clicked, this, [this] {
        m_day = m_month = 0;
        m_year->clear();
        showYear();
        showRuns();
    });
    QWidget* box = section({m_runsHeading, m_side, m_backToNext}, body, foot);
    return box;
}

QWidget* PreviewPanel::makeYear()
{
    m_yearHeading = makeHeading(QString(), this);
    m_yearHeading->setElided(true);
    const auto arrow = [this](const QString& name, const QString& text, Qt::ArrowType type, int by) {
        auto* button = new QToolButton(this);
        button->setObjectName(name);
        button->setAccessibleName(text);
        button->setToolTip(text);
        button->setText(type == Qt::LeftArrow ? u"‹"_s : u"›"_s);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        const int step = unit(this);
        button->setFixedSize(3 * step, 2 * step + step / 2);
        setLook(button, Look::Plain);
        connect(button, &QToolButton::clicked, this, [this, by] { turnYear(by); });
        return button;
    };
    m_earlier = arrow(u"earlierYear"_s, tr("The year before"), Qt::LeftArrow, -1);
    m_later = arrow(u"laterYear"_s, tr("The year after"), Qt::RightArrow, 1);
    m_scope = new Segments(u"runScope"_s, {tr("Year"), tr("Week")}, this);
    m_scope->setQuiet(true);
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    m_year = new YearMap(body);
    const calendar::CivilTime today = m_view.local.toCivil(m_view.now);
    m_year->setToday(QDate(today.year, today.month, today.day));
    m_week = new WeekMap(body);
    m_week->hide();
    column->addWidget(m_year, 1);
    column->addWidget(m_week, 1);
    connect(m_scope, &Segments::chosen, this, [this](int index) {
        m_year->setVisible(index == 0);
        m_week->setVisible(index == 1);
        m_earlier->setVisible(index == 0);
        m_later->setVisible(index == 0);
        showYear();
    });
    connect(m_year, &YearMap::dayChosen, this, [this](int month, int day) {
        m_month = month;
        m_day = day;
        showRuns();
    });
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_scope);
    row->addStretch(1);
    row->addWidget(m_earlier);
    row->addWidget(m_later);
    return section({m_yearHeading}, body, foot);
}

QWidget* PreviewPanel::makeLookOut()
{
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setObjectName(u"lookOutScroll"_s);
    scroll->setAccessibleName(tr("Look out"));
    scroll->viewport()->setAutoFillBackground(false);
    m_lookOut = new LookOut(scroll);
    m_lookOut->setAutoFillBackground(false);
    scroll->setWidget(m_lookOut);
    m_lookOut->setAutoFillBackground(false);
    connect(m_lookOut, &LookOut::fixRequested, this, &PreviewPanel::fixRequested);
    return section({makeHeading(tr("Look out"), this)}, scroll, nullptr);
}

QWidget* PreviewPanel::lastStop() const
{
    return m_lookOut->parentWidget()->parentWidget();
}

void PreviewPanel::show(const calendar::Timetable& timetable, const QVector<Notice>& notices)
{
    m_timetable = timetable;
    showClocks();
    showRuns();
    showYear();
    m_lookOut->setNotices(notices, tr("Nothing: it does what it says."));
}

void PreviewPanel::showClocks()
{
    // The same clock is offered once, under the name that says most.
    const QString zone = QString::fromStdString(m_timetable->zone().name());
    const QString local = QString::fromStdString(m_view.local.name());
    const QString utc = u"UTC"_s;
    m_clock->setText(0,
                     zone == local && zone != utc ? tr("%1 (here)").arg(zonePlace(zone)) : zonePlace(zone));
    m_clock->setOffered(1, local != zone && local != utc);
    m_clock->setOffered(2, zone != utc);
}

void PreviewPanel::showNothing(const QString& why, const QVector<Notice>& notices)
{
    m_timetable.reset();
    m_day = m_month = 0;
    m_nothing->setText(why);
    showRuns();
    showYear();
    m_lookOut->setNotices(notices, QString());
}

void PreviewPanel::showRuns()
{
    QVector<RunLine> lines;
    const bool ofDay = m_day > 0;
    const bool past = m_side->index() == 1;
    if (m_timetable) {
        const calendar::TimeZone zone = m_clock->index() == 0   ? m_timetable->zone()
                                        : m_clock->index() == 1 ? m_view.local
                                                                : calendar::TimeZone::utc();
        lines = ofDay  ? runsOfDay(*m_timetable, m_view, m_shownYear, m_month, m_day, kAfter)
                : past ? pastLines(*m_timetable, m_view, zone, kPast)
                       : runLines(*m_timetable, m_view, zone, kBefore, kAfter);
        m_nothing->setText(ofDay  ? tr("No run on this day.")
                           : past ? tr("No run before now.")
                                  : tr("This never fires: all its instants are past or do not exist."));
    }
    m_runsHeading->setText(
        ofDay ? QLocale().toString(QDate(m_shownYear, m_month, m_day), u"ddd d MMMM yyyy"_s) : tr("Runs"));
    m_backToNext->setVisible(ofDay);
    m_side->setVisible(!ofDay);
    m_clock->setEnabled(m_timetable.has_value() && !ofDay);
    m_nothing->setVisible(lines.isEmpty());
    m_runs->setVisible(!lines.isEmpty());
    if (lines == m_runs->lines())
        return;
    m_runs->setLines(lines);
    if (past && !ofDay)
        m_runs->scrollToTop();
    else
        m_runs->showPresent();
}

void PreviewPanel::showYear()
{
    const bool week = m_scope->index() == 1;
    if (!m_timetable) {
        m_year->clear();
        m_week->setRuns({});
        m_yearHeading->setText(week ? tr("Hours and weekdays") : QString::number(m_shownYear));
        return;
    }
    if (week) {
        m_week->setRuns(weekRuns(*m_timetable, m_view.now));
        m_yearHeading->setText(tr("Hours and weekdays"));
        return;
    }
    const YearRuns runs = yearRuns(*m_timetable, m_shownYear);
    m_year->setRuns(runs);
    const QString count = runs.total == 1 ? tr("1 run") : tr("%1 runs").arg(QLocale().toString(runs.total));
    const QString days = runs.days == 1 ? tr("1 day") : tr("%1 days").arg(runs.days);
    m_yearHeading->setText(runs.total == 0 ? tr("%1 · no run").arg(m_shownYear)
                                           : tr("%1 · %2 on %3").arg(m_shownYear).arg(count, days));
}

void PreviewPanel::turnYear(int by)
{
    m_shownYear = std::clamp(m_shownYear + by, calendar::kFirstYear + 1, calendar::kLastYear - 1);
    m_day = m_month = 0;
    showYear();
    showRuns();
}

void PreviewPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    paint::roundedBox(&painter, rect(), 8, colors[Color::Raised], colors[Color::Line]);
}

} // namespace reveille::ui
