#include "ui/builder/HeatMaps.h"

#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"

#include <algorithm>
#include <cmath>

#include <QDate>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QColor mixed(const QColor& a, const QColor& b, double part)
{
    const auto share = [part](float from, float to) { return static_cast<float>(from + (to - from) * part); };
    return QColor::fromRgbF(share(a.redF(), b.redF()), share(a.greenF(), b.greenF()),
                            share(a.blueF(), b.blueF()));
}

/// Few runs are already well visible; many are a little stronger.
double strength(int runs, int most)
{
    if (runs <= 0 || most <= 0)
        return 0;
    return most == 1 ? 1.0 : 0.45 + 0.55 * std::log1p(runs) / std::log1p(most);
}

struct Board
{
    QRectF cells;
    double width;
    double height;
    /// Rows may stand further apart than columns, so that each has room for its name.
    [[nodiscard]] QRectF cell(int column, int row) const
    {
        const double gap = std::max(1.0, width / 6);
        const double tall = std::min(height - gap, width * 1.15);
        return {cells.x() + column * width, cells.y() + row * height + (height - gap - tall) / 2, width - gap,
                tall};
    }
};

Board boardOf(const QWidget* widget, int columns, int rows, int top)
{
    const QFontMetrics metrics(headingFont(widget->font()));
    const int left = metrics.horizontalAdvance(u"Mmmm"_s);
    const QRectF room(left, top, widget->width() - left, widget->height() - top);
    const double highest = room.height() / rows;
    const double width = std::min(room.width() / columns, highest * 1.6);
    const double named = metrics.ascent() * 1.5;
    return {room, width, std::min(highest, std::max(width * 1.15, named))};
}

} // namespace

YearMap::YearMap(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(u"yearMap"_s);
    setAccessibleName(tr("Days of the year with runs"));
    setMouseTracking(true);
}

void YearMap::setRuns(const YearRuns& runs)
{
    if (runs.year != m_runs.year)
        m_month = m_day = 0;
    m_known = true;
    m_runs = runs;
    setAccessibleDescription(
        tr("%1: %2 runs on %3 days").arg(runs.year).arg(QLocale().toString(runs.total)).arg(runs.days));
    update();
}

void YearMap::clear()
{
    m_known = false;
    m_month = m_day = 0;
    update();
}

QRect YearMap::cellRect(int month, int day) const
{
    return boardOf(this, 31, 12, 0).cell(day - 1, month - 1).toAlignedRect();
}

QSize YearMap::sizeHint() const
{
    const int step = unit(this);
    return {31 * step + 4 * step, 21 * step};
}

QSize YearMap::minimumSizeHint() const
{
    const int step = unit(this);
    return {26 * step, 17 * step};
}

void YearMap::setToday(const QDate& today)
{
    m_today = today;
    update();
}

void YearMap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    const Board board = boardOf(this, 31, 12, 0);
    painter.setFont(headingFont(font()));
    int most = 1;
    for (const auto& month : m_runs.runs)
        most = std::max(most, *std::max_element(month.begin(), month.end()));
    for (int month = 1; month <= 12; ++month) {
        painter.setPen(colors[Color::Dim]);
        const QRectF first = board.cell(0, month - 1);
        // Where rows are low, every other one is named.
        if (month % 2 == 1 || board.height >= painter.fontMetrics().ascent())
            painter.drawText(QRectF(0, first.y() - 4, first.x(), first.height() + 8),
                             Qt::AlignVCenter | Qt::AlignLeft,
                             QLocale().standaloneMonthName(month, QLocale::ShortFormat));
        painter.setPen(Qt::NoPen);
        for (int day = 1; day <= 31; ++day) {
            const auto m = static_cast<std::size_t>(month - 1);
            const auto d = static_cast<std::size_t>(day - 1);
            const int runs = m_known ? m_runs.runs[m][d] : 0;
            if (m_known && runs == YearRuns::kNoSuchDay)
                continue;
            const bool change = m_known && m_runs.clockChange[m][d];
            const QColor full = colors[change ? Color::Warning : Color::AccentFill];
            painter.setBrush(mixed(colors[Color::Grid], full, strength(runs, most)));
            const QRectF cell = board.cell(day - 1, month - 1);
            painter.drawRoundedRect(cell, 2, 2);
            if (change && runs == 0) {
                painter.setBrush(colors[Color::Warning]);
                painter.drawEllipse(cell.center(), 1.5, 1.5);
            }
        }
    }
    painter.setBrush(Qt::NoBrush);
    if (m_known && m_today.year() == m_runs.year) {
        painter.setPen(QPen(colors[Color::Text], 1));
        painter.drawRoundedRect(board.cell(m_today.day() - 1, m_today.month() - 1).adjusted(-1, -1, 1, 1), 3,
                                3);
    }
    if (m_month > 0) {
        painter.setPen(QPen(colors[Color::Text], 2));
        painter.drawRoundedRect(board.cell(m_day - 1, m_month - 1).adjusted(-1, -1, 1, 1), 3, 3);
    } else if (hasFocus()) {
        paint::roundedBox(&painter, rect(), 4, QColor(), colors[Color::AccentFill], 1.5);
    }
}

