#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace reveille {

/// What is asked of a machine: execve-style, no shell.
struct ExecutionSpec
{
    QStringList argv;
    QString cwd;
    QMap<QString, QString> env;
    QString stdinText;
    std::chrono::milliseconds timeout{0}; ///< always sent; > 0
};

enum class ExecutionStatus
{
    WakeInProgress,
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Expired,
    Unknown
};

[[nodiscard]] constexpr bool isTerminal(ExecutionStatus status)
{
    return status == ExecutionStatus::Succeeded || status == ExecutionStatus::Failed ||
           status == ExecutionStatus::Cancelled || status == ExecutionStatus::Expired;
}

/// One execution as the provider tells it. Absent fields are absent, not zero.
struct Execution
{
    ExecutionId id;
    MachineId machine;
    ExecutionStatus status = ExecutionStatus::Unknown;
    QString rawStatus;
    QStringList command;
    QStringList envKeys;
    std::optional<int> exitCode; ///< present: the command really ran
    std::optional<int> signal;
    QString errorCode;
    QString errorMessage;
    std::optional<std::chrono::milliseconds> retryAfter;
    std::optional<calendar::Instant> createdAt;
    std::optional<calendar::Instant> startedAt; ///< present: the command may have had effects
    std::optional<calendar::Instant> completedAt;
    std::optional<qint64> stdoutBytes;
    std::optional<qint64> stderrBytes;
    bool stdoutTruncated = false;
    bool stderrTruncated = false;
};

/// What a command printed, as bytes. `*Total` counts what it wrote, of which `stdoutText` may be a part.
struct ExecutionOutput
{
    QByteArray stdoutText;
    QByteArray stderrText;
    std::optional<qint64> stdoutTotal;
    std::optional<qint64> stderrTotal;
    bool stdoutTruncated = false;
    bool stderrTruncated = false;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Execution)
