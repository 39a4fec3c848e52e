#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Execution.h"
#include "core/model/Result.h"
#include "core/providers/dedalus/DedalusJson.h"

#include <optional>

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QVector>

namespace reveille {

/// One thing that happened to an execution: a piece of what it printed, or a step of its life.
struct ExecutionEvent
{
    qint64 sequence = 0; ///< ascending; tells one that is read twice
    QString type;        ///< "lifecycle", "stdout" or "stderr"; others are for newer clients
    std::optional<calendar::Instant> at;
    QByteArray chunk;
    ExecutionStatus status = ExecutionStatus::Unknown; ///< of "lifecycle"
    std::optional<int> exitCode;
    std::optional<int> signal;
    QString errorCode;
    QString errorMessage;
};

/// BadAnswer for an event without a sequence.
[[nodiscard]] Result<Page<ExecutionEvent>> eventPageFromJson(const QJsonObject& object);

/// What was printed so far, each event counted once and in its order, whatever order they came in. A list as
/// long as `most` may have been cut, and so may the output.
[[nodiscard]] ExecutionOutput outputOf(QVector<ExecutionEvent> events, qsizetype most);

} // namespace reveille
