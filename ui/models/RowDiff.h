#pragma once

#include <QSet>
#include <QVector>

namespace reveille::ui {

/// Turns `rows` into `wanted` by the fewest kinds of steps a view understands: contiguous removals,
/// insertions, single moves, changes; never a reset, so that selection and scroll position survive. Rows have
/// key() and
/// ==; keys are unique. `notify` has beginInsert/endInsert(first, last), beginRemove/endRemove,
/// beginMove(from, to)/endMove with to < from, and changed(row).
template <typename Row, typename Notify>
void applyRowDiff(QVector<Row>& rows, const QVector<Row>& wanted, Notify&& notify)
{
    using Key = decltype(wanted.first().key());
    QSet<Key> keep;
    keep.reserve(wanted.size());
    for (const Row& row : wanted)
        keep.insert(row.key());
    for (qsizetype last = rows.size() - 1; last >= 0; --last) {
        if (keep.contains(rows[last].key()))
            continue;
        qsizetype first = last;
        while (first > 0 && !keep.contains(rows[first - 1].key()))
            --first;
        notify.beginRemove(static_cast<int>(first), static_cast<int>(last));
        rows.remove(first, last - first + 1);
        notify.endRemove();
        last = first;
    }
    QSet<Key> present;
    present.reserve(rows.size());
    for (const Row& row : std::as_const(rows))
        present.insert(row.key());
    for (qsizetype i = 0; i < wanted.size();) {
        if (i < rows.size() && rows[i].key() == wanted[i].key()) {
            if (!(rows[i] == wanted[i])) {
                rows[i] = wanted[i];
                notify.changed(static_cast<int>(i));
            }
            ++i;
        } else if (!present.contains(wanted[i].key())) {
            qsizetype end = i + 1;
            while (end < wanted.size() && !present.contains(wanted[end].key()))
                ++end;
            notify.beginInsert(static_cast<int>(i), static_cast<int>(end - 1));
            QVector<Row> joined;
            joined.reserve(rows.size() + end - i);
            joined << rows.first(i) << wanted.sliced(i, end - i) << rows.sliced(i);
            rows.swap(joined);
            notify.endInsert();
            i = end;
        } else {
            qsizetype from = i + 1;
            while (!(rows[from].key() == wanted[i].key()))
                ++from;
            notify.beginMove(static_cast<int>(from), static_cast<int>(i));
            rows.move(from, i);
            notify.endMove();
        }
    }
}

} // namespace reveille::ui
