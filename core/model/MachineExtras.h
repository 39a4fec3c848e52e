#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <chrono>
#include <optional>

#include <QMetaType>
#include <QString>
#include <QUrl>

namespace reveille {

/// What is to change of a machine; what is not set stays as it is.
struct MachineResize
{
    std::optional<double> vcpu;
    std::optional<qint64> memoryMib;
    std::optional<qint64> storageGib; ///< may grow, not shrink
    QString autosleep;                ///< "5m", "never"; empty: as it is

    [[nodiscard]] bool isEmpty() const { return !vcpu && !memoryMib && !storageGib && autosleep.isEmpty(); }
    friend bool operator==(const MachineResize&, const MachineResize&) = default;
};

/// Days are UTC; `to` is excluded.
struct UsageQuery
{
    std::chrono::sys_days from{};
    std::chrono::sys_days to{};
    MachineId machine; ///< empty: all of the account
};

/// What a machine used within one day (UTC), as the provider counts it.
struct MachineUsage
{
    MachineId machine;
    std::chrono::sys_days day{};
    std::chrono::seconds awake{0};
    double vcpuSeconds = 0;      ///< of the processor's work, not of the time awake
    double memoryGibSeconds = 0; ///< while awake
    double storageGibSeconds = 0;

    friend bool operator==(const MachineUsage&, const MachineUsage&) = default;
};

/// What a person pays, by their own account: providers change theirs and call them by different units.
struct UsageRates
{
    double perVcpuHour = 0;
    double perMemoryGibHour = 0;
    double perStorageGibHour = 0;
    QString currency{}; ///< as the person writes it; may be empty

    [[nodiscard]] bool isSet() const
    {
        return perVcpuHour > 0 || perMemoryGibHour > 0 || perStorageGibHour > 0;
    }
    friend bool operator==(const UsageRates&, const UsageRates&) = default;
};

/// A file that a command left for whoever wants to fetch it.
struct Artifact
{
    QString id;
    QString name;
    qint64 sizeBytes = 0;
    QString sha256;
    QUrl url;
    std::optional<calendar::Instant> createdAt;
};

/// A port of a machine that can be reached from outside.
struct MachinePort
{
    QString id;
    int port = 0;
    QString protocol;
    QString status; ///< the provider's word: wake_in_progress, ready, closed, expired, failed
    QUrl url;
};

/// How to log in to a machine: what ssh(1) needs, with the key whose public half was sent.
struct SshAccess
{
    QString id;
    QString status; ///< the provider's word; "ready": the rest is set
    QString host;
    int port = 0;
    QString user;
    QString certificate;
    QString hostPattern; ///< for a known_hosts line "@cert-authority <pattern> <key>"
    QString hostKey;
    std::optional<std::chrono::milliseconds> retryAfter;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::MachineUsage)
