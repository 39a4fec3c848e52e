#include "ui/theme/StylePaint.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"

#include <algorithm>

#include <QWidget>

namespace reveille::ui::paint {

using namespace Qt::StringLiterals;

namespace {

constexpr double kRadius = 6.0;

bool has(const QStyleOption& option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

QColor mixed(const QColor& a, const QColor& b, double part)
{
    return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * part),
                            static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * part),
                            static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * part));
}

void bevel(QPainter* painter, const QStyleOption& option, Look look)
{
    const Colors& colors = colorsOf(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool pressed = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool hovered = enabled && has(option, QStyle::State_MouseOver);
    QColor fill;
    QColor border;
    if (look == Look::Filled && enabled) {
        fill = colors[Color::AccentFill];
        if (pressed)
            fill = mixed(fill, colors[Color::OnAccent], 0.16);
        else if (hovered)
            fill = mixed(fill, colors[Color::OnAccent], 0.06);
    } else if (look == Look::Plain) {
        if (pressed)
            fill = colors[Color::Line];
        else if (hovered)
            fill = colors[Color::Grid];
    } else {
        fill = enabled ? colors[Color::Surface] : colors[Color::Window];
        border = colors[Color::Line];
        if (pressed)
            fill = colors[Color::Grid];
        else if (hovered)
            fill = colors[Color::Raised];
        if (hovered)
            border = mixed(colors[Color::Line], colors[Color::Faint], 0.35);
    }
    roundedBox(painter, option.rect, kRadius, fill, border);
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange)) {
        const QColor ring = look == Look::Filled ? colors[Color::OnAccent] : colors[Color::AccentFill];
        const int inset = look == Look::Filled ? 2 : 0;
        roundedBox(painter, option.rect.adjusted(inset, inset, -inset, -inset), kRadius - inset, QColor(),
                   ring, 2.0);
    }
}

} // namespace

void roundedBox(QPainter* painter, const QRect& rect, double radius, const QColor& fill, const QColor& border,
                double borderWidth)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double half = border.isValid() ? borderWidth / 2 : 0;
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(border.isValid() ? QPen(border, borderWidth) : QPen(Qt::NoPen));
    painter->drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius - half, radius - half);
    painter->restore();
}

QColor buttonText(const QStyleOption& option, const QWidget* widget, bool isDefault)
{
    const Colors& colors = colorsOf(option.palette);
    if (!has(option, QStyle::State_Enabled))
        return colors[Color::Faint];
    if (isDefault || lookOf(widget) == Look::Filled)
        return colors[Color::OnAccent];
    return colors[Color::Text];
}

void buttonBevel(QPainter* painter, const QStyleOption& option, const QWidget* widget, bool isDefault,
                 bool isFlat)
{
    Look look = isDefault ? Look::Filled : lookOf(widget);
    if (isFlat)
        look = Look::Plain;
    bevel(painter, option, look);
}

