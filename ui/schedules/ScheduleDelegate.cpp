#include "ui/schedules/ScheduleDelegate.h"

#include "ui/models/ScheduleFilter.h"
#include "ui/models/ScheduleTableModel.h"
#include "ui/schedules/CellPaint.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

using Column = ScheduleTableModel::Column;

QString second(const QModelIndex& index)
{
    return index.data(ScheduleTableModel::SecondLineRole).toString();
}

void paintWithIcon(QPainter* painter, QRect inner, const QStyleOptionViewItem& option,
                   const QModelIndex& index, cell::Lines lines)
{
    const Colors& colors = colorsOf(option.palette);
    const QString name = index.data(ScheduleTableModel::IconNameRole).toString();
    if (!name.isEmpty()) {
        const auto role = static_cast<Column>(index.column()) == Column::Action
                              ? Color::Dim
                              : static_cast<Color>(index.data(ScheduleTableModel::ColorRole).toInt());
        QRect at(inner.x(), inner.y(), 16, inner.height());
        if (!lines.second.isEmpty()) // beside the first of two lines
            at.setHeight(inner.height() - QFontMetrics(smallFont(option.font)).height() - 2);
        paintIcon(painter, at, name, colors[role]);
        inner.setLeft(inner.left() + 22);
    }
    cell::paintLines(painter, inner, option.font, lines);
}

} // namespace

void ScheduleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    if (index.data(ScheduleFilter::GroupRole).isValid()) {
        paintGroup(painter, option, index);
        return;
    }
    const Colors& colors = colorsOf(option.palette);
    const int step = unit(option.fontMetrics);
    painter->save();
    cell::paintGround(painter, option, index);
    const auto column = static_cast<Column>(index.column());
    const bool on =
        index.siblingAtColumn(static_cast<int>(Column::Enabled)).data(Qt::CheckStateRole).toInt() ==
        Qt::Checked;
    QRect inner = option.rect.adjusted(step, 0, -step, -1);
    cell::Lines lines;
    lines.first = index.data().toString();
    lines.second = second(index);
    lines.firstFont = option.font;
    lines.firstColor = colors[on ? Color::Text : Color::Dim];
    lines.secondColor = colors[Color::Dim];
    switch (column) {
    case Column::Enabled:
        cell::paintSwitch(painter, inner.adjusted(step / 4, 0, 0, 0), option.palette, on);
        break;
    case Column::Name:
        lines.firstFont = strongFont(option.font);
        if (index.data(ScheduleTableModel::BadgesRole).toInt() > 0) {
            paintIcon(painter, QRect(inner.right() - 15, inner.y(), 16, inner.height()), u"warning"_s,
                      colors[Color::Warning]);
            inner.setRight(inner.right() - 16 - step / 2);
        }
        cell::paintLines(painter, inner, option.font, lines);
        break;
    case Column::When:
        lines.firstFont = monoFont();
        cell::paintLines(painter, inner, option.font, lines);
        break;
    case Column::Action:
        lines.firstFont.setWeight(QFont::Medium);
        lines.firstFont.setPointSizeF(option.font.pointSizeF() * 12.5 / 13.5);
        paintWithIcon(painter, inner, option, index, lines);
        break;
    case Column::Next:
        lines.tabular = true;
        cell::paintLines(painter, inner, option.font, lines);
        break;
    case Column::Last:
        lines.tabular = true;
        lines.firstFont.setWeight(QFont::Medium);
        lines.firstFont.setPointSizeF(option.font.pointSizeF() * 12.5 / 13.5);
        lines.firstColor = colors[static_cast<Color>(index.data(ScheduleTableModel::ColorRole).toInt())];
        paintWithIcon(painter, inner, option, index, lines);
        break;
    case Column::Machine:
    case Column::FiredBy:
    case Column::Zone:
    case Column::Timeout:
    case Column::Note:
        cell::paintLines(painter, inner, option.font, lines);
        break;
    case Column::Count:
        break;
    }
    painter->restore();
}

void ScheduleDelegate::paintGroup(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    // One line over the whole width, however the columns are cut: each cell shows its part of it.
    const Colors& colors = colorsOf(option.palette);
    const int step = unit(option.fontMetrics);
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = view == nullptr ? option.rect.width() : view->viewport()->width();
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, colors[Color::Raised]);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      colors[Color::Line]);
    QRect inner(step + step / 2, option.rect.y(), width - 3 * step, option.rect.height() - 1);
    const bool open = index.data(ScheduleFilter::GroupOpenRole).toBool();
    paintIcon(painter, QRect(inner.x(), inner.y(), 16, inner.height()),
              open ? u"chevron-down"_s : u"chevron-right"_s, colors[Color::Dim]);
    inner.setLeft(inner.left() + 16 + step);
    const QString title = index.data(ScheduleFilter::GroupRole).toString();
    painter->setFont(headingFont(option.font));
    painter->setPen(colors[Color::Text]);
    const int room = std::min(painter->fontMetrics().horizontalAdvance(title), inner.width() - 8 * step);
    painter->drawText(inner, Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(title, Qt::ElideRight, room));
    painter->setFont(smallFont(option.font));
    painter->setPen(colors[Color::Dim]);
    painter->drawText(inner.adjusted(room + step, 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                      index.data(ScheduleFilter::GroupCountRole).toString());
    if (option.state.testFlag(QStyle::State_HasFocus))
        painter->fillRect(QRect(0, option.rect.top(), 3, option.rect.height() - 1),
                          colors[Color::AccentFill]);
    painter->restore();
}

QSize ScheduleDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int step = unit(option.fontMetrics);
    return {10 * step, 7 * step - 2};
}

bool ScheduleDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                   const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (index.data(ScheduleFilter::GroupRole).isValid()) {
        if (event->type() == QEvent::MouseButtonRelease &&
            static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton)
            Q_EMIT groupClicked(index);
        return true;
    }
    if (static_cast<Column>(index.column()) != Column::Enabled)
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    if (event->type() == QEvent::MouseButtonRelease &&
        static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton) {
        Q_EMIT toggled(index);
        return true;
    }
    return event->type() == QEvent::MouseButtonDblClick;
}

QWidget* ScheduleDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                        const QModelIndex& index) const
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(u"scheduleNameInlineEdit"_s);
    edit->setAccessibleName(tr("New name of %1").arg(index.data().toString()));
    edit->setMaxLength(100);
    return edit;
}

void ScheduleDelegate::setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const
{
    const auto* edit = qobject_cast<const QLineEdit*>(editor);
    const QString name = edit == nullptr ? QString() : edit->text().trimmed();
    if (!name.isEmpty() && name != index.data().toString())
        Q_EMIT renamed(index, name);
}

void ScheduleDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                            const QModelIndex&) const
{
    const int height = 4 * unit(option.fontMetrics);
    editor->setGeometry(option.rect.x() + 2, option.rect.y() + (option.rect.height() - height) / 2,
                        option.rect.width() - 4, height);
}

} // namespace reveille::ui
