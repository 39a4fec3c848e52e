#pragma once

#include "ui/models/Badges.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace reveille::ui {

class IconLabel;

/// What wants a look about the selected schedule, one box each, with a button that mends it.
class WarningList final : public QWidget
{
    Q_OBJECT

public:
    explicit WarningList(QWidget* parent = nullptr);

    /// Changes the boxes that are there, so that nothing flickers.
    void show(const QVector<Badge>& badges);

Q_SIGNALS:
    void fixRequested(const reveille::ui::Badge& badge);

private:
    struct Box
    {
        QWidget* ground;
        QLabel* text;
        QToolButton* button;
    };
    void grow(qsizetype count);

    QVBoxLayout* m_column;
    QVector<Box> m_boxes;
    QVector<Badge> m_badges;
};

} // namespace reveille::ui
