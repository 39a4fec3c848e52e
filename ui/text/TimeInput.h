#pragma once

#include "core/calendar/TimeZone.h"

#include <optional>

#include <QString>

namespace reveille::ui {

/// Reads "2026-11-25 09:00", also with seconds, or a date alone as its first instant, on the clock of a zone;
/// and RFC 3339 with an offset. Nothing for anything else, and for a time that a clock change skips.
[[nodiscard]] std::optional<calendar::Instant> timeFromInput(const QString& text,
                                                             const calendar::TimeZone& zone);
/// "2026-11-25 09:00", with seconds when there are any; timeFromInput() reads it again.
[[nodiscard]] QString timeToInput(calendar::Instant at, const calendar::TimeZone& zone);

} // namespace reveille::ui
