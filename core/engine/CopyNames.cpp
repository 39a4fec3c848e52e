#include "core/engine/CopyNames.h"

using namespace Qt::StringLiterals;

namespace reveille {

QStringList namesTaken(const QVector<Schedule>& schedules, FiredBy firedBy, const MachineKey& machine)
{
    QStringList taken;
    for (const Schedule& schedule : schedules) {
        if (schedule.firedBy == firedBy && (firedBy == FiredBy::Reveille || schedule.machine == machine))
            taken.append(schedule.name);
    }
    return taken;
}

QString freeName(const QString& wanted, const QStringList& taken, qsizetype longest)
{
    QString name = wanted.left(longest);
    for (int number = 2; taken.contains(name, Qt::CaseInsensitive); ++number) {
        const QString tail = u"-%1"_s.arg(number);
        name = wanted.left(longest - tail.size()) + tail;
    }
    return name;
}

} // namespace reveille
