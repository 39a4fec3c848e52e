#pragma once

#include "core/calendar/Instant.h"
#include "core/sandbox/SandboxOptions.h"

#include <optional>

#include <QJsonObject>
#include <QString>

namespace reveille::sandbox {

enum class Phase
{
    Accepted,
    PlacementPending,
    Starting,
    Running,
    Stopping,
    Sleeping,
    Destroying,
    Destroyed,
    Failed,
};

[[nodiscard]] QString toWord(Phase phase);
[[nodiscard]] std::optional<Phase> phaseFromWord(const QString& word);

struct MachineRecord
{
    qint64 sequence = 0; ///< order of creation, never used twice
    QString id;
    double vcpu = 1;
    qint64 memoryMib = 1024;
    qint64 storageGib = 10;
    qint64 autosleepSeconds = 300; ///< 0: never
    QString desired;               ///< running, sleeping, destroyed
    Phase phase = Phase::Accepted;
    QString reason;
    QString lastError;
    qint64 revision = 1;
    calendar::Instant createdAt{};
    calendar::Instant lastTransitionAt{};

    [[nodiscard]] bool isEnding() const { return phase == Phase::Destroying || phase == Phase::Destroyed; }
};

/// Which answer a machine stands in: some generations write it differently.
enum class MachinePlace
{
    Get,
    Mutation,
    List,
};
[[nodiscard]] QJsonObject wireJson(const MachineRecord& machine, SandboxShape shape, MachinePlace place);

/// The form on disk.
[[nodiscard]] QJsonObject toDisk(const MachineRecord& machine);
[[nodiscard]] std::optional<MachineRecord> machineFromDisk(const QJsonObject& object);

} // namespace reveille::sandbox
