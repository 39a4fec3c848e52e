#pragma once

#include "core/model/Schedule.h"
#include "ui/schedules/MachineChoice.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// Where a name is to be used.
struct NameUse
{
    FiredBy firedBy = FiredBy::Reveille;
    QVector<MachineChoice> machines;
    QVector<Schedule> known; ///< all schedules there are
    ScheduleId self;         ///< the one that is edited: its own name is free to it
};

/// One name for each machine, in their order: what the provider keeps is unique on its machine, what Reveille
/// fires is unique altogether and carries the machine's name where there are several.
[[nodiscard]] QStringList namesFor(const QString& name, const NameUse& use);

/// What is wrong with a name, as a sentence; empty if nothing. A provider takes lower-case letters, digits
/// and hyphens, at most 31, and hyphens only in between.
[[nodiscard]] QString nameProblem(const QString& name, const NameUse& use);

/// A name that comes near and is allowed; empty if there is none or the name is right already.
[[nodiscard]] QString nameFix(const QString& name, const NameUse& use);

/// The rule itself, for the line under the field.
[[nodiscard]] QString nameRule(FiredBy firedBy);

} // namespace reveille::ui
