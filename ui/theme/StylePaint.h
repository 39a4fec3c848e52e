#pragma once

#include "ui/theme/Colors.h"

#include <QPainter>
#include <QStyleOption>

class QWidget;

namespace reveille::ui::paint {

/// A rounded box, crisp at any scale; an invalid colour leaves its part out.
void roundedBox(QPainter* painter, const QRect& rect, double radius, const QColor& fill, const QColor& border,
                double borderWidth = 1.0);

void buttonBevel(QPainter* painter, const QStyleOption& option, const QWidget* widget, bool isDefault,
                 bool isFlat);
void toolButton(QPainter* painter, const QStyleOptionToolButton& option, const QWidget* widget);
void lineEdit(QPainter* painter, const QStyleOption& option);
void comboBox(QPainter* painter, const QStyleOptionComboBox& option);
/// `up` and `down` are where its buttons are.
void spinBox(QPainter* painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down);
void checkBox(QPainter* painter, const QStyleOption& option);
void radioButton(QPainter* painter, const QStyleOption& option);
void tab(QPainter* painter, const QStyleOptionTab& option);
void headerSection(QPainter* painter, const QStyleOptionHeader& option);
void headerLabel(QPainter* painter, const QStyleOptionHeader& option);
void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QRect& slider);
void menuItem(QPainter* painter, const QStyleOptionMenuItem& option);
void menuBarItem(QPainter* painter, const QStyleOptionMenuItem& option);

/// Text colour of a button with its look and state.
[[nodiscard]] QColor buttonText(const QStyleOption& option, const QWidget* widget, bool isDefault);

} // namespace reveille::ui::paint
