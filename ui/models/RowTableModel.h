#pragma once

#include "ui/models/RowDiff.h"

#include <QAbstractTableModel>

namespace reveille::ui {

/// A flat table over rows of plain values with key() and ==. Concrete models only say what a cell shows.
template <typename Row> class RowTableModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const QVector<Row>& rows() const { return m_rows; }
    [[nodiscard]] const Row* rowAt(int row) const
    {
        return row >= 0 && row < m_rows.size() ? &m_rows[row] : nullptr;
    }
    template <typename Key> [[nodiscard]] int rowOf(const Key& key) const
    {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            if (m_rows[i].key() == key)
                return static_cast<int>(i);
        }
        return -1;
    }
    void setRows(const QVector<Row>& rows) { applyRowDiff(m_rows, rows, Notify{this}); }

private:
    struct Notify
    {
        RowTableModel* model;
        void beginInsert(int first, int last) { model->beginInsertRows({}, first, last); }
        void endInsert() { model->endInsertRows(); }
        void beginRemove(int first, int last) { model->beginRemoveRows({}, first, last); }
        void endRemove() { model->endRemoveRows(); }
        void beginMove(int from, int to) { model->beginMoveRows({}, from, from, {}, to); }
        void endMove() { model->endMoveRows(); }
        void changed(int row)
        {
            Q_EMIT model->dataChanged(model->index(row, 0), model->index(row, model->columnCount() - 1));
        }
    };
    QVector<Row> m_rows;
};

} // namespace reveille::ui
