#pragma once

#include "core/engine/Changes.h"

#include <optional>

#include <QHash>
#include <QString>
#include <QVector>

namespace reveille::cli {

/// All that the engine has told so far, as one value.
struct World
{
    QVector<Account> accounts;
    QHash<AccountId, AccountStatus> accountStatus;
    QVector<Machine> machines;
    QVector<Schedule> schedules;
    QVector<Run> runs; ///< newest scheduled instant first
    QVector<MachineLease> leases;
    QHash<ScheduleId, ScheduleProgress> progress; ///< of schedules that count runs or skips
    RunnerStatus status;

    void apply(const Changes& changes);

    [[nodiscard]] const Account* account(const AccountId& id) const;
    [[nodiscard]] const Schedule* schedule(const ScheduleId& id) const;
    [[nodiscard]] const Machine* machine(const MachineKey& key) const;

    /// The account's name, or its id where it is gone.
    [[nodiscard]] QString accountName(const AccountId& id) const;
    /// The person's name for the machine, or its id.
    [[nodiscard]] QString machineName(const MachineKey& key) const;
};

} // namespace reveille::cli
