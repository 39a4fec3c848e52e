#include "ui/widgets/ColumnFit.h"

#include "ui/theme/Fonts.h"

#include <algorithm>

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
    connect(view->horizontalHeader(), &QHeaderView::sectionResized, this,
            [this] { m_byHand = m_byHand || (!m_fitting && m_view->isVisible()); });
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
    const QVector<int> widths = fitColumns(m_columns, unit(m_view), m_view->viewport()->width());
    for (qsizetype i = 0; i < widths.size(); ++i)
        m_view->horizontalHeader()->resizeSection(static_cast<int>(i), widths[i]);
    m_fitting = false;
}

} // namespace reveille::ui
