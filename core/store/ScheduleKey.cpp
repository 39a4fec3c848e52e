#include "core/store/ScheduleKey.h"

#include "core/store/AccountTable.h"

#include <QStringList>

namespace reveille {

QString scheduleKey(const Schedule& schedule)
{
    if (schedule.firedBy == FiredBy::Reveille)
        return nameKey(schedule.name);
    return QStringList{nameKey(schedule.name), schedule.machine.account.value, schedule.machine.machine.value,
                       schedule.name}
        .join(QChar(1));
}

} // namespace reveille
