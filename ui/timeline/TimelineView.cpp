#include "ui/timeline/TimelineView.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StylePaint.h"

#include <algorithm>

#include <QDate>
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using calendar::Instant;

TimelineView::TimelineView(QWidget* parent) : QAbstractScrollArea(parent)
{
    setObjectName(u"timelineView"_s);
    setAccessibleName(tr("Timeline of the machines"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void TimelineView::show(const QVector<TimelineLane>& lanes, Instant from, Instant until, const TimeView& view)
{
    // The selection follows its mark; what has gone takes it along.
    const bool selected = m_place.isValid();
    const TimelineMark mark = selected ? m_lanes[m_place.lane].marks[m_place.mark] : TimelineMark();
    const MachineKey machine = selected ? m_lanes[m_place.lane].machine : MachineKey();
    m_lanes = lanes;
    m_from = from;
    m_until = until;
    m_view = view;
    m_place = {};
    for (qsizetype row = 0; selected && row < m_lanes.size(); ++row) {
        if (!(m_lanes[row].machine == machine))
            continue;
        for (qsizetype i = 0; i < m_lanes[row].marks.size(); ++i) {
            const TimelineMark& other = m_lanes[row].marks[i];
            if (other.schedule == mark.schedule && other.run == mark.run && other.from == mark.from)
                m_place = {row, i};
        }
    }
    updateBar();
    viewport()->update();
}

int TimelineView::nameWidth() const
{
    return 19 * unit(this);
}

int TimelineView::axisHeight() const
{
    return 4 * unit(this);
}

int TimelineView::laneHeight() const
{
    return 5 * unit(this) + unit(this) / 2;
}

double TimelineView::xOf(Instant at) const
{
    const auto whole = static_cast<double>((m_until - m_from).count());
    const double room = viewport()->width() - nameWidth() - unit(this);
    return nameWidth() + room * static_cast<double>((at - m_from).count()) / std::max(1.0, whole);
}

QRect TimelineView::markRect(qsizetype lane, qsizetype mark) const
{
    const TimelineMark& shown = m_lanes[lane].marks[mark];
    const int step = unit(this);
    const int top = axisHeight() + static_cast<int>(lane) * laneHeight() - verticalScrollBar()->value();
    const int left = static_cast<int>(std::max<double>(nameWidth(), xOf(shown.from)));
    const int width = shown.due ? 3 : std::max(step * 3 / 4, static_cast<int>(xOf(shown.until)) - left);
    return {left, top + (laneHeight() - 2 * step) / 2, width, 2 * step};
}

TimelineView::Place TimelineView::placeAt(const QPoint& position) const
{
    const int y = position.y() - axisHeight() + verticalScrollBar()->value();
    if (position.y() < axisHeight() || y / laneHeight() >= m_lanes.size())
        return {};
    const qsizetype row = y / laneHeight();
    Place nearest;
    int distance = unit(this);
    for (qsizetype i = 0; i < m_lanes[row].marks.size(); ++i) {
        const QRect rect = markRect(row, i);
        const int away = position.x() < rect.left()    ? rect.left() - position.x()
                         : position.x() > rect.right() ? position.x() - rect.right()
                                                       : 0;
        if (away < distance) {
            distance = away;
            nearest = {row, i};
        }
    }
    return nearest;
}

void TimelineView::select(Place place)
{
    m_place = place;
    const QString text = place.isValid() ? m_lanes[place.lane].marks[place.mark].text : QString();
    setAccessibleDescription(text);
    if (place.isValid()) {
        const QRect rect = markRect(place.lane, place.mark);
        if (rect.top() < axisHeight())
            verticalScrollBar()->setValue(verticalScrollBar()->value() - laneHeight());
        else if (rect.bottom() > viewport()->height())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + laneHeight());
    }
    viewport()->update();
    Q_EMIT selected(text);
}

void TimelineView::open(Place place)
{
    if (!place.isValid())
        return;
    const TimelineMark mark = m_lanes[place.lane].marks[place.mark];
    if (mark.run)
        Q_EMIT runOpened(*mark.run);
    else
        Q_EMIT scheduleOpened(mark.schedule);
}

QRect TimelineView::nowBox() const
{
    const int width = QFontMetrics(headingFont(font())).horizontalAdvance(tr("now")) + unit(this) * 3 / 2;
    const int now = static_cast<int>(xOf(m_view.now));
    return {now - width / 2, unit(this) / 2, width, axisHeight() - unit(this)};
}

void TimelineView::paintAxis(QPainter& painter) const
{
    const Colors& colors = colorsOf(palette());
    const int step = unit(this);
    painter.fillRect(QRect(0, 0, viewport()->width(), axisHeight()), colors[Color::Raised]);
    painter.setFont(smallFont(font()));
    const auto span = m_until - m_from;
    const bool byDay = span > days(3);
    const bool byWeek = span > days(12);
    const QRect now = nowBox();
    const calendar::CivilTime first = m_view.local.toCivil(m_from);
    const int every = byDay ? 24 : span > hours(12) ? 3 : 1;
    calendar::CivilTime tick{first.year, first.month, first.day, 0, 0, 0, 0};
    for (int hour = 0; hour <= 24 * 40; hour += every) {
        const QDate day = QDate(first.year, first.month, first.day).addDays(hour / 24);
        tick = {day.year(), day.month(), day.day(), hour % 24, 0, 0, 0};
        const Instant at = m_view.local.resolve(tick).first;
        if (at > m_until)
            break;
        if (at < m_from)
            continue;
        const int x = static_cast<int>(xOf(at));
        const bool midnight = hour % 24 == 0;
        painter.setPen(colors[midnight ? Color::Line : Color::Grid]);
        painter.drawLine(x, axisHeight(), x, viewport()->height());
        painter.setPen(colors[midnight ? Color::Text : Color::Dim]);
        const QString text = midnight ? QLocale().toString(day, u"ddd d MMM"_s)
                                      : u"%1:00"_s.arg(hour % 24, 2, 10, QLatin1Char('0'));
        const QRect place(x + step / 2, 0, painter.fontMetrics().horizontalAdvance(text), axisHeight());
        if ((!byWeek || day.dayOfWeek() == 1) && !place.intersects(now))
            painter.drawText(place.adjusted(0, 0, step, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
    }
    for (const ClockChange& change : clockChanges(m_view.local, m_from, m_until)) {
        const int x = static_cast<int>(xOf(change.at));
        painter.setPen(QPen(colors[Color::Warning], 1, Qt::DashLine));
        painter.drawLine(x, axisHeight(), x, viewport()->height());
        paintIcon(&painter, QRect(x - step, axisHeight() - 2 * step, 2 * step, 2 * step), u"clock"_s,
                  colors[Color::Warning]);
    }
    painter.setPen(colors[Color::Line]);
    painter.drawLine(0, axisHeight() - 1, viewport()->width(), axisHeight() - 1);
}

void TimelineView::paintLane(QPainter& painter, qsizetype row) const
{
    const Colors& colors = colorsOf(palette());
    const TimelineLane& lane = m_lanes[row];
    const int step = unit(this);
    const int top = axisHeight() + static_cast<int>(row) * laneHeight() - verticalScrollBar()->value();
    for (const TimelineLane::Span& awake : lane.awake) {
        const int left = static_cast<int>(xOf(awake.first));
        const int right = std::max(left + 3, static_cast<int>(xOf(awake.second)));
        paint::roundedBox(&painter, {left, top + step, right - left, laneHeight() - 2 * step}, 2,
                          colors[Color::Selection], QColor());
    }
    for (const TimelineLane::Span& clash : lane.clashes) {
        const int left = static_cast<int>(xOf(clash.first)) - step;
        const int right = static_cast<int>(xOf(clash.second)) + step;
        paint::roundedBox(&painter, {left, top + step / 2, right - left, laneHeight() - step}, 4,
                          colors[Color::WarningFill], QColor());
    }
    if (lane.moreFrom) {
        const int left = static_cast<int>(xOf(*lane.moreFrom));
        const int middle = top + laneHeight() / 2;
        paint::roundedBox(&painter, {left, middle - 2, viewport()->width() - left, 4}, 0,
                          colors[Color::Accent], QColor());
    }
    for (qsizetype i = 0; i < lane.marks.size(); ++i) {
        const TimelineMark& mark = lane.marks[i];
        const QRect rect = markRect(row, i);
        paint::roundedBox(&painter, rect, mark.due ? 1 : 3,
                          colors[mark.due ? Color::Accent : mark.look.color], QColor());
        if (m_place.lane == row && m_place.mark == i)
            paint::roundedBox(&painter, rect.adjusted(-3, -3, 3, 3), 4, QColor(), colors[Color::Text], 1.5);
    }
    painter.fillRect(QRect(0, top, nameWidth() - 1, laneHeight()), colors[Color::Window]);
    paintIcon(&painter, QRect(2 * step, top, 16, laneHeight()), lane.look.icon, colors[lane.look.color]);
    painter.setFont(font());
    painter.setPen(colors[Color::Text]);
    const QRect name(5 * step, top, nameWidth() - 6 * step, laneHeight());
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font()).elidedText(lane.name, Qt::ElideRight, name.width()));
    painter.setPen(colors[Color::Grid]);
    painter.drawLine(0, top + laneHeight() - 1, viewport()->width(), top + laneHeight() - 1);
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const Colors& colors = colorsOf(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_until <= m_from)
        return;
    paintAxis(painter);
    painter.setClipRect(QRect(0, axisHeight(), viewport()->width(), viewport()->height()));
    for (qsizetype row = 0; row < m_lanes.size(); ++row)
        paintLane(painter, row);
    painter.setClipping(false);
    const int now = static_cast<int>(xOf(m_view.now));
    painter.setPen(QPen(colors[Color::AccentFill], 1.5));
    painter.drawLine(now, axisHeight() - 4, now, viewport()->height());
    painter.setFont(headingFont(font()));
    paint::roundedBox(&painter, nowBox(), 4, colors[Color::AccentFill], QColor());
    painter.setPen(colors[Color::OnAccent]);
    painter.drawText(nowBox(), Qt::AlignCenter, tr("now"));
    if (hasFocus() && !m_place.isValid())
        paint::roundedBox(&painter, viewport()->rect().adjusted(1, 1, -1, -1), 4, QColor(),
                          colors[Color::AccentFill], 1.5);
}

void TimelineView::updateBar()
{
    const int all = static_cast<int>(m_lanes.size()) * laneHeight();
    const int seen = viewport()->height() - axisHeight();
    verticalScrollBar()->setRange(0, std::max(0, all - seen));
    verticalScrollBar()->setPageStep(seen);
    verticalScrollBar()->setSingleStep(laneHeight());
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBar();
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    select(placeAt(event->position().toPoint()));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    open(placeAt(event->position().toPoint()));
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        open(m_place);
        return;
    }
    const int along = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
    const int across = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (along == 0 && across == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (m_place.isValid() && along != 0) {
        const qsizetype last = m_lanes[m_place.lane].marks.size() - 1;
        select({m_place.lane, std::clamp<qsizetype>(m_place.mark + along, 0, last)});
        return;
    }
    // To the next lane that has anything, there to what is nearest in time.
    const Instant near = m_place.isValid() ? m_lanes[m_place.lane].marks[m_place.mark].from : m_view.now;
    const qsizetype by = across != 0 ? across : 1;
    for (qsizetype row = m_place.lane + by; row >= 0 && row < m_lanes.size(); row += by) {
        const auto& marks = m_lanes[row].marks;
        if (marks.isEmpty())
            continue;
        const auto nearest =
            std::min_element(marks.begin(), marks.end(), [near](const auto& a, const auto& b) {
                const auto away = [near](const TimelineMark& mark) {
                    return mark.from > near ? mark.from - near : near - mark.from;
                };
                return away(a) < away(b);
            });
        select({row, nearest - marks.begin()});
        return;
    }
}

QString TimelineView::changeText(const QPoint& position) const
{
    if (position.y() >= axisHeight())
        return {};
    for (const ClockChange& change : clockChanges(m_view.local, m_from, m_until)) {
        if (std::abs(static_cast<int>(xOf(change.at)) - position.x()) <= unit(this))
            return (change.by > seconds(0) ? tr("%1: the clock goes forward") : tr("%1: the clock goes back"))
                .arg(dateTimeText(change.at, m_view.local, m_view.now));
    }
    return {};
}

bool TimelineView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Place place = placeAt(help->pos());
        if (const QString change = changeText(help->pos()); !change.isEmpty())
            QToolTip::showText(help->globalPos(), change, viewport());
        else if (place.isValid())
            QToolTip::showText(help->globalPos(), m_lanes[place.lane].marks[place.mark].text, viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace reveille::ui
