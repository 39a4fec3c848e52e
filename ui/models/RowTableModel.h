#pragma once

#include "ui/models/RowDiff.h"

#include <type_traits>
#include <utility>

#include <QAbstractTableModel>
#include <QHash>

namespace reveille::ui {

/// A flat table over rows of plain values with key() and ==. Concrete models only say what a cell shows.
template <typename Row> class RowTableModel : public QAbstractTableModel
{
    using RowKey = std::decay_t<decltype(std::declval<Row>().key())>;

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
        if (!m_located) {
            m_at.clear();
            m_at.reserve(m_rows.size());
            for (qsizetype i = 0; i < m_rows.size(); ++i)
                m_at.insert(m_rows[i].key(), static_cast<int>(i));
            m_located = true;
        }
        return m_at.value(key, -1);
    }
    void setRows(const QVector<Row>& rows)
    {
        m_located = false;
        Notify notify{this};
        applyRowDiff(m_rows, rows, notify);
        notify.flush();
        m_located = false;
    }

private:
    struct Notify
    {
        RowTableModel* model;
        int first = -1; ///< changed rows that stand together are told together
        int last = -1;
        void flush()
        {
            if (first >= 0)
                Q_EMIT model->dataChanged(model->index(first, 0),
                                          model->index(last, model->columnCount() - 1));
            first = -1;
        }
        void beginInsert(int from, int to)
        {
            flush();
            model->beginInsertRows({}, from, to);
        }
        void endInsert() { model->endInsertRows(); }
        void beginRemove(int from, int to) { model->beginRemoveRows({}, from, to); }
        void endRemove() { model->endRemoveRows(); }
        void beginMove(int from, int to)
        {
            flush();
            model->beginMoveRows({}, from, from, {}, to);
        }
        void endMove() { model->endMoveRows(); }
        void changed(int row)
        {
            if (first >= 0 && row == last + 1) {
                last = row;
                return;
            }
            flush();
            first = last = row;
        }
    };
    QVector<Row> m_rows;
    mutable QHash<RowKey, int> m_at;
    mutable bool m_located = false;
};

} // namespace reveille::ui
