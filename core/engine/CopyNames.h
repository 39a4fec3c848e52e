#pragma once

#include "core/model/Schedule.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// The names that a schedule fired by `firedBy` on `machine` must not take: those of all that Reveille fires,
/// or of those that the provider fires on that machine. Pure.
[[nodiscard]] QStringList namesTaken(const QVector<Schedule>& schedules, FiredBy firedBy,
                                     const MachineKey& machine);

/// `wanted`, or with "-2", "-3"… behind it, cut so that the whole fits `longest` characters. Without regard
/// to case. Pure.
[[nodiscard]] QString freeName(const QString& wanted, const QStringList& taken, qsizetype longest);

} // namespace reveille
