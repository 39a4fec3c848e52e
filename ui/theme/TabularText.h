#pragma once

#include <QFontMetrics>
#include <QPainter>
#include <QRect>
#include <QString>

namespace reveille::ui {

/// Text whose digits all take the same room, so that columns of times line up and a countdown does not
/// wobble: the text faces we use have proportional figures, and Qt 6.4 cannot switch font features.
[[nodiscard]] int tabularWidth(const QFontMetrics& metrics, const QString& text);
/// One line, vertically centred; elided on the right when it does not fit. `flags` may hold Qt::AlignRight.
void drawTabular(QPainter* painter, const QRect& rect, Qt::Alignment flags, const QString& text);

} // namespace reveille::ui
