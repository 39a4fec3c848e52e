#pragma once

#include "core/engine/Changes.h"

namespace reveille::test {

/// A realistic little world as of 2026-11-22 12:00 UTC: two accounts, eight machines, six schedules, a
/// history with every kind of outcome that people meet.
[[nodiscard]] Changes inventedWorld();
[[nodiscard]] calendar::Instant inventedNow();
[[nodiscard]] RunOutput inventedOutput();

} // namespace reveille::test
