#pragma once

#include <QHash>
#include <QObject>
#include <QVector>

class QTableView;

namespace reveille::ui {

/// Shares a table's width among its columns as long as the person has not set one by hand.
class ColumnFit final : public QObject
{
    Q_OBJECT

public:
    struct Column
    {
        int least;  ///< in units of the rhythm
        int weight; ///< of what is left over
    };
    /// Belongs to the view.
    ColumnFit(QTableView* view, QVector<Column> columns);

    /// Columns were shown or hidden: shares the width anew, and forgets widths set by hand.
    void fitAgain();
    [[nodiscard]] bool isByHand() const { return m_byHand; }
    /// Widths that a person has set, by column.
    void setByHand(const QHash<int, int>& widths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    QTableView* m_view;
    QVector<Column> m_columns;
    bool m_fitting = false;
    bool m_byHand = false;
};

/// The widths for `room` pixels: the least for all, what is left over by weight; pure.
[[nodiscard]] QVector<int> fitColumns(const QVector<ColumnFit::Column>& columns, int unit, int room);

} // namespace reveille::ui
