#pragma once

#include "core/model/Machine.h"
#include "core/model/Schedule.h"

#include <QVector>

namespace reveille {

/// Compares what a provider keeps on one machine with what is stored of it, and says which rows that
/// changes: unknown ones are adopted, known ones carry what was seen and how it differs from what was agreed
/// on. Takes nothing away from either side. A disabled schedule is kept on our side alone; one that is there
/// all the same was put there by somebody else. Pure.
[[nodiscard]] QVector<Schedule> mergeProviderSchedules(const MachineKey& machine,
                                                       const QVector<ProviderSchedule>& there,
                                                       const QVector<Schedule>& stored,
                                                       calendar::Instant now);

/// The same for many machines in one pass over what is stored; those whose schedules are not known are
/// passed over.
[[nodiscard]] QVector<Schedule> mergeProviderSchedules(const QVector<Machine>& machines,
                                                       const QVector<Schedule>& stored,
                                                       calendar::Instant now);

/// The machine is gone, and with it what the provider kept on it.
[[nodiscard]] QVector<Schedule> withoutMachine(const MachineKey& machine, const QVector<Schedule>& stored);
[[nodiscard]] QVector<Schedule> withoutMachines(const QVector<MachineKey>& machines,
                                                const QVector<Schedule>& stored);

/// Whether the provider's next elapse is another than ours for the same expression, by more than a second;
/// also when only one of the two knows any. Elapses within five seconds of `now` may have been told before.
[[nodiscard]] bool nextDiffers(const ProviderSchedule& seen, calendar::Instant now);

} // namespace reveille
