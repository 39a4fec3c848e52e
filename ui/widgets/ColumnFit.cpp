#include "ui/widgets/ColumnFit.h"

#include "ui/theme/Fonts.h"

#include <algorithm>
#include <numeric>

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

namespace reveille::ui {

QVector<int> fitColumns(const QVector<ColumnFit::Column>& columns, int unit, int room)
{
    int least = 0;
    int weight = 0;
    for (const ColumnFit::Column& column : columns) {
        least += column.least * unit;
        weight += column.weight;
    }
    const int spare = std::max(0, room - least);
    QVector<int> widths;
    int given = 0;
    int lastWeighted = -1;
    for (const ColumnFit::Column& column : columns) {
        const int extra = weight > 0 ? spare * column.weight / weight : 0;
        given += extra;
        if (column.weight > 0)
            lastWeighted = static_cast<int>(widths.size());
        widths.append(column.least * unit + extra);
    }
    if (lastWeighted >= 0)
        widths[lastWeighted] += spare - given; // what rounding left
    return widths;
}

ColumnFit::ColumnFit(QTableView* view, QVector<Column> columns)
    : QObject(view), m_view(view), m_columns(std::move(columns))
{
    view->viewport()->installEventFilter(this);
    connect(view->horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        if (m_fitting || !m_view->isVisible())
            return;
        m_byHand = true;
        m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    });
    fit();
}

bool ColumnFit::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_byHand)
        fit();
    return QObject::eventFilter(watched, event);
}

void ColumnFit::fit()
{
    m_fitting = true;
    QVector<int> shown;
    QVector<Column> columns;
    for (int i = 0; i < m_columns.size(); ++i) {
        if (m_view->isColumnHidden(i))
            continue;
        shown.append(i);
        columns.append(m_columns[i]);
    }
    const int room = m_view->viewport()->width();
    const QVector<int> widths = fitColumns(columns, unit(m_view), room);
    // What fits needs no bar; left to itself one would stay from before the other bar took its part.
    const bool fits = std::accumulate(widths.begin(), widths.end(), 0) <= room;
    m_view->setHorizontalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    for (qsizetype i = 0; i < widths.size(); ++i)
        m_view->horizontalHeader()->resizeSection(shown[i], widths[i]);
    m_fitting = false;
}

void ColumnFit::fitAgain()
{
    m_byHand = false;
    fit();
}

void ColumnFit::setByHand(const QHash<int, int>& widths)
{
    m_fitting = true;
    for (auto it = widths.cbegin(); it != widths.cend(); ++it)
        m_view->horizontalHeader()->resizeSection(it.key(), it.value());
    m_fitting = false;
    m_byHand = true;
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

} // namespace reveille::ui
