#include "ui/models/ScheduleOrder.h"

#include "core/text/RunText.h"
#include "ui/models/ScheduleTableModel.h"

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

template <typename T> int compareValues(const T& a, const T& b)
{
    return a < b ? -1 : (b < a ? 1 : 0);
}

int compareTexts(const QString& a, const QString& b)
{
    return QString::compare(a, b, Qt::CaseInsensitive);
}

} // namespace

GroupName groupName(const ScheduleRow& row, Grouping grouping)
{
    const MachineKey& machine = row.schedule.machine;
    switch (grouping) {
    case Grouping::Machine:
        return {u'm' + machine.account.value + u'\n' + machine.machine.value,
                row.accountName.isEmpty() ? row.machineName : row.machineName + u" · "_s + row.accountName};
    case Grouping::Account:
        return {u'a' + machine.account.value, row.accountName};
    case Grouping::Action:
        return {u'd' + QString::number(static_cast<int>(row.schedule.action)),
                actionText(row.schedule.action)};
    case Grouping::None:
        break;
    }
    return {};
}

int compareRows(const ScheduleRow& a, const ScheduleRow& b, int column)
{
    using Column = ScheduleTableModel::Column;
    switch (static_cast<Column>(column)) {
    case Column::Enabled:
        return compareValues(!a.schedule.enabled, !b.schedule.enabled);
    case Column::Next:
        return a.next && b.next ? compareValues(*a.next, *b.next)
                                : compareValues(!a.next.has_value(), !b.next.has_value());
    case Column::Name:
        return compareTexts(a.schedule.name, b.schedule.name);
    case Column::When:
        return compareTexts(a.expression, b.expression);
    case Column::Action:
        return compareTexts(a.command, b.command);
    case Column::Last:
        return compareTexts(a.lastText, b.lastText);
    case Column::Machine:
        return compareTexts(a.machineName, b.machineName);
    case Column::FiredBy:
        return compareValues(a.schedule.firedBy, b.schedule.firedBy);
    case Column::Zone:
        return compareTexts(a.schedule.zone, b.schedule.zone);
    case Column::Timeout:
        return compareValues(a.schedule.timeout, b.schedule.timeout);
    case Column::Note:
        return compareTexts(a.schedule.note, b.schedule.note);
    case Column::Count:
        break;
    }
    return 0;
}

} // namespace reveille::ui
