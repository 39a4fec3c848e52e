#pragma once

#include "ui/builder/GridState.h"

#include <vector>

#include <QPushButton>
#include <QString>
#include <QVector>
#include <QWidget>

namespace reveille::ui {

/// One small toggle of a strip.
class CellButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit CellButton(QWidget* parent);

    void setLook(bool on, bool implied);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_implied = false;
};

/// Toggles in rows for the values of one part: click or drag over them; one stop for the Tab key, arrows move
/// within, Space toggles. Shows what it is told and only asks for changes.
class CellStrip final : public QWidget
{
    Q_OBJECT

public:
    struct Cell
    {
        int value;
        QString text;
        QString name; ///< for screen readers, "day 5"
    };
    /// `prefix` begins the cells' object names: "hour" makes "hour18".
    CellStrip(const QString& prefix, QVector<Cell> cells, int perRow, QWidget* parent);

    void setRow(const GridRow& row);
    [[nodiscard]] QWidget* firstStop() const;
    /// Only these values are offered, so many to a row; the others are hidden.
    void setOffered(const std::vector<int>& values, int perRow);

Q_SIGNALS:
    /// The cells from one value to another are to be turned.
    void painted(int from, int to);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void move(int from, int by);
    void setStop(int index);
    void showDrag();
    [[nodiscard]] int indexAt(const QPoint& global) const;

    QVector<Cell> m_cells;
    QVector<CellButton*> m_buttons;
    GridRow m_row;
    std::vector<int> m_offered;
    int m_perRow;
    int m_stop = 0;
    int m_dragFrom = -1;
    int m_dragTo = -1;
};

} // namespace reveille::ui
