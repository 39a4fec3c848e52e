#pragma once

#include "ui/models/ScheduleFilter.h"

#include <QJsonObject>
#include <QObject>

class QMenu;
class QTableView;

namespace reveille::ui {

class ColumnFit;

/// Which columns the table of schedules has, in which order, and what its rows stand together by: the menu of
/// the header, and what is remembered of it.
class TableHeader final : public QObject
{
    Q_OBJECT

public:
    TableHeader(QTableView* view, ScheduleFilter* filter, ColumnFit* fit);

    /// Adds the choices to a menu; they show how things stand when the menu opens.
    void fill(QMenu* menu);
    void setGrouping(Grouping grouping);

    /// What restore() takes again: columns by name, so that another version's columns do no harm.
    [[nodiscard]] QJsonObject save() const;
    void restore(const QJsonObject& state);

private:
    void setShown(int column, bool shown);
    void reset();

    QTableView* m_view;
    ScheduleFilter* m_filter;
    ColumnFit* m_fit;
};

} // namespace reveille::ui