void toolButton(QPainter* painter, const QStyleOptionToolButton& option, const QWidget* widget)
{
    const Look look = lookOf(widget);
    bevel(painter, option, look);
    const int step = unit(option.fontMetrics);
    const bool hasText = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    const bool hasIcon = option.toolButtonStyle != Qt::ToolButtonTextOnly && !option.icon.isNull();
    const bool hasMenu = option.features.testFlag(QStyleOptionToolButton::HasMenu);
    const int side = option.iconSize.width();
    const int textWidth = hasText ? option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width() : 0;
    int width = textWidth + (hasIcon ? side : 0) + (hasIcon && hasText ? step : 0);
    if (hasMenu)
        width += step / 2 + 12;
    int x = option.rect.x() + (option.rect.width() - width) / 2;
    const QColor color = buttonText(option, widget, false);
    if (hasIcon) {
        const QRect at(x, option.rect.y() + (option.rect.height() - side) / 2, side, side);
        const QIcon::Mode mode = has(option, QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled;
        option.icon.paint(painter, at, Qt::AlignCenter, mode);
        x += side + step;
    }
    if (hasText) {
        painter->setPen(color);
        const int flags = Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
        painter->drawText(QRect(x, option.rect.y(), textWidth + 2, option.rect.height()),
                          flags | Qt::TextHideMnemonic, option.text);
        x += textWidth + step / 2;
    }
    if (hasMenu)
        paintIcon(painter, QRect(x, option.rect.y(), 12, option.rect.height()), u"chevron-down"_s, color);
}

void lineEdit(QPainter* painter, const QStyleOption& option)
{
    const Colors& colors = colorsOf(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool focused = enabled && has(option, QStyle::State_HasFocus);
    roundedBox(painter, option.rect, kRadius, enabled ? colors[Color::Surface] : colors[Color::Window],
               focused ? colors[Color::AccentFill] : colors[Color::Line], focused ? 1.5 : 1.0);
}

void comboBox(QPainter* painter, const QStyleOptionComboBox& option)
{
    if (option.editable) {
        lineEdit(painter, option);
    } else {
        QStyleOption plain = option;
        plain.state.setFlag(QStyle::State_On, false);
        bevel(painter, plain, Look::Outlined);
    }
    const int step = unit(option.fontMetrics);
    const Colors& colors = colorsOf(option.palette);
    paintIcon(painter, QRect(option.rect.right() - step - 12, option.rect.y(), 12, option.rect.height()),
              u"chevron-down"_s, colors[Color::Dim]);
}

void spinBox(QPainter* painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down)
{
    lineEdit(painter, option);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const Colors& colors = colorsOf(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto chevron = [&](const QRect& rect, QAbstractSpinBox::StepEnabledFlag step, double direction) {
        const bool enabled = has(option, QStyle::State_Enabled) && option.stepEnabled.testFlag(step);
        QPen pen(colors[enabled ? Color::Dim : Color::Line], 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        painter->setPen(pen);
        // Closer to each other than to the edges, as one control.
        const QPointF middle = QRectF(rect).center() - QPointF(0, direction * 2);
        painter->drawPolyline(QPolygonF{middle + QPointF(-3, direction * -1.5),
                                        middle + QPointF(0, direction * 1.5),
                                        middle + QPointF(3, direction * -1.5)});
    };
    chevron(up, QAbstractSpinBox::StepUpEnabled, -1);
    chevron(down, QAbstractSpinBox::StepDownEnabled, 1);
    painter->restore();
}

void checkBox(QPainter* painter, const QStyleOption& option)
{
    const Colors& colors = colorsOf(option.palette);
    const bool on = has(option, QStyle::State_On);
    const bool focused = has(option, QStyle::State_HasFocus);
    roundedBox(painter, option.rect, 4, on ? colors[Color::AccentFill] : colors[Color::Surface],
               focused ? colors[Color::Accent] : (on ? colors[Color::AccentFill] : colors[Color::Faint]));
    if (on)
        paintIcon(painter, option.rect.adjusted(1, 1, -1, -1), u"check"_s, colors[Color::OnAccent]);
}

void radioButton(QPainter* painter, const QStyleOption& option)
{
    const Colors& colors = colorsOf(option.palette);
    const bool on = has(option, QStyle::State_On);
    roundedBox(painter, option.rect, option.rect.height() / 2.0, colors[Color::Surface],
               on ? colors[Color::AccentFill] : colors[Color::Faint], on ? 4.5 : 1.0);
}

void tab(QPainter* painter, const QStyleOptionTab& option)
{
    const Colors& colors = colorsOf(option.palette);
    const bool selected = has(option, QStyle::State_Selected);
    const bool hovered = has(option, QStyle::State_MouseOver);
    painter->save();
    painter->setPen(selected || hovered ? colors[Color::Text] : colors[Color::Dim]);
    painter->drawText(option.rect, Qt::AlignCenter | Qt::TextHideMnemonic, option.text);
    if (selected) {
        painter->fillRect(QRect(option.rect.x(), option.rect.bottom() - 1, option.rect.width(), 2),
                          colors[Color::AccentFill]);
    }
    painter->restore();
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange)) {
        roundedBox(painter, option.rect.adjusted(2, 4, -2, -4), 4, QColor(), colors[Color::AccentFill], 1.5);
    }
}

void headerSection(QPainter* painter, const QStyleOptionHeader& option)
{
    const Colors& colors = colorsOf(option.palette);
    painter->fillRect(option.rect, colors[Color::Raised]);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors[Color::Line]);
}

void headerLabel(QPainter* painter, const QStyleOptionHeader& option)
{
    const Colors& colors = colorsOf(option.palette);
    painter->save();
    painter->setFont(headingFont(painter->font()));
    painter->setPen(colors[Color::Dim]);
    QRect rect = option.rect;
    const QFontMetrics metrics = painter->fontMetrics();
    const QString text = metrics.elidedText(option.text, Qt::ElideRight, rect.width());
    painter->drawText(rect, static_cast<int>(option.textAlignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                      text);
    if (option.sortIndicator != QStyleOptionHeader::None) {
        const int x = rect.x() + metrics.horizontalAdvance(text) + 4;
        // Qt calls the ascending order "down"; people read an arrow up as "the smallest first".
        const bool down = option.sortIndicator == QStyleOptionHeader::SortUp;
        if (x + 10 <= rect.right() + 10)
            paintIcon(painter, QRect(x, rect.y(), 10, rect.height()),
                      down ? u"chevron-down"_s : u"arrow-up"_s, colors[Color::Dim]);
    }
    painter->restore();
}

void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QRect& slider)
{
    const Colors& colors = colorsOf(option.palette);
    if (option.minimum == option.maximum)
        return;
    const bool active = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken);
    const QColor color = mixed(colors[Color::Line], colors[Color::Faint], active ? 0.8 : 0.35);
    const QRect handle =
        option.orientation == Qt::Vertical ? slider.adjusted(2, 1, -2, -1) : slider.adjusted(1, 2, -1, -2);
    roundedBox(painter, handle, std::min(handle.width(), handle.height()) / 2.0, color, QColor());
}

