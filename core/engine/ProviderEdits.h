#pragma once

#include "core/model/Machine.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/Result.h"

#include <QStringList>
#include <QVector>

namespace reveille {

// What is to be done to a machine's list of schedules for one of ours. Pure.

/// The entry of that name; null where there is none.
[[nodiscard]] const ProviderSchedule* entryNamed(const Machine& machine, const QString& name);

/// What a provider may add by itself, or leave out of an action that needs no arguments, is no difference.
[[nodiscard]] bool isAsSent(const ProviderSchedule& kept, const ProviderSchedule& sent);

/// The entries as they are there; nothing if one is missing or not as sent.
[[nodiscard]] std::optional<QVector<ProviderSchedule>> keptEntries(const Machine& machine,
                                                                   const QVector<ProviderSchedule>& sent);

[[nodiscard]] ProviderScheduleEdit addingEntries(QVector<ProviderSchedule> entries);
[[nodiscard]] ProviderScheduleEdit removingEntries(const QStringList& names);

struct ProviderChange
{
    QVector<ProviderScheduleEdit> edits; ///< in this order; none if everything is there as wanted
    QVector<ProviderSchedule> wanted;    ///< with the names that they have there
    QVector<ProviderSchedule> takenAway; ///< before others are added: to be put back if those are refused
};

/// How `wanted` takes the place of the entries named `old`; what is as wanted is left alone. The first keeps
/// its name, which nobody else may have (AlreadyExists); the others get free ones, and none of `reserved`.
/// QuotaExceeded where there are not enough places.
[[nodiscard]] Result<ProviderChange> changeOf(const Machine& machine, const QStringList& old,
                                              QVector<ProviderSchedule> wanted, const QStringList& reserved);

} // namespace reveille
