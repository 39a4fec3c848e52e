#include "ui/schedules/CellPaint.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/StylePaint.h"
#include "ui/theme/TabularText.h"

namespace reveille::ui::cell {

void paintGround(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const Colors& colors = colorsOf(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(option.rect, colors[selected ? Color::Selection : Color::Window]);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors[Color::Line]);
    if (selected && index.column() == 0 && option.state.testFlag(QStyle::State_Active) &&
        option.widget != nullptr && option.widget->hasFocus())
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height() - 1),
                          colors[Color::AccentFill]);
}

QSize switchSize()
{
    return {30, 17};
}

void paintSwitch(QPainter* painter, const QRect& rect, const QPalette& palette, bool on)
{
    const Colors& colors = colorsOf(palette);
    const QSize size = switchSize();
    const QRect track(rect.x(), rect.y() + (rect.height() - size.height()) / 2, size.width(), size.height());
    paint::roundedBox(painter, track, size.height() / 2.0, colors[on ? Color::AccentFill : Color::SwitchOff],
                      QColor());
    const int side = size.height() - 4;
    const QRect knob(on ? track.right() - side - 1 : track.left() + 2, track.top() + 2, side, side);
    paint::roundedBox(painter, knob, side / 2.0, colors[Color::Knob], QColor());
}

void paintLines(QPainter* painter, const QRect& rect, const QFont& base, const Lines& lines)
{
    const QFont second = smallFont(base);
    const QFontMetrics firstMetrics(lines.firstFont);
    const QFontMetrics secondMetrics(second);
    const int gap = 2;
    const int height = firstMetrics.height() + (lines.second.isEmpty() ? 0 : gap + secondMetrics.height());
    QRect line(rect.x(), rect.y() + (rect.height() - height) / 2, rect.width(), firstMetrics.height());
    painter->setFont(lines.firstFont);
    painter->setPen(lines.firstColor);
    if (lines.tabular)
        drawTabular(painter, line, Qt::AlignLeft, lines.first);
    else
        painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                          firstMetrics.elidedText(lines.first, Qt::ElideRight, line.width()));
    if (lines.second.isEmpty())
        return;
    line = QRect(rect.x(), line.bottom() + 1 + gap, rect.width(), secondMetrics.height());
    painter->setFont(second);
    painter->setPen(lines.secondColor);
    if (lines.tabular)
        drawTabular(painter, line, Qt::AlignLeft, lines.second);
    else
        painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                          secondMetrics.elidedText(lines.second, Qt::ElideRight, line.width()));
}

} // namespace reveille::ui::cell
