#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <chrono>
#include <optional>

#include <QMetaType>
#include <QString>

namespace reveille {

/// A machine's state as the person sees it, the same for every provider.
enum class MachinePhase
{
    Unknown, ///< not read yet, or a word this version does not know
    Creating,
    Waking,
    Running,
    GoingToSleep,
    Sleeping,
    Deleting,
    Deleted,
    Failed,
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
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Machine)
