#include "ui/usage/UsageChart.h"

#include "core/text/DurationText.h"
#include "core/text/UsageText.h"
#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/usage/UsageTableModel.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr int kMostBars = 400;
constexpr double kHour = 3600;

} // namespace

QVector<UsageBar> usageBars(const QVector<MachineUsage>& usage, sys_days from, sys_days to,
                            const UsageRates& rates)
{
    QVector<UsageBar> bars;
    for (sys_days day = from; day < to && bars.size() < kMostBars; day += days(1)) {
        UsageBar bar;
        bar.day = day;
        seconds awake{0};
        for (const MachineUsage& one : usage) {
            if (one.day != day)
                continue;
            awake += one.awake;
            bar.value +=
                rates.isSet() ? usageCost(one, rates) : static_cast<double>(one.awake.count()) / kHour;
        }
        bar.text = rates.isSet() ? costText(bar.value, rates) : durationText(awake);
        bars.append(bar);
    }
    return bars;
}

UsageChart::UsageChart(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void UsageChart::setBars(const QVector<UsageBar>& bars, const QString& what)
{
    m_what = what;
    QStringList told;
    for (const UsageBar& bar : bars) {
        if (bar.value > 0)
            told += dayText(bar.day) + u": "_s + bar.text;
    }
    setAccessibleName(what);
    setAccessibleDescription(told.join(u", "_s));
    if (m_bars == bars)
        return;
    m_bars = bars;
    update();
}

QSize UsageChart::sizeHint() const
{
    return {60 * unit(this), 14 * unit(this)};
}

QSize UsageChart::minimumSizeHint() const
{
    return {30 * unit(this), 14 * unit(this)};
}

double UsageChart::highest() const
{
    const auto top = std::ranges::max_element(m_bars, {}, &UsageBar::value);
    return top == m_bars.cend() ? 0 : top->value;
}

QRectF UsageChart::barRect(qsizetype at) const
{
    const double left = 0.5;
    const double room = width() - 1.0;
    const double slot = room / static_cast<double>(std::max<qsizetype>(1, m_bars.size()));
    const double gap = std::min(slot * 0.3, 4.0);
    const double foot = height() - 2.5 * unit(this);
    const double top = 2.5 * unit(this);
    const double share = highest() > 0 ? m_bars[at].value / highest() : 0;
    const double size = share > 0 ? std::max(2.0, share * (foot - top)) : 0;
    return {left + slot * static_cast<double>(at) + gap / 2, foot - size, std::max(1.0, slot - gap), size};
}

void UsageChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    const int step = unit(this);
    const double foot = height() - 2.5 * step;
    painter.setFont(smallFont(font()));
    painter.setPen(colors[Color::Dim]);
    painter.drawText(QRect(0, 0, width(), 2 * step), Qt::AlignLeft | Qt::AlignVCenter, m_what);
    if (highest() > 0) {
        const auto top = std::ranges::max_element(m_bars, {}, &UsageBar::value);
        painter.drawText(QRect(0, 0, width(), 2 * step), Qt::AlignRight | Qt::AlignVCenter,
                         tr("most: %1").arg(top->text));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors[Color::AccentFill]);
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        if (m_bars[i].value > 0)
            painter.drawRoundedRect(barRect(i), 2, 2);
    }
    painter.setPen(colors[Color::Line]);
    painter.drawLine(QPointF(0, foot + 0.5), QPointF(width(), foot + 0.5));
    if (m_bars.isEmpty())
        return;
    painter.setPen(colors[Color::Faint]);
    const QRect under(0, static_cast<int>(foot) + 2, width(), height() - static_cast<int>(foot) - 2);
    painter.drawText(under, Qt::AlignLeft | Qt::AlignVCenter, dayText(m_bars.first().day));
    if (m_bars.size() > 1)
        painter.drawText(under, Qt::AlignRight | Qt::AlignVCenter, dayText(m_bars.last().day));
}

bool UsageChart::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_bars.isEmpty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const double slot = (width() - 1.0) / static_cast<double>(m_bars.size());
    const auto at =
        std::clamp<qsizetype>(static_cast<qsizetype>(help->pos().x() / slot), 0, m_bars.size() - 1);
    QToolTip::showText(help->globalPos(), dayText(m_bars[at].day) + u": "_s + m_bars[at].text, this);
    return true;
}

} // namespace reveille::ui
