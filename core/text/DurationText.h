#pragma once

#include "core/calendar/Instant.h"

#include <chrono>

#include <QString>

namespace reveille {

/// The two largest units that say something: "850 ms", "12 s", "4 min", "16 h 12 min", "3 d 4 h". Rounded
/// down; a negative duration reads as its size.
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);

/// Where an instant lies seen from now: "in 4 min", "now", "16 h 12 min ago". Seconds are only named below
/// one minute, so that a list does not flicker.
[[nodiscard]] QString relativeTimeText(calendar::Instant at, calendar::Instant now);

} // namespace reveille
