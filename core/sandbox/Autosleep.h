#pragma once

#include <optional>

#include <QString>
#include <QStringView>

namespace reveille::sandbox {

constexpr qint64 kMaxAutosleepSeconds = 9'223'372'036;
constexpr qint64 kDefaultAutosleepSeconds = 300;

/// "30s", "2h", "7d3h4s", "1w3d" (each unit of w d h m s at most once, biggest first), "1800" (seconds) or
/// "never" (0). Lower case, no spaces, at most kMaxAutosleepSeconds. Nothing for anything else.
[[nodiscard]] std::optional<qint64> autosleepFromText(QStringView text);

} // namespace reveille::sandbox
