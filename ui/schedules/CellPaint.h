#pragma once

#include "ui/theme/Colors.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace reveille::ui::cell {

/// The ground of a table cell: selection, hover, the line below; and a bar at the left end of the current row
/// of the table that has the focus.
void paintGround(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index);
/// The toggle switch, vertically centred at the left of `rect`.
void paintSwitch(QPainter* painter, const QRect& rect, const QPalette& palette, bool on);
[[nodiscard]] QSize switchSize();

struct Lines
{
    QString first;
    QString second;
    QFont firstFont;
    QColor firstColor;
    QColor secondColor;
    bool tabular = false;
};
/// One or two lines, vertically centred, elided.
void paintLines(QPainter* painter, const QRect& rect, const QFont& base, const Lines& lines);

} // namespace reveille::ui::cell