QPoint YearMap::dayAt(const QPoint& position) const
{
    const Board board = boardOf(this, 31, 12, 0);
    const int day = static_cast<int>((position.x() - board.cells.x()) / board.width) + 1;
    const int month = static_cast<int>((position.y() - board.cells.y()) / board.height) + 1;
    if (!m_known || position.x() < board.cells.x() || day < 1 || day > 31 || month < 1 || month > 12 ||
        m_runs.runs[static_cast<std::size_t>(month - 1)][static_cast<std::size_t>(day - 1)] < 0)
        return {};
    return {day, month};
}

QString YearMap::dayText(int month, int day) const
{
    const int runs = m_runs.runs[static_cast<std::size_t>(month - 1)][static_cast<std::size_t>(day - 1)];
    const QString date = QLocale().toString(QDate(m_runs.year, month, day), u"ddd d MMM yyyy"_s);
    const QString count = runs == 0 ? tr("no run") : runs == 1 ? tr("1 run") : tr("%1 runs").arg(runs);
    return m_runs.clockChange[static_cast<std::size_t>(month - 1)][static_cast<std::size_t>(day - 1)]
               ? tr("%1: %2; the clocks change").arg(date, count)
               : tr("%1: %2").arg(date, count);
}

void YearMap::choose(int month, int day)
{
    m_month = month;
    m_day = day;
    setAccessibleDescription(dayText(month, day));
    update();
    Q_EMIT dayChosen(month, day);
}

void YearMap::mousePressEvent(QMouseEvent* event)
{
    if (const QPoint day = dayAt(event->position().toPoint()); !day.isNull())
        choose(day.y(), day.x());
}

void YearMap::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const int days = key == Qt::Key_Left ? -1 : key == Qt::Key_Right ? 1 : 0;
    const int months = key == Qt::Key_Up ? -1 : key == Qt::Key_Down ? 1 : 0;
    if (!m_known || (days == 0 && months == 0)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const QDate from = m_month == 0 ? QDate(m_runs.year, 1, 1) : QDate(m_runs.year, m_month, m_day);
    const QDate to = m_month == 0 ? from : from.addDays(days).addMonths(months);
    if (to.year() == m_runs.year)
        choose(to.month(), to.day());
}

bool YearMap::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QPoint day = dayAt(help->pos());
        if (day.isNull())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), dayText(day.y(), day.x()), this);
        return true;
    }
    return QWidget::event(event);
}

WeekMap::WeekMap(QWidget* parent) : QWidget(parent)
{
    setObjectName(u"weekMap"_s);
    setAccessibleName(tr("Runs by hour and weekday"));
}

void WeekMap::setRuns(const WeekRuns& runs)
{
    m_runs = runs;
    update();
}

QSize WeekMap::sizeHint() const
{
    const int step = unit(this);
    return {35 * step, 20 * step};
}

QSize WeekMap::minimumSizeHint() const
{
    const int step = unit(this);
    return {26 * step, 11 * step};
}

void WeekMap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    painter.setFont(headingFont(font()));
    const int top = painter.fontMetrics().height() + 2;
    const Board board = boardOf(this, 24, 7, top);
    painter.setPen(colors[Color::Dim]);
    for (int hour = 0; hour < 24; hour += 6) {
        painter.drawText(QRectF(board.cell(hour, 0).x(), 0, 40, top), Qt::AlignLeft | Qt::AlignTop,
                         QString::number(hour).rightJustified(2, u'0'));
    }
    for (int day = 0; day < 7; ++day) {
        painter.setPen(colors[Color::Dim]);
        const QRectF first = board.cell(0, day);
        painter.drawText(QRectF(0, first.y() - 4, first.x(), first.height() + 8),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         QLocale().standaloneDayName(day + 1, QLocale::ShortFormat));
        painter.setPen(Qt::NoPen);
        for (int hour = 0; hour < 24; ++hour) {
            const int runs = m_runs.runs[static_cast<std::size_t>(day)][static_cast<std::size_t>(hour)];
            painter.setBrush(
                mixed(colors[Color::Grid], colors[Color::AccentFill], strength(runs, m_runs.most)));
            painter.drawRoundedRect(board.cell(hour, day), 2, 2);
        }
    }
}

} // namespace reveille::ui
