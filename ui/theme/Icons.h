#pragma once

#include "ui/theme/Colors.h"

#include <QIcon>
#include <QPainter>
#include <QRect>
#include <QString>

namespace reveille::ui {

/// The program's own line icons (resources/icons), tinted when they are painted, so that they follow a change
/// of theme by themselves. `name` is the file's name without ".svg".
[[nodiscard]] QIcon icon(const QString& name, Color role = Color::Text);
/// The coloured application icon.
[[nodiscard]] QIcon applicationIcon();
/// Paints one icon into a square centred in `rect`.
void paintIcon(QPainter* painter, const QRect& rect, const QString& name, const QColor& color);

} // namespace reveille::ui
