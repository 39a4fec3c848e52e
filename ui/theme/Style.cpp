#include "ui/theme/Style.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StylePaint.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QStyleFactory>
#include <QVariant>
#include <QWidget>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* kLookProperty = "reveilleLook";

const QStyleOptionButton* asButton(const QStyleOption* option)
{
    return qstyleoption_cast<const QStyleOptionButton*>(option);
}

bool isDefault(const QStyleOption* option)
{
    const auto* button = asButton(option);
    return button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
}

bool isFlat(const QStyleOption* option)
{
    const auto* button = asButton(option);
    return button != nullptr && button->features.testFlag(QStyleOptionButton::Flat);
}

} // namespace

void setLook(QWidget* widget, Look look)
{
    widget->setProperty(kLookProperty, static_cast<int>(look));
}

Look lookOf(const QWidget* widget)
{
    return widget == nullptr ? Look::Outlined : static_cast<Look>(widget->property(kLookProperty).toInt());
}

Style::Style() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const Colors& colors = colorsOf(option->palette);
    switch (element) {
    case PE_PanelButtonCommand:
        paint::buttonBevel(painter, *option, widget, isDefault(option), isFlat(option));
        return;
    case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractItemView*>(widget) == nullptr) {
            paint::roundedBox(painter, option->rect, 4, QColor(), colors[Color::AccentFill], 1.5);
        }
        return;
    case PE_FrameDefaultButton:
    case PE_IndicatorHeaderArrow:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
        return;
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame != nullptr && frame->lineWidth > 0)
            paint::lineEdit(painter, *option);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_Frame:
        paint::lineEdit(painter, *option);
        return;
    case PE_IndicatorCheckBox:
        paint::checkBox(painter, *option);
        return;
    case PE_IndicatorRadioButton:
        paint::radioButton(painter, *option);
        return;
    case PE_PanelItemViewItem:
        if (option->state.testFlag(State_Selected) || option->state.testFlag(State_MouseOver)) {
            const bool selected = option->state.testFlag(State_Selected);
            paint::roundedBox(painter, option->rect.adjusted(2, 0, -2, 0), 5,
                              colors[selected ? Color::Selection : Color::Grid], QColor());
        }
        return;
    case PE_PanelItemViewRow:
    case PE_IndicatorBranch:
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        paint::roundedBox(painter, option->rect, 0, colors[Color::Surface], colors[Color::Line]);
        return;
    case PE_PanelTipLabel:
        paint::roundedBox(painter, option->rect, 0, colors[Color::Raised], colors[Color::Line]);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    const Colors& colors = colorsOf(option->palette);
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = asButton(option)) {
            QStyleOptionButton copy = *button;
            copy.palette.setColor(QPalette::ButtonText,
                                  paint::buttonText(*option, widget, isDefault(option)));
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
            paint::tab(painter, *tab);
        return;
    case CE_HeaderSection:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
            paint::headerSection(painter, *header);
        return;
    case CE_HeaderEmptyArea: {
        QStyleOptionHeader header;
        static_cast<QStyleOption&>(header) = *option;
        paint::headerSection(painter, header);
        return;
    }
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
            paint::headerLabel(painter, *header);
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, colors[Color::Line]);
        return;
    case CE_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            paint::menuItem(painter, *item);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            paint::menuBarItem(painter, *item);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, colors[Color::Sidebar]);
        return;
    case CE_ComboBoxLabel:
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            QStyleOptionComboBox copy = *combo;
            copy.palette.setColor(QPalette::ButtonText, paint::buttonText(*option, nullptr, false));
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
        slider != nullptr && control == CC_ScrollBar) {
        paint::scrollBar(painter, *slider, subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget));
        return;
    }
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        combo != nullptr && control == CC_ComboBox) {
        paint::comboBox(painter, *combo);
        return;
    }
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        spin != nullptr && control == CC_SpinBox) {
        paint::spinBox(painter, *spin, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget),
                       subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget));
        return;
    }
    if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        button != nullptr && control == CC_ToolButton) {
        paint::toolButton(painter, *button, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                            const QWidget* widget) const
{
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        bar != nullptr && control == CC_ScrollBar) {
        const bool vertical = bar->orientation == Qt::Vertical;
        const int length = vertical ? bar->rect.height() : bar->rect.width();
        const int range = bar->maximum - bar->minimum;
        const int least = std::min(length, 28);
        const int size =
            range <= 0
                ? length
                : std::clamp(static_cast<int>(qint64(bar->pageStep) * length / (range + bar->pageStep)),
                             least, length);
        const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size,
                                               bar->upsideDown);
        const auto part = [&](int from, int extent) {
            return vertical ? QRect(bar->rect.x(), bar->rect.y() + from, bar->rect.width(), extent)
                            : QRect(bar->rect.x() + from, bar->rect.y(), extent, bar->rect.height());
        };
        switch (subControl) {
        case SC_ScrollBarSlider:
            return part(at, size);
        case SC_ScrollBarSubPage:
            return part(0, at);
        case SC_ScrollBarAddPage:
            return part(at + size, length - at - size);
        case SC_ScrollBarGroove:
            return bar->rect;
        default:
            return {};
        }
    }
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        combo != nullptr && control == CC_ComboBox) {
        const int step = unit(option->fontMetrics);
        if (subControl == SC_ComboBoxEditField)
            return combo->rect.adjusted(combo->editable ? 2 : step, 2, -(2 * step + 12), -2);
        if (subControl == SC_ComboBoxArrow)
            return QRect(combo->rect.right() - 2 * step - 12, combo->rect.y(), 2 * step + 12,
                         combo->rect.height());
    }
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        spin != nullptr && control == CC_SpinBox && spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
        const int step = unit(option->fontMetrics);
        const int side = 3 * step;
        const int half = spin->rect.height() / 2;
        const int left = spin->rect.right() + 1 - side;
        if (subControl == SC_SpinBoxUp)
            return {left, spin->rect.y(), side, half};
        if (subControl == SC_SpinBoxDown)
            return {left, spin->rect.y() + half, side, spin->rect.height() - half};
        if (subControl == SC_SpinBoxEditField)
            return spin->rect.adjusted(step - 2, 1, -side, -1);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const int step = unit(option->fontMetrics);
    if (element == SE_LineEditContents)
        return option->rect.adjusted(step - 2, 1, -(step - 2), -1);
    if (element == SE_HeaderLabel)
        return option->rect.adjusted(step, 0, -step, 0);
    if (element == SE_PushButtonFocusRect || element == SE_ItemViewItemFocusRect)
        return {};
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                              const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (option == nullptr)
        return size;
    const int step = unit(option->fontMetrics);
    switch (type) {
    case CT_PushButton:
        return {std::max(contents.width() + 3 * step, 9 * step), 4 * step};
    case CT_LineEdit:
        return {size.width(), 4 * step};
    case CT_SpinBox:
        return {size.width() + step, 4 * step};
    case CT_ComboBox:
        return {contents.width() + 5 * step + 12, 4 * step};
    case CT_TabBarTab:
        return {contents.width() + step, 5 * step};
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {size.width(), step + 1};
            const int shortcut = item->text.contains(u'\t') ? 3 * step : 0;
            return {contents.width() + 16 + 5 * step + shortcut, 4 * step - 2};
        }
        return size;
    case CT_MenuBarItem:
        return {contents.width() + 2 * step, 4 * step - 4};
    case CT_HeaderSection:
        return {size.width(), 4 * step - 2};
    case CT_ToolButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
            if (button->toolButtonStyle == Qt::ToolButtonIconOnly)
                return {4 * step, 4 * step};
            const int icon = button->icon.isNull() ? 0 : button->iconSize.width() + step;
            const int menu = button->features.testFlag(QStyleOptionToolButton::HasMenu) ? step / 2 + 12 : 0;
            const int text = option->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
            return {text + icon + menu + 3 * step, 4 * step};
        }
        return size;
    case CT_ItemViewItem:
        return {size.width(), std::max(size.height(), 4 * step - 4)};
    default:
        return size;
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    const int step = widget != nullptr ? unit(widget) : 8;
    switch (metric) {
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_SplitterWidth:
        return 1;
    case PM_DefaultFrameWidth:
    case PM_ToolBarFrameWidth:
        return 1;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return 2 * step;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return step;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_IndicatorHeight:
    case PM_IndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
        return 16;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonDefaultIndicator:
        return 0;
    case PM_TabBarTabHSpace:
        return 3 * step;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
    case PM_MenuBarHMargin:
        return step / 2;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuPanelWidth:
        return 1;
    case PM_HeaderMargin:
        return step;
    case PM_FocusFrameHMargin:
        // The room beside the words of a list.
        return step * 3 / 4;
    case PM_ToolTipLabelFrameWidth:
        return step / 2 + 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ItemView_ShowDecorationSelected:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return hint == SH_ItemView_ShowDecorationSelected ? 1 : 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_MessageBox_CenterButtons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QIcon Style::standardIcon(StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const
{
    switch (pixmap) {
    case SP_LineEditClearButton:
        return icon(u"cross"_s, Color::Dim);
    case SP_MessageBoxInformation:
        return icon(u"info"_s, Color::Running);
    case SP_MessageBoxQuestion:
        return icon(u"question"_s, Color::Accent);
    case SP_MessageBoxWarning:
        return icon(u"warning"_s, Color::Warning);
    case SP_MessageBoxCritical:
        return icon(u"warning"_s, Color::Failed);
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace reveille::ui
