#pragma once

#include "core/calendar/Instant.h"

#include <chrono>
#include <optional>

#include <QString>
#include <QStringView>

namespace reveille {

/// RFC 3339 in UTC; a fraction only when there is one, at most 6 digits: "2026-11-22T09:00:00Z".
[[nodiscard]] QString toRfc3339(calendar::Instant at);
/// Reads RFC 3339 with any fraction length and any offset; nothing for anything else.
[[nodiscard]] std::optional<calendar::Instant> fromRfc3339(QStringView text);

/// Reads "90", "30s", "10m", "2h", "1d", "1h30m"; a bare number is seconds. Nothing for anything else or
/// overflow.
[[nodiscard]] std::optional<std::chrono::milliseconds> durationFromText(QStringView text);
/// The shortest such text: "10m", "1h30m", "0s".
[[nodiscard]] QString durationToText(std::chrono::milliseconds duration);

} // namespace reveille
