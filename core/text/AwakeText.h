#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Execution.h"
#include "core/model/Lease.h"
#include "core/model/Machine.h"
#include "core/model/MachineExtras.h"
#include "core/model/Run.h"

#include <chrono>
#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

/// What is known of a machine that is awake.
struct AwakeFacts
{
    Machine machine;
    std::optional<MachineLease> lease;
    QVector<Run> runs;                              ///< of this machine; those that are open count
    std::optional<QVector<Execution>> executions{}; ///< nothing: not read
    UsageRates rates{};
};

struct AwakeReason
{
    enum class Kind
    {
        Run,         ///< a run of ours uses it
        SleepFailed, ///< the sleep that is owed was refused: it costs money that nobody wants to pay
        SleepOwed,   ///< the sleep is under way
        Held,        ///< we hold it and nothing tells what for: it is made ready
        Foreign,     ///< a command that is not ours runs on it
        BeforeUs,    ///< it was awake before a run of ours used it
        NeverSleeps, ///< by its autosleep
        Idle,        ///< somebody else woke it; its autosleep will come
    };
    Kind kind = Kind::Idle;
    QString text; ///< a whole sentence
};

/// Why a machine is awake, since when, and what that has come to.
struct AwakeReport
{
    bool awake = false;
    std::optional<calendar::Instant> since;
    std::chrono::milliseconds awakeFor{0};
    QVector<AwakeReason> reasons; ///< what matters most first; at least one while it is awake
    std::optional<double> cost;   ///< at most; where the person has given rates
    bool isAlarming = false;      ///< a person should look
};

[[nodiscard]] AwakeReport awakeReport(const AwakeFacts& facts, calendar::Instant now);

/// A machine-readable word of a reason: "sleep-failed".
[[nodiscard]] QString awakeWord(AwakeReason::Kind kind);

} // namespace reveille
