#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Execution.h"

#include <optional>

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::sandbox {

[[nodiscard]] QString wireWord(ExecutionStatus status);
[[nodiscard]] ExecutionStatus statusFromWireWord(const QString& word);

/// A step in an execution's life, or a stretch of the kept output (by place and length, not by copy).
struct ExecutionEvent
{
    enum class Type
    {
        Lifecycle,
        Out,
        Err,
    };
    Type type = Type::Lifecycle;
    calendar::Instant at{};
    ExecutionStatus status = ExecutionStatus::Unknown;
    qint64 from = 0;
    qint64 length = 0;
};

struct StreamSize
{
    qint64 bytes = 0;
    bool truncated = false;
};

/// What is known of an execution after the request's secrets are gone: names of environment variables, never
/// their values, and no stdin.
struct ExecutionRecord
{
    qint64 sequence = 0; ///< order of creation within the machine
    QString id;
    QString machine;
    ExecutionStatus status = ExecutionStatus::Queued;
    QStringList command;
    std::optional<QString> cwd;
    QStringList envKeys;
    QString idempotencyKey; ///< for the truth
    calendar::Instant createdAt{};
    std::optional<calendar::Instant> startedAt;
    std::optional<calendar::Instant> completedAt;
    std::optional<int> exitCode;
    std::optional<int> signal;
    QString errorCode;
    QString errorMessage;
    std::optional<int> retryAfterMs; ///< a hint for polling; not kept on disk
    StreamSize out;
    StreamSize err;
    QVector<ExecutionEvent> events; ///< the first has sequence 1
};

[[nodiscard]] QJsonObject wireJson(const ExecutionRecord& execution);
[[nodiscard]] QJsonObject toDisk(const ExecutionRecord& execution);
[[nodiscard]] std::optional<ExecutionRecord> executionFromDisk(const QJsonObject& object);

} // namespace reveille::sandbox
