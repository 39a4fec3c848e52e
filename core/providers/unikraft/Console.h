#pragma once

#include "core/model/Instance.h"
#include "core/providers/unikraft/Target.h"

namespace reveille::unikraft {

/// A piece of the console: `offset` < 0 counts from the end; `limit` is cut to what one call may ask for.
[[nodiscard]] Call readLog(const Target& target, qint64 offset, qint64 limit, Reply<LogChunk> reply);
[[nodiscard]] Result<LogChunk> logOf(const QJsonObject& item);

[[nodiscard]] Call readMetrics(const Target& target, Reply<MachineMetrics> reply);
[[nodiscard]] MachineMetrics metricsOf(const QJsonObject& item);

/// What one metro has granted and how much of it is used.
[[nodiscard]] Call readQuota(const Link& link, const Metro& metro, Reply<MetroQuota> reply);
[[nodiscard]] MetroQuota quotaOf(const QJsonObject& item, const QString& metro);

} // namespace reveille::unikraft
