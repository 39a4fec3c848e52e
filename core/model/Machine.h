#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/ProviderSchedule.h"

#include <chrono>
#include <optional>

#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille {

/// A machine's state as the person sees it, the same for every provider.
enum class MachinePhase
{
    Unknown, ///< not read yet, or a word this version does not know
    Creating,
    Waking,
    Running,
    GoingToSleep,
    Sleeping, ///< not running, and woken by use or by a wake
    Stopped,  ///< not running until somebody starts it
    Deleting,
    Deleted,
    Failed,
};

/// What a provider tells of a machine's starts and stops; enough to see later whether one happened.
struct MachineHistory
{
    std::optional<qint64> startCount;
    std::optional<calendar::Instant> startedAt;
    std::optional<calendar::Instant> stoppedAt;
    QString stopReason; ///< in words of the provider's documentation, with the code

    friend bool operator==(const MachineHistory&, const MachineHistory&) = default;
};

/// What a provider's own rules will do to a machine besides its schedules.
struct MachineRules
{
    bool scaleToZero = false;
    bool deleteOnStop = false;
    bool deleteLocked = false;
    /// Deleted this long after it stopped.
    std::optional<std::chrono::milliseconds> autokill;
    /// Commands can be run on it directly, with their output.
    bool runsCommands = true;

    friend bool operator==(const MachineRules&, const MachineRules&) = default;
};

struct Machine
{
    MachineKey key;
    QString name; ///< the person's own name for it; empty: none given
    MachinePhase phase = MachinePhase::Unknown;
    QString rawPhase; ///< the provider's own word
    QString desiredState;
    QString reason; ///< the provider's reason or last error
    double vcpu = 0;
    qint64 memoryMib = 0;
    qint64 storageGib = 0;
    std::optional<std::chrono::seconds> autosleep; ///< 0: never; nothing: not told
    QString revision;
    std::optional<calendar::Instant> createdAt;
    std::optional<calendar::Instant> lastTransitionAt;
    QString metro; ///< the provider's region; empty where it has none
    QString image;
    QString address; ///< where its service is reached; may be empty
    QStringList tags;
    MachineRules rules;
    MachineHistory history;
    /// Kept by the provider; nothing where it keeps none.
    std::optional<QVector<ProviderSchedule>> providerSchedules;

    [[nodiscard]] QString displayName() const { return name.isEmpty() ? key.machine.value : name; }
    /// Awake in the sense of the bill: anything between a wake and the end of going to sleep.
    [[nodiscard]] bool isAwake() const
    {
        return phase == MachinePhase::Waking || phase == MachinePhase::Running ||
               phase == MachinePhase::GoingToSleep;
    }
    friend bool operator==(const Machine&, const Machine&) = default;
};

/// What a person asks for when they make a machine.
struct MachineSpec
{
    double vcpu = 1;
    qint64 memoryMib = 1024;
    qint64 storageGib = 10;
    QString autosleep; ///< "5m", "never"; empty: the provider's default

    // Unikraft only. Exactly one of image, templateId, branchOf and checkpoint says what it is made from.
    QString metro; ///< empty: the account's first
    QString image;
    QString templateId;
    QString branchOf;
    QString checkpoint;
    QString name; ///< the provider's own name for it; empty: the provider chooses
    QStringList args;
    QMap<QString, QString> env;
    QStringList tags;
    bool start = true;
    QVector<ProviderSchedule> schedules;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Machine)
