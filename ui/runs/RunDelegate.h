#pragma once

#include <QStyledItemDelegate>

namespace reveille::ui {

/// Paints a line of the history: the outcome with its shape, the rest as plain text with even figures.
class RunDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace reveille::ui
