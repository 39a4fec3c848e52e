#include "ui/machines/MachineDelegate.h"

#include "ui/models/MachineTreeModel.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/StylePaint.h"
#include "ui/theme/TabularText.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QLineEdit>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Kind = MachineTreeModel::Kind;

Kind kindOf(const QModelIndex& index)
{
    return static_cast<Kind>(index.data(MachineTreeModel::KindRole).toInt());
}

void paintGroup(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index, QRect inner)
{
    const Colors& colors = colorsOf(option.palette);
    painter->setFont(headingFont(option.font));
    const QString right = index.data(MachineTreeModel::RightTextRole).toString();
    const auto role = static_cast<Color>(index.data(MachineTreeModel::ColorRole).toInt());
    const int rightWidth = tabularWidth(painter->fontMetrics(), right);
    painter->setPen(colors[role]);
    drawTabular(painter, QRect(inner.right() + 1 - rightWidth, inner.y(), rightWidth, inner.height()),
                Qt::AlignRight, right);
    inner.setRight(inner.right() - rightWidth - unit(option.fontMetrics));
    if (const QString name = index.data(MachineTreeModel::IconNameRole).toString(); !name.isEmpty()) {
        paintIcon(painter, QRect(inner.x(), inner.y(), 14, inner.height()), name, colors[role]);
        inner.setLeft(inner.left() + 20);
    }
    painter->setPen(colors[Color::Dim]);
    painter->drawText(
        inner, Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inner.width()));
}

} // namespace

void MachineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const Colors& colors = colorsOf(option.palette);
    const int step = unit(option.fontMetrics);
    const Kind kind = kindOf(index);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    const QRect box = option.rect.adjusted(step, kind == Kind::Account ? step / 2 : 0, -step, 0);
    if (selected || option.state.testFlag(QStyle::State_MouseOver))
        paint::roundedBox(painter, box, 6, colors[selected ? Color::Selection : Color::Line], QColor());
    const bool byKeys =
        option.widget != nullptr && option.widget->window()->testAttribute(Qt::WA_KeyboardFocusChange);
    if (selected && byKeys && option.state.testFlag(QStyle::State_HasFocus))
        paint::roundedBox(painter, box, 6, QColor(), colors[Color::AccentFill], 1.5);
    QRect inner = box.adjusted(step, 0, -step, 0);
    if (kind == Kind::Account || kind == Kind::Metro) {
        if (kind == Kind::Metro)
            inner.setLeft(inner.left() + step);
        paintGroup(painter, option, index, inner);
        painter->restore();
        return;
    }
    const QString iconName = index.data(MachineTreeModel::IconNameRole).toString();
    const auto role = static_cast<Color>(index.data(MachineTreeModel::ColorRole).toInt());
    paintIcon(painter, QRect(inner.x(), inner.y(), 16, inner.height()), iconName, colors[role]);
    inner.setLeft(inner.left() + 16 + step + 1);

    painter->setFont(smallFont(option.font));
    const QString right = index.data(MachineTreeModel::RightTextRole).toString();
    const int rightWidth = std::min(tabularWidth(painter->fontMetrics(), right), inner.width() / 2);
    painter->setPen(colors[Color::Dim]);
    drawTabular(painter, QRect(inner.right() + 1 - rightWidth, inner.y(), rightWidth, inner.height()),
                Qt::AlignRight, right);
    const QString state = index.data(MachineTreeModel::StateTextRole).toString();
    const int stateWidth = painter->fontMetrics().horizontalAdvance(state);
    if (rightWidth > 0)
        inner.setRight(inner.right() - rightWidth - step);

    QFont nameFont = option.font;
    nameFont.setWeight(QFont::Medium);
    const QFontMetrics metrics(nameFont);
    const QString name = index.data().toString();
    const int nameRoom = std::min(metrics.horizontalAdvance(name), inner.width());
    painter->setFont(nameFont);
    painter->setPen(colors[Color::Text]);
    painter->drawText(inner, Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(name, Qt::ElideRight, inner.width()));
    // The word gives way to the name when both do not fit; shape, colour and tool tip still tell the state.
    if (!state.isEmpty() && nameRoom + step + stateWidth <= inner.width()) {
        painter->setFont(smallFont(option.font));
        painter->setPen(colors[Color::Faint]);
        painter->drawText(inner.adjusted(nameRoom + step, 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                          state);
    }
    painter->restore();
}

QSize MachineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int step = unit(option.fontMetrics);
    return {20 * step, kindOf(index) == Kind::Account ? 4 * step + 2 : 4 * step - 1};
}

QWidget* MachineDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                       const QModelIndex& index) const
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(u"machineNameEdit"_s);
    edit->setAccessibleName(tr("New name of %1").arg(index.data().toString()));
    edit->setMaxLength(100);
    return edit;
}

void MachineDelegate::setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const
{
    const auto* edit = qobject_cast<const QLineEdit*>(editor);
    if (edit != nullptr && edit->text().trimmed() != index.data().toString())
        Q_EMIT renamed(index, edit->text().trimmed());
}

void MachineDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                           const QModelIndex&) const
{
    const int step = unit(option.fontMetrics);
    editor->setGeometry(option.rect.adjusted(2 * step + 16, 0, -step, 0));
}

} // namespace reveille::ui
