#include "ui/runs/RunDelegate.h"

#include "ui/models/RunTableModel.h"
#include "ui/schedules/CellPaint.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/TabularText.h"

#include <QPainter>

namespace reveille::ui {

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colors& colors = colorsOf(option.palette);
    const int step = unit(option.fontMetrics);
    painter->save();
    cell::paintGround(painter, option, index);
    QRect inner = option.rect.adjusted(step, 0, -step, -1);
    const auto role = static_cast<Color>(index.data(RunTableModel::ColorRole).toInt());
    QFont font = option.font;
    if (const QString name = index.data(RunTableModel::IconNameRole).toString(); !name.isEmpty()) {
        inner.setLeft(inner.left() + step / 2);
        paintIcon(painter, QRect(inner.x(), inner.y(), 16, inner.height()), name, colors[role]);
        inner.setLeft(inner.left() + 22);
        font.setWeight(QFont::Medium);
    }
    if (index.column() == static_cast<int>(RunTableModel::Column::Schedule))
        font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->setPen(colors[role]);
    drawTabular(painter, inner, Qt::AlignLeft, index.data().toString());
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {10 * unit(option.fontMetrics), 4 * unit(option.fontMetrics) + 2};
}

} // namespace reveille::ui
