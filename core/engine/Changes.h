#pragma once

#include "core/model/Account.h"
#include "core/model/Error.h"
#include "core/model/Ids.h"
#include "core/model/Instance.h"
#include "core/model/Lease.h"
#include "core/model/Machine.h"
#include "core/model/Run.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"

#include <chrono>
#include <optional>

#include <QHash>
#include <QMetaType>
#include <QVector>

namespace reveille {

/// From here on two clocks disagree for a person, and from here on they had better be set.
inline constexpr std::chrono::seconds kShownSkew{2};
inline constexpr std::chrono::seconds kWarnedSkew{60};

/// How an account stands with its cloud.
struct AccountStatus
{
    enum class State
    {
        Unknown,
        Connecting,
        Connected,
        Failed
    };
    AccountId account;
    State state = State::Unknown;
    std::optional<Error> error; ///< Failed only
    /// How each metro stood when the machines were last listed; empty where a cloud has none.
    QVector<MetroStatus> metros{};
    /// How far this computer's clock is ahead of the cloud's, or behind if negative; only from
    /// kShownSkew on. Firing follows this computer's clock all the same.
    std::optional<std::chrono::milliseconds> skew{};
};

/// What changed since the last Changes, as values: rows to put in place of those with the same id, and ids to
/// drop. The first Changes after connecting holds everything (runs: the newest 500).
struct Changes
{
    QVector<Account> accounts;
    QVector<AccountId> accountsRemoved;
    QVector<AccountStatus> accountStatus;
    QVector<Machine> machines;
    QVector<MachineKey> machinesRemoved;
    QVector<Schedule> schedules;
    QVector<ScheduleId> schedulesRemoved;
    QVector<Run> runs;
    QVector<RunId> runsRemoved;
    QVector<MachineLease> leases;
    QVector<MachineKey> leasesRemoved;
    /// What the policies of schedules that count runs or skips have counted; of others nothing is told.
    QHash<ScheduleId, ScheduleProgress> progress{};
    std::optional<RunnerStatus> status;
};

/// Something the person should hear of even when no window is open. Carries names and outcomes, never output.
struct Notice
{
    enum class Kind
    {
        RunFailed,
        RunMissed,
        MachineLeftAwake,
        RunnerStopped,
        KeyMissing,
        RunSucceeded,
        RunLate,        ///< its time is five minutes ago and it has not begun, or only now
        RunStuck,       ///< it goes on ten minutes after its time-out
        SchedulePaused, ///< by itself, after failures: `run` is the last one
    };
    Kind kind = Kind::RunFailed;
    RunId run;
    MachineKey machine;
    QString subject; ///< the schedule's or machine's name
    std::optional<Error> error;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Changes)
Q_DECLARE_METATYPE(reveille::Notice)