void menuItem(QPainter* painter, const QStyleOptionMenuItem& option)
{
    const Colors& colors = colorsOf(option.palette);
    const int step = unit(option.fontMetrics);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(option.rect.x(), option.rect.center().y(), option.rect.width(), 1),
                          colors[Color::Line]);
        return;
    }
    const bool enabled = has(option, QStyle::State_Enabled);
    if (enabled && has(option, QStyle::State_Selected))
        roundedBox(painter, option.rect.adjusted(1, 0, -1, 0), 5, colors[Color::Selection], QColor());
    const QRect inner = option.rect.adjusted(step, 0, -step, 0);
    const QRect mark(inner.x(), inner.y(), 16, inner.height());
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
        paintIcon(painter, mark, u"check"_s, colors[Color::Accent]);
    else if (!option.icon.isNull())
        option.icon.paint(painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    const QStringList parts = option.text.split(u'\t');
    const QRect text = inner.adjusted(16 + step, 0, 0, 0);
    painter->setPen(enabled ? colors[Color::Text] : colors[Color::Faint]);
    painter->setFont(option.font);
    painter->drawText(text, Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, parts.value(0));
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        paintIcon(painter, QRect(inner.right() - 12, inner.y(), 12, inner.height()), u"chevron-right"_s,
                  colors[Color::Dim]);
    } else if (parts.size() > 1) {
        painter->setPen(colors[Color::Faint]);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, parts.at(1));
    }
}

void menuBarItem(QPainter* painter, const QStyleOptionMenuItem& option)
{
    const Colors& colors = colorsOf(option.palette);
    painter->fillRect(option.rect, colors[Color::Sidebar]);
    if (has(option, QStyle::State_Selected))
        roundedBox(painter, option.rect.adjusted(0, 3, 0, -3), 5, colors[Color::Line], QColor());
    painter->setPen(colors[Color::Text]);
    painter->drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
}

} // namespace reveille::ui::paint
