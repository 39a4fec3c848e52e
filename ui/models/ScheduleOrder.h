#pragma once

#include "ui/models/ScheduleRow.h"

namespace reveille::ui {

/// What the rows of the schedules stand together by.
enum class Grouping
{
    None,
    Machine,
    Account,
    Action,
};

struct GroupName
{
    QString key; ///< unique among the groups of all kinds
    QString title;
};
[[nodiscard]] GroupName groupName(const ScheduleRow& row, Grouping grouping);

/// Negative, 0 or positive, as the rows stand by what the table's column tells; -1 is no column. Texts
/// without regard to case; what never fires comes last.
[[nodiscard]] int compareRows(const ScheduleRow& a, const ScheduleRow& b, int column);

} // namespace reveille::ui
