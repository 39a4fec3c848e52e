#pragma once

#include "app/cli/World.h"
#include "core/calendar/Instant.h"
#include "core/model/RunnerStatus.h"

#include <optional>

#include <QJsonArray>
#include <QJsonObject>

namespace reveille::cli {

// The shapes of --json. Stable: scripts rely on them. Times are RFC 3339 in UTC, what is absent is null.

[[nodiscard]] QJsonObject toJson(const Account& account, const World& world);
[[nodiscard]] QJsonObject toJson(const Machine& machine, const World& world);
[[nodiscard]] QJsonObject toJson(const Schedule& schedule, const World& world,
                                 std::optional<calendar::Instant> next);
[[nodiscard]] QJsonObject toJson(const Run& run, const World& world);
[[nodiscard]] QJsonObject toJson(const std::optional<Pause>& pause);
/// With the machines that are awake for our runs.
[[nodiscard]] QJsonObject toJson(const RunnerStatus& status, const World& world);

} // namespace reveille::cli
